"""Lists of patients: page by page in either direction, each page read off an index from where the last one ended."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, literal, select, tuple_, union_all, update

from app.crypto import Unreadable
from app.intake.answers.names import name_words
from app.store.columns import BIRTH_DATE, EXTRA, NAME, NAME_WORD, SENDER_ADDRESS
from app.store.database import upsert_into
from app.store.messages import NOT_DELIVERED
from app.store.patient import (
    NEWEST_FIRST,
    NoSuchPatient,
    Patient,
    PatientFilters,
    PatientRows,
    dump_flags,
    flags_in,
    selecting,
)
from app.store.rights import is_held, is_restricted
from app.store.tables import conversations, deliveries, patient_name_words, patients, patients_told_apart

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from sqlalchemy import CTE, Select


_table = patients.c
_place = tuple_(_table.created_at, _table.id)
_language: ColumnElement[str] = _table.language
OLDEST_FIRST: Final = (_table.created_at, _table.id)
_NAMES: Final = (NAME.name,)
_EVERYBODY: Final = PatientFilters()

Place = tuple["datetime", UUID]
"""Where a patient stands in every list: `created_at` and `id`. New ones come before the first, and move nobody."""


class PatientList(PatientRows):
    """What lists and counts patients."""

    __slots__ = ()

    def page(
        self,
        limit: int,
        after: Place | None = None,
        columns: Collection[str] = _NAMES,
        filters: PatientFilters = _EVERYBODY,
    ) -> list[Patient]:
        """Return patients, newest first, with only these columns opened; those after a place, if it is given.

        Raises:
            KeyError: a patient has no such column.
        """
        listed = narrowed(selecting(columns), filters, after=after)
        return self._open_list(listed.order_by(*NEWEST_FIRST).limit(limit), columns)

    def page_before(
        self,
        limit: int,
        before: Place,
        columns: Collection[str] = _NAMES,
        filters: PatientFilters = _EVERYBODY,
    ) -> list[Patient]:
        """Return the patients just newer than a place, newest first. Raises as `page` does."""
        listed = narrowed(selecting(columns), filters, before=before)
        return self._open_list(listed.order_by(*OLDEST_FIRST).limit(limit), columns)[::-1]

    def counts(self, filters: PatientFilters = _EVERYBODY, cap: int = 1000) -> dict[str, int]:
        """Return how many pass the filters in each status that occurs, and under "" the sum. The filter's status is ignored.

        Nobody counts further than `cap` in a status: where it says so many, there may be more.
        """
        statuses = _statuses()
        # One member has few patients and a language many: SQLite is not to count down the language's index then.
        language = func.coalesce(_language, "") if filters.assigned_to else _language
        passing = select(literal(1)).where(
            _table.status == statuses.c.status,
            *_equal(replace(filters, status=""), language),
            *_older(filters.until, None),
            *_newer(filters.since, None),
        )
        some = passing.limit(cap).correlate(statuses).subquery()
        how_many = select(func.count()).select_from(some).scalar_subquery()
        rows = self._connection.execute(
            select(statuses.c.status, how_many).where(statuses.c.status.is_not(None))
        )
        counted: dict[str, int] = {status: count for status, count in rows}  # noqa: C416  (rows are no pairs to mypy)
        return {**counted, "": sum(counted.values())}

    def newest(self, filters: PatientFilters = _EVERYBODY) -> UUID | None:
        """Return the newest patient who passes the filters."""
        found = narrowed(select(_table.id), filters).order_by(*NEWEST_FIRST).limit(1)
        return self._connection.execute(found).scalar_one_or_none()


def _statuses() -> CTE:
    """Return every status that occurs, and a NULL: one step down the index for each, however many patients have it."""
    lowest = select(func.min(_table.status).label("status"))
    found = lowest.cte("statuses", recursive=True)
    following = lowest.where(_table.status > found.c.status).scalar_subquery()
    return found.union_all(select(following).where(found.c.status.is_not(None)))


def narrowed(
    listed: Select[*tuple[Any, ...]],
    filters: PatientFilters,
    *,
    after: Place | None = None,
    before: Place | None = None,
) -> Select[*tuple[Any, ...]]:
    """Narrow to the patients who pass the filters, and stand after one place or before another."""
    return listed.where(*_equal(filters), *_older(filters.until, after), *_newer(filters.since, before))


def _equal(
    filters: PatientFilters, language: ColumnElement[str] = _language
) -> Iterator[ColumnElement[bool]]:
    if filters.status:
        yield _table.status == filters.status
    if filters.assigned_to:
        yield _table.assigned_to == filters.assigned_to
    if filters.language:
        yield language == filters.language


# One bound on each side, the tighter one: given two, an engine may begin at the wrong one and walk all pages so far.


def _older(until: datetime | None, after: Place | None) -> Iterator[ColumnElement[bool]]:
    if after is not None and (until is None or after[0] < until):
        yield _place < after
    elif until is not None:
        yield _table.created_at < until


def _newer(since: datetime | None, before: Place | None) -> Iterator[ColumnElement[bool]]:
    if before is not None and (since is None or since <= before[0]):
        yield _place > before
    elif since is not None:
        yield _table.created_at >= since


# Finding patients by blind index: the newest first, and a common name costs no more than a rare one.

_words = patient_name_words.c
_FOUND: Final = 50
_COUNTED: Final = 10_000

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


# Patients who may be one person: born on the same day, and with a word of their names in common.

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
        told = upsert_into(self._connection.dialect.name, patients_told_apart).values(values)
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


# What stands out about a record without a word of its answers being opened: for lists, a page at a time.

RESTRICTED: Final = "restricted"
OPTED_OUT: Final = "opted_out"
UNDELIVERED: Final = "undelivered"
ON_HOLD: Final = "on_hold"
_BATCH: Final = 500


class PatientMarks(PatientRows):
    """What marks records."""

    __slots__ = ()

    def marks(self, patient_ids: Collection[UUID]) -> dict[UUID, list[str]]:
        """Return by patient which of the marks above they have: one statement for them all, and nothing is opened."""
        marked = {
            RESTRICTED: is_restricted(),
            OPTED_OUT: func.coalesce(conversations.c.opted_out, False),
            UNDELIVERED: _last_status().in_(NOT_DELIVERED),
            ON_HOLD: is_held(_table.id),
        }
        found = select(_table.id, *(condition.label(mark) for mark, condition in marked.items()))
        found = found.outerjoin(conversations, conversations.c.id == _table.conversation_id)
        rows = self._connection.execute(found.where(_table.id.in_(patient_ids)))
        return {row.id: [mark for mark in marked if row._mapping[mark]] for row in rows}  # noqa: SLF001  (SQLAlchemy's public name)

    def settle_flags(self, after: UUID | None = None) -> UUID | None:
        """Put the flags of some records, which an earlier release sealed in `extra`, into their column.

        Return where to go on; None once that was all. What no key of ours opens stays as it is, and pages say so.
        """
        some = select(_table.id, _table.extra).where(_table.flags.is_(None)).order_by(_table.id).limit(_BATCH)
        rows = self._connection.execute(some if after is None else some.where(_table.id > after)).all()
        opened = self._sealer.open_many(EXTRA, ((row.id, row.extra) for row in rows))
        for row, extra in zip(rows, opened, strict=True):
            if not isinstance(extra, Unreadable):
                of_them = update(patients).where(_table.id == row.id, _table.flags.is_(None))
                self._connection.execute(of_them.values(flags=dump_flags(flags_in(extra))))
        return rows[-1].id if len(rows) == _BATCH else None


def _last_status() -> ColumnElement[str]:
    """Return what became of the last message that we sent to the patient's conversation."""
    last = select(deliveries.c.status).where(deliveries.c.conversation_id == _table.conversation_id)
    newest = last.order_by(deliveries.c.updated_at.desc(), deliveries.c.message_sid.desc()).limit(1)
    return newest.correlate(patients).scalar_subquery()
