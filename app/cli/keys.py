"""`flask keys`: a fresh key, where each one stands, and the rotation from old ones, which loses nothing and stops nobody.

What is printed are fingerprints and counts; a key alone by `new`, which makes it.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import click
from flask.cli import AppGroup

from app.checks.finding import FLASK
from app.cli.failures import told
from app.cli.key_making import STEPS, VARIABLES, make
from app.cli.key_standing import lines_of, standing
from app.services import current
from app.store import NotNewest, StillUsed, Unsettled
from app.store.keycheck import INDEX, SEAL
from app.store.keycheck import VARIABLES as OF_PURPOSE

if TYPE_CHECKING:
    from datetime import datetime

    from app.services import Services
    from app.store import Census

keys = AppGroup("keys", short_help="New keys, and the rotation from old ones.")
_ACTOR: Final = "operator"


@keys.command()
@click.option("--for", "variable", type=click.Choice(VARIABLES), default=VARIABLES[0], show_default=True)
def new(variable: str) -> None:
    """Print a fresh key on standard output, and on standard error where to put it. It is kept nowhere."""
    click.echo(make(variable))
    click.echo(STEPS[variable], err=True)


@keys.command()
@click.option("--count", is_flag=True, help="Open everything, and count what is under each key.")
def status(count: bool) -> None:
    """Print every key by its fingerprint: since when it is in use, what is under it, how far a rotation is."""
    services = current()
    with told():
        for line in standing(services):
            click.echo(line)
        if count:
            for purpose in (SEAL, INDEX):
                click.echo(f"\n{OF_PURPOSE[purpose]}, values by column:")
                census = _census(services, purpose)
                for line in lines_of(census, services.store.rotation().fingerprints(purpose)):
                    click.echo(f"  {line}")


@keys.command()
def rotate() -> None:
    """Bring everything under the newest keys, while patients write. Run it again after whatever stopped it.

    Exit status: 0 when all is done, 1 when something could not be opened (it is named, and left as it is) or the
    rotation could not go on.
    """
    services = current()
    rotation = services.store.rotation()
    with told():
        begun = _begin(services)
        if not begun:
            click.echo("FERNET_KEYS and INDEX_KEY list one key each: there is nothing to rotate.")
            return
        total, done = rotation.rows(), sum(each.rows for each in rotation.progress())
        with click.progressbar(length=max(total, 1), label="Rotating", show_pos=True) as bar:
            bar.update(min(done, total))
            try:
                census = rotation.run(bar.update)
            except (NotNewest, Unsettled) as error:
                raise click.ClickException(str(error)) from None
        changed = sum(each.changed for each in rotation.progress())
        unreadable = sum(each.unreadable for each in rotation.progress())
        _note(services, "keys.rotation_ended", {"changed": changed, "unreadable": unreadable})
        services.store.scrub()
    click.echo(f"{changed:,} changes were made.")
    _name(census)
    if unreadable:
        raise click.ClickException(
            f"{unreadable:,} values could not be opened with any key, and are as they were. The old keys must stay. "
            f"{FLASK} keys verify names them; a key that was lost can be added to the end of the list."
        )
    click.echo(f"Everything is under the newest keys. Prove it: {FLASK} keys verify --wait")


@keys.command()
@click.option("--wait", is_flag=True, help="Wait until no process can write with an old key any more.")
@click.option(
    "--despite-unreadable",
    is_flag=True,
    help="Retire old keys although values are left that no key opens. They never open again.",
)
def verify(wait: bool, despite_unreadable: bool) -> None:
    """Open everything with the newest keys alone, and if that works, retire the old ones: they may then be removed.

    Exit status: 0 when nothing is left under an old key, 1 otherwise.
    """
    services = current()
    with told():
        began = _quiet_since(services, wait=wait)
        censuses = {purpose: _census(services, purpose) for purpose in (SEAL, INDEX)}
    for purpose, census in censuses.items():
        click.echo(f"{OF_PURPOSE[purpose]}:")
        for line in lines_of(census, services.store.rotation().fingerprints(purpose)):
            click.echo(f"  {line}")
    left = sum(census.left for census in censuses.values())
    unopened = sum(census.unopened for census in censuses.values())
    with told():
        _note(services, "keys.verified", {"left": left, "unreadable": unopened})
    if left:
        raise click.ClickException(f"{left:,} values are not under the newest key. Run: {FLASK} keys rotate")
    if unopened and not despite_unreadable:
        for census in censuses.values():
            _name(census)
        raise click.ClickException(
            f"{unopened:,} values open under no key that is configured. The old keys stay on record. If one was "
            "lost, add it to the end of the list; to give the values up: --despite-unreadable."
        )
    _renew_journal(services)
    _retire(services, began)


def _begin(services: Services) -> dict[str, bool]:
    """Begin, and say so in the trail; empty when there is nothing to do."""
    rotation = services.store.rotation()
    try:
        begun = rotation.begin()
    except NotNewest as error:
        raise click.ClickException(str(error)) from None
    if begun:
        _tell_of_old_processes(services)
        to = {OF_PURPOSE[purpose]: rotation.newest(purpose).hex()[:8] for purpose in begun}
        named = ", ".join(f"{variable} {fingerprint}" for variable, fingerprint in to.items())
        _note(services, "keys.rotation_begun", {"keys": named, "resumed": any(begun.values())})
        click.echo(f"{'Going on' if any(begun.values()) else 'Beginning'}: everything goes under {named}.")
        services.store.link_audit()
    return begun


def _tell_of_old_processes(services: Services) -> None:
    """Say when a process was seen that begins with an old key: one that lacks the new key answers nobody any more."""
    try:
        with services.store.read() as unit:
            unit.keys.quiet_since()
    except StillUsed as error:
        click.echo(
            f"{error} Going on all the same: a process that lists both keys is not disturbed.", err=True
        )


def _census(services: Services, purpose: str) -> Census:
    rotation = services.store.rotation()
    with click.progressbar(length=max(rotation.count(purpose), 1), label="Opening", show_pos=True) as bar:
        return rotation.census(purpose, bar.update)


def _quiet_since(services: Services, *, wait: bool) -> datetime:
    """Return a moment from which on nobody writes with an old key."""
    try:
        services.store.rotation().refuse_unless_newest()
        services.store.link_audit()
    except NotNewest as error:
        raise click.ClickException(str(error)) from None
    said = False
    while True:
        try:
            with services.store.read() as unit:
                return unit.keys.quiet_since()
        except StillUsed as error:
            if not wait:
                raise click.ClickException(f"{error} Or: {FLASK} keys verify --wait") from None
            if not said:
                click.echo(f"{error} Waiting …")
                said = True
            time.sleep(1)


def _renew_journal(services: Services) -> None:
    """Bring the erasure journal of this machine under the newest key, as long as the old one is there to prove it.

    Raises:
        click.ClickException: it cannot be written. Without the old key nobody would believe it.
    """
    journal = services.settings.erasure_journal
    with told():
        try:
            services.store.keep_erasures()
        except OSError as error:
            raise click.ClickException(
                f"The erasure journal {journal} was not brought under the newest INDEX_KEY: {error.strerror}. The old "
                "keys stay on record: without them it would not be believed."
            ) from None


def _retire(services: Services, began: datetime) -> None:
    with told():
        try:
            with services.store.begin() as unit:
                retired = unit.keys.retire_older(began)
                for key in retired:
                    details = {"variable": OF_PURPOSE[key.purpose], "fingerprint": key.fingerprint.hex()[:8]}
                    unit.audit.record(_ACTOR, "keys.retired", details=details, at=services.clock())
        except StillUsed as error:
            raise click.ClickException(str(error)) from None
    click.echo("Nothing is left under an old key.")
    for key in retired:
        click.echo(
            f"{OF_PURPOSE[key.purpose]}: {key.fingerprint.hex()[:8]} is retired. It may be removed from the list "
            "everywhere. Old backups still need it: keep it with them."
        )


def _name(census: Census) -> None:
    for column, row in census.unreadable:
        click.echo(f"cannot be opened: {column} of {row}", err=True)


def _note(services: Services, action: str, details: dict[str, object]) -> None:
    with services.store.begin() as unit:
        unit.audit.record(_ACTOR, action, details=details, at=services.clock())
