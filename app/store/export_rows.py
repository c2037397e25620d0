"""The records that an export takes out: batch by batch, oldest first, and of each no column more than was asked for.

A restricted record is in none: every target takes its rows, and its counts, from here.

A batch outlives its transaction, and is opened when that is over: on SQLite, others wait for the transaction's end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import func, select

from app.store.columns import PATIENT, SENDER_ADDRESS
from app.store.patient import PatientFilters
from app.store.patient_list import OLDEST_FIRST, narrowed
from app.store.restrictions import at_rest
from app.store.stored import as_stored, id_bytes, id_text, moment
from app.store.tables import conversations, patients

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, FromClause, Row

    from app.crypto import Sealer
    from app.store.patient_list import Place

_table = patients.c
_EVERYBODY: Final = PatientFilters()
NUMBER: Final = "number"
"""The column of the channel address that spoke for the patient; None for whom nobody spoke."""
_SEALED: Final = {column.name: column for column in PATIENT}
_CLEAR: Final = (_table.id, _table.created_at, _table.status, _table.language)
_TICK: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Extent:
    """How far an export reaches: so many records, all of which came before `until`."""

    patients: int
    until: datetime


class ExportRows:
    """The records of one transaction, for an export."""

    __slots__ = ("_connection", "_sealer")

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def batch(
        self,
        limit: int,
        after: Place | None,
        columns: Sequence[str],
        filters: PatientFilters = _EVERYBODY,
    ) -> SealedBatch:
        """Return the oldest records after a place, at most `limit`, with these columns; opens none.

        Raises:
            KeyError: a patient has no such column.
        """
        chosen = [*_CLEAR, *(_table[_SEALED[name].name] for name in columns if name != NUMBER)]
        source: FromClause = patients
        if NUMBER in columns:
            chosen += [conversations.c.id, conversations.c.address]
            source = patients.outerjoin(conversations, conversations.c.id == _table.conversation_id)
        listed = narrowed(select(*as_stored(chosen)).select_from(source), filters, before=after)
        listed = listed.where(~at_rest())
        rows = self._connection.execute(listed.order_by(*OLDEST_FIRST).limit(limit)).all()
        return SealedBatch(rows, columns, self._sealer)

    def extent(self, filters: PatientFilters, begun_at: datetime, now: datetime) -> Extent:
        """Return how far an export reaches that began then: to that moment, or to the newest record that is dated after `now`.

        A clock that was fast for an hour leaves records dated in the future. They were there, so they are in it.
        """
        newest = self._connection.execute(select(func.max(_table.created_at))).scalar_one_or_none()
        until = begun_at if newest is None or newest < now else newest + _TICK
        return Extent(self.count(filters, until), until)

    def count(self, filters: PatientFilters = _EVERYBODY, until: datetime | None = None) -> int:
        """Return how many records pass the filters, and came before a moment, if it is given."""
        if until is not None and (filters.until is None or until < filters.until):
            filters = replace(filters, until=until)
        counted = narrowed(select(func.count()).select_from(patients), filters).where(~at_rest())
        return int(self._connection.execute(counted).scalar_one())


class SealedBatch:
    """Some records, of which nothing is opened yet."""

    __slots__ = ("_columns", "_rows", "_sealer")

    def __init__(self, rows: Sequence[Row[Any]], columns: Sequence[str], sealer: Sealer) -> None:
        self._rows = rows
        self._columns = columns
        self._sealer = sealer

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def last(self) -> Place:
        """Where the last record stands: the next batch comes after it.

        Raises:
            IndexError: there is none.
        """
        row = self._rows[-1]
        return moment(row.created_at), UUID(bytes=id_bytes(row.id))

    def opened(self) -> dict[str, Sequence[Any]]:
        """Return the columns by their names: `id` as it is written, `created_at`, `status`, `language`, and those asked for.

        What no key of ours opens is an Unreadable in its place.
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
