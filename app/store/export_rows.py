"""The records of an export, in batches, oldest first.

Only the columns that were asked for are read. No batch and no count holds a restricted record, and every target
takes its rows and counts from here.

A batch outlives its transaction, and is opened after it: on SQLite, other writers wait until the transaction ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Dialect,
    FromClause,
    Row,
    Select,
    case,
    func,
    select,
    type_coerce,
)
from sqlalchemy.types import NullType

from app.crypto import Sealer, Unreadable
from app.store.columns import BIRTH_DATE, PATIENT, SENDER_ADDRESS
from app.store.patient import OLDEST_FIRST, PatientFilters, Place, narrowed
from app.store.recorded import STATUS_CHANGED
from app.store.restrictions import is_restricted
from app.store.rows import SealedRows, one_of
from app.store.tables import audit_events, conversation_steps, conversations, patients

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
_SEALED: Final = {column.name: column for column in PATIENT}
_CLEAR: Final = (_table.id, _table.created_at, _table.status, _table.language)
_TICK: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Extent:
    """How far an export reaches: how many records, all from before `until`."""

    patients: int
    until: datetime


class ExportRows(SealedRows):
    """The records of one transaction, for an export."""

    def batch(
        self,
        limit: int,
        after: Place | None,
        columns: Sequence[str],
        filters: PatientFilters = _EVERYBODY,
    ) -> SealedBatch:
        """Return the oldest records after a place, with these columns. Opens none.

        Raises:
            KeyError: a patient has no such column.
        """
        chosen = [*_CLEAR, *(_table[_SEALED[name].name] for name in columns if name != NUMBER)]
        source: FromClause = patients
        if NUMBER in columns:
            chosen += [conversations.c.id, conversations.c.address]
            source = patients.outerjoin(conversations, conversations.c.id == _table.conversation_id)
        listed = narrowed(select(*raw_values(chosen)).select_from(source), filters, before=after)
        listed = listed.where(~is_restricted())
        rows = self._connection.execute(listed.order_by(*OLDEST_FIRST).limit(limit)).all()
        return SealedBatch(rows, columns, self._sealer)

    def extent(self, filters: PatientFilters, begun_at: datetime, now: datetime) -> Extent:
        """Return how far an export that began at `begun_at` reaches.

        It reaches to that moment, or to the newest record if that is dated after `now`. A clock that was fast for an
        hour leaves records dated in the future. They exist, so the export holds them.
        """
        newest = self._connection.execute(select(func.max(_table.created_at))).scalar_one_or_none()
        until = begun_at if newest is None or newest < now else newest + _TICK
        return Extent(self.count(filters, until), until)

    def count(self, filters: PatientFilters = _EVERYBODY, until: datetime | None = None) -> int:
        """Count the records that pass the filters and came before `until`."""
        if until is not None and (filters.until is None or until < filters.until):
            filters = replace(filters, until=until)
        counted = narrowed(select(func.count()).select_from(patients), filters).where(~is_restricted())
        return int(self._connection.execute(counted).scalar_one())

    def count_restricted(self, filters: PatientFilters = _EVERYBODY) -> int:
        """Count the records that pass the filters but are restricted, so left out."""
        counted = narrowed(select(func.count()).select_from(patients), filters).where(is_restricted())
        return int(self._connection.execute(counted).scalar_one())


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
                else self._sealer.open_column(_SEALED[name], own, tokens[name])
                for name in self._columns
            },
        }

    def _numbers(self, conversation_ids: Sequence[Any], tokens: Sequence[str | None]) -> list[Any]:
        spoken = [
            (id_bytes(row), token)
            for row, token in zip(conversation_ids, tokens, strict=True)
            if token is not None
        ]
        numbers = iter(self._sealer.open_column(SENDER_ADDRESS, *zip(*spoken, strict=True)) if spoken else ())
        return [None if token is None else next(numbers) for token in tokens]


# The intakes of a time as the database holds them, to be opened when its transaction is over.

_BATCH: Final = 5000
_intake = patients.c
_COUNTED: Final = raw_values((_intake.id, _intake.created_at, _intake.language, _intake.birth_date))
"""The columns that are selected."""


@dataclass(frozen=True, slots=True)
class CountedIntake:
    """An intake for the report, without anything that tells whose it is."""

    at: datetime
    language: str
    birth_date: str | Unreadable = field(repr=False)


class SealedIntakes:
    """Some intakes, whose birth dates are not opened yet.

    They outlive their transaction: on SQLite, other writers wait until it ends.
    """

    __slots__ = ("_dialect", "_rows", "_sealer")

    def __init__(self, rows: Sequence[Row[Any]], dialect: Dialect, sealer: Sealer) -> None:
        self._rows = rows
        self._dialect = dialect
        self._sealer = sealer

    def __len__(self) -> int:
        return len(self._rows)

    def opened(self) -> Iterator[CountedIntake]:
        """Yield the intakes in order, birth dates opened in bulk.

        Record in the audit trail that they are opened before calling this.
        """
        read_id, read_moment = (reader(column, self._dialect) for column in (_intake.id, _intake.created_at))
        for start in range(0, len(self), _BATCH):
            rows = self._rows[start : start + _BATCH]
            sealed = ((read_id(row.id), row.birth_date) for row in rows)
            for row, birth_date in zip(rows, self._sealer.open_many(BIRTH_DATE, sealed), strict=True):
                yield CountedIntake(read_moment(row.created_at), row.language, birth_date)


# The rows of the report: the intakes and conversations of a time, and only the columns that it counts.

_step = conversation_steps.c


@dataclass(frozen=True, slots=True)
class CountedConversation:
    """A conversation for the report, not linked to a sender.

    When it began, the furthest step it reached, and when it first reached the last.
    """

    began_at: datetime
    furthest: int
    finished_at: datetime | None


class ReportRows(SealedRows):
    """The rows of the report, within one transaction."""

    def intakes(self, since: datetime, until: datetime, limit: int) -> SealedIntakes:
        """Return the newest intakes from `since` to before `until`, none opened.

        Restricted records are left out.
        """
        of_the_time: Select[*tuple[Any, ...]] = (
            select(*_COUNTED)
            .where(_within(_intake.created_at, since, until), ~is_restricted())
            .order_by(_intake.created_at.desc(), _intake.id.desc())
            .limit(limit)
        )
        rows = self._connection.execute(of_the_time).all()
        return SealedIntakes(rows, self._connection.dialect, self._sealer)

    def reviews(self, since: datetime, until: datetime, limit: int) -> list[tuple[datetime, datetime]]:
        """Return when intakes came, and when their status was first changed.

        The newest come first, and those that are still new are left out, as restricted ones are.
        """
        first = func.min(audit_events.c.at)
        of_the_time = (
            select(_intake.created_at, first)
            .join(audit_events, audit_events.c.subject_id == _intake.id)
            .where(
                _within(_intake.created_at, since, until),
                ~is_restricted(),
                audit_events.c.action == STATUS_CHANGED.code,
            )
            .group_by(_intake.id, _intake.created_at)
            .order_by(_intake.created_at.desc(), _intake.id.desc())
            .limit(limit)
        )
        return [(came, reviewed) for came, reviewed in self._connection.execute(of_the_time)]

    def conversations(
        self, since: datetime, until: datetime, steps: Sequence[str], limit: int
    ) -> Iterator[CountedConversation]:
        """Yield the conversations that began in this time, newest first, at most `limit`.

        `furthest` is a place in `steps`. One that is not there counts as the first, where every conversation begins.
        Read to the end, or the connection stays busy.
        """
        places = {step: place for place, step in enumerate(steps)}
        began_at = func.min(conversations.c.created_at)
        of_the_time = (
            select(
                began_at.label("began_at"),
                func.max(case(places, value=_step.step, else_=0)).label("furthest"),
                func.min(case((_step.step == steps[-1], _step.at))).label("finished_at"),
            )
            .select_from(conversation_steps)
            .join(conversations, conversations.c.id == _step.conversation_id)
            .where(_within(_step.at, since, until), _within(conversations.c.created_at, since, until))
            .group_by(_step.conversation_id)
            .order_by(began_at.desc())
            .limit(limit)
        )
        for row in self._connection.execute(of_the_time.execution_options(yield_per=_BATCH)):
            yield one_of(CountedConversation, row)


def _within(moment: ColumnElement[datetime], since: datetime, until: datetime) -> ColumnElement[bool]:
    return (moment >= since) & (moment < until)
