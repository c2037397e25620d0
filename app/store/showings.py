"""What a session is shown of single records, and until when.

A MAC vouches for each row, as for the session itself: one that was written by hand shows nothing. The rows go with
their session and with their patient.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, select

from app.store.columns import SHOWING_ROW
from app.store.database import upsert_into
from app.store.rows import SealedRows, columns_of
from app.store.tables import staff_showings
from app.store.vouched import fields_of

_showings = staff_showings.c


@dataclass(frozen=True, slots=True)
class Showing:
    """A part of a record that a session is shown until a moment, for a coded reason."""

    patient_id: UUID
    part: str
    until: datetime
    why: str


_COLUMNS: Final = columns_of(Showing, staff_showings)
_KEY: Final = (_showings.session_id, _showings.patient_id, _showings.part)
_FIELDS: Final = ("session_id", *(column.name for column in _COLUMNS))


class Showings(SealedRows):
    """The showings of one transaction."""

    def add(
        self, session_id: UUID, patient_id: UUID, parts: Iterable[str], until: datetime, why: str
    ) -> None:
        """Show these parts of a record in a session until then."""
        rows = [self._row(session_id, Showing(patient_id, part, until, why)) for part in parts]
        inserted = upsert_into(self._connection.dialect.name, staff_showings).values(rows)
        given = {name: inserted.excluded[name] for name in ("until", "why", "mac")}
        self._connection.execute(inserted.on_conflict_do_update(index_elements=_KEY, set_=given))

    def of(self, session_id: UUID, now: datetime, patient_id: UUID | None = None) -> list[Showing]:
        """Return what a session is shown now, of one record or of all."""
        live = select(*_COLUMNS, _showings.mac).where(
            _showings.session_id == session_id, _showings.until > now
        )
        if patient_id is not None:
            live = live.where(_showings.patient_id == patient_id)
        rows = (dict(row._mapping) for row in self._connection.execute(live))  # noqa: SLF001  (SQLAlchemy's public name)
        return [
            Showing(**values) for values in rows if self._is_ours(session_id, values, mac=values.pop("mac"))
        ]

    def end(self, session_id: UUID, patient_id: UUID | None = None) -> None:
        """Show nothing more in a session: of one record, or of any."""
        ended = delete(staff_showings).where(_showings.session_id == session_id)
        if patient_id is not None:
            ended = ended.where(_showings.patient_id == patient_id)
        self._connection.execute(ended)

    def _row(self, session_id: UUID, showing: Showing) -> dict[str, Any]:
        values = {"session_id": session_id} | {name: getattr(showing, name) for name in _FIELDS[1:]}
        return values | {"mac": self._door.mac(SHOWING_ROW, fields_of(values, _FIELDS))}

    def _is_ours(self, session_id: UUID, values: Mapping[str, Any], mac: bytes) -> bool:
        fields = fields_of({"session_id": session_id, **values}, _FIELDS)
        return self._door.vouches(SHOWING_ROW, fields, mac)
