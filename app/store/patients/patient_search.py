"""Find patients by blind index, newest first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, exists, func, literal, select, tuple_
from sqlalchemy.orm import Session

from app.crypto import Unreadable
from app.store.conversations.conversations import ConversationRow
from app.store.conversations.spellings import SENDER_ADDRESS, spellings
from app.store.model import connection_of, keys_of, table_of
from app.store.patients.fragments import (
    LAST_DIGITS,
    NUMBER_END,
    Candidates,
    NameStart,
    longest,
    readings,
    start_candidates,
    starts_fit,
)
from app.store.patients.patient import NEWEST_FIRST, Patient, patients
from app.store.patients.patients import opened_by_name, selecting

_table = patients.c
_spoke = table_of(ConversationRow).c
_starts = table_of(NameStart).c
_NAMES: Final = ("name",)
_FOUND: Final = 50
_HEX: Final = 32


def by_birth_date(
    db: Session, value: str, limit: int = _FOUND, columns: Collection[str] = _NAMES
) -> list[Patient]:
    """Return the newest patients born on this day, YYYY-MM-DD.

    Patients of whom only a year or an age is known are not found.
    """
    ids = [
        row
        for index in keys_of(db).blind_index.candidates(Patient.birth_date.column, value)
        for row in _newest_ids(db, _table.birth_date_index == index, limit)
    ]
    return _of(db, ids, limit, columns)


def by_name(db: Session, word: str, limit: int = _FOUND, columns: Collection[str] = _NAMES) -> list[Patient]:
    """Return the newest patients whose names have words that begin with these.

    All of them have to be there. Case and accents do not matter.
    """
    return _of(db, _named(db, word, limit), limit, columns)


def by_reference(
    db: Session, beginning: str, limit: int = _FOUND, columns: Collection[str] = _NAMES
) -> list[Patient]:
    """Return the newest patients whose id begins with these hex digits, at most 32."""
    first, last = (UUID(beginning.ljust(_HEX, digit)) for digit in "0f")
    return _found(db, _table.id.between(first, last), limit, columns)


def by_number(
    db: Session,
    numbers: Collection[tuple[str, str]],
    limit: int = _FOUND,
    columns: Collection[str] = _NAMES,
) -> list[Patient]:
    """Return the newest patients for whom a number with these digits spoke.

    Each of `numbers` holds the digits with which one begins and ends. An end has three digits or more. Only senders
    with the same last three are opened.
    """
    ends = {end[-LAST_DIGITS:] for _, end in numbers}
    indexes = [each for end in ends for each in keys_of(db).blind_index.candidates(NUMBER_END, end)]
    alike = select(_spoke.id, _spoke.address).where(_spoke.address_end_index.in_(indexes))
    rows = connection_of(db).execute(alike).all()
    addresses = keys_of(db).sealer.open_many(SENDER_ADDRESS, ((row.id, row.address) for row in rows))
    spoke = [
        row.id
        for row, address in zip(rows, addresses, strict=True)
        if isinstance(address, Unreadable) or _is_one_of(numbers, address)
    ]
    return _spoken_for(db, spoke, limit, columns)


def _found(
    db: Session, condition: ColumnElement[bool], limit: int, columns: Collection[str]
) -> list[Patient]:
    found = selecting(columns).where(condition).order_by(*NEWEST_FIRST).limit(limit)
    return opened_by_name(db.scalars(found), columns)


def _newest_ids(db: Session, condition: ColumnElement[bool], limit: int) -> Iterator[UUID]:
    found = select(_table.id).where(condition).order_by(*NEWEST_FIRST).limit(limit)
    yield from connection_of(db).scalars(found)


def _of(db: Session, ids: Collection[UUID], limit: int, columns: Collection[str]) -> list[Patient]:
    return _found(db, _table.id.in_(ids), limit, columns) if ids else []


def _spoken_for(db: Session, spoke: Collection[UUID], limit: int, columns: Collection[str]) -> list[Patient]:
    # A separate statement: in one with the search, PostgreSQL may scan all patients, in the hope of meeting these.
    return _found(db, _table.conversation_id.in_(spoke), limit, columns) if spoke else []


def _is_one_of(numbers: Collection[tuple[str, str]], address: str) -> bool:
    written = [each.rpartition(":")[2].removeprefix("+") for each in spellings(address)]
    return any(
        digits.startswith(begins) and digits.endswith(ends) for digits in written for begins, ends in numbers
    )


# A search by name reads the list of the rarest word.

_COUNTED: Final = 10_000
_MOST_AT_ONCE: Final = 2000
_SOME: Final = (
    select(literal(1)).where(_starts.start_index.in_(bindparam("indexes", expanding=True))).limit(_COUNTED)
)
_BEGINNING: Final = select(func.count()).select_from(_SOME.subquery())
_place = tuple_(_starts.created_at, _starts.patient_id)


def _named(db: Session, typed: str, limit: int) -> set[UUID]:
    """Return at least the newest patients with all of these words or beginnings.

    Up to `limit` are returned for each reading and each key, because only the list of one key is in order.
    """
    return {each for words in readings(typed) for each in _beginning(db, words, limit)}


def _beginning(db: Session, words: tuple[str, ...], limit: int) -> Iterator[UUID]:
    beginnings = [longest(word) for word in words]
    indexed = [start_candidates(keys_of(db).blind_index, each) for each in beginnings if each]
    # A word that is longer than its index, or too short to have one, is looked for in the names themselves.
    opened = () if beginnings == [*words] else words
    if indexed:
        yield from _in_all(db, indexed, opened, limit)


def _in_all(db: Session, indexed: list[Candidates], opened: tuple[str, ...], limit: int) -> Iterator[UUID]:
    """Read the lists of the rarest word, and look each patient up under the others."""
    rarest, *others = sorted(indexed, key=lambda each: _how_many(db, each)) if len(indexed) > 1 else indexed
    for index in rarest:
        yield from _in_order(db, (_starts.start_index == index, *map(_also, others)), opened, limit)


def _in_order(
    db: Session, conditions: Sequence[ColumnElement[bool]], opened: tuple[str, ...], limit: int
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


def _fitting(db: Session, ids: Sequence[UUID], words: tuple[str, ...]) -> Sequence[UUID]:
    """Return the patients whose names have these beginnings, or do not open."""
    if not words or not ids:
        return ids
    sealed = select(patients.c.id, patients.c.name).where(patients.c.id.in_(ids))
    rows = connection_of(db).execute(sealed).all()
    names = keys_of(db).sealer.open_many(Patient.name.column, ((row.id, row.name) for row in rows))
    return [
        row.id
        for row, name in zip(rows, names, strict=True)
        if isinstance(name, Unreadable) or starts_fit(words, name)
    ]


def _how_many(db: Session, indexes: Candidates) -> int:
    """Return how many have an index, counted only until it is known to be common."""
    return connection_of(db).execute(_BEGINNING, {"indexes": list(indexes)}).scalar_one()


def _also(indexes: Candidates) -> ColumnElement[bool]:
    """Return the condition that a patient in a list also has another index."""
    too = table_of(NameStart).alias().c
    return exists().where(too.patient_id == _starts.patient_id, too.start_index.in_(indexes))
