"""The ledger of records in spreadsheets, so that erased ones are removed there.

A push records its rows before it sends them, and their digests afterwards. So everything that may be in a spreadsheet is
in the ledger, and an erasure at any moment finds it. A record that a push takes out of its own tab stays in the ledger,
without a digest, because it may be in a tab that somebody has copied or renamed. Only a removal, which looks at all tabs,
deletes a record from the ledger, and only one that was erased.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, select, update

from app.store import jobs
from app.store.columns import SHEET_ROW
from app.store.database import upsert_into
from app.store.patient import patients
from app.store.restrictions import is_restricted
from app.store.rows import SealedRows
from app.store.tables import sheet_rows

_table = sheet_rows.c
_OUT: Final = "out"
_TO_REMOVE: Final = "to_remove"
REMOVAL: Final = "sheets.remove"
"""The kind of job that takes a patient's rows out; its subject is the patient."""


class SheetLedger(SealedRows):
    """The ledger, within one transaction."""

    def digest(self, cells: Sequence[str]) -> bytes:
        """Return the digest that tells a row from another.

        It is keyed, so that nobody can try rows until one has this digest. It is marked with its key, because the row
        itself is not kept, and a rotation could not tell the key otherwise.
        """
        return self._index.marked(SHEET_ROW, json.dumps(cells))

    def put_many(
        self, spreadsheet_id: str, rows: Mapping[UUID, bytes | None], export_id: UUID, now: datetime
    ) -> set[UUID]:
        """Record rows: without digests before they are sent, and with them afterwards.

        Return the patients who were erased or restricted meanwhile. They must not be sent. As they may have been sent
        already, a job is queued that removes them.
        """
        if not rows:
            return set()
        known = self._on_record(rows)
        values = [
            {
                "spreadsheet_id": spreadsheet_id,
                "patient_id": patient,
                "digest": digest if patient in known else None,
                "export_id": export_id,
                "pushed_at": now,
                "state": _OUT if patient in known else _TO_REMOVE,
            }
            for patient, digest in rows.items()
        ]
        put = upsert_into(self._connection.dialect.name, sheet_rows)
        news = {name: put.excluded[name] for name in ("digest", "export_id", "pushed_at", "state")}
        upsert = put.on_conflict_do_update(index_elements=["spreadsheet_id", "patient_id"], set_=news)
        self._connection.execute(upsert, values)
        erased = set(rows) - known
        for patient in erased:
            jobs.add(self.db, REMOVAL, patient, "anteroom", now)
        return erased

    def known(self, spreadsheet_id: str) -> dict[UUID, bytes | None]:
        """Map patients to the digest of their row; None if it may not have been sent."""
        found = select(_table.patient_id, _table.digest).where(
            _table.spreadsheet_id == spreadsheet_id, _table.state == _OUT
        )
        return {patient: digest for patient, digest in self._connection.execute(found)}  # noqa: C416  (rows are no pairs to mypy)

    def count(self, spreadsheet_id: str) -> int:
        """Return how many rows were sent, and are still there as far as we know."""
        counted = select(func.count()).where(
            _table.spreadsheet_id == spreadsheet_id, _table.digest.is_not(None)
        )
        return int(self._connection.execute(counted).scalar_one())

    def mark_erased(self, patient_id: UUID, actor: str, now: datetime) -> bool:
        """Mark the patient's rows and queue the job that removes them.

        Return whether there are any. Call it in the transaction of the erasure, after the patient is deleted, or in that
        of the restriction.
        """
        marked = update(sheet_rows).where(_table.patient_id == patient_id)
        rows = self._connection.execute(
            marked.values(state=_TO_REMOVE, digest=None).returning(_table.spreadsheet_id)
        ).all()
        if rows:
            jobs.add(self.db, REMOVAL, patient_id, actor, now)
        return bool(rows)

    def erased(self) -> dict[str, set[UUID]]:
        """Return the patients to be removed from each spreadsheet."""
        found = select(_table.spreadsheet_id, _table.patient_id).where(_table.state == _TO_REMOVE)
        by_sheet: dict[str, set[UUID]] = {}
        for spreadsheet_id, patient in self._connection.execute(found):
            by_sheet.setdefault(spreadsheet_id, set()).add(patient)
        return by_sheet

    def left_out(self, spreadsheet_id: str, patient_ids: Collection[UUID]) -> None:
        """Record that these are no longer in our tab.

        They stay in the ledger: another tab may have them.
        """
        out = update(sheet_rows).where(
            _table.spreadsheet_id == spreadsheet_id,
            _table.patient_id.in_(patient_ids),
            _table.state == _OUT,
        )
        self._connection.execute(out.values(digest=None))

    def removed(self, spreadsheet_id: str, patient_ids: Collection[UUID]) -> int:
        """Record that these erased patients are in no tab any more, and count them."""
        gone = delete(sheet_rows).where(
            _table.spreadsheet_id == spreadsheet_id,
            _table.patient_id.in_(patient_ids),
            _table.state == _TO_REMOVE,
        )
        return len(self._connection.execute(gone.returning(_table.patient_id)).all())

    def _on_record(self, rows: Mapping[UUID, bytes | None]) -> set[UUID]:
        """Return which of them are on record and may be sent.

        They are locked: an erasure waits, and then finds them in the ledger.
        """
        there = select(patients.c.id).where(patients.c.id.in_(rows)).order_by(patients.c.id)
        held = there.with_for_update(read=True, key_share=True)
        known = set(self._connection.execute(held).scalars())
        # Read once they are locked: a restriction that we waited for is committed by now.
        restricted = select(patients.c.id).where(patients.c.id.in_(known), is_restricted())
        return known - set(self._connection.execute(restricted).scalars())
