"""A patient, as the store hands one out and takes one in; and how answers lie in columns."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Row, Select, select

from app.crypto import Unreadable
from app.store.columns import EXTRA, PATIENT
from app.store.rows import SealedRows
from app.store.tables import patients

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from app.crypto import Sealer


EMERGENCY: Final = "emergency"
"""The flag of who used an emergency word, and was not rung yet."""
EMERGENCY_ANSWERED: Final = "emergency_answered"
SYNTHETIC: Final = "synthetic"
"""The flag of somebody who was made up, for a demonstration."""
OWN_COLUMNS: Final = tuple(column.name for column in PATIENT if column is not EXTRA)
"""The keys of the answers that have a column each; all others share `extra`."""


@dataclass(frozen=True, slots=True)
class Extra:
    """The answers without a column of their own, by key."""

    answers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, text: str) -> Extra:
        """Return what `dump` wrote."""
        return cls(json.loads(text)["answers"])

    def dump(self) -> str:
        """Return it as JSON, to be sealed. An earlier release, which may come back, looks for `flags` in it."""
        return json.dumps({"answers": dict(self.answers), "flags": []}, ensure_ascii=False)

    def with_news(self, answers: Mapping[str, str]) -> Extra:
        """Return it with new answers."""
        return Extra({**self.answers, **_extra_only(answers)})


Flags = tuple[str, ...]


def dump_flags(flags: Iterable[str]) -> str:
    """Return flags as their column holds them, each once."""
    return ",".join(dict.fromkeys(flags))


def load_flags(text: str) -> Flags:
    """Return what `dump_flags` wrote."""
    return tuple(filter(None, text.split(",")))


def flags_in(extra: str) -> Flags:
    """Return the flags that a release before their column left in an opened `extra`."""
    return tuple(json.loads(extra)["flags"])


class NoSuchPatient(LookupError):
    """There is no patient of this id: never was, or erased."""


Opened = str | Unreadable | None
"""A value that was opened, one that no key of ours opens, or (None) one that was not asked for."""


@dataclass(frozen=True, slots=True)
class Patient:
    """One patient. An answer that was not given is empty."""

    id: UUID
    conversation_id: UUID | None
    created_at: datetime
    updated_at: datetime
    version: int
    """Of the answers: it grows when they change, and not with the status or with who looks after the record."""
    status: str
    language: str
    assigned_to: UUID | None = None
    flags: Flags | None = ()
    """None: a release before their column wrote the record, and nobody has run `flask db upgrade` since."""
    name: Opened = field(default=None, repr=False)
    birth_date: Opened = field(default=None, repr=False)
    address: Opened = field(default=None, repr=False)
    medical_history: Opened = field(default=None, repr=False)
    medications: Opened = field(default=None, repr=False)
    extra: Extra | Unreadable | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class NewPatient:
    """A patient to be written down."""

    id: UUID
    conversation_id: UUID | None
    created_at: datetime
    status: str
    language: str
    answers: Mapping[str, str] = field(repr=False)
    emergency: bool = False
    synthetic: bool = False

    def values(self) -> dict[str, str]:
        """Return what every sealed column holds: "" too, so that a missing token tells nothing."""
        extra = Extra().with_news(self.answers)
        return {**{key: self.answers.get(key, "") for key in OWN_COLUMNS}, EXTRA.name: extra.dump()}

    @property
    def flags(self) -> str:
        """What the column of flags holds."""
        return dump_flags(([SYNTHETIC] if self.synthetic else []) + ([EMERGENCY] if self.emergency else []))


@dataclass(frozen=True, slots=True)
class PatientFilters:
    """Which patients to show. What is left out does not narrow."""

    status: str = ""
    language: str = ""
    since: datetime | None = None
    until: datetime | None = None
    """Who came at this moment is no longer in."""
    assigned_to: UUID | None = None


def changed_values(answers: Mapping[str, str], extra: Extra) -> dict[str, str]:
    """Return what the sealed columns that new answers touch will hold."""
    own = {key: answers[key] for key in OWN_COLUMNS if key in answers}
    news = extra.with_news(answers)
    return own if news == extra else {**own, EXTRA.name: news.dump()}


def _extra_only(answers: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in answers.items() if key not in OWN_COLUMNS}


# From rows to patients: opening only the columns that were asked for.

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


class PatientRows(SealedRows):
    """The rows of one transaction's patients: what lists, searches and changes of them have in common."""

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
