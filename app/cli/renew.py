"""Replace a leaked secret in `.env`: `python -m app.cli.renew NAME…`.

The secret is not shown. This runs without the app, because a leaked secret has to go even when the app does not
start. A key that something is sealed or indexed with stays behind the new one, until `--only-newest` finds that
the database no longer needs it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from getpass import getpass
from typing import Final

import click

from app.checks import FLASK
from app.cli import account, dotenv
from app.cli.keys import make
from app.cli.output import database_errors
from app.config import ROOT, ConfigurationError, environment, load
from app.config.environment import in_text
from app.services import build
from app.store import WrongKeys


def _asked(what: str) -> str:
    """Return a secret that is typed without being shown, or read from stdin."""
    return getpass(f"{what}: ") if sys.stdin.isatty() else sys.stdin.readline().strip()


NEW: Final[dict[str, Callable[[], str]]] = {
    "SECRET_KEY": lambda: make("SECRET_KEY"),
    "TWILIO_AUTH_TOKEN": lambda: _asked("The new Auth Token, from Twilio's console"),
    "REDIS_URL": lambda: _asked("The new REDIS_URL"),
    "FERNET_KEYS": lambda: make("FERNET_KEYS"),
    "INDEX_KEY": lambda: make("INDEX_KEY"),
    "METRICS_TOKEN": lambda: make("SECRET_KEY"),
    "BACKUP_KEY": lambda: _asked("The new public keys, age1…"),
}
"""Setting -> how to get a new value of it."""
_KEPT: Final = ("FERNET_KEYS", "INDEX_KEY")
"""The settings whose older keys still open what they sealed, until the database needs them no more."""


@click.command
@click.argument("names", nargs=-1, required=True, type=click.Choice(sorted(NEW)), metavar="NAME...")
@click.option(
    "--only-newest",
    is_flag=True,
    help="Remove the older keys, if nothing in the database needs them any more.",
)
def renew(names: tuple[str, ...], only_newest: bool) -> None:
    """Replace each NAME in `.env`, or add a new key before the existing ones.

    A new secret is made, or asked for.
    """
    for name in names:
        dotenv.refuse_unless_it_names(name)
    there = in_text(dotenv.text())
    if only_newest:
        _leave_out_older(names, there)
        return
    for name in names:
        dotenv.refuse_wrapped(name)
    made = {name: _usable(name, NEW[name](), there) for name in names}
    with dotenv.changing(
        {name: f"{new},{there[name]}" if name in _KEPT else new for name, new in made.items()}
    ):
        pass
    for name in names:
        click.echo(f"{name} {'starts with a new key' if name in _KEPT else 'has a new value'}.")
    if set(names) & set(_KEPT):
        click.echo(
            "Keep a copy of the new keys with the old ones, away from the database and its backups: without them "
            "nothing can be read again."
        )
    click.echo("Restart Anteroom: until then it uses the old ones.")
    dotenv.tell_of_other_machines(*names)


def _leave_out_older(names: tuple[str, ...], there: dict[str, str]) -> None:
    if not set(names) <= set(_KEPT):
        raise click.UsageError(f"--only-newest is for {' and '.join(_KEPT)}.")
    newest = {name: there[name].partition(",")[0].strip() for name in names}
    try:
        settings = load(there | newest | _outer(names), ROOT / "instance")
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from None
    services = build(settings)
    with database_errors():
        try:
            services.store.prove_keys()  # with the newest alone: it fails while another one is on record
        except WrongKeys:
            raise click.ClickException(
                f"The database still needs an older key of {' or '.join(names)}. Run: {FLASK} keys rotate, then: "
                f"{FLASK} keys verify --wait. Nothing was changed."
            ) from None
        finally:
            services.store.close()
    with dotenv.changing(newest):
        pass
    click.echo(
        f"{' and '.join(names)}: only the newest key is left. Restart Anteroom. Earlier backups still need the older keys."
    )
    dotenv.tell_of_other_machines(*names)


def _outer(names: tuple[str, ...]) -> dict[str, str]:
    """Return the settings in the environment, which take precedence over the file."""
    return {name: value for name, value in os.environ.items() if name not in names}


def _usable(name: str, value: str, there: dict[str, str]) -> str:
    if value == there[name]:
        raise click.ClickException(f"That is the current {name}. Nothing was changed.")
    try:
        load(there | {name: value}, ROOT / "instance")
    except ConfigurationError as error:
        ours = [problem for problem in error.problems if problem.startswith(name)]
        if ours:
            raise click.ClickException(f"{' '.join(ours)} Nothing was changed.") from None
    return value


if __name__ == "__main__":
    environment.keep_private()
    account.step_down(ROOT / "instance", for_good=False)
    renew()
