"""A rehearsal: restoring a backup where it changes nothing, and opening what is sealed in it."""

from __future__ import annotations

import shutil
import sys
import time
from typing import TYPE_CHECKING, BinaryIO, Final

import click

from app.cli.scratch import scratch
from app.store import Store, StoreUnavailable, WrongKeys, connect
from app.store.backup import Refused, Wanted, open_sealed, restore
from app.store.backup.archive import read
from app.store.milestones import BACKUP_REHEARSED

if TYPE_CHECKING:
    from pathlib import Path

    from app.crypto import BackupKeys
    from app.services import Services
    from app.store.backup import Checked, Opened, Restored

ACTOR: Final = "operator"
_DATABASE: Final = "database/rehearsal.db"
"""In a folder of its own: migrations hold the folder of a database, and `scratch` holds the one above."""
_ROOM: Final = 5
"""Times the rows: the tables with their indexes, and the log of the one transaction."""
_LEAST_ROOM: Final = 64 * 1024 * 1024


def rehearsed(
    services: Services, opened: BinaryIO, checked: Checked, keys: BackupKeys, sample: int | None
) -> bool:
    """Restore a proved backup into a scratch database, say what came of it, and return whether all is well.

    Raises:
        Refused: there is no room for it.
        StoreUnavailable, WrongKeys: as restoring does.
    """
    began = time.monotonic()
    with scratch(services.settings.instance) as folder:
        _refuse_without_room(folder, checked.unpacked)
        store = Store(connect(f"sqlite:///{folder / _DATABASE}"), *services.store.keys)
        try:
            batches = read(opened, keys)
            manifest = next(batches)
            wanted = Wanted(now=services.clock(), spent_step=0, digest=checked.digest, broken_trail=True)
            with click.progressbar(length=manifest.rows, label="Rehearsing", file=sys.stderr) as bar:
                done = restore(store, manifest, batches, wanted, bar.update)
            columns = open_sealed(store, sample)
        finally:
            store.engine.dispose()
    whole = _tell(checked, done, columns, time.monotonic() - began)
    if whole:
        _write_down(services, checked, sum(each.opened for each in columns))
    return whole


def _refuse_without_room(folder: Path, unpacked: int) -> None:
    needed = max(unpacked * _ROOM, _LEAST_ROOM)
    if shutil.disk_usage(folder).free < needed:
        raise Refused(
            f"A rehearsal needs about {needed // 2**20:,} MB beside the database, and {folder.parent} has less."
        )


def _tell(checked: Checked, done: Restored, columns: list[Opened], seconds: float) -> bool:
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


def _write_down(services: Services, checked: Checked, opened: int) -> None:
    """Let the database know, where there is one: a rehearsal may be held on another machine."""
    details = {
        "digest": checked.digest,
        "made": checked.manifest.made_at.isoformat(timespec="minutes"),
        "opened": opened,
    }
    try:
        with services.store.begin() as unit:
            unit.milestones.mark(BACKUP_REHEARSED, ACTOR, services.clock())
            unit.audit.record(ACTOR, "backup.rehearsed", details=details, at=services.clock())
    except (StoreUnavailable, WrongKeys):
        click.echo("No database here took note of the rehearsal.", err=True)
