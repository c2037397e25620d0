"""Forms that a member sent too late: sealed, and kept for half an hour.

What was typed may be about a patient, so it goes with the patient's record.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import delete, exists, insert, select

from app.store.columns import KEPT_FORM
from app.store.rows import SealedRows
from app.store.tables import kept_forms, patients

LASTS: Final = timedelta(minutes=30)
LONGEST: Final = 32 * 1024
"""Characters of all fields together."""
_MOST: Final = 3
_table = kept_forms.c


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form as it was sent, and where to."""

    id: UUID
    path: str
    kept_at: datetime
    fields: tuple[tuple[str, str], ...] = field(repr=False)


class KeptForms(SealedRows):
    """The kept forms of one transaction."""

    def keep(
        self,
        staff_id: UUID,
        path: str,
        patient_id: UUID | None,
        fields: Sequence[tuple[str, str]],
        now: datetime,
    ) -> bool:
        """Keep a form, and return whether it could be.

        Not one that is too long, nor one about a record that is not there. Of a member's, the newest three stay.
        """
        written = json.dumps(fields, separators=(",", ":"))
        if len(written) > LONGEST or (patient_id is not None and not self._is_there(patient_id)):
            return False
        new = uuid4()
        values = {
            "id": new,
            "staff_id": staff_id,
            "patient_id": patient_id,
            "path": path,
            "kept_at": now,
            "fields": self._sealer.seal(KEPT_FORM, new, written),
        }
        self._connection.execute(insert(kept_forms), values)
        newest = select(_table.id).where(_table.staff_id == staff_id)
        kept = newest.order_by(_table.kept_at.desc(), _table.id).limit(_MOST)
        self._connection.execute(
            delete(kept_forms).where(_table.staff_id == staff_id, _table.id.not_in(kept))
        )
        self.purge(now)
        return True

    def newest(self, staff_id: UUID, now: datetime) -> KeptForm | None:
        """Return the form that a member sent last, while it is kept."""
        found = select(kept_forms).where(_table.staff_id == staff_id, _table.kept_at > now - LASTS)
        row = self._connection.execute(
            found.order_by(_table.kept_at.desc(), _table.id).limit(1)
        ).one_or_none()
        if row is None:
            return None
        (opened,) = self._sealer.open_many(KEPT_FORM, [(row.id, row.fields)])
        if not isinstance(opened, str):
            return None
        return KeptForm(row.id, row.path, row.kept_at, tuple(map(tuple, json.loads(opened))))

    def forget(self, staff_id: UUID, form_id: UUID) -> None:
        """Forget one of a member's forms."""
        self._connection.execute(delete(kept_forms).where(_table.staff_id == staff_id, _table.id == form_id))

    def purge(self, now: datetime) -> None:
        """Forget the forms whose time is over, whoever sent them."""
        self._connection.execute(delete(kept_forms).where(_table.kept_at <= now - LASTS))

    def _is_there(self, patient_id: UUID) -> bool:
        return bool(
            self._connection.execute(select(exists().where(patients.c.id == patient_id))).scalar_one()
        )
