"""Puts another secret into `.env` in place of one that leaked, without showing it: `python -m app.cli.renew NAME`.

It runs without the app, for a leaked secret has to go even when the app does not start. A key that something is sealed
or indexed with stays, behind the new one, until `--only-newest` finds that the database does without it.
"""

from __future__ import annotations

import os
import secrets
import sys
from base64 import urlsafe_b64encode
from getpass import getpass
from typing import TYPE_CHECKING, Final

import click

from app.cli import dotenv
from app.cli.failures import told
from app.config import ROOT, ConfigurationError, load
from app.config.dotenv_file import value_in, with_value
from app.config.environment import in_text
from app.services import build

if TYPE_CHECKING:
    from collections.abc import Callable


def _asked(what: str) -> str:
    """Return what somebody types without its being shown, or what comes on standard input."""
    return getpass(f"{what}: ") if sys.stdin.isatty() else sys.stdin.readline().strip()


NEW: Final[dict[str, Callable[[], str]]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "TWILIO_AUTH_TOKEN": lambda: _asked("The new Auth Token, from Twilio's console"),
    "REDIS_URL": lambda: _asked("The new REDIS_URL"),
    **dict.fromkeys(
        ("FERNET_KEYS", "INDEX_KEY", "BACKUP_KEY"), lambda: urlsafe_b64encode(os.urandom(32)).decode()
    ),
}
"""Setting -> how another one is had."""
_KEPT: Final = ("FERNET_KEYS", "INDEX_KEY", "BACKUP_KEY")
"""Of these the older ones still open what they sealed."""
_IN_THE_DATABASE: Final = ("FERNET_KEYS", "INDEX_KEY")


@click.command
@click.argument("name", type=click.Choice(sorted(NEW)))
@click.option(
    "--only-newest", is_flag=True, help="Leave the older keys out, once nothing in the database needs them."
)
def renew(name: str, only_newest: bool) -> None:
    """Put another secret in the place of NAME in `.env`, or a key before those that are there: made, or asked for."""
    dotenv.refuse_unless_it_names(name)
    if only_newest:
        _leave_out_older(name)
        return
    value, there = NEW[name](), value_in(dotenv.text(), name)
    _refuse_unusable(name, value)
    with dotenv.changing(name, f"{value},{there}" if name in _KEPT else value):
        pass
    if name in _KEPT:
        click.echo(
            f"{name} begins with a new key. Keep a copy of it where the old one's is, away from the database and its "
            "backups: without it nothing can be read again. Start Anteroom again."
        )
    else:
        click.echo(f"{name} is another one now. Start Anteroom again: until then the old one counts.")


def _leave_out_older(name: str) -> None:
    if name not in _IN_THE_DATABASE:
        raise click.UsageError(f"--only-newest is for {' and '.join(_IN_THE_DATABASE)}.")
    changed = with_value(dotenv.text(), name, (value_in(dotenv.text(), name) or "").partition(",")[0].strip())
    with told():
        services = build(load(in_text(changed) | dict(os.environ), ROOT / "instance"))
        try:
            services.store.prove_keys()  # with the newest alone: it fails while another one is on record
        finally:
            services.store.engine.dispose()
    with dotenv.changing(name, value_in(changed, name) or ""):
        pass
    click.echo(
        f"{name} is its newest key alone. Start Anteroom again. Backups made before still need the older ones."
    )


def _refuse_unusable(name: str, value: str) -> None:
    if value == value_in(dotenv.text(), name):
        raise click.ClickException(f"This is the {name} that is there already. Nothing was changed.")
    try:
        load(in_text(with_value(dotenv.text(), name, value)), ROOT / "instance")
    except ConfigurationError as error:
        ours = [problem for problem in error.problems if problem.startswith(name)]
        if ours:
            raise click.ClickException(f"{' '.join(ours)} Nothing was changed.") from None


if __name__ == "__main__":
    renew()
