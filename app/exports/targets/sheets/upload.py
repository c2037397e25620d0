"""Send the rows that are missing from a tab or differ there.

The ledger records what Google may have.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from uuid import UUID

from app.exports.custody import Custody
from app.exports.table import Table
from app.exports.targets.sheets.batch import PlacedRow, RowBatch
from app.exports.targets.sheets.plan import TabPlan
from app.exports.targets.sheets.progress import PushProgress
from app.exports.targets.sheets.rows import Row, fit_cells, row_to_write
from app.services import Services
from app.store.exports import sheets

if TYPE_CHECKING:
    from app.exports.targets.sheets.client import Spreadsheet


ROWS_A_TRANSACTION: Final = 1000


class UploadPass:
    """Send one pass over the table. No transaction is open during a request."""

    def __init__(  # noqa: PLR0917  (what a pass is made of)
        self,
        services: Services,
        book: Spreadsheet,
        sheet_id: str,
        plan: TabPlan,
        custody: Custody,
        progress: PushProgress,
    ) -> None:
        self._services = services
        self._open = book
        self._sheet_id = sheet_id
        self._plan = plan
        self._custody = custody
        self._progress = progress
        self._hash = sha256()
        self.wanted: set[str] = set()
        """The records that the tab should have at the end, and no others."""
        self.has_written = False
        self.size = 0

    @property
    def digest(self) -> str:
        """The SHA-256 of the table as lines of JSON, a line for each row, headings first."""
        return self._hash.hexdigest()

    def run(self, table: Table, known: Mapping[str, bytes | None]) -> None:
        """Send what is missing, and what has changed since the ledger last knew of it."""
        self._measure(table.headings())
        new, changed = RowBatch(), RowBatch()
        for batch in table.batches(self._services.store):
            rows = list(map(fit_cells, batch))
            for row, digest in zip(rows, self._digests(table.headings(), rows), strict=True):
                size = self._measure(row)
                self.wanted.add(row[0])
                place = row_to_write(row[0], digest, self._plan.there, known)
                if place is None:
                    continue
                packet = changed if place else new
                if not packet.has_room_for(size):
                    self._send(packet)
                packet.add(PlacedRow(place, row, digest), size)
            self._progress.reach(len(self.wanted) - len(new.rows) - len(changed.rows))
        self._send(changed)
        self._send(new)

    def _send(self, packet: RowBatch) -> None:
        rows = packet.take()
        if not rows:
            return
        self._custody.beat(self._progress.done)
        self._forget(self._record(rows, sent=False))
        rows = [placed for placed in rows if placed.record_id in self.wanted]
        new = [placed.row for placed in rows if not placed.place]
        changed = {placed.place: placed.row for placed in rows if placed.place}
        self.has_written = True
        if new:
            self._open.append(self._plan.tab, new)
        if changed:
            self._open.write(self._plan.tab, changed)
        self._forget(self._record(rows, sent=True))
        self._progress.reach(self._progress.done + len(rows))

    def _record(self, rows: Sequence[PlacedRow], *, sent: bool) -> set[UUID]:
        """Write the rows into the ledger, and return who was erased meanwhile."""
        erased: set[UUID] = set()
        store, now = self._services.store, self._services.clock()
        for start in range(0, len(rows), ROWS_A_TRANSACTION):
            some = rows[start : start + ROWS_A_TRANSACTION]
            digests = {UUID(placed.record_id): placed.digest if sent else None for placed in some}
            with store.begin() as unit:
                erased |= sheets.put_many(unit.db, self._sheet_id, digests, self._custody.export_id, now)
        return erased

    def _forget(self, erased: set[UUID]) -> None:
        self.wanted -= set(map(str, erased))

    def _digests(self, headings: Row, rows: Sequence[Row]) -> list[bytes]:
        # The digest covers the headings too, because the same cells under other headings are a different row.
        with self._services.store.read() as unit:
            return [sheets.digest(unit.db, (*headings, *row)) for row in rows]

    def _measure(self, row: Row) -> int:
        """Count the row in, and return its size as it is sent."""
        line = json.dumps(row).encode()
        self._hash.update(line + b"\n")
        self.size += len(line)
        return len(line)
