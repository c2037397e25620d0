"""Changes to `.env` by commands: all or nothing, and readable by nobody else."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import click

from app.cli import account
from app.cli.output import private_file
from app.config import ROOT, secrets, whole_environment
from app.config.environment import value_in, with_value
from app.config.secrets import wrapped

_LENT: Final = 0o640
"""The most that `.env` allows anybody: root changes it, and lends it to the service's group."""


def text() -> str:
    """Return what is in `.env`.

    Raises:
        click.ClickException: there is none.
    """
    try:
        return (ROOT / ".env").read_text(encoding="utf-8")
    except OSError as error:
        raise click.ClickException(
            f"{ROOT / '.env'} cannot be read: {error.strerror}. Change the setting where it is kept, and restart Anteroom."
        ) from None


def refuse_unless_it_names(name: str) -> None:
    """End the command unless the setting comes from `.env`.

    A change to the file would have no effect.

    Raises:
        click.ClickException: it does not, or `.env` only names the place that it comes from.
    """
    value = value_in(text(), name)
    if value is None or whole_environment().get(name) or secrets.is_reference(value.strip()):
        raise click.ClickException(
            f"{name} does not come from {ROOT / '.env'}. Change it where it is kept, and restart Anteroom."
        )


def refuse_wrapped(name: str) -> None:
    """End the command when the setting is wrapped.

    The new value would be written there in clear text.

    Raises:
        click.ClickException: it is wrapped.
    """
    if wrapped.is_wrapped(value_in(text(), name) or ""):
        raise click.ClickException(
            f"{name} is wrapped, so the new value has to be wrapped too: .venv/bin/python -m app.cli.wrap --help"
        )


def tell_of_other_machines(*names: str) -> None:
    """Say that other machines have settings of their own.

    Every command that changes `.env` ends with it.
    """
    click.echo(
        f"Only the .env of this machine was changed. If Anteroom runs on others, set {' and '.join(names)} there to the same "
        "before you restart them."
    )


@contextmanager
def changing(changes: Mapping[str, str]) -> Iterator[None]:
    """Give settings new values when the block ends; keep the old ones if it fails.

    The new file is on the disk before the block begins. After a crash within the block it is beside `.env`, as
    `.env.….part`.
    """
    changed = text()
    for name, value in changes.items():
        changed = with_value(changed, name, value)
    path = (ROOT / ".env").resolve()  # through a link, because the file that it names has the old value
    owner = path.stat()
    with account.as_root(), private_file(path, force=True) as file:
        if os.geteuid() == 0:  # else a server that runs as another user could not read it any more
            os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
            os.fchmod(file.fileno(), stat.S_IMODE(owner.st_mode) & _LENT)
        file.write(changed.encode())
        file.flush()
        os.fsync(file.fileno())
        yield
