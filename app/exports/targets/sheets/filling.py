"""Sending the rows that do not stand in a tab as they should, and writing down in the ledger what may be out there."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from uuid import UUID

from app.exports.targets.sheets.packet import Packet, Placed
from app.exports.targets.sheets.plan import fitted, place_to_write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.exports.custody import Custody
    from app.exports.table import Table
    from app.exports.targets.sheets.book import Book
    from app.exports.targets.sheets.plan import Row
    from app.exports.targets.sheets.progress import Progress
    from app.exports.targets.sheets.site import Site
    from app.services import Services

_ROWS_A_TRANSACTION: Final = 1000


class Filling:
    """One pass over the table. No transaction is open while anything is sent."""

    def __init__(  # noqa: PLR0917  (what a pass is made of)
        self,
        services: Services,
        book: Book,
        sheet_id: str,
        site: Site,
        custody: Custody,
        progress: Progress,
    ) -> None:
        self._services = services
        self._book = book
        self._sheet_id = sheet_id
        self._site = site
        self._custody = custody
        self._progress = progress
        self._hash = sha256()
        self.wanted: set[str] = set()
        """The records that are to stand there at the end, and no others."""
        self.has_written = False
        self.size = 0

    @property
    def digest(self) -> str:
        """SHA-256 of the table, a row a line of JSON, its headings first."""
        return self._hash.hexdigest()

    def run(self, table: Table, known: Mapping[str, bytes | None]) -> None:
        """Send what is missing, and what has changed since the ledger last knew of it."""
        self._measure(table.headings())
        new, changed = Packet(), Packet()
        for batch in table.batches(self._services.store):
            rows = list(map(fitted, batch))
            for row, digest in zip(rows, self._digests(table.headings(), rows), strict=True):
                size = self._measure(row)
                self.wanted.add(row[0])
                place = place_to_write(row[0], digest, self._site.there, known)
                if place is None:
                    continue
                packet = changed if place else new
                if not packet.has_room_for(size):
                    self._send(packet)
                packet.add(Placed(place, row, digest), size)
            self._progress.reach(len(self.wanted) - len(new.rows) - len(changed.rows))
        self._send(changed)
        self._send(new)

    def _send(self, packet: Packet) -> None:
        rows = packet.take()
        if not rows:
            return
        self._custody.beat(self._progress.done)
        self._forget(self._write_down(rows, sent=False))
        rows = [placed for placed in rows if placed.record_id in self.wanted]
        new = [placed.row for placed in rows if not placed.place]
        changed = {placed.place: placed.row for placed in rows if placed.place}
        self.has_written = True
        if new:
            self._book.append(self._site.tab, new)
        if changed:
            self._book.write(self._site.tab, changed)
        self._forget(self._write_down(rows, sent=True))
        self._progress.reach(self._progress.done + len(rows))

    def _write_down(self, rows: Sequence[Placed], *, sent: bool) -> set[UUID]:
        """Write the rows into the ledger, and return who was erased meanwhile."""
        erased: set[UUID] = set()
        store, now = self._services.store, self._services.clock()
        for start in range(0, len(rows), _ROWS_A_TRANSACTION):
            some = rows[start : start + _ROWS_A_TRANSACTION]
            digests = {UUID(placed.record_id): placed.digest if sent else None for placed in some}
            with store.begin() as unit:
                erased |= unit.sheets.put_many(self._sheet_id, digests, self._custody.export_id, now)
        return erased

    def _forget(self, erased: set[UUID]) -> None:
        self.wanted -= set(map(str, erased))

    def _digests(self, headings: Row, rows: Sequence[Row]) -> list[bytes]:
        # The headings too: the same cells under other headings are another row.
        with self._services.store.read() as unit:
            return [unit.sheets.digest((*headings, *row)) for row in rows]

    def _measure(self, row: Row) -> int:
        """Count the row in, and return its size as it is sent."""
        line = json.dumps(row).encode()
        self._hash.update(line + b"\n")
        self.size += len(line)
        return len(line)
