"""What a command says when the database or the erasure journal cannot be used: what to do, never a traceback."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from app.checks.finding import FLASK, quoted
from app.store import StoreUnavailable, WrongKeys, causes
from app.store.errors import WrongRevision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.store import Store


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
    except (WrongKeys, WrongRevision) as error:
        raise click.ClickException(str(error)) from None


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
