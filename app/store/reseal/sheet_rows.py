"""Digests of rows in spreadsheets. The rows are not kept, so a digest under an old key is let go: the row is sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, func, select, update

from app.store.reseal.reading import BATCH, Reading, Swap
from app.store.tables import sheet_rows

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

    from app.store.reseal.reading import Keys

_table = sheet_rows.c
_LET_GO: Final = (
    update(sheet_rows)
    .where(
        _table.patient_id == bindparam("row"),
        _table.spreadsheet_id == bindparam("sheet"),
        _table.digest == bindparam("held"),
    )
    .values(digest=None)
)


class SheetRows:
    """The ledger's digests, a patient at a time: one may stand in several spreadsheets."""

    name = str(sheet_rows.name)
    in_stretches = True

    def count(self, connection: Connection) -> int:
        """Return how many rows there are."""
        return int(connection.execute(select(func.count()).select_from(sheet_rows)).scalar_one())

    def read(self, connection: Connection, keys: Keys, after: UUID | None, last: UUID) -> Reading:
        """Read the next rows, and see whose mark each digest has."""
        some = select(_table.patient_id).distinct().where(_table.patient_id <= last)
        some = some if after is None else some.where(_table.patient_id > after)
        patients = connection.execute(some.order_by(_table.patient_id).limit(BATCH)).scalars().all()
        if not patients:
            return Reading()
        of_them = _table.patient_id.between(patients[0], patients[-1])
        rows = connection.execute(
            select(_table.patient_id, _table.spreadsheet_id, _table.digest).where(of_them)
        ).all()
        reading = Reading(patients[-1], len(rows), len(patients) < BATCH)
        swaps: list[Swap] = []
        for row in rows:
            if row.digest is None:
                continue
            is_newest = row.digest.startswith(keys.index.mark)
            reading.note(str(_table.digest), 0 if is_newest else 1, row.patient_id)
            if not is_newest:
                values = {"row": row.patient_id, "sheet": row.spreadsheet_id, "held": row.digest}
                swaps.append(Swap(_LET_GO, values))
        reading.swaps = lambda: swaps
        return reading

    def repair(self, connection: Connection, keys: Keys, row: UUID) -> None:
        """Do nothing: there is nothing to repair."""
