"""`flask restore` and `flask rehearse`: bring a backup back, or try it out."""

from __future__ import annotations

import hashlib
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final, TextIO
from uuid import UUID

import click
from flask.cli import with_appcontext

from app.checks import ago
from app.cli.backup import ERASURES, refused, scratch
from app.cli.output import database_errors, whose
from app.crypto import Damaged, Identities, NotAge, OtherIdentity
from app.dashboard.record.tombstone import BY_ITSELF, REASONS
from app.retention.run import ERASED_BY
from app.services import Services, current
from app.staff.factors import newest_step
from app.store import Store, StoreUnavailable, WrongKeys, connect
from app.store.backup import (
    Checked,
    LeftOut,
    Malformed,
    NotOurs,
    Opened,
    Refused,
    Restored,
    Wanted,
    check,
    open_sealed,
    opened,
)
from app.store.backup import restore as bring_back
from app.store.backup.restore import REHEARSED
from app.store.backup.settlement import RESTORED
from app.store.backup.take import TAKEN
from app.store.clinic import milestones
from app.store.clinic.milestones import BACKUP_REHEARSED
from app.store.patients import tombstones
from app.store.patients.erasure_journal import BrokenJournal, ErasureJournal, Journal, standing
from app.store.patients.tombstones import Erasure
from app.store.trail import audit
from app.store.trail.audit import AuditFilters

ACTOR: Final = "operator"
_DATABASE: Final = "database/rehearsal.db"
"""It has a folder of its own: migrations lock the folder of a database, and `scratch` locks the one above."""
_ROOM: Final = 5
"""How many times the size of the rows: the tables with their indexes, and the log of the one transaction."""
_LEAST_ROOM: Final = 64 * 1024 * 1024
_BACKUPS: Final = 10_000
"""More than are kept of any clinic."""


def rehearsed(
    services: Services, file: BinaryIO, checked: Checked, identities: Identities, sample: int | None
) -> bool:
    """Restore a checked backup into a scratch database and report on it.

    Returns whether all is well.

    Raises:
        Refused: there is no room for it.
        StoreUnavailable, WrongKeys: as restoring does.
    """
    began = time.monotonic()
    with scratch(services.settings.instance) as folder:
        _refuse_without_room(folder, checked.unpacked)
        store = Store(connect(f"sqlite:///{folder / _DATABASE}"), *services.store.keys)
        try:
            wanted = Wanted(now=services.clock(), spent_step=0, digest=checked.digest, broken_trail=True)
            with (
                opened(file, identities, store.keys.blind_index) as content,
                _bar("Rehearsing", content.manifest.rows) as tell,
            ):
                done = bring_back(store, content.manifest, content.batches, wanted, tell)
            columns = open_sealed(store, sample)
        finally:
            store.close()
    seconds = time.monotonic() - began
    whole = _tell_rehearsal(checked, done, columns, seconds)
    if whole:
        _write_down(services, checked, sum(each.opened for each in columns), seconds)
    return whole


def _refuse_without_room(folder: Path, unpacked: int) -> None:
    needed = max(unpacked * _ROOM, _LEAST_ROOM)
    if shutil.disk_usage(folder).free < needed:
        raise Refused(
            f"A rehearsal needs about {needed // 2**20:,} MB of disk, and {folder.parent} has less."
        )


def _tell_rehearsal(checked: Checked, done: Restored, columns: list[Opened], seconds: float) -> bool:
    for table in checked.manifest.tables:
        if table.rows:
            click.echo(f"  {table.name}: {table.rows:,}")
    click.echo(f"Restored {done.rows:,} rows into a scratch database, now removed, in {seconds:.1f} s.")
    closed = [each for each in columns if each.unreadable]
    click.echo(
        f"Opened {sum(each.opened for each in columns):,} values of {len(columns)} sealed columns with the keys here."
    )
    for each in closed:
        click.echo(f"NOT opened: {each.unreadable:,} values of {each.column}.")
    if done.chain.fault is None:
        click.echo(f"The audit trail is whole: {done.chain.linked:,} linked entries.")
    else:
        click.echo(f"The audit trail is broken: {done.chain.fault}.")
    return not closed and done.chain.fault is None


def _write_down(services: Services, checked: Checked, opened: int, seconds: float) -> None:
    """Record the rehearsal in the database, if there is one.

    A rehearsal may run on another machine.
    """
    details = {
        "digest": checked.digest,
        "made": checked.manifest.made_at.isoformat(timespec="minutes"),
        "opened": opened,
        "rows": checked.manifest.rows,
        "milliseconds": round(seconds * 1000),
    }
    now = services.clock()
    try:
        with services.store.begin() as unit:
            milestones.mark(unit.db, BACKUP_REHEARSED, ACTOR, now)
            audit.record(unit.db, ACTOR, REHEARSED, details=details, at=now)
    except (StoreUnavailable, WrongKeys):
        click.echo("There is no database here to record the rehearsal in.", err=True)


def erased_since(
    services: Services, file: Path, journals: tuple[Path, ...], old_url: str | None, *, without_journal: bool
) -> dict[UUID, Erasure]:
    """Map record id → erasure, from every source that names the erased.

    The sources are a journal or a database that was given, and this machine's journal.

    The journal beside the backup is read too, but has no later erasures.

    Raises:
        click.ClickException: there is none and `without_journal` is not given, or one cannot be read.
    """
    known = list(journals)
    here, beside = services.store.journal, file.with_name(file.name + ERASURES)
    ours = None if without_journal else _read(here)
    if not known and ours is None and old_url is None and not without_journal:
        raise click.ClickException(
            f"There is no erasure journal at {here.name}, and none was given. Without one, patients who were erased after this backup "
            "come back. Give one with --erasures FILE (there is one beside every later backup; its name ends in "
            f"{ERASURES}), or use --erasures-from with a database that can still be read. If there is none: --without-journal. "
            "Nothing was changed."
        )
    if beside.exists() and not without_journal:
        known.append(beside)
    index = services.store.keys.blind_index
    erasures = [each for path in known for each in _read(ErasureJournal(path, index)) or ()]
    erasures += ours or ()
    if old_url is not None:
        erasures += _read_database(services, old_url)
    return standing(erasures)


def _read(journal: Journal) -> list[Erasure] | None:
    try:
        return journal.read()
    except FileNotFoundError:
        return None
    except BrokenJournal as broken:
        raise click.ClickException(
            f"The erasure journal {journal.name} is not genuine: {broken}. Put another copy there, or leave out those "
            "found here (--without-journal) and give others with --erasures. Nothing was changed."
        ) from None
    except OSError as error:
        raise click.ClickException(
            f"The erasure journal {journal.name} cannot be read: {error.strerror}."
        ) from None


def _read_database(services: Services, url: str) -> list[Erasure]:
    with _opened(services, url) as store, database_errors(), store.read() as unit:
        return tombstones.all_erasures(unit.db)


@contextmanager
def _opened(services: Services, url: str) -> Iterator[Store]:
    try:
        store = Store(connect(url, pool_size=1), *services.store.keys)
    except ValueError as error:
        raise click.ClickException(str(error).replace("DATABASE_URL", "What --erasures-from names")) from None
    try:
        yield store
    finally:
        store.close()


_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_NOT_BACK: Final = """\
Not restored: sessions, known computers and one-time links (a backup lets nobody in), counts of attempts, and
workbooks that were ready to download. Jobs that were running start again. Used codes stay used.
Staff are as they were at the time of the backup: disable again those who have left, and repeat later changes.
See: .venv/bin/flask --app wsgi staff list
Legal holds, restrictions and requests are as they were, too: repeat later changes before anything is exported or
erased."""


_IDENTITY: Final = click.option(
    "--identity",
    type=click.File(),
    envvar="BACKUP_IDENTITY_FILE",
    help="The file with the identity (AGE-SECRET-KEY-1…) that opens FILE; `-` is standard input. It may also be named by "
    "BACKUP_IDENTITY_FILE in the environment.",
)


@click.command(short_help="Restore a backup into an empty database.")
@click.argument("file", type=_FILE)
@_IDENTITY
@click.option(
    "--check", "only_check", is_flag=True, help="Try FILE out in a scratch database, like `rehearse`."
)
@click.option(
    "--erasures",
    "journals",
    type=_FILE,
    multiple=True,
    help="An erasure journal whose patients are erased again. May be repeated.",
)
@click.option(
    "--erasures-from",
    "old_url",
    envvar="ERASURES_FROM",
    metavar="DATABASE_URL",
    help="A database that can still be read. If the URL has a password, pass it as ERASURES_FROM in the environment.",
)
@click.option(
    "--without-journal",
    is_flag=True,
    help="There is no journal: patients who were erased since the backup come back.",
)
@click.option(
    "--leave-out",
    "reason",
    type=click.Choice(sorted({*REASONS, *BY_ITSELF})),
    help="Do not repeat erasures for this reason, with --since. A wrong clock erases by `retention`.",
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d"]),
    metavar="YYYY-MM-DDTHH:MM",
    help="Leave out erasures from this moment on, in UTC.",
)
@click.option("--broken-trail", is_flag=True, help="Restore even if the backup's audit trail is broken.")
@with_appcontext
def restore(  # noqa: PLR0917  (its options)
    file: Path,
    identity: TextIO | None,
    only_check: bool,
    journals: tuple[Path, ...],
    old_url: str | None,
    without_journal: bool,
    reason: str | None,
    since: datetime | None,
    broken_trail: bool,
) -> None:
    """Restore FILE into the empty or missing database of DATABASE_URL.

    Stop the server first. The whole file is checked before the database is touched, and restored in one
    transaction. If anything goes wrong, the database is as empty as before. Patients who were erased since the
    backup are erased again.
    """
    left_out = _left_out(reason, since)
    if only_check:
        _rehearse(file, identity, None)
        return
    services = current()
    if identity is None:
        raise click.UsageError(
            "A backup is opened by the identity that belongs to the BACKUP_KEY of its time: --identity FILE"
        )
    identities = _read_identities(identity)
    with _proved(services, file, identities) as (readable, checked):
        erased: dict[Any, Erasure] = erased_since(
            services, file, journals, old_url, without_journal=without_journal
        )
        google = services.settings.google
        now = services.clock()
        wanted = Wanted(
            now=now,
            spent_step=newest_step(now),
            digest=checked.digest,
            erased=tuple(erased.values()),
            sheet_id=google.sheet_id if google else None,
            left_out=left_out,
            broken_trail=broken_trail,
        )
        done = _bring_back(services, readable, checked, identities, wanted)
    services.store.scrub()
    _tell(services, checked, done, left_out)
    _keep_erasures(services, done)


def _left_out(reason: str | None, since: datetime | None) -> LeftOut | None:
    if (reason is None) != (since is None):
        raise click.UsageError("Use --leave-out and --since together: which erasures, and from when on.")
    return LeftOut(reason, since.replace(tzinfo=UTC)) if reason and since else None


@click.command(short_help="Try a backup out in a scratch database.")
@click.argument("file", type=_FILE)
@_IDENTITY
@click.option(
    "--sample",
    type=click.IntRange(1),
    default=1000,
    show_default=True,
    help="How many values to open in each column.",
)
@click.option("--all", "every", is_flag=True, help="Open every value.")
@with_appcontext
def rehearse(file: Path, identity: TextIO | None, sample: int, every: bool) -> None:
    """Restore FILE into a scratch database, check it, and remove the database.

    Nothing else changes. A successful rehearsal is recorded in the database of DATABASE_URL, for the set-up
    page and `doctor`.

    Without an identity nothing in FILE can be read. Then this only proves that FILE is whole: byte for byte a backup that was
    taken here. It does not count as a rehearsal.
    """
    _rehearse(file, identity, None if every else sample)


def _rehearse(file: Path, identity: TextIO | None, sample: int | None) -> None:
    services = current()
    if identity is None:
        _compare(services, file)
        return
    identities = _read_identities(identity)
    with _proved(services, file, identities) as (readable, checked), database_errors(), refused():
        whole = rehearsed(services, readable, checked, identities, sample)
    sys.exit(0 if whole else 1)


def _compare(services: Services, path: Path) -> None:
    """Compare the file with what the trail says of every backup that was taken."""
    with _understood(path), path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    with database_errors(), services.store.read() as unit:
        taken = audit.page(unit.db, AuditFilters(action=(TAKEN.code, RESTORED.code)), _BACKUPS)
    at = next((each.at for each in taken if each.details.get("digest") == digest), None)
    if at is None:
        raise click.ClickException(
            f"{path} is no backup that was taken or restored here, or it was changed. SHA-256:\n{digest}"
        )
    click.echo(
        f"{path} is whole: byte for byte what the audit trail here names on {at:%Y-%m-%d %H:%M} UTC. Without --identity "
        "nothing in it was read, so this is no rehearsal."
    )


def _read_identities(file: TextIO) -> Identities:
    try:
        return Identities(file.read())
    except ValueError:  # also of bytes that are no text
        raise click.ClickException(
            f"{file.name} has no identity, which is a line that begins with AGE-SECRET-KEY-1."
        ) from None


@contextmanager
def _proved(services: Services, path: Path, identities: Identities) -> Iterator[tuple[BinaryIO, Checked]]:
    """Check the whole file, print what it is, and yield it rewound."""
    with _understood(path), database_errors(), path.open("rb") as file:
        checked = check(file, identities, services.store, partial(_bar, "Checking the file"))
        manifest = checked.manifest
        age = services.clock() - manifest.made_at
        click.echo(
            f"The file is complete: {checked.bytes:,} bytes, {manifest.rows:,} rows, made {manifest.made_at:%Y-%m-%d %H:%M} "
            f"UTC ({ago(age)}) on {manifest.engine}, migration {manifest.revision}. SHA-256:\n{checked.digest}"
        )
        file.seek(0)
        yield file, checked


def _bring_back(
    services: Services, file: BinaryIO, checked: Checked, identities: Identities, wanted: Wanted
) -> Restored:
    with (
        database_errors(),
        refused(),
        opened(file, identities, services.store.keys.blind_index) as content,
        _bar("Restoring", content.manifest.rows) as tell,
    ):
        if content.manifest != checked.manifest:
            raise Damaged  # another file by now
        return bring_back(services.store, content.manifest, content.batches, wanted, tell)


def _keep_erasures(services: Services, done: Restored) -> None:
    """Bring this machine's journal up to date with the database."""
    with database_errors():
        try:
            services.store.journal.leave_out(done.again.left_out)
            services.store.keep_erasures()
        except OSError as error:
            raise click.ClickException(
                f"The database is restored, but the erasure journal {services.store.journal.name} cannot be written: "
                f"{error.strerror}. A server adds the missing erasures. The next restore erases again those that were left out here."
            ) from None


def _tell(services: Services, checked: Checked, done: Restored, left_out: LeftOut | None) -> None:
    click.echo(f"Restored {done.rows:,} rows. Erased again: {done.erased_again:,}.")
    for reason, count in sorted(done.again.erased.items()):
        click.echo(f"  {count:,} with reason {reason}")
    if left_out is not None:
        click.echo(
            f"Not erased again: {len(done.again.left_out):,} with reason {left_out.reason} since "
            f"{left_out.since:%Y-%m-%d %H:%M} UTC. The audit trail and the journal here name them: give this journal with every "
            "later restore."
        )
    elif done.again.erased[ERASED_BY]:
        click.echo(
            "Were those with reason retention erased by a wrong clock? Then restore the same file into another empty database, "
            f"with --leave-out {ERASED_BY} --since YYYY-MM-DDTHH:MM."
        )
    if done.chain.fault is None:
        click.echo(f"The audit trail is whole: {done.chain.linked:,} linked entries.")
    else:
        click.echo(f"The audit trail is broken: {done.chain.fault}.")
    click.echo(_NOT_BACK)
    if done.erased_again and services.settings.google is None:
        click.echo(
            "Google Sheets is not set up here, so erased patients' rows were not looked for in a spreadsheet.",
            err=True,
        )
    if checked.manifest.head:
        click.echo(
            f"The audit trail's head in the backup, to compare with one that you kept: {checked.manifest.head}"
        )


@contextmanager
def _understood(path: Path) -> Iterator[None]:
    try:
        yield
    except NotAge:
        raise click.ClickException(f"{path} is not a backup that `flask backup` made.") from None
    except OtherIdentity:
        raise click.ClickException(
            f"{path} does not open with this identity: it was made for other public keys, or its beginning is damaged. Give the "
            "identity that belongs to the BACKUP_KEY of its time. Nothing was changed."
        ) from None
    except NotOurs:
        raise click.ClickException(
            f"{path} opens, but INDEX_KEY does not vouch for it: somebody who does not have this "
            "clinic's keys made it, or changed it. Nothing was changed."
        ) from None
    except Damaged:
        raise click.ClickException(
            f"{path} is damaged or incomplete. Nothing was changed. Copy it again from where it is kept: "
            "`sha256sum` has to print the same as `flask backup` did."
        ) from None
    except Malformed as why:
        raise click.ClickException(
            f"{path} opens, but this version does not know its format ({why}). Restore it with the version that made "
            "it. Nothing was changed."
        ) from None
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror}.{whose(error)}") from None


@contextmanager
def _bar(label: str, length: int) -> Iterator[Callable[[int], None]]:
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield bar.update
