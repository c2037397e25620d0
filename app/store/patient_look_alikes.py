"""Patients who may be one person: born on the same day, and with a word of their names in common."""

from __future__ import annotations

from collections import defaultdict
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from app.store.patient import NoSuchPatient
from app.store.patient_rows import PatientRows
from app.store.tables import patient_name_words, patients, patients_told_apart
from app.store.upsert import insert

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

_apart = patients_told_apart.c
_SHOWN: Final = 5
_LOOKED_AT: Final = 5000
"""Pairs of one birth date: more than a page has by chance, and few enough to be looked at between two blinks."""


class LookAlikes(PatientRows):
    """What finds those who look alike, and keeps who are not the same."""

    __slots__ = ()

    def look_alikes(self, patient_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, ...]]:
        """Return by patient who may be the same person, at most five each, newest first. Who has none is left out.

        Nothing is opened: equal indexes tell. Those told apart do not look alike.
        """
        pairs = self._born_alike(patient_ids)
        words = self._words_of({each for pair in pairs for each in pair})
        alike = [(one, other) for one, other in pairs if words[one] & words[other]]
        apart = self._told_apart({one for one, _ in alike})
        found: dict[UUID, tuple[UUID, ...]] = {}
        for one, other in alike:
            if (min(one, other), max(one, other)) not in apart:
                found[one] = (*found.get(one, ()), other)[:_SHOWN]
        return found

    def tell_apart(self, one: UUID, other: UUID, actor: str, now: datetime) -> bool:
        """Keep that two patients are not the same person, and return whether nobody had said so before.

        Raises:
            NoSuchPatient: one of them is gone.
            ValueError: it is one and the same.
        """
        if one == other:
            raise ValueError("a patient cannot be told apart from themselves")
        both = select(patients.c.id).where(patients.c.id.in_((one, other))).order_by(patients.c.id)
        if len(self._connection.execute(both.with_for_update(read=True, key_share=True)).all()) < 2:  # noqa: PLR2004  (both)
            raise NoSuchPatient
        values: dict[str, Any] = {
            "patient_id": min(one, other),
            "other_id": max(one, other),
            "at": now,
            "actor": actor,
        }
        told = insert(self._connection.dialect.name, patients_told_apart).values(values)
        told_first = told.on_conflict_do_nothing().returning(_apart.patient_id)
        return self._connection.execute(told_first).first() is not None

    def _born_alike(self, patient_ids: Collection[UUID]) -> list[tuple[UUID, UUID]]:
        """Return the pairs of one of these and another patient with the same birth date, the newest other first."""
        one, other = patients.alias("one"), patients.alias("other")
        pairs = (
            select(one.c.id, other.c.id, other.c.created_at)
            .join(other, other.c.birth_date_index == one.c.birth_date_index)
            .where(one.c.id.in_(patient_ids), other.c.id != one.c.id)
            .limit(_LOOKED_AT)
        )
        rows = self._connection.execute(pairs).all()
        return [(row[0], row[1]) for row in sorted(rows, key=itemgetter(2, 1), reverse=True)]

    def _words_of(self, ids: Collection[UUID]) -> defaultdict[UUID, set[bytes]]:
        """Return the indexes of each one's name.

        By patient, and compared here: PostgreSQL would rather run through all who have a word, however common it is.
        """
        table = patient_name_words.c
        rows = select(table.patient_id, table.word_index).where(table.patient_id.in_(ids))
        words: defaultdict[UUID, set[bytes]] = defaultdict(set)
        for patient, index in self._connection.execute(rows):
            words[patient].add(index)
        return words

    def _told_apart(self, ids: Collection[UUID]) -> set[tuple[UUID, UUID]]:
        """Return the pairs told apart that have one of these in them, the smaller id first."""
        told = select(_apart.patient_id, _apart.other_id)
        either = _apart.patient_id.in_(ids) | _apart.other_id.in_(ids)
        return {(row.patient_id, row.other_id) for row in self._connection.execute(told.where(either))}
