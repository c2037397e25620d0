"""Digests of rows in spreadsheets.

The rows are not kept, so a digest under an old key is removed: the row is sent again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update

from app.store.exports.sheets import SheetRow
from app.store.model import table_of
from app.store.rotation.part import Part, Reading, RotationKeys, Swap, next_rows, running

_sheets = table_of(SheetRow).c
_REMOVE_DIGEST: Final = running(
    update(table_of(SheetRow))
    .where(
        _sheets.patient_id == bindparam("row"),
        _sheets.spreadsheet_id == bindparam("sheet"),
        _sheets.digest == bindparam("held"),
    )
    .values(digest=None)
)


class SheetRows(Part):
    """The ledger's digests, a patient at a time.

    One patient may be in several spreadsheets.
    """

    name = SheetRow.__tablename__
    table = table_of(SheetRow)

    def read(self, connection: Connection, keys: RotationKeys, after: UUID | None) -> Reading:
        """Read the next rows, and see which key's mark each digest has."""
        several = next_rows(connection, select(_sheets.patient_id).distinct(), _sheets.patient_id, after)
        of_them = _sheets.patient_id.in_([patient for (patient,) in several])
        wanted = select(_sheets.patient_id, _sheets.spreadsheet_id, _sheets.digest).where(of_them)
        rows = connection.execute(wanted).all()
        reading = replace(Reading.of(several), rows=len(rows))
        swaps: list[Swap] = []
        for patient, sheet, digest in rows:
            if digest is None:
                continue
            place = 0 if digest.startswith(keys.index.mark) else 1
            reading.note(str(_sheets.digest), place, patient)
            if place:
                swaps.append(Swap(_REMOVE_DIGEST, {"row": patient, "sheet": sheet, "held": digest}))
        reading.swaps = lambda: swaps
        return reading
