"""The records of an export, in batches, oldest first.

Only the columns that were asked for are read. No batch and no count holds a restricted record, and every target
takes its rows and counts from here.

A batch outlives its transaction, and is opened after it: on SQLite, other writers wait until the transaction ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Dialect, FromClause, Row, func, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from app.crypto import Column as SealedColumn
from app.crypto import Sealer, Unreadable
from app.store.conversations.conversations import ConversationRow
from app.store.conversations.spellings import SENDER_ADDRESS
from app.store.model import keys_of, table_of
from app.store.patients.patient import ANSWERS, OLDEST_FIRST, patients
from app.store.patients.patient_filters import PatientFilters, Place, indexed, narrowed
from app.store.patients.restrictions import is_restricted

Value = TypeVar("Value")


# Raw values, as the driver returns them: converting the moments and ids of very many rows takes longer than
# fetching the rows.


def raw_values(columns: Iterable[ColumnElement[Any]]) -> tuple[ColumnElement[Any], ...]:
    """Return these columns so that selecting them gives the driver's own values."""
    return tuple(type_coerce(column, NullType()) for column in columns)


def reader(column: Column[Value], dialect: Dialect) -> Callable[[Any], Value]:
    """Return the function that converts a column's value from the driver's."""
    process: Callable[[Any], Any] | None = column.type.dialect_impl(dialect).result_processor(dialect, None)
    return process or (lambda value: value)


def moment(raw: str | datetime) -> datetime:
    """Return a moment in UTC.

    SQLite returns text without a zone, and PostgreSQL's driver a moment in another zone.
    """
    return datetime.fromisoformat(f"{raw}+00:00") if isinstance(raw, str) else raw.astimezone(UTC)


def id_bytes(raw: str | UUID) -> bytes:
    """Return the 16 bytes of an id.

    SQLite returns 32 hexadecimal digits, and PostgreSQL's driver a UUID.
    """
    return raw.bytes if isinstance(raw, UUID) else bytes.fromhex(raw)


def id_text(raw: str | UUID) -> str:
    """Return an id as a UUID is written."""
    if isinstance(raw, UUID):
        return str(raw)
    return f"{raw[:8]}-{raw[8:12]}-{raw[12:16]}-{raw[16:20]}-{raw[20:]}"


_table = patients.c
_EVERYBODY: Final = PatientFilters()
NUMBER: Final = "number"
"""The column for the address that the record was sent from; None if it was not sent from one."""
_CLEAR: Final = (_table.id, _table.created_at, _table.status, _table.language)
_TICK: Final = timedelta(microseconds=1)


class Extent(NamedTuple):
    """How far an export reaches: how many records, all from before `until`."""

    patients: int
    until: datetime


def batch(
    db: Session,
    limit: int,
    after: Place | None,
    columns: Sequence[str],
    filters: PatientFilters = _EVERYBODY,
) -> SealedBatch:
    """Return the oldest records after a place, with these columns. Opens none.

    Raises:
        KeyError: a patient has no such column.
    """
    chosen = [*_CLEAR, *(_table[name] for name in columns if name != NUMBER)]
    source: FromClause = patients
    if NUMBER in columns:
        spoke = table_of(ConversationRow)
        chosen += [spoke.c.id, spoke.c.address]
        source = patients.outerjoin(spoke, spoke.c.id == _table.conversation_id)
    listed = narrowed(select(*raw_values(chosen)).select_from(source), indexed(db, filters), before=after)
    listed = listed.where(~is_restricted())
    rows = db.execute(listed.order_by(*OLDEST_FIRST).limit(limit)).all()
    return SealedBatch(rows, columns, keys_of(db).sealer)


def extent(db: Session, filters: PatientFilters, begun_at: datetime, now: datetime) -> Extent:
    """Return how far an export that began at `begun_at` reaches.

    It reaches to that moment, or to the newest record if that is dated after `now`. A clock that was fast for an
    hour leaves records dated in the future. They exist, so the export holds them.
    """
    newest = db.execute(select(func.max(_table.created_at))).scalar_one_or_none()
    until = begun_at if newest is None or newest < now else newest + _TICK
    return Extent(count(db, filters, until), until)


def count(db: Session, filters: PatientFilters = _EVERYBODY, until: datetime | None = None) -> int:
    """Count the records that pass the filters and came before `until`."""
    if until is not None and (filters.until is None or until < filters.until):
        filters = replace(filters, until=until)
    counted = narrowed(select(func.count()).select_from(patients), indexed(db, filters)).where(
        ~is_restricted()
    )
    return int(db.execute(counted).scalar_one())


def count_restricted(db: Session, filters: PatientFilters = _EVERYBODY) -> int:
    """Count the records that pass the filters but are restricted, so left out."""
    counted = narrowed(select(func.count()).select_from(patients), indexed(db, filters)).where(
        is_restricted()
    )
    return int(db.execute(counted).scalar_one())


class SealedBatch:
    """Some records, whose sealed columns are not opened yet."""

    __slots__ = ("_columns", "_rows", "_sealer")

    def __init__(self, rows: Sequence[Row[Any]], columns: Sequence[str], sealer: Sealer) -> None:
        self._rows = rows
        self._columns = columns
        self._sealer = sealer

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def last(self) -> Place:
        """The last record's position: the next batch comes after it.

        Raises:
            IndexError: there is none.
        """
        row = self._rows[-1]
        return moment(row.created_at), UUID(bytes=id_bytes(row.id))

    @property
    def ids(self) -> list[UUID]:
        """The records' ids, in order."""
        return [UUID(bytes=id_bytes(row.id)) for row in self._rows]

    def opened(self) -> dict[str, Sequence[Any]]:
        """Return the columns by name: the clear ones and those asked for, opened.

        A value that no key of ours opens is an Unreadable.
        """
        if not self._rows:
            return {}
        ids, moments, statuses, languages, *sealed = zip(*self._rows, strict=True)
        own = list(map(id_bytes, ids))
        tokens = dict(zip((name for name in self._columns if name != NUMBER), sealed, strict=False))
        return {
            "id": list(map(id_text, ids)),
            "created_at": list(map(moment, moments)),
            "status": statuses,
            "language": languages,
            **{
                name: self._numbers(*sealed[-2:])
                if name == NUMBER
                else self._opened(ANSWERS[name].column, own, tokens[name])
                for name in self._columns
            },
        }

    def _numbers(self, conversation_ids: Sequence[Any], tokens: Sequence[str | None]) -> list[Any]:
        rows = [b"" if row is None else id_bytes(row) for row in conversation_ids]
        return self._opened(SENDER_ADDRESS, rows, tokens)

    def _opened(
        self, column: SealedColumn, rows: Sequence[bytes], tokens: Sequence[str | None]
    ) -> list[str | Unreadable | None]:
        """Open the tokens of a column; None where there is none."""
        held = [(row, token) for row, token in zip(rows, tokens, strict=True) if token is not None]
        values = iter(self._sealer.open_column(column, *zip(*held, strict=True)) if held else ())
        return [None if token is None else next(values) for token in tokens]
