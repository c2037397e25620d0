"""The `.env` of this folder, as commands change it: whole or not at all, and for nobody else to read."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from app.cli.private_file import private_file
from app.config import ROOT
from app.config.dotenv_file import value_in, with_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def text() -> str:
    """Return what is in `.env`.

    Raises:
        click.ClickException: there is none.
    """
    try:
        return (ROOT / ".env").read_text(encoding="utf-8")
    except OSError as error:
        raise click.ClickException(
            f"{ROOT / '.env'} cannot be read: {error.strerror}. Change the setting where it is kept, and start again."
        ) from None


def refuse_unless_it_names(name: str) -> None:
    """End the command when the setting comes from elsewhere: changed here, it would change nothing.

    Raises:
        click.ClickException: it does.
    """
    if value_in(text(), name) is None or os.environ.get(name):
        raise click.ClickException(
            f"{name} does not come from {ROOT / '.env'}. Change it where it is kept, and start again."
        )


@contextmanager
def changing(changes: Mapping[str, str]) -> Iterator[None]:
    """Give settings other values once the block is through; when it fails, all stays as it was.

    The new file is on the disk before the block begins: after a crash within, it is beside `.env`, as `.env.….part`.
    """
    changed = text()
    for name, value in changes.items():
        changed = with_value(changed, name, value)
    with private_file(ROOT / ".env", force=True) as file:
        file.write(changed.encode())
        file.flush()
        os.fsync(file.fileno())
        yield
