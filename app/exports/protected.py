"""Hand out a workbook with a passphrase, which a job has made.

The member who asked for it downloads it, once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Response

from app.exports.custody import FETCH_BROKEN, NotWanted, Tracked, end_silent_fetches, parts_of
from app.exports.download import file_of, file_response, may_continue
from app.guard.session import actor
from app.services import Services, current
from app.store import Store, Transaction
from app.store.exports import export_files, exports
from app.store.exports.export_files import PART
from app.store.exports.exports import Export
from app.store.trail import audit
from app.store.trail.events import Sight, TrailEvent, TrailGroup
from app.web.clinic import clinic_zone

_FETCHED = TrailEvent(
    "export.fetched",
    "Started downloading a passphrase-protected workbook: {bytes} bytes",
    TrailGroup.EXPORT,
    sight=Sight.LEFT,
)
FETCH_FINISHED = TrailEvent(
    "export.fetch_finished", "Downloaded a passphrase-protected workbook: {bytes} bytes", TrailGroup.EXPORT
)


def is_ready(unit: Transaction, export: Export) -> bool:
    """Tell whether the workbook of an export is complete and waits to be downloaded."""
    parts = -(-(export.bytes or 0) // PART)
    return export.state == "done" and export.protected and 0 < parts == export_files.count(unit.db, export.id)


def begin_fetch(unit: Transaction, export: Export, now: datetime) -> bool:
    """Record a download before anything leaves; False when another is under way."""
    end_silent_fetches(unit, now)
    if not exports.fetch(unit.db, export.id, now):
        return False
    details = {"bytes": export.bytes, "parts": parts_of(unit, export)}
    audit.record(unit.db, actor(), _FETCHED, "export", export.id, details, at=now)
    return True


def fetch_response(export: Export, now: datetime) -> Response:
    """Return the response with the workbook.

    The workbook is deleted once all of it has left; a download that breaks off can be repeated.
    """
    services = current()
    keeper = Fetch(services, export.id, actor(), may_continue(), now)
    made_at = (export.finished_at or now).astimezone(clinic_zone())
    return file_response(Tracked(_parts(services.store, export), keeper), file_of(export.target), made_at)


@dataclass(slots=True)
class Fetch:
    """Record one download of a protected workbook.

    Its patients were counted when the workbook was made.
    """

    services: Services
    export_id: UUID
    actor: str
    may_go_on: Callable[[Transaction], bool]
    heard_of: datetime
    """The time of this fetch's last beat. It tells it from a later fetch, which may begin once this one seems gone."""

    def beat(self, _rows: int) -> None:
        """Record that the fetch continues.

        Raises:
            NotWanted: the member may no longer export, or the fetch was recorded as broken meanwhile.
        """
        now = self.services.clock()
        with self.services.store.begin() as unit:
            if not (
                self.may_go_on(unit) and exports.hear_of_fetch(unit.db, self.export_id, self.heard_of, now)
            ):
                raise NotWanted
        self.heard_of = now

    def finish(self, _rows: int, size: int, digest: str) -> None:
        """Write down that all of it has left, and forget the workbook.

        Raises:
            NotWanted: see `beat`.
        """
        with self.services.store.begin() as unit:
            if not (self.may_go_on(unit) and self._ends(unit)):
                raise NotWanted
            self._record(unit, FETCH_FINISHED, {"bytes": size, "sha256": digest})
            export_files.forget(unit.db, self.export_id)
        self.services.store.scrub()

    def break_off(self, _rows: int) -> None:
        """Allow another download, and record that this one broke off, unless done already."""
        with self.services.store.begin() as unit:
            if self._ends(unit):
                self._record(unit, FETCH_BROKEN, {})

    def _ends(self, unit: Transaction) -> bool:
        return exports.hear_of_fetch(unit.db, self.export_id, self.heard_of, None)

    def _record(self, unit: Transaction, event: TrailEvent, details: dict[str, object]) -> None:
        now = self.services.clock()
        audit.record(unit.db, self.actor, event, "export", self.export_id, details, at=now)


def _parts(store: Store, export: Export) -> Iterator[tuple[bytes, int]]:
    """Yield the parts of the workbook.

    Each part is read in its own transaction, since the client may be slow.

    Raises:
        NotWanted: it was deleted meanwhile, because somebody was erased who may be in it.
    """
    left, number = export.bytes or 0, 0
    while left > 0:
        with store.read() as unit:
            part = export_files.part(unit.db, export.id, number)
        if part is None:
            raise NotWanted
        yield part, 0
        left -= len(part)
        number += 1
