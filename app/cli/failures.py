"""What a command says when the database cannot be used: a sentence and what to do, never a traceback."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from app.store import StoreUnavailable, WrongKeys, causes
from app.store.errors import WrongRevision

if TYPE_CHECKING:
    from collections.abc import Iterator


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
