"""`flask backup`: everything that must not be lost, in one sealed file."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Final

import click
from flask.cli import with_appcontext

from app.checks import FLASK
from app.cli.output import STDOUT, database_errors, destination, ended_by_signals, private_file
from app.services import Services, current, recipients
from app.store.backup import Refused, Taken, take
from app.store.backup.place import remember
from app.store.backup.take import TAKEN
from app.store.clinic import milestones
from app.store.clinic.milestones import BACKUP_TAKEN
from app.store.patients import tombstones
from app.store.patients.erasure_journal import BrokenJournal, write_journal
from app.store.trail import audit

ACTOR: Final = "operator"
ERASURES: Final = ".erasures"
"""Ending of the name of the erasure journal beside a backup."""


@click.command
@click.argument("target", metavar="FILE|-")
@click.option("--force", is_flag=True, help="Replace FILE.")
@click.option(
    "--unless-within",
    type=click.IntRange(1, 1000),
    metavar="HOURS",
    help="Take no backup if one was taken within this many hours, on any machine.",
)
@with_appcontext
def backup(target: str, force: bool, unless_within: int | None) -> None:
    """Write a sealed backup to FILE (0600); `-` is standard output.

    The server keeps running. The backup is an age file for the public keys in BACKUP_KEY: this computer cannot read
    it. The identity opens it, also with `age -d`.

    FILE appears only when it is complete. FILE.erasures beside it names the erased patients; restoring an older
    backup needs it. Neither file contains a key: keep FERNET_KEYS, INDEX_KEY and the identity elsewhere.
    """
    services = current()
    if (sealed_for := recipients(services.settings)) is None:
        raise click.ClickException(
            "BACKUP_KEY is not set, so nobody could open a backup. Make a pair of keys, keep its identity away from the "
            f"server and the backups, and set BACKUP_KEY to its public key: {FLASK} keys new --for BACKUP_KEY"
        )
    if unless_within is not None and (at := _taken_within(services, timedelta(hours=unless_within))):
        click.echo(f"The newest backup is from {at:%Y-%m-%d %H:%M} UTC, so none was taken.", err=True)
        return
    with database_errors(), refused(), ExitStack() as bars, destination(target, force=force) as file:
        services.store.prove_keys()
        taken = take(services.store, sealed_for, file, services.clock(), lambda rows: _bar(bars, rows))
    to_stdout = target == STDOUT
    click.echo(
        f"{taken.manifest.rows:,} rows, {taken.bytes:,} bytes. SHA-256:\n{taken.digest}", err=to_stdout
    )
    _keep_erasures(services, None if to_stdout else Path(target))
    _write_down(services, taken)
    with suppress(OSError):  # where this folder cannot be written, nobody looks for the file later
        remember(services.settings.instance, None if to_stdout else Path(target), taken.manifest.made_at)


def _taken_within(services: Services, time: timedelta) -> datetime | None:
    """Return when the newest backup was taken, if that was within `time`."""
    with database_errors(), services.store.read() as unit:
        taken = milestones.get(unit.db, BACKUP_TAKEN)
    return taken.at if taken is not None and services.clock() - taken.at < time else None


@contextmanager
def refused() -> Iterator[None]:
    """Run the block; end the command with the message of a refusal in it."""
    try:
        yield
    except Refused as why:
        raise click.ClickException(str(why)) from None


def _bar(bars: ExitStack, rows: int) -> Callable[[int], None]:
    return bars.enter_context(
        click.progressbar(length=rows, label="Backing up", show_pos=True, file=sys.stderr)
    ).update


def _keep_erasures(services: Services, path: Path | None) -> None:
    """Bring the journal up to date, and write a copy beside the backup."""
    journal = services.store.journal.name
    _sealer, index, _door = services.store.keys
    with database_errors():
        try:
            services.store.keep_erasures()
            services.store.journal.read()
        except FileNotFoundError:
            pass  # nobody was ever erased
        except OSError as error:
            click.echo(f"The erasure journal {journal} was not written: {error.strerror}.", err=True)
        except BrokenJournal as broken:
            click.echo(
                f"The erasure journal {journal} is not genuine: {broken}. A restore will refuse it. Move it away and "
                "find out why. The next backup writes a new one.",
                err=True,
            )
        if path is None:
            return
        with services.store.read() as unit:
            erasures = tombstones.all_erasures(unit.db)
    beside = path.with_name(path.name + ERASURES)
    try:
        with private_file(beside, force=True) as file:
            write_journal(file, index, erasures)
    except OSError as error:
        raise click.ClickException(
            f"The backup is complete, but {beside} was not written: {error.strerror}."
        ) from None


def _write_down(services: Services, taken: Taken) -> None:
    details = {"digest": taken.digest, "bytes": taken.bytes, "rows": taken.manifest.rows}
    with database_errors(), services.store.begin() as unit:
        milestones.mark(unit.db, BACKUP_TAKEN, ACTOR, taken.manifest.made_at)
        audit.record(unit.db, ACTOR, TAKEN, details=details, at=services.clock())


# A private folder for the time of a command. After SIGKILL, the next command removes what was left.

_PREFIX: Final = "rehearsal-"


@contextmanager
def scratch(parent: Path) -> Iterator[Path]:
    """Make a new folder under `parent`, with mode 0700, and remove it at the end."""
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _remove_leftovers(parent)
    folder = parent / f"{_PREFIX}{token_hex(8)}"
    folder.mkdir(mode=0o700)
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    with ended_by_signals():
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(held)


def _remove_leftovers(parent: Path) -> None:
    """Remove the folders that no process holds."""
    for folder in parent.glob(f"{_PREFIX}*"):
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            pass
        finally:
            os.close(held)
