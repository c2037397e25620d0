"""Find patients by blind index, newest first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from app.crypto import Unreadable
from app.store.model import connection_of, keys_of, table_of
from app.store.patients.fragments import Candidates, NameStart, longest, start_candidates
from app.store.patients.patient import NEWEST_FIRST, Patient, patients
from app.store.patients.patients import opened_by_name, selecting
from app.store.patients.sought_names import NearName, Words, fit, nearly, readings

_table = patients.c
_starts = table_of(NameStart).c
_NAMES: Final = ("name",)
_FOUND: Final = 50
_HEX: Final = 32
_DAY, _MONTH, _YEAR = len("1990-04-03"), len("1990-04"), len("1990")
_LATEST: Final = 300
"""How many of the newest records are opened to find a name that is like what was typed."""
_LATELY: Final = timedelta(days=14)
"""How old the oldest of them may be."""


@dataclass(frozen=True)
class Wanted:
    """What is known of somebody who is looked for: all of it has to fit."""

    reference: str = field(default="", repr=False)
    """The first hex digits of a record's id."""
    name: str = field(default="", repr=False)
    born: tuple[str, ...] = field(default=(), repr=False)
    """Days, months or years, as YYYY-MM-DD begins: any of them."""
    numbers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """The digits with which a number begins and ends: any of them."""

    @cached_property
    def readings(self) -> tuple[Words, ...]:
        """The ways to read the name."""
        return readings(self.name) if self.name else ()

    def is_named(self, name: str) -> bool:
        """Return whether a name fits, if one is wanted."""
        return not self.readings or any(fit(words, name) for words in self.readings)

    def is_born(self, birth_date: str) -> bool:
        """Return whether a birth date fits, or the year if no more of it is known."""
        is_year = len(birth_date) == _YEAR
        return not self.born or any(
            birth_date.startswith(then) or (is_year and then.startswith(birth_date)) for then in self.born
        )


def find(
    db: Session,
    wanted: Wanted,
    spoke: Collection[UUID] = (),
    limit: int = _FOUND,
    columns: Collection[str] = _NAMES,
) -> list[Patient]:
    """Return the newest patients who are all that is wanted.

    `spoke` are the conversations whose numbers are wanted. The words of a name may be beginnings; case and accents do not
    matter. A patient of whom only the year of birth is known is found by it beside a name, and not by it alone.
    """
    if wanted.reference:
        first, last = (UUID(wanted.reference.ljust(_HEX, digit)) for digit in "0f")
        return _found(db, _table.id.between(first, last), limit, columns)
    if wanted.numbers and not spoke:
        return []
    if wanted.name:
        ids = {each for words in wanted.readings for each in _named(db, words, wanted, spoke, limit)}
        return _of(db, ids, limit, columns)
    if wanted.born:
        return _of(db, _born(db, wanted.born, limit), limit, columns)
    # A separate statement: in one with the search, PostgreSQL may scan all patients, in the hope of meeting these.
    return _found(db, _table.conversation_id.in_(spoke), limit, columns)


def find_nearly(db: Session, wanted: Wanted, limit: int, columns: Collection[str]) -> list[Patient]:
    """Return patients who have every word that was typed but one, and that one nearly."""
    near = NearName(wanted.name)
    for words in nearly(wanted.name):
        ids = set(_named(db, words, Wanted(), (), limit))
        if some := near.among(_of(db, ids, limit, (*_NAMES, *columns))):
            return some
    return []


def born_then_and_called_nearly_so(
    db: Session, wanted: Wanted, limit: int, columns: Collection[str]
) -> list[Patient]:
    """Return the patients who were born then, and whose names are like what was typed."""
    born = _born(db, wanted.born, limit) if wanted.born else ()
    return NearName(wanted.name).among(_of(db, born, limit, (*_NAMES, *columns)))


def latest_like(
    db: Session, name: str, now: datetime, limit: int, columns: Collection[str]
) -> tuple[list[Patient], int]:
    """Return the newest with nearly this name, and how many names were compared."""
    newest = select(_table.id, _table.name).where(_table.created_at > now - _LATELY)
    rows = connection_of(db).execute(newest.order_by(*NEWEST_FIRST).limit(_LATEST)).all()
    names = keys_of(db).sealer.open_many(Patient.name.column, ((row.id, row.name) for row in rows))
    near = NearName(name)
    like = [
        row.id for row, held in zip(rows, names, strict=True) if isinstance(held, str) and near.fits(held)
    ]
    return _of(db, like[:limit], limit, columns), len(rows)


def _found(
    db: Session, condition: ColumnElement[bool], limit: int, columns: Collection[str]
) -> list[Patient]:
    found = selecting(columns).where(condition).order_by(*NEWEST_FIRST).limit(limit)
    return opened_by_name(db.scalars(found), columns)


def _of(db: Session, ids: Collection[UUID], limit: int, columns: Collection[str]) -> list[Patient]:
    return _found(db, _table.id.in_(ids), limit, columns) if ids else []


def _born(db: Session, born: Collection[str], limit: int) -> list[UUID]:
    """Return the newest who were born then.

    The list of one day is in order. Those of a month or a year are put in order, as far as they were born then.
    """
    indexes = _birth_indexes(db, born)
    is_of_days = all(len(each) == _DAY for each in born)
    newest = select(_table.id).order_by(*NEWEST_FIRST).limit(limit)
    lists = [_table.birth_date_index == each for each in indexes] if is_of_days else [_one_of(indexes)]
    return [row for each in lists for row in connection_of(db).scalars(newest.where(each))]


def _one_of(indexes: Collection[bytes]) -> ColumnElement[bool]:
    return _table.birth_date_index.in_(indexes)


def _birth_indexes(db: Session, born: Collection[str]) -> list[bytes]:
    index, column = keys_of(db).blind_index, Patient.birth_date.column
    days = dict.fromkeys(day for each in born for day in _days(each))
    return [each for day in days for each in index.candidates(column, day)]


def _days(beginning: str) -> Sequence[str]:
    """Return the days of a month or of a year; a day is itself."""
    if len(beginning) == _DAY:
        return (beginning,)
    first = date.fromisoformat(f"{beginning}-01" if len(beginning) == _MONTH else f"{beginning}-01-01")
    days = (str(first + timedelta(days=after)) for after in range(366))
    return tuple(day for day in days if day.startswith(beginning))


# A search by name reads the list of the rarest word.

_COUNTED: Final = 10_000
_MOST_AT_ONCE: Final = 2000
_place = tuple_(_starts.created_at, _starts.patient_id)


@dataclass(frozen=True)
class _Opened:
    """What has to be opened to know that somebody fits."""

    words: Words
    wanted: Wanted

    def __bool__(self) -> bool:
        return bool(self.words or self.wanted.born)

    def fits(self, name: str | Unreadable, birth_date: str | Unreadable | None) -> bool:
        """Return whether this fits. What does not open may."""
        is_named = isinstance(name, Unreadable) or not self.words or fit(self.words, name)
        return is_named and (isinstance(birth_date, Unreadable) or self.wanted.is_born(birth_date or ""))


def _named(db: Session, words: Words, wanted: Wanted, spoke: Collection[UUID], limit: int) -> Iterator[UUID]:
    """Yield at least the newest patients with all of these words who fit otherwise."""
    beginnings = [[longest(way) for way in word] for word in words]
    index = keys_of(db).blind_index
    indexed = [
        tuple(each for way in ways if way for each in start_candidates(index, way)) for ways in beginnings
    ]
    # A word that is longer than its index, or too short to have one, is looked for in the names themselves.
    is_exact = beginnings == [[*word] for word in words]
    lists = list(filter(None, indexed))
    if len(words) > 1:
        many = _how_many(db, lists)
        lists.sort(key=lambda each: many[each])
    if lists:
        rarest, *others = lists
        rest = (*map(_also, others), *_besides(db, wanted, spoke))
        opened = _Opened(() if is_exact else words, wanted)
        for one in rarest:  # because only the list of one index is in order
            yield from _in_order(db, (_starts.start_index == one, *rest), opened, limit)


def _besides(db: Session, wanted: Wanted, spoke: Collection[UUID]) -> Iterator[ColumnElement[bool]]:
    """Yield what somebody in a list of names has to be besides.

    Whether a birth date that has no index fits is seen when it is opened.
    """
    this = exists().where(_table.id == _starts.patient_id)
    if wanted.born:
        yield this.where(or_(_one_of(_birth_indexes(db, wanted.born)), _table.birth_date_index.is_(None)))
    if wanted.numbers:
        yield this.where(_table.conversation_id.in_(spoke))


def _in_order(
    db: Session, conditions: Sequence[ColumnElement[bool]], opened: _Opened, limit: int
) -> Iterator[UUID]:
    """Yield the newest of one list: as many as are wanted, then more and more."""
    listed = select(_starts.patient_id, _starts.created_at).where(*conditions)
    listed = listed.order_by(_starts.created_at.desc(), _starts.patient_id.desc())
    found, most, place = 0, limit, None
    while found < limit:
        some = listed if place is None else listed.where(_place < place)
        rows = connection_of(db).execute(some.limit(most)).all()
        fit = _fitting(db, [row.patient_id for row in rows], opened)
        yield from fit
        if len(rows) < most:
            return
        found += len(fit)
        most, place = min(most * 4, _MOST_AT_ONCE), (rows[-1].created_at, rows[-1].patient_id)


def _fitting(db: Session, ids: Sequence[UUID], opened: _Opened) -> Sequence[UUID]:
    """Return the patients who fit, or do not open."""
    if not opened or not ids:
        return ids
    sealed = select(_table.id, _table.name, _table.birth_date).where(_table.id.in_(ids))
    rows = connection_of(db).execute(sealed).all()
    sealer = keys_of(db).sealer
    names = sealer.open_many(Patient.name.column, ((row.id, row.name) for row in rows))
    born = sealer.open_many(Patient.birth_date.column, ((row.id, row.birth_date) for row in rows))
    each = zip(rows, names, born, strict=True)
    return [row.id for row, name, birth_date in each if opened.fits(name, birth_date)]


def _how_many(db: Session, lists: Sequence[Candidates]) -> dict[Candidates, int]:
    """Return how many have each index, counted only until it is known to be common."""
    if not lists:
        return {}
    named = {f"indexes_{place}": list(indexes) for place, indexes in enumerate(lists)}
    return dict(zip(lists, connection_of(db).execute(_beginnings(tuple(named)), named).one(), strict=True))


@cache
def _beginnings(names: tuple[str, ...]) -> Select[*tuple[int, ...]]:
    some = (
        select(literal(1)).where(_starts.start_index.in_(bindparam(name, expanding=True))).limit(_COUNTED)
        for name in names
    )
    return select(*(select(func.count()).select_from(each.subquery()).scalar_subquery() for each in some))


def _also(indexes: Candidates) -> ColumnElement[bool]:
    """Return the condition that a patient in a list also has another index."""
    too = table_of(NameStart).alias().c
    return exists().where(too.patient_id == _starts.patient_id, too.start_index.in_(indexes))
