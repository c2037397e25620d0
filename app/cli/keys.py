"""`flask keys`: make a key, show where each key stands, and rotate old ones.

Only `new` prints a key. All other output is fingerprints and counts.
"""

from __future__ import annotations

import base64
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

import click
from flask.cli import AppGroup

from app.checks import FLASK
from app.cli.output import database_errors
from app.crypto import new_identity
from app.services import Services, current
from app.store.keys import (
    INDEX,
    KEY_RETIRED,
    KEYS_VERIFIED,
    ROTATION_BEGUN,
    ROTATION_ENDED,
    SEAL,
    KeyOnRecord,
)
from app.store.keys import VARIABLES as OF_PURPOSE
from app.store.messages import token_sightings
from app.store.rotation import AlreadyRotating, NotNewest, Unsettled, key_records
from app.store.rotation.key_records import StillUsed
from app.store.rotation.part import Census
from app.store.rotation.progress import RotationProgress
from app.store.trail import audit
from app.store.trail.events import TrailEvent

_OF_AGE: Final = "BACKUP_KEY"
VARIABLES: Final = ("FERNET_KEYS", "INDEX_KEY", "SECRET_KEY", _OF_AGE)

_LISTED: Final = """
If server processes are not all restarted at once (more than one machine, a rolling restart):
  1. add it LAST to {name} everywhere, after a comma, and restart each: all can read it, none uses it yet
  2. move it FIRST everywhere, and restart each: it is used from now on
On one machine that is restarted as a whole: put it FIRST right away, and restart.
Then:
  3. {flask} keys rotate          patients can keep writing; if anything stops it, run it again
  4. {flask} keys verify --wait   checks that nothing is left under the old key, and retires it
  5. remove the old key from {name} everywhere, and restart
Keep a copy of the new key with the old one, away from the database and its backups."""
_SIGNING: Final = """
If server processes are not all restarted at once, first add it LAST everywhere and restart each.
  1. put it FIRST in SECRET_KEY everywhere, before the old one and a comma, and restart
  2. after SESSION_HOURS (12) no open page is signed with the old one: remove it, and restart
Until the old one is removed, nobody is signed out and no open form is refused."""
_OF_BACKUPS: Final = """
What was printed is the identity: it opens every backup that is made from now on, and nothing else does.
  1. keep it away from this computer and from the backups, on paper too; not even the server needs it
  2. put its public key into BACKUP_KEY wherever backups are taken, in place of the old one, and restart:
     {public_key}
     Several with commas: the identity of any of them opens a backup.
  3. take a backup
Keep the old identity as long as you keep a backup that was made for it."""
STEPS: Final = {
    "FERNET_KEYS": _LISTED.format(name="FERNET_KEYS", flask=FLASK),
    "INDEX_KEY": _LISTED.format(name="INDEX_KEY", flask=FLASK),
    "SECRET_KEY": _SIGNING,
}
"""What to do with a fresh key, by its variable."""


def make(variable: str) -> str:
    """Return a fresh secret in the form that its variable takes."""
    if variable == "SECRET_KEY":
        return secrets.token_urlsafe(48)
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def identity_file(identity: str, public_key: str) -> str:
    """Return the content of a file as `age-keygen` makes it."""
    return f"# public key: {public_key}\n{identity}\n"


SHOWN: Final = 8
"""Hex digits of a fingerprint; enough to tell a clinic's keys apart."""


def standing(services: Services) -> Iterator[str]:
    """Yield a line for every key and token.

    Opens no sealed value, so it also works with wrong keys.
    """
    rotation = services.store.rotation()
    known = rotation.on_record()
    progress = {each.target: each for each in rotation.progress()}
    for purpose in (SEAL, INDEX):
        ours = rotation.fingerprints(purpose)
        by_fingerprint = {key.fingerprint: key for key in known if key.purpose == purpose}
        yield OF_PURPOSE[purpose]
        for place, fingerprint in enumerate(ours, start=1):
            yield f"  {place}  {fingerprint.hex()[:SHOWN]}  {_said(by_fingerprint.get(fingerprint))}"
        for key in by_fingerprint.values():
            if key.fingerprint not in ours and key.retired_at is None:
                yield f"  !  {key.fingerprint.hex()[:SHOWN]}  NOT IN THE LIST, but the database uses it"
        if ours[0] in progress:
            yield f"  {_rotation(progress[ours[0]], rotation.count(purpose))}"
        elif any(key.retired_at is None for key in by_fingerprint.values() if key.fingerprint in ours[1:]):
            yield f"  values may be under older keys: {FLASK} keys rotate, then {FLASK} keys verify --wait"
    settings = services.settings
    yield f"SECRET_KEY\n  {_how_many(len(settings.secret_keys))}"
    yield "TWILIO_AUTH_TOKEN"
    tokens = len(settings.twilio.auth_tokens)
    with services.store.read() as unit:
        seen = token_sightings.last_seen(unit.db, tokens)
    for place, moment in enumerate(seen, start=1):
        yield f"  {place}  {f'last seen {moment:%Y-%m-%d %H:%M} UTC' if moment else 'not seen yet'}"


def lines_of(census: Census, fingerprints: Sequence[bytes]) -> Iterator[str]:
    """Yield for each column how many values are under which key."""
    columns = sorted({column for column, _ in census.places})
    for column in columns:
        places = {place: count for (name, place), count in census.places.items() if name == column}
        said = (
            f"{count:,} {_where(place, fingerprints)}"
            for place, count in sorted(places.items(), key=lambda item: str(item[0]))
        )
        yield f"{column}: {', '.join(said)}"


_APART: Final = {
    "unreadable": "that no key opens",
    "kept": "that no key opens, and none did when they were kept",
    "nobody's": "that match nobody",
    "astray": f"that do not match their value: {FLASK} keys rotate repairs them",
}


def _where(place: int | str, fingerprints: Sequence[bytes]) -> str:
    return f"under {fingerprints[place].hex()[:SHOWN]}" if isinstance(place, int) else _APART[place]


def _said(key: KeyOnRecord | None) -> str:
    if key is None:
        return "not used yet"
    if key.retired_at is not None:
        return f"retired on {key.retired_at:%Y-%m-%d %H:%M} UTC: you may remove it"
    since = (
        f"in use since {key.since:%Y-%m-%d %H:%M} UTC"
        if key.since
        else "in use since before this was recorded"
    )
    seen = f", last seen in use {key.seen_at:%Y-%m-%d %H:%M:%S} UTC" if key.seen_at else ""
    where = f" on {key.seen_on}" if key.seen_at and key.seen_on else ""
    return f"{since}{seen}{where}"


def _rotation(progress: RotationProgress, total: int) -> str:
    looked_at = f"{min(progress.rows, total):,} of {total:,} rows checked, {progress.changed:,} changed"
    unreadable = f", {progress.unreadable:,} values cannot be opened" if progress.unreadable else ""
    if progress.is_finished:
        return f"rotated: {looked_at}{unreadable}. Next: {FLASK} keys verify --wait"
    return f"rotation not finished: {looked_at}{unreadable}. To continue: {FLASK} keys rotate"


def _how_many(secrets: int) -> str:
    return "one" if secrets == 1 else f"one newest and {secrets - 1} older"


keys = AppGroup("keys", short_help="Make keys, and rotate old ones.")
_ACTOR: Final = "operator"


@keys.command()
@click.option("--for", "variable", type=click.Choice(VARIABLES), default=VARIABLES[0], show_default=True)
def new(variable: str) -> None:
    """Print a fresh key, and on standard error where to put it.

    The key is stored nowhere. For BACKUP_KEY it is an identity of age, with its public key in a comment.
    """
    if variable == _OF_AGE:
        identity, public_key = new_identity()
        click.echo(identity_file(identity, public_key), nl=False)
        click.echo(_OF_BACKUPS.format(public_key=public_key), err=True)
        return
    click.echo(make(variable))
    click.echo(STEPS[variable], err=True)


@keys.command()
@click.option("--count", is_flag=True, help="Open every value, and count them by key.")
def status(count: bool) -> None:
    """Print every key's fingerprint, age and use, and how far a rotation is."""
    services = current()
    with database_errors():
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
    """Re-encrypt everything with the newest keys, while patients write.

    If anything stops it, run it again. One process at a time does it.

    Exit status: 0 when all is done, 1 when a value could not be opened (it is named and left as it is) or the
    rotation could not continue.
    """
    services = current()
    rotation = services.store.rotation()
    try:
        with database_errors(), rotation.begun() as resumed:
            if not resumed:
                click.echo("FERNET_KEYS and INDEX_KEY list one key each, so there is nothing to rotate.")
                return
            _tell_of_the_beginning(services, resumed)
            total = sum(rotation.count(purpose) for purpose in resumed)
            with click.progressbar(length=max(total, 1), label="Rotating", show_pos=True) as bar:
                bar.update(min(sum(each.rows for each in rotation.progress()), total))
                census = rotation.run(bar.update)
            done = rotation.progress()
            changed, unreadable = sum(each.changed for each in done), sum(each.unreadable for each in done)
            _note(services, ROTATION_ENDED, {"changed": changed, "unreadable": unreadable})
            services.store.scrub()
    except (AlreadyRotating, NotNewest, Unsettled) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{changed:,} changes were made.")
    _name(census)
    if unreadable:
        raise click.ClickException(
            f"{unreadable:,} values could not be opened with any key, and are as they were. The old keys must stay. "
            f"{FLASK} keys verify names them; a key that was lost can be added to the end of the list."
        )
    click.echo(f"Everything is under the newest keys. Next: {FLASK} keys verify --wait")


@keys.command()
@click.option("--wait", is_flag=True, help="Wait until no process can write with an old key any more.")
@click.option(
    "--despite-unreadable",
    is_flag=True,
    help="Retire old keys although values are left that no key opens. They never open again.",
)
def verify(wait: bool, despite_unreadable: bool) -> None:
    """Open everything with the newest keys alone, and retire the old ones.

    The old keys may then be removed.

    Exit status: 0 when nothing is left under an old key, 1 otherwise.
    """
    services = current()
    with database_errors():
        began = _quiet_since(services, wait=wait)
        censuses = {purpose: _census(services, purpose) for purpose in (SEAL, INDEX)}
    for purpose, census in censuses.items():
        click.echo(f"{OF_PURPOSE[purpose]}:")
        for line in lines_of(census, services.store.rotation().fingerprints(purpose)):
            click.echo(f"  {line}")
    left = sum(census.left for census in censuses.values())
    unopened = sum(census.unopened for census in censuses.values())
    with database_errors():
        _note(services, KEYS_VERIFIED, {"left": left, "unreadable": unopened})
    if left:
        raise click.ClickException(f"{left:,} values are not under the newest key. Run: {FLASK} keys rotate")
    if unopened and not despite_unreadable:
        for census in censuses.values():
            _name(census)
        raise click.ClickException(
            f"No configured key opens {unopened:,} values. The old keys stay on record. If a key was "
            "lost, add it to the end of the list; to give up the values: --despite-unreadable."
        )
    _renew_journal(services)
    _retire(services, began)


def _tell_of_the_beginning(services: Services, resumed: dict[str, bool]) -> None:
    """Say what begins, and record it; then link the trail, which is rotated too."""
    _tell_of_old_processes(services)
    rotation, goes_on = services.store.rotation(), any(resumed.values())
    named = ", ".join(f"{OF_PURPOSE[each]} {rotation.newest(each).hex()[:SHOWN]}" for each in resumed)
    _note(services, ROTATION_BEGUN, {"keys": named, "resumed": goes_on})
    click.echo(f"{'Continuing' if goes_on else 'Starting'}: everything is re-encrypted with {named}.")
    services.store.link_audit()


def _tell_of_old_processes(services: Services) -> None:
    """Warn when a process was seen whose first key is an old one.

    A process that lacks the new key can no longer answer anybody.
    """
    try:
        with services.store.read() as unit:
            key_records.quiet_since(unit.db)
    except StillUsed as error:
        click.echo(f"{error} Continuing anyway: a process that lists both keys is not affected.", err=True)


def _census(services: Services, purpose: str) -> Census:
    rotation = services.store.rotation()
    with click.progressbar(length=max(rotation.count(purpose), 1), label="Opening", show_pos=True) as bar:
        return rotation.census(purpose, bar.update)


def _quiet_since(services: Services, *, wait: bool) -> datetime:
    """Return a moment after which no process writes with an old key."""
    try:
        services.store.rotation().refuse_unless_newest()
        services.store.link_audit()
    except NotNewest as error:
        raise click.ClickException(str(error)) from None
    announced = False
    while True:
        try:
            with services.store.read() as unit:
                return key_records.quiet_since(unit.db)
        except StillUsed as error:
            if not wait:
                raise click.ClickException(f"{error} Or: {FLASK} keys verify --wait") from None
            if not announced:
                click.echo(f"{error} Waiting …")
                announced = True
            time.sleep(1)


def _renew_journal(services: Services) -> None:
    """Re-sign this machine's erasure journal with the newest key.

    This needs the old key, which proves the journal.

    Raises:
        click.ClickException: it cannot be written. Without the old key nobody would believe it.
    """
    journal = services.store.journal.name
    with database_errors():
        try:
            services.store.keep_erasures()
        except OSError as error:
            raise click.ClickException(
                f"The erasure journal {journal} could not be re-signed with the newest INDEX_KEY: {error.strerror}. The old "
                "keys stay on record, because the journal needs them."
            ) from None


def _retire(services: Services, began: datetime) -> None:
    with database_errors():
        try:
            with services.store.begin() as unit:
                retired = key_records.retire_older(unit.db, began)
                for key in retired:
                    details = {"variable": OF_PURPOSE[key.purpose], "fingerprint": key.fingerprint.hex()[:8]}
                    audit.record(unit.db, _ACTOR, KEY_RETIRED, details=details, at=services.clock())
        except StillUsed as error:
            raise click.ClickException(str(error)) from None
    click.echo("Nothing is left under an old key.")
    for key in retired:
        click.echo(
            f"{OF_PURPOSE[key.purpose]}: {key.fingerprint.hex()[:8]} is retired. You may remove it from the list "
            "everywhere. Old backups still need it: keep it for them."
        )


def _name(census: Census) -> None:
    for column, row in census.unreadable:
        click.echo(f"cannot be opened: {column} of {row}", err=True)


def _note(services: Services, event: TrailEvent, details: dict[str, object]) -> None:
    with services.store.begin() as unit:
        audit.record(unit.db, _ACTOR, event, details=details, at=services.clock())
