"""Puts another secret into `.env` in place of one that leaked, without showing it: `python -m app.cli.renew NAME`.

It runs without the app, for a leaked secret has to go even when the app does not start.
"""

from __future__ import annotations

import secrets
import sys
from getpass import getpass
from typing import TYPE_CHECKING, Final

import click

from app.cli import dotenv
from app.config import ROOT, ConfigurationError, load
from app.config.dotenv_file import value_in, with_value
from app.config.environment import in_text

if TYPE_CHECKING:
    from collections.abc import Callable


def _asked(what: str) -> str:
    """Return what somebody types without its being shown, or what comes on standard input."""
    return getpass(f"{what}: ") if sys.stdin.isatty() else sys.stdin.readline().strip()


NEW: Final[dict[str, Callable[[], str]]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "TWILIO_AUTH_TOKEN": lambda: _asked("The new Auth Token, from Twilio's console"),
    "REDIS_URL": lambda: _asked("The new REDIS_URL"),
}
"""Setting -> how another one is had. Keys of the database are not among them: what they sealed has to be resealed."""


@click.command
@click.argument("name", type=click.Choice(sorted(NEW)))
def renew(name: str) -> None:
    """Put another secret in the place of NAME in `.env`: made, or asked for. The old one is good no more."""
    dotenv.refuse_unless_it_names(name)
    value = NEW[name]()
    _refuse_unusable(name, value)
    with dotenv.changing(name, value):
        pass
    click.echo(f"{name} is another one now. Start Anteroom again: until then the old one counts.")


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
