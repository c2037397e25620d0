"""Find patients by words of their names, or by the beginnings of words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Table, exists, func, literal, select, tuple_

from app.crypto import Unreadable
from app.intake.answers.names import name_words
from app.store.columns import NAME, NAME_WORD
from app.store.fragments import Candidates, Fragments, longest, readings, start_candidates, starts_fit
from app.store.rows import Part, SealedRows
from app.store.tables import patient_name_starts, patient_name_words, patients

_COUNTED: Final = 10_000
_MOST_AT_ONCE: Final = 2000


@dataclass(frozen=True, slots=True)
class _Lists:
    """The lists of one table: for each index the patients who have it, newest first."""

    table: Table
    index: Column[bytes]

    def has(self, indexes: Candidates) -> ColumnElement[bool]:
        """Return the condition that a patient in a list also has another index."""
        too = self.table.alias()
        return exists().where(
            too.c.patient_id == self.table.c.patient_id, too.c[self.index.name].in_(indexes)
        )


_BEGINNINGS: Final = _Lists(patient_name_starts, patient_name_starts.c.start_index)
_WORDS: Final = _Lists(patient_name_words, patient_name_words.c.word_index)


class NameSearch(SealedRows):
    """The searches by name of one transaction.

    A common name costs no more than a rare one.
    """

    _fragments = Part(Fragments)

    def newest(self, typed: str, limit: int) -> set[UUID]:
        """Return at least the newest patients with all of these words or beginnings.

        There are so many of each reading and each key, for only the list of one key is in order.
        """
        found = {each for words in readings(typed) for each in self._beginning(words, limit)}
        words = [self._index.candidates(NAME_WORD, word) for word in name_words(typed)]
        if words and not self._fragments.is_complete():
            found.update(self._down(_WORDS, words, (), limit))
        return found

    def _beginning(self, words: tuple[str, ...], limit: int) -> Iterator[UUID]:
        beginnings = [longest(word) for word in words]
        indexed = [start_candidates(self._index, each) for each in beginnings if each]
        # A word that is longer than its index, or too short to have one, is looked for in the names themselves.
        opened = () if beginnings == [*words] else words
        if indexed:
            yield from self._down(_BEGINNINGS, indexed, opened, limit)

    def _down(
        self, lists: _Lists, indexed: list[Candidates], opened: tuple[str, ...], limit: int
    ) -> Iterator[UUID]:
        """Go down the lists of the rarest, and look each patient up under the others."""
        rarest, *others = (
            sorted(indexed, key=lambda each: self._how_many(lists, each)) if len(indexed) > 1 else indexed
        )
        for index in rarest:
            yield from self._in_order(lists, (lists.index == index, *map(lists.has, others)), opened, limit)

    def _in_order(
        self, lists: _Lists, conditions: Sequence[ColumnElement[bool]], opened: tuple[str, ...], limit: int
    ) -> Iterator[UUID]:
        """Yield the newest of one list: as many as are wanted, then more and more."""
        table = lists.table.c
        listed = select(table.patient_id, table.created_at).where(*conditions)
        listed = listed.order_by(table.created_at.desc(), table.patient_id.desc())
        found, most, place = 0, limit, None
        while found < limit:
            some = listed if place is None else listed.where(_before(table, place))
            rows = self._connection.execute(some.limit(most)).all()
            fit = self._fitting([row.patient_id for row in rows], opened)
            yield from fit
            if len(rows) < most:
                return
            found += len(fit)
            most, place = min(most * 4, _MOST_AT_ONCE), (rows[-1].created_at, rows[-1].patient_id)

    def _fitting(self, ids: Sequence[UUID], words: tuple[str, ...]) -> Sequence[UUID]:
        """Return the patients whose names have these beginnings, or do not open."""
        if not words or not ids:
            return ids
        sealed = select(patients.c.id, patients.c.name).where(patients.c.id.in_(ids))
        rows = self._connection.execute(sealed).all()
        names = self._sealer.open_many(NAME, ((row.id, row.name) for row in rows))
        return [
            row.id
            for row, name in zip(rows, names, strict=True)
            if isinstance(name, Unreadable) or starts_fit(words, name)
        ]

    def _how_many(self, lists: _Lists, indexes: Candidates) -> int:
        """Return how many have an index, counted only until it is known to be common."""
        some = select(literal(1)).where(lists.index.in_(indexes)).limit(_COUNTED).subquery()
        return int(self._connection.execute(select(func.count()).select_from(some)).scalar_one())


def _before(table: Any, place: tuple[datetime, UUID]) -> ColumnElement[bool]:
    return tuple_(table.created_at, table.patient_id) < place
