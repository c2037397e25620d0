"""Patients who may be one person: born on the same day, and with a word of their names in common."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, union_all

from app.store.patient import NoSuchPatient
from app.store.patient_rows import NEWEST_FIRST, PatientRows
from app.store.tables import patient_name_words, patients, patients_told_apart
from app.store.upsert import insert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime
    from uuid import UUID

_table = patients.c
_apart = patients_told_apart.c
_SHOWN: Final = 5
_LOOKED_AT: Final = 500
"""The newest of one birth date: more than are born on a day, unless one stands for days that nobody knows."""


class LookAlikes(PatientRows):
    """What finds those who look alike, and keeps who are not the same."""

    __slots__ = ()

    def look_alikes(self, patient_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, ...]]:
        """Return by patient who may be the same person, at most five each, newest first. Who has none is left out.

        Nothing is opened: equal indexes tell. Those told apart do not look alike. Ask for a page of them at most.
        """
        born = self._birth_dates(patient_ids)
        newest = self._newest_born(set(born.values()))
        words = self._words_of({*born, *(each for some in newest.values() for each in some)})
        apart = self._told_apart(born)

        def alike(one: UUID) -> Iterator[UUID]:
            for other in newest[born[one]]:
                if other != one and words[one] & words[other] and _pair(one, other) not in apart:
                    yield other

        found = {one: tuple(islice(alike(one), _SHOWN)) for one in born}
        return {one: others for one, others in found.items() if others}

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
        first, second = _pair(one, other)
        values: dict[str, Any] = {"patient_id": first, "other_id": second, "at": now, "actor": actor}
        told = insert(self._connection.dialect.name, patients_told_apart).values(values)
        told_first = told.on_conflict_do_nothing().returning(_apart.patient_id)
        return self._connection.execute(told_first).first() is not None

    def _birth_dates(self, patient_ids: Collection[UUID]) -> dict[UUID, bytes]:
        """Return the index of each one's birth date. Of whom no day is known has none."""
        rows = select(_table.id, _table.birth_date_index).where(_table.id.in_(patient_ids))
        born = self._connection.execute(rows.where(_table.birth_date_index.is_not(None)))
        return {row.id: row.birth_date_index for row in born}

    def _newest_born(self, birth_dates: Collection[bytes]) -> dict[bytes, list[UUID]]:
        """Return the newest of each birth date, newest first.

        Down the index for each, no further than the bound: so that one that hundreds share takes nothing from the others.
        """
        if not birth_dates:
            return {}
        found = select(_table.birth_date_index, _table.id, _table.created_at).order_by(*NEWEST_FIRST)
        each = (found.where(_table.birth_date_index == index).limit(_LOOKED_AT) for index in birth_dates)
        rows = self._connection.execute(union_all(*(select(some.subquery()) for some in each))).all()
        newest: defaultdict[bytes, list[UUID]] = defaultdict(list)
        for birth_date, patient, _ in sorted(rows, key=itemgetter(2, 1), reverse=True):
            newest[birth_date].append(patient)
        return newest

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


def _pair(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """Return both as they are told apart: the smaller id first."""
    return min(one, other), max(one, other)
