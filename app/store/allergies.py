"""Whether a patient stated an allergy, for a list that opens no health answer.

Each record holds a yes or a no of its own, sealed for its id and its version. Both are equally long, and no two are
alike: whoever reads the tables learns nothing from them, and nothing from their being there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Row, select, update

from app.crypto import Unreadable
from app.store.columns import ALLERGY, EXTRA
from app.store.patient import NEWEST_FIRST, Extra, PatientFilters, allergy_text, has_allergy, narrowed
from app.store.rows import SealedRows
from app.store.tables import NO_ALLERGY_SEALED, patients

MOST: Final = 20_000
"""So many records a filter looks through: each has to be opened."""
_BATCH: Final = 200
_table = patients.c
_Rows = Collection[Row[*tuple[Any, ...]]]


class Narrowed(NamedTuple):
    """Filters that name the records with an allergy."""

    filters: PatientFilters
    is_whole: bool
    """Whether all were looked through, and not only the newest."""


class Allergies(SealedRows):
    """The allergies of one transaction."""

    def of(self, patient_ids: Collection[UUID]) -> dict[UUID, bool | None]:
        """Map each patient to whether an allergy was stated.

        None where no key of ours opens it. What an earlier release wrote is read from the answers.
        """
        wanted = select(_table.id, _table.version, _table.allergy).where(_table.id.in_(patient_ids))
        return self._read(self._connection.execute(wanted).all())

    def narrow(self, filters: PatientFilters, most: int = MOST) -> Narrowed:
        """Return filters for those with an allergy.

        They are found among the newest who pass the other filters.
        """
        others = replace(filters, flag="", among=None)
        wanted = narrowed(select(_table.id, _table.version, _table.allergy), others)
        rows = self._connection.execute(wanted.order_by(*NEWEST_FIRST).limit(most + 1)).all()
        found = self._read(rows[:most])
        among = frozenset(patient for patient, has_one in found.items() if has_one)
        return Narrowed(replace(filters, among=among), len(rows) <= most)

    def is_complete(self) -> bool:
        """Return whether every record holds its yes or no."""
        missing = select(_table.id).where(NO_ALLERGY_SEALED).order_by(_table.id).limit(1)
        return self._connection.execute(missing).first() is None

    def settle(self, most: int = _BATCH) -> int:
        """Seal it for some that an earlier release wrote, and return how many those were."""
        some = select(_table.id, _table.version, _table.extra).where(NO_ALLERGY_SEALED).limit(most)
        rows = self._connection.execute(some.with_for_update(skip_locked=True)).all()
        extras = self._sealer.open_many(EXTRA, ((row.id, row.extra) for row in rows))
        for row, extra in zip(rows, extras, strict=True):
            answers = None if isinstance(extra, Unreadable) else Extra.load(extra).answers
            token = self._sealer.seal(ALLERGY, row.id, allergy_text(row.version, answers))
            this = update(patients).where(_table.id == row.id)
            self._connection.execute(this.values(allergy=token))
        return len(rows)

    def _read(self, rows: _Rows) -> dict[UUID, bool | None]:
        sealed = [row for row in rows if row.allergy is not None]
        texts = self._sealer.open_many(ALLERGY, ((row.id, row.allergy) for row in sealed))
        found: dict[UUID, bool | None] = {}
        for row, text in zip(sealed, texts, strict=True):
            if text in {f"{row.version}:yes", f"{row.version}:no"}:
                found[row.id] = text == f"{row.version}:yes"
        # An earlier release wrote the answers, or no key opened them when this was sealed.
        return found | self._from_answers([row.id for row in rows if row.id not in found])

    def _from_answers(self, patient_ids: Collection[UUID]) -> dict[UUID, bool | None]:
        if not patient_ids:
            return {}
        rows = self._connection.execute(
            select(_table.id, _table.extra).where(_table.id.in_(patient_ids))
        ).all()
        extras = self._sealer.open_many(EXTRA, ((row.id, row.extra) for row in rows))
        return {
            row.id: None if isinstance(extra, Unreadable) else has_allergy(Extra.load(extra).answers)
            for row, extra in zip(rows, extras, strict=True)
        }
