"""Find patients by blind index, find possible duplicates, and mark records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Table,
    bindparam,
    exists,
    func,
    literal,
    select,
    tuple_,
    union_all,
)

from app.crypto import Unreadable
from app.store.columns import BIRTH_DATE, NAME, NUMBER_END, SENDER_ADDRESS
from app.store.database import upsert_into
from app.store.fragments import (
    LAST_DIGITS,
    Candidates,
    longest,
    readings,
    start_candidates,
    starts_fit,
)
from app.store.legal_holds import has_hold
from app.store.patient import NEWEST_FIRST, NoSuchPatient, Patient, open_list, selecting
from app.store.patient_flags import OPTED_OUT, RESTRICTED, UNDELIVERED, is_undelivered, why_undelivered
from app.store.restrictions import is_restricted
from app.store.rows import SealedRows
from app.store.spellings import spellings
from app.store.tables import (
    conversations,
    patient_name_starts,
    patient_name_words,
    patients,
    patients_told_apart,
)

_table = patients.c
_words = patient_name_words.c
_apart = patients_told_apart.c
_spoke = conversations.c
_NAMES: Final = (NAME.name,)
_FOUND: Final = 50
_HEX: Final = 32
_CHANNELS: Final = ("whatsapp:", "")
_SHOWN: Final = 5
_LOOKED_AT: Final = 500
"""How many of the newest with one birth date are compared. Fewer share one, unless it stands for unknown ones."""

ON_HOLD: Final = "on_hold"
_MARKS: Final[dict[str, ColumnElement[Any]]] = {
    RESTRICTED: is_restricted(),
    OPTED_OUT: func.coalesce(conversations.c.opted_out, False),
    UNDELIVERED: is_undelivered(),
    ON_HOLD: has_hold(_table.id),
}
# Built once: every list and every record needs them, and building one takes as long as running it.
_those: Final[BindParameter[Any]] = bindparam("patients", expanding=True)
_MARKED: Final = (
    select(_table.id, *(condition.label(mark) for mark, condition in _MARKS.items()))
    .outerjoin(conversations, conversations.c.id == _table.conversation_id)
    .where(_table.id.in_(_those))
)
_WHY_UNDELIVERED: Final = select(_table.id, why_undelivered().label("why")).where(_table.id.in_(_those))
_BORN: Final = select(_table.id, _table.birth_date_index).where(
    _table.id.in_(_those), _table.birth_date_index.is_not(None)
)
_NAMED: Final = select(_words.patient_id, _words.word_index).where(_words.patient_id.in_(_those))
_TOLD_APART: Final = select(_apart.patient_id, _apart.other_id).where(
    _apart.patient_id.in_(_those) | _apart.other_id.in_(_those)
)


class PatientSearch(SealedRows):
    """The searches of one transaction, newest patients first."""

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
        return self._of(ids, limit, columns)

    def find_by_name_word(
        self, word: str, limit: int = _FOUND, columns: Collection[str] = _NAMES
    ) -> list[Patient]:
        """Return the newest patients whose names have words that begin with these.

        All of them have to be there. Case and accents do not matter.
        """
        return self._of(NameSearch(self._connection, self._keys).newest(word, limit), limit, columns)

    def find_by_reference(
        self, beginning: str, limit: int = _FOUND, columns: Collection[str] = _NAMES
    ) -> list[Patient]:
        """Return the newest patients whose id begins with these hex digits, at most 32."""
        first, last = (UUID(beginning.ljust(_HEX, digit)) for digit in "0f")
        return self._found(_table.id.between(first, last), limit, columns)

    def find_by_number(
        self,
        numbers: Collection[tuple[str, str]],
        limit: int = _FOUND,
        columns: Collection[str] = _NAMES,
    ) -> list[Patient]:
        """Return the newest patients for whom a number with these digits spoke.

        Each of `numbers` holds the digits with which one begins and ends. An end has three digits or more. Only senders
        with the same last three are opened.
        """
        ends = {end[-LAST_DIGITS:] for _, end in numbers}
        indexes = [each for end in ends for each in self._index.candidates(NUMBER_END, end)]
        alike = select(_spoke.id, _spoke.address).where(_spoke.address_end_index.in_(indexes))
        rows = self._connection.execute(alike).all()
        addresses = self._sealer.open_many(SENDER_ADDRESS, ((row.id, row.address) for row in rows))
        spoke = [
            row.id
            for row, address in zip(rows, addresses, strict=True)
            if isinstance(address, Unreadable) or _is_one_of(numbers, address)
        ]
        return self._spoken_for(spoke, limit, columns)

    def look_alikes(self, patient_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, ...]]:
        """Map each patient to at most five who may be the same person, newest first.

        They were born on the same day and share a word of their names; patients told apart do not look alike.
        Patients without any are omitted. Nothing is opened, because indexes are compared. Ask for one page at most.
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
        rows = self._connection.execute(_MARKED, {"patients": list(patient_ids)}).mappings()
        return {row["id"]: [mark for mark in _MARKS if row[mark]] for row in rows}

    def why_undelivered(self, patient_ids: Collection[UUID]) -> dict[UUID, str | None]:
        """Map each patient to the code of why our last message did not arrive."""
        if not patient_ids:
            return {}
        found = self._connection.execute(_WHY_UNDELIVERED, {"patients": list(patient_ids)})
        return {row.id: row.why for row in found}

    def _found(self, condition: ColumnElement[bool], limit: int, columns: Collection[str]) -> list[Patient]:
        listed = selecting(columns).where(condition).order_by(*NEWEST_FIRST).limit(limit)
        return open_list(self._sealer, self._connection.execute(listed).all(), columns)

    def _newest_ids(self, condition: ColumnElement[bool], limit: int) -> Iterator[UUID]:
        found = select(_table.id).where(condition).order_by(*NEWEST_FIRST).limit(limit)
        yield from self._connection.execute(found).scalars()

    def _of(self, ids: Collection[UUID], limit: int, columns: Collection[str]) -> list[Patient]:
        return self._found(_table.id.in_(ids), limit, columns) if ids else []

    def _spoken_for(self, spoke: Collection[UUID], limit: int, columns: Collection[str]) -> list[Patient]:
        # A separate statement: in one with the search, PostgreSQL may scan all patients, in the hope of meeting these.
        return self._found(_table.conversation_id.in_(spoke), limit, columns) if spoke else []

    def _birth_dates(self, patient_ids: Collection[UUID]) -> dict[UUID, bytes]:
        """Map patients to the index of their birth date, where a full date is known."""
        born = self._connection.execute(_BORN, {"patients": list(patient_ids)})
        return {row.id: row.birth_date_index for row in born}

    def _newest_born(self, birth_dates: Collection[bytes]) -> dict[bytes, list[UUID]]:
        """Return the newest of each birth date, newest first.

        If all of them together exceed the bound, each date is bounded separately, so that one shared by hundreds takes
        nothing from the others.
        """
        if not birth_dates:
            return {}
        found = select(_table.birth_date_index, _table.id, _table.created_at)
        all_of_them = found.where(_table.birth_date_index.in_(birth_dates)).limit(_LOOKED_AT + 1)
        rows = self._connection.execute(all_of_them).all()
        if len(rows) > _LOOKED_AT:  # seldom, and fifty statements in one take long to write
            newest_of = found.order_by(*NEWEST_FIRST).limit(_LOOKED_AT)
            each = (newest_of.where(_table.birth_date_index == index) for index in birth_dates)
            rows = self._connection.execute(union_all(*(select(some.subquery()) for some in each))).all()
        newest: defaultdict[bytes, list[UUID]] = defaultdict(list)
        for birth_date, patient, _ in sorted(rows, key=itemgetter(2, 1), reverse=True):
            newest[birth_date].append(patient)
        return newest

    def _words_of(self, ids: Collection[UUID]) -> defaultdict[UUID, set[bytes]]:
        """Map patients to the indexes of their names.

        They are compared in Python, because PostgreSQL would read all patients who have a word, however common it is.
        """
        words: defaultdict[UUID, set[bytes]] = defaultdict(set)
        for patient, index in self._connection.execute(_NAMED, {"patients": list(ids)}):
            words[patient].add(index)
        return words

    def _told_apart(self, ids: Collection[UUID]) -> set[tuple[UUID, UUID]]:
        """Return the pairs told apart that contain one of these, the smaller id first."""
        told = self._connection.execute(_TOLD_APART, {"patients": list(ids)})
        return {(row.patient_id, row.other_id) for row in told}


def _is_one_of(numbers: Collection[tuple[str, str]], address: str) -> bool:
    written = [each.rpartition(":")[2].removeprefix("+") for each in spellings(address)]
    return any(
        digits.startswith(begins) and digits.endswith(ends) for digits in written for begins, ends in numbers
    )


def _pair(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """Return both in the order of their row: the smaller id first."""
    return min(one, other), max(one, other)


# A search by name reads the list of the rarest word.

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

    def newest(self, typed: str, limit: int) -> set[UUID]:
        """Return at least the newest patients with all of these words or beginnings.

        Up to `limit` are returned for each reading and each key, because only the list of one key is in order.
        """
        return {each for words in readings(typed) for each in self._beginning(words, limit)}

    def _beginning(self, words: tuple[str, ...], limit: int) -> Iterator[UUID]:
        beginnings = [longest(word) for word in words]
        indexed = [start_candidates(self._index, each) for each in beginnings if each]
        # A word that is longer than its index, or too short to have one, is looked for in the names themselves.
        opened = () if beginnings == [*words] else words
        if indexed:
            yield from self._in_all(_BEGINNINGS, indexed, opened, limit)

    def _in_all(
        self, lists: _Lists, indexed: list[Candidates], opened: tuple[str, ...], limit: int
    ) -> Iterator[UUID]:
        """Read the lists of the rarest word, and look each patient up under the others."""
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
            some = listed if place is None else listed.where(_is_before(table, place))
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


def _is_before(table: Any, place: tuple[datetime, UUID]) -> ColumnElement[bool]:
    return tuple_(table.created_at, table.patient_id) < place
