"""Record each export before its first byte leaves, and after its last.

An export that breaks off is recorded as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final, Protocol, Self
from uuid import UUID

from app.exports.columns import ExportColumn, Group, columns_in, read_columns
from app.exports.table import Table
from app.exports.targets import find_target
from app.services import Services
from app.store import StoreUnavailable, Transaction
from app.store.exports import exports
from app.store.exports.exports import Export
from app.store.model import first_forged
from app.store.patients.patient_filters import PatientFilters
from app.store.patients.restrictions import Restriction
from app.store.trail import audit
from app.store.trail.events import Sight, TrailEvent, TrailGroup
from app.store.trail.recorded import EXPORT_BROKEN, EXPORT_FINISHED

_STARTED = TrailEvent(
    "export.started",
    "Started an export to {target}: {columns} of {patients} patients",
    TrailGroup.EXPORT,
    sight=Sight.LEFT,
)
_BEGUN_TO_PROTECT = TrailEvent(
    "export.started",
    "Started making a workbook with a passphrase: {columns} of {patients} patients",
    TrailGroup.EXPORT,
    page="protected",
)
"""Nothing leaves by it: the workbook waits to be downloaded."""
FETCH_BROKEN = TrailEvent("export.fetch_broken", "Downloading a workbook stopped early", TrailGroup.EXPORT)

HEARD_OF_EVERY: Final = timedelta(seconds=5)
_AT_ONCE: Final = 64 * 1024
"""Bytes sent at a time: even a slow line takes that many before the server times out."""
GONE_AFTER: Final = timedelta(minutes=5)
"""How long an export may be silent before its process counts as gone; clients time out sooner."""


class NotWanted(Exception):
    """The export must not continue: no longer allowed, or already recorded as broken."""


def _always(_unit: Transaction) -> bool:
    return True


def table_of(export: Export, columns: Collection[ExportColumn], until: datetime, zone: tzinfo) -> Table:
    """Return the table of an export, which has some of these columns.

    Raises:
        NoSuchColumn: it includes a question that no longer exists.
    """
    return Table(read_columns(export.chosen, columns), export.whom, until, zone, export.id)


def begin(
    unit: Transaction, export: Export, patients: int, actor: str, now: datetime, *, job_id: UUID | None = None
) -> bool:
    """Begin an export, and record that before anything leaves.

    Return False if it has begun already or may not begin: also while a restriction was changed by hand. The job that
    does the export may begin it again.

    `patients` is how many there are. A patient who is erased while it runs may be missing from it.
    """
    if first_forged(unit.db, Restriction) is not None or not exports.start(unit.db, export.id, now, job_id):
        return False
    event, given = (
        (_BEGUN_TO_PROTECT, {}) if export.protected else (_STARTED, {"parts": parts_of(unit, export)})
    )
    details = {**described(export), **given, "patients": patients}
    audit.record(unit.db, actor, event, "export", export.id, details, at=now)
    return True


def parts_of(unit: Transaction, export: Export) -> list[str]:
    """Return the parts of a record that leave."""
    groups = dict.fromkeys(column.group for column in read_columns(export.chosen, columns_in(unit)))
    return [group.value for group in groups if group is not Group.RECORD]


def described(export: Export) -> dict[str, Any]:
    """Return what the trail says of an export: codes, keys and times.

    The reason is left out: it is free text.
    """
    return {"target": export.target, "columns": list(export.chosen), **narrowed(export.whom)} | (
        {"protected": True} if export.protected else {}
    )


def narrowed(filters: PatientFilters) -> dict[str, str]:
    """Return the filters that are set, as text."""
    given = {
        "status": filters.status,
        "language": filters.language,
        "since": filters.since and filters.since.isoformat(timespec="minutes"),
        "until": filters.until and filters.until.isoformat(timespec="minutes"),
        "assigned_to": filters.assigned_to and str(filters.assigned_to),
        "choice": filters.choice and filters.choice.written,
    }
    return {name: value for name, value in given.items() if value}


@dataclass(frozen=True, slots=True)
class Custody:
    """Record what becomes of one export that has begun."""

    services: Services
    export_id: UUID
    actor: str
    may_go_on: Callable[[Transaction], bool] = _always
    """Returns whether the export may go on. It is called from time to time, and at the end."""

    def beat(self, rows: int) -> None:
        """Record that it continues, and how far it is.

        Raises:
            NotWanted: the export must not continue.
        """
        with self.services.store.begin() as unit:
            allowed = self.may_go_on(unit)
            running = exports.beat(unit.db, self.export_id, rows, self.services.clock())
        if not (allowed and running):
            raise NotWanted

    def finish(self, rows: int, size: int, digest: str) -> None:
        """Record that all of it has left.

        Raises:
            NotWanted: the export must not continue.
        """
        now = self.services.clock()
        with self.services.store.begin() as unit:
            if not (
                self.may_go_on(unit) and exports.finish(unit.db, self.export_id, rows, digest, size, now)
            ):
                raise NotWanted
            self._record(unit, EXPORT_FINISHED, {"patients": rows, "bytes": size, "sha256": digest}, now)

    def break_off(self, rows: int) -> None:
        """Record that it broke off, and how many rows may have left, unless done already."""
        now = self.services.clock()
        with self.services.store.begin() as unit:
            if exports.break_off(unit.db, self.export_id, rows, now):
                self._record(unit, EXPORT_BROKEN, {"patients": rows}, now)

    def _record(
        self, unit: Transaction, event: TrailEvent, details: dict[str, object], now: datetime
    ) -> None:
        audit.record(unit.db, self.actor, event, "export", self.export_id, details, at=now)


class Recorder(Protocol):
    """What records the progress and the end of bytes that leave."""

    @property
    def services(self) -> Services:
        """The app's services, with its clock."""

    def beat(self, rows: int) -> None:
        """Record that it continues; raise NotWanted when it must not."""

    def finish(self, rows: int, size: int, digest: str) -> None:
        """Record that all of it has left."""

    def break_off(self, rows: int) -> None:
        """Record that it broke off, and how many rows may have left."""


class Tracked:
    """Count and hash an export's bytes on their way out, and record how it ends.

    The server closes what it sends, whatever happens to it. What is raised here goes on to the server, which then
    hangs up without the mark of an end: a file that broke off never looks complete.
    """

    __slots__ = ("_custody", "_digest", "_heard_of", "_left", "_open", "_pieces", "_rows", "_size")

    def __init__(self, pieces: Iterator[tuple[bytes, int]], custody: Recorder) -> None:
        self._pieces = pieces
        self._custody = custody
        self._digest = hashlib.sha256()
        self._rows = self._size = 0
        self._left = memoryview(b"")
        self._heard_of = custody.services.clock()
        self._open = True

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        if not self._open:
            raise StopIteration
        try:
            self._beat()
            while not self._left:
                self._take(*next(self._pieces))
        except StopIteration:
            self._finish()
            raise
        except BaseException:
            self.close()
            raise
        sent, self._left = bytes(self._left[:_AT_ONCE]), self._left[_AT_ONCE:]
        return sent

    def _finish(self) -> None:
        try:
            self._custody.finish(self._rows, self._size, self._digest.hexdigest())
        except BaseException:
            self.close()
            raise
        self._open = False

    def _take(self, piece: bytes, rows: int) -> None:
        self._rows += rows
        self._size += len(piece)
        self._digest.update(piece)
        self._left = memoryview(piece)

    def close(self) -> None:
        """Close the source. Before its end, that breaks the export off."""
        if not self._open:
            return
        self._open = False
        if (close := getattr(self._pieces, "close", None)) is not None:
            close()
        with suppress(StoreUnavailable):  # then the sweep records it
            self._custody.break_off(self._rows)

    def _beat(self) -> None:
        now = self._custody.services.clock()
        if now - self._heard_of >= HEARD_OF_EVERY:
            self._custody.beat(self._rows)
            self._heard_of = now


def sweep(services: Services) -> int:
    """Record exports and downloads whose process is gone as broken.

    Return the number of exports.
    """
    now = services.clock()
    with services.store.begin() as unit:
        gone = [
            export
            for export in exports.running_older_than(unit.db, now - GONE_AFTER)
            if exports.break_off(unit.db, export.id, export.rows or 0, now)
        ]
        for export in gone:
            details = {"patients": export.rows or 0, "swept": True}
            audit.record(unit.db, "anteroom", EXPORT_BROKEN, "export", export.id, details, at=now)
            clear_away(unit, export, now)
        end_silent_fetches(unit, now)
    return len(gone)


def end_silent_fetches(unit: Transaction, now: datetime) -> None:
    """Record downloads whose process is gone as broken.

    The files can be downloaded again.
    """
    for export_id, heard_of in exports.fetches_older_than(unit.db, now - GONE_AFTER):
        if exports.hear_of_fetch(unit.db, export_id, heard_of, None):
            details = {"swept": True}
            audit.record(unit.db, "anteroom", FETCH_BROKEN, "export", export_id, details, at=now)


def clear_away(unit: Transaction, export: Export, now: datetime) -> None:
    """Have the target remove what an unfinished export may have left there."""
    if (target := find_target(export.target)) is not None:
        target.clear_away(unit, export, now)
