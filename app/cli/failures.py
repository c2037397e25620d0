"""What a command says when the database or the erasure journal cannot be used: what to do, never a traceback."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from app.checks.finding import FLASK, quoted
from app.store import Forged, StoreUnavailable, WrongKeys, causes
from app.store.adoption import SealedBefore
from app.store.errors import WrongRevision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.store import Store


FORGED: Final = {
    "staff": "To make the row ours again: flask staff reset-code EMAIL --role ROLE",
    "retention_rules": "Nothing goes by it. Save the retention rules again on their page.",
    "": "To remove it: flask db remove-forged",
}
"""Table -> what to do about a row of it that was written by hand."""


@contextmanager
def told() -> Iterator[None]:
    """Run the block; end the command with a sentence when the store fails in it.

    Raises:
        click.ClickException: the database fails, is another Anteroom's, or does not belong to these keys.
    """
    try:
        yield
    except StoreUnavailable as error:
        raise click.ClickException(
            f"The database cannot be used ({error.reason}). {causes.explain(error.reason)}"
        ) from None
    except (WrongKeys, WrongRevision, SealedBefore) as error:
        raise click.ClickException(str(error)) from None
    except Forged as error:
        raise click.ClickException(
            f"{str(error).capitalize()}. {FORGED.get(error.table, FORGED[''])}"
        ) from None


def stop_unless_named(store: Store) -> None:
    """End the command when the journal does not name whom it has erased, once that is told.

    Raises:
        click.ClickException: it cannot be written.
    """
    if (trouble := store.journal.trouble()) is not None:
        path = store.journal.path
        raise click.ClickException(
            f"What was erased is not in the erasure journal {path} yet: {trouble.strerror}. Until it is, restoring an older "
            f"backup would bring it back. See: ls -ld {quoted([path.parent, path])}, df {quoted([path.parent])}. Once it can "
            f"be written, a running server adds it within seconds; without one: {FLASK} worker --once"
        )
