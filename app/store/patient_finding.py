"""Finding patients by blind index: the newest first, and a common name costs no more than a rare one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import ColumnElement, exists, func, literal, select

from app.intake.answers.names import name_words
from app.store.columns import BIRTH_DATE, NAME, NAME_WORD, SENDER_ADDRESS
from app.store.patient_rows import NEWEST_FIRST, PatientRows, selecting
from app.store.tables import conversations, patient_name_words, patients

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from uuid import UUID

    from app.store.patient import Patient

_table = patients.c
_words = patient_name_words.c
_FOUND: Final = 50
_COUNTED: Final = 10_000
_NAMES: Final = (NAME.name,)

Indexes = tuple[bytes, ...]
"""What a value is found by: its index under each key that we have."""


class PatientFinding(PatientRows):
    """What finds patients."""

    __slots__ = ()

    def find_by_birth_date(
        self, value: str, limit: int = _FOUND, columns: Collection[str] = _NAMES
    ) -> list[Patient]:
        """Return the newest patients born on this day, YYYY-MM-DD. Of whom only a year or an age is known is not found."""
        ids = [
            row
            for index in self._index.candidates(BIRTH_DATE, value)
            for row in self._newest_ids(_table.birth_date_index == index, limit)
        ]
        return self._found(_table.id.in_(ids), limit, columns) if ids else []

    def find_by_name_word(
        self, word: str, limit: int = _FOUND, columns: Collection[str] = _NAMES
    ) -> list[Patient]:
        """Return the newest patients whose name has this word, or all of these words, whatever the case and accents."""
        words = [self._index.candidates(NAME_WORD, each) for each in name_words(word)]
        ids = list(self._named(words, limit)) if words else []
        return self._found(_table.id.in_(ids), limit, columns) if ids else []

    def find_by_address(
        self, address: str, limit: int = _FOUND, columns: Collection[str] = _NAMES
    ) -> list[Patient]:
        """Return the newest patients for whom this channel address spoke."""
        indexes = self._index.candidates(SENDER_ADDRESS, address)
        at_address = select(conversations.c.id).where(conversations.c.address_index.in_(indexes))
        # Two statements: in one, PostgreSQL may run through the patients, newest first, in the hope of meeting these.
        spoke = self._connection.execute(at_address).scalars().all()
        return self._found(_table.conversation_id.in_(spoke), limit, columns) if spoke else []

    def _found(self, condition: ColumnElement[bool], limit: int, columns: Collection[str]) -> list[Patient]:
        listed = selecting(columns).where(condition).order_by(*NEWEST_FIRST).limit(limit)
        return self._open_list(listed, columns)

    def _newest_ids(self, condition: ColumnElement[bool], limit: int) -> Iterator[UUID]:
        found = select(_table.id).where(condition).order_by(*NEWEST_FIRST).limit(limit)
        yield from self._connection.execute(found).scalars()

    def _named(self, words: list[Indexes], limit: int) -> Iterator[UUID]:
        """Yield the newest with all of the words: down the list of the rarest, looking each up in the others.

        A list for each key, because only one key's list is in order.
        """
        rarest, *others = sorted(words, key=self._how_many) if len(words) > 1 else words
        newest = (_words.created_at.desc(), _words.patient_id.desc())
        for index in rarest:
            listed = select(_words.patient_id).where(_words.word_index == index, *map(_has, others))
            yield from self._connection.execute(listed.order_by(*newest).limit(limit)).scalars()

    def _how_many(self, indexes: Indexes) -> int:
        """Return how many have a word, counting no further than tells a rare one from a common one."""
        some = select(literal(1)).where(_words.word_index.in_(indexes)).limit(_COUNTED).subquery()
        return int(self._connection.execute(select(func.count()).select_from(some)).scalar_one())


def _has(indexes: Indexes) -> ColumnElement[bool]:
    """Return the condition that a name in the list has another word, too."""
    too = patient_name_words.alias()
    return exists().where(too.c.patient_id == _words.patient_id, too.c.word_index.in_(indexes))
