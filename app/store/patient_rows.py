"""From rows to patients: opening only the columns that were asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Row, Select, select

from app.crypto import Unreadable
from app.store.columns import EXTRA, PATIENT
from app.store.patient import Extra, Patient, load_flags
from app.store.tables import patients

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection

    from app.crypto import BlindIndex, Sealer

ALL: Final = tuple(column.name for column in PATIENT)
NEWEST_FIRST: Final = (patients.c.created_at.desc(), patients.c.id.desc())
_BY_NAME: Final = {column.name: column for column in PATIENT}
_CLEAR: Final = (
    "id",
    "conversation_id",
    "created_at",
    "updated_at",
    "version",
    "status",
    "language",
    "assigned_to",
    "flags",
)


class PatientRows:
    """The rows of one transaction's patients: what lists, searches and changes of them have in common."""

    __slots__ = ("_connection", "_index", "_sealer")

    def __init__(self, connection: Connection, sealer: Sealer, index: BlindIndex) -> None:
        self._connection = connection
        self._sealer = sealer
        self._index = index

    def _open_list(self, listed: Select[*tuple[Any, ...]], columns: Collection[str]) -> list[Patient]:
        """Return the patients of a SELECT that `selecting` began with the same columns."""
        return open_list(self._sealer, self._connection.execute(listed).all(), columns)


def selecting(columns: Collection[str]) -> Select[*tuple[Any, ...]]:
    """Return a SELECT of the clear columns and these sealed ones.

    Raises:
        KeyError: a patient has no such column.
    """
    return select(*(patients.c[name] for name in (*_CLEAR, *columns)))


def open_one(sealer: Sealer, row: Row[Any], columns: Collection[str] = ALL) -> Patient:
    """Return the patient with these columns opened, one by one."""
    return _patient(row, {name: _open(sealer, name, row) for name in columns})


def open_list(sealer: Sealer, rows: Sequence[Row[Any]], columns: Collection[str]) -> list[Patient]:
    """Return the patients, each column opened in bulk."""
    opened = [_open_column(sealer, name, rows) for name in columns]
    values = zip(*opened, strict=True) if opened else iter([()] * len(rows))
    return [
        _patient(row, dict(zip(columns, found, strict=True))) for row, found in zip(rows, values, strict=True)
    ]


def _open(sealer: Sealer, name: str, row: Row[Any]) -> str | Unreadable:
    try:
        return sealer.open(_BY_NAME[name], row.id, row._mapping[name])  # noqa: SLF001  (SQLAlchemy's public name)
    except Unreadable as unreadable:
        return unreadable.with_traceback(None)  # a traceback would hold the frames in which the keys are


def _open_column(sealer: Sealer, name: str, rows: Sequence[Row[Any]]) -> list[str | Unreadable]:
    return sealer.open_many(_BY_NAME[name], ((row.id, row._mapping[name]) for row in rows))  # noqa: SLF001  (as above)


def _patient(row: Row[Any], opened: dict[str, str | Unreadable]) -> Patient:
    values: dict[str, Any] = dict(opened)
    if isinstance(extra := values.get(EXTRA.name), str):
        values[EXTRA.name] = Extra.load(extra)
    values["flags"] = None if row.flags is None else load_flags(row.flags)
    return Patient(*row[: len(_CLEAR) - 1], **values)
