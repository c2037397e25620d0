"""A workbook under a passphrase that a job has made: whoever asked for it fetches it, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.exports import files
from app.exports.custody import NotWanted, Tracked, end_silent_fetches
from app.exports.streaming import still_theirs
from app.guard.clinic import clinic_zone
from app.guard.signed_in import actor
from app.services import current
from app.store.export_files import PART

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from uuid import UUID

    from flask import Response

    from app.services import Services
    from app.store import Export, Store, Unit


def is_ready(unit: Unit, export: Export) -> bool:
    """Tell whether the workbook of an export waits to be fetched, all of it."""
    parts = -(-(export.bytes or 0) // PART)
    return export.state == "done" and export.protected and 0 < parts == unit.export_files.count(export.id)


def begin_fetch(unit: Unit, export: Export, now: datetime) -> bool:
    """Write down that it is fetched, before anything of it leaves. False: it is being fetched already."""
    end_silent_fetches(unit, now)
    if not unit.exports.fetch(export.id, now):
        return False
    unit.audit.record(actor(), "export.fetched", "export", export.id, {"bytes": export.bytes}, at=now)
    return True


def fetching(export: Export, now: datetime) -> Response:
    """Return the answer with the workbook. When all of it has left it is forgotten; what broke off can be fetched again."""
    services = current()
    keeper = Fetch(services, export.id, actor(), still_theirs(), now)
    made_at = (export.finished_at or now).astimezone(clinic_zone())
    return files.sent(Tracked(_parts(services.store, export), keeper), export.target, made_at)


@dataclass(slots=True)
class Fetch:
    """What is to be written down of one fetch. Patients were counted when the workbook was made."""

    services: Services
    export_id: UUID
    actor: str
    may_go_on: Callable[[Unit], bool]
    heard_of: datetime
    """By it this fetch is told from another, which may begin once this one is believed to be gone."""

    def beat(self, _rows: int) -> None:
        """Look whether it may go on.

        Raises:
            NotWanted: whoever fetches it may not any more, or the fetch was told of as broken meanwhile.
        """
        now = self.services.clock()
        with self.services.store.begin() as unit:
            if not (self.may_go_on(unit) and unit.exports.hear_of_fetch(self.export_id, self.heard_of, now)):
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
            self._record(unit, "export.fetch_finished", {"bytes": size, "sha256": digest})
            unit.export_files.forget(self.export_id)
        self.services.store.scrub()

    def break_off(self, _rows: int) -> None:
        """Let it be fetched again, and write down that it broke off, unless that is told already."""
        with self.services.store.begin() as unit:
            if self._ends(unit):
                self._record(unit, "export.fetch_broken", {})

    def _ends(self, unit: Unit) -> bool:
        return unit.exports.hear_of_fetch(self.export_id, self.heard_of, None)

    def _record(self, unit: Unit, action: str, details: dict[str, object]) -> None:
        now = self.services.clock()
        unit.audit.record(self.actor, action, "export", self.export_id, details, at=now)


def _parts(store: Store, export: Export) -> Iterator[tuple[bytes, int]]:
    """Yield the workbook: each part is read in a transaction of its own, for who fetches may be slow.

    Raises:
        NotWanted: it was forgotten meanwhile, since somebody was erased who may be in it.
    """
    left, number = export.bytes or 0, 0
    while left > 0:
        with store.read() as unit:
            part = unit.export_files.part(export.id, number)
        if part is None:
            raise NotWanted
        yield part, 0
        left -= len(part)
        number += 1
