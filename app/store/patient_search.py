"""Find patients by blind index, find possible duplicates, and mark records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import islice
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, literal, select, union_all

from app.intake.answers.names import name_words
from app.store.columns import BIRTH_DATE, NAME, NAME_WORD, SENDER_ADDRESS
from app.store.database import upsert_into
from app.store.messages import NOT_DELIVERED
from app.store.patient import NEWEST_FIRST, NoSuchPatient, Patient, open_list, selecting
from app.store.patient_flags import OPTED_OUT, RESTRICTED, UNDELIVERED, last_status
from app.store.rights import is_held, is_restricted
from app.store.rows import SealedRows
from app.store.tables import conversations, patient_name_words, patients, patients_told_apart

_table = patients.c
_words = patient_name_words.c
_apart = patients_told_apart.c
_NAMES: Final = (NAME.name,)
_FOUND: Final = 50
_COUNTED: Final = 10_000
_SHOWN: Final = 5
_LOOKED_AT: Final = 500
"""The newest with one birth date. Fewer are born on a day, unless it stands for unknown ones."""

ON_HOLD: Final = "on_hold"

Indexes = tuple[bytes, ...]
"""What a value is found by: its index under each key that we have."""


class PatientSearch(SealedRows):
    """The searches of one transaction, newest patients first.

    A common name costs no more than a rare one.
    """

    def find_by_birth_date(
        self, value: str, limit: int = _FOUND, columns: Collection[str] = _NAMES
    ) -> list[Patient]:
        """Return the newest patients born on this day, YYYY-MM-DD.

        Patients of whom only a year or an age is known are not found.
        """
        ids = [
            row
            for index in self._index.candidates(BIRTH_DATE, value)
            for row in self._newest_ids(_table.birth_date_index == index, limit)
        ]
        return self._found(_table.id.in_(ids), limit, columns) if ids else []

    def find_by_name_word(
        self, word: str, limit: int = _FOUND, columns: Collection[str] = _NAMES
    ) -> list[Patient]:
        """Return the newest patients whose name has all of these words.

        Case and accents do not matter.
        """
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

    def look_alikes(self, patient_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, ...]]:
        """Map each patient to at most five who may be the same person, newest first.

        They were born on the same day and share a word of their names; patients told apart do not look alike.
        Patients without any are omitted. Nothing is opened: equal indexes tell. Ask for a page of them at most.
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
        """Record that two patients are not the same person. Return whether that is news.

        Raises:
            NoSuchPatient: one of them is gone.
            ValueError: both are the same record.
        """
        if one == other:
            raise ValueError("a patient cannot be told apart from themselves")
        both = select(_table.id).where(_table.id.in_((one, other))).order_by(_table.id)
        if len(self._connection.execute(both.with_for_update(read=True, key_share=True)).all()) < 2:  # noqa: PLR2004  (both)
            raise NoSuchPatient
        first, second = _pair(one, other)
        values: dict[str, Any] = {"patient_id": first, "other_id": second, "at": now, "actor": actor}
        told = upsert_into(self._connection.dialect.name, patients_told_apart).values(values)
        told_first = told.on_conflict_do_nothing().returning(_apart.patient_id)
        return self._connection.execute(told_first).first() is not None

    def marks(self, patient_ids: Collection[UUID]) -> dict[UUID, list[str]]:
        """Map each patient to what stands out about the record, by one statement."""
        marked = {
            RESTRICTED: is_restricted(),
            OPTED_OUT: func.coalesce(conversations.c.opted_out, False),
            UNDELIVERED: last_status().in_(NOT_DELIVERED),
            ON_HOLD: is_held(_table.id),
        }
        found = select(_table.id, *(condition.label(mark) for mark, condition in marked.items()))
        found = found.outerjoin(conversations, conversations.c.id == _table.conversation_id)
        rows = self._connection.execute(found.where(_table.id.in_(patient_ids)))
        return {row.id: [mark for mark in marked if row._mapping[mark]] for row in rows}  # noqa: SLF001  (SQLAlchemy's public name)

    def _found(self, condition: ColumnElement[bool], limit: int, columns: Collection[str]) -> list[Patient]:
        listed = selecting(columns).where(condition).order_by(*NEWEST_FIRST).limit(limit)
        return open_list(self._sealer, self._connection.execute(listed).all(), columns)

    def _newest_ids(self, condition: ColumnElement[bool], limit: int) -> Iterator[UUID]:
        found = select(_table.id).where(condition).order_by(*NEWEST_FIRST).limit(limit)
        yield from self._connection.execute(found).scalars()

    def _named(self, words: list[Indexes], limit: int) -> Iterator[UUID]:
        """Yield the newest with all of the words.

        Goes down the list of the rarest word and looks each patient up under the others. Each key has a list of its
        own, because only the list of one key is in order.
        """
        rarest, *others = sorted(words, key=self._how_many) if len(words) > 1 else words
        newest = (_words.created_at.desc(), _words.patient_id.desc())
        for index in rarest:
            listed = select(_words.patient_id).where(_words.word_index == index, *map(_has, others))
            yield from self._connection.execute(listed.order_by(*newest).limit(limit)).scalars()

    def _how_many(self, indexes: Indexes) -> int:
        """Return how many have a word, counted only until it is known to be common."""
        some = select(literal(1)).where(_words.word_index.in_(indexes)).limit(_COUNTED).subquery()
        return int(self._connection.execute(select(func.count()).select_from(some)).scalar_one())

    def _birth_dates(self, patient_ids: Collection[UUID]) -> dict[UUID, bytes]:
        """Map patients to the index of their birth date, where a full date is known."""
        rows = select(_table.id, _table.birth_date_index).where(_table.id.in_(patient_ids))
        born = self._connection.execute(rows.where(_table.birth_date_index.is_not(None)))
        return {row.id: row.birth_date_index for row in born}

    def _newest_born(self, birth_dates: Collection[bytes]) -> dict[bytes, list[UUID]]:
        """Return the newest of each birth date, newest first.

        Each date has a bound of its own, so that one shared by hundreds takes nothing from the others.
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
        """Map patients to the indexes of their names.

        Compared here, because PostgreSQL would rather run through all who have a word, however common it is.
        """
        rows = select(_words.patient_id, _words.word_index).where(_words.patient_id.in_(ids))
        words: defaultdict[UUID, set[bytes]] = defaultdict(set)
        for patient, index in self._connection.execute(rows):
            words[patient].add(index)
        return words

    def _told_apart(self, ids: Collection[UUID]) -> set[tuple[UUID, UUID]]:
        """Return the pairs told apart that contain one of these, the smaller id first."""
        told = select(_apart.patient_id, _apart.other_id)
        either = _apart.patient_id.in_(ids) | _apart.other_id.in_(ids)
        return {(row.patient_id, row.other_id) for row in self._connection.execute(told.where(either))}


def _has(indexes: Indexes) -> ColumnElement[bool]:
    """Return the condition that a name in the list also has another word."""
    too = patient_name_words.alias()
    return exists().where(too.c.patient_id == _words.patient_id, too.c.word_index.in_(indexes))


def _pair(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """Return both in the order of their row: the smaller id first."""
    return min(one, other), max(one, other)
