"""A patient as the store returns and takes one, and how rows become patients.

Only the columns that a caller names are opened.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, case, func, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from app.crypto import Sealer, Unreadable
from app.intake.answers.texts import stated
from app.store.columns import ALLERGY, EXTRA, PATIENT, PATIENT_SEAL
from app.store.patient_flags import AT_REST, alarm_waits
from app.store.rows import columns_of
from app.store.tables import patients
from app.store.vouched import Vouched

EMERGENCY: Final = "emergency"
"""The flag of a patient who used an emergency word and has not been called back yet."""
EMERGENCY_ANSWERED: Final = "emergency_answered"
SYNTHETIC: Final = "synthetic"
"""The flag of a patient who was made up for a demonstration."""
CAME_BY: Final = ("chat", "form", "both")
"""The ways in which a record is answered."""
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
        """Return it as JSON, to be sealed."""
        return json.dumps({"answers": dict(self.answers)}, ensure_ascii=False)

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


def flags_after(kept: str | None, *, emergency: bool) -> str | None:
    """Return what the column of flags holds once a record is written over.

    A flag stays until the clinic clears it. None: it was emptied by hand, so it is unknown which there were.
    """
    if kept is None and not emergency:
        return None
    return dump_flags((*load_flags(kept or ""), *([EMERGENCY] if emergency else [])))


Opened = str | Unreadable | None
"""A value that was opened, one that no key of ours opens, or None where it was not asked for."""


@dataclass(frozen=True, slots=True)
class Patient:
    """One patient. An answer that was not given is empty."""

    id: UUID
    conversation_id: UUID | None
    created_at: datetime
    updated_at: datetime
    version: int
    """The version of the answers: a change of status or of the member in charge does not raise it."""
    status: str
    language: str
    assigned_to: UUID | None = None
    flags: Flags | None = ()
    """None: written by a release without the column, and `flask db upgrade` has not run since."""
    name: Opened = field(default=None, repr=False)
    birth_date: Opened = field(default=None, repr=False)
    address: Opened = field(default=None, repr=False)
    medical_history: Opened = field(default=None, repr=False)
    medications: Opened = field(default=None, repr=False)
    extra: Extra | Unreadable | None = field(default=None, repr=False)
    news: int = 0
    """How often they sent something after handing in."""
    news_since: datetime | None = None
    news_at: datetime | None = None
    """When the first and the last news came that no member has marked as read."""
    due_on: date | None = None
    """When a record that needs follow-up is due, in the clinic's days."""
    assigned_news_at: datetime | None = None
    """When it was assigned to a member who has not opened it since."""
    came_by: str = "chat"
    """Which way it was answered: one of CAME_BY."""
    alarm_waits: bool = False
    """Whether nobody has taken an alarm of theirs."""

    @property
    def is_pressing(self) -> bool:
        """Whether an emergency word or an alarm waits for somebody: see `patient_flags`."""
        return self.alarm_waits or self._word_waits

    @property
    def _word_waits(self) -> bool:
        return EMERGENCY in (self.flags or ()) and (self.status not in AT_REST or self.news_at is not None)


@dataclass(frozen=True, slots=True)
class NewPatient:
    """A patient to be created."""

    id: UUID
    conversation_id: UUID | None
    created_at: datetime
    status: str
    language: str
    answers: Mapping[str, str] = field(repr=False)
    emergency: bool = False
    synthetic: bool = False
    came_by: str = "chat"

    def values(self) -> dict[str, str]:
        """Return what every sealed column holds.

        An answer that was not given is "", so that no token is missing and tells of it.
        """
        extra = Extra().with_news(self.answers)
        own = {key: self.answers.get(key, "") for key in OWN_COLUMNS}
        return {**own, EXTRA.name: extra.dump(), ALLERGY.name: allergy_text(1, self.answers)}

    @property
    def flags(self) -> str:
        """What the column of flags holds."""
        return dump_flags(([SYNTHETIC] if self.synthetic else []) + ([EMERGENCY] if self.emergency else []))


def changed_values(answers: Mapping[str, str], extra: Extra) -> dict[str, str]:
    """Return what the sealed columns that new answers touch will hold."""
    own = {key: answers[key] for key in OWN_COLUMNS if key in answers}
    news = extra.with_news(answers)
    return own if news == extra else {**own, EXTRA.name: news.dump()}


_ALLERGIES: Final = "allergies"
"""The key of the question."""


def has_allergy(answers: Mapping[str, str]) -> bool:
    """Return whether the answers state an allergy."""
    return bool(stated(answers.get(_ALLERGIES, "")))


def allergy_text(version: int, answers: Mapping[str, str] | None) -> str:
    """Return what the column of allergies says of a version's answers.

    `answers` is None when they do not open. Of another version than the record's, it says nothing.
    """
    said = "-" if answers is None else "yes" if has_allergy(answers) else "no"
    return f"{version}:{said}"


def _extra_only(answers: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in answers.items() if key not in OWN_COLUMNS}


# From rows to patients.

ALL: Final = tuple(column.name for column in PATIENT)
NEWEST_FIRST: Final = (patients.c.created_at.desc(), patients.c.id.desc())
OLDEST_FIRST: Final = (patients.c.created_at, patients.c.id)
_BY_NAME: Final = {column.name: column for column in PATIENT}
_ALARM_WAITS: Final = "alarm_waits"
_CLEAR: Final = columns_of(Patient, patients, but=(*ALL, _ALARM_WAITS))
_vouched: Final = Vouched(patients)


def selecting(columns: Collection[str]) -> Select[*tuple[Any, ...]]:
    """Return a SELECT of the clear columns and these sealed ones.

    Raises:
        KeyError: a patient has no such column.
    """
    return _selecting(tuple(columns))


@cache
def _selecting(columns: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    return select(*_CLEAR, alarm_waits().label(_ALARM_WAITS), *(patients.c[name] for name in columns))


def open_one(sealer: Sealer, row: Row[Any], columns: Collection[str] = ALL) -> Patient:
    """Return the patient with these columns opened, one by one."""
    said = {name: value for name, value in row._mapping.items() if name != PATIENT_SEAL.name}  # noqa: SLF001  (SQLAlchemy's public name)
    if not _vouched.is_genuine(sealer, row):
        said["conversation_id"] = None  # somebody else may have written it: nobody is written to
    return _patient(said, {name: _open(sealer, name, row) for name in columns})


def open_list(sealer: Sealer, rows: Sequence[Row[Any]], columns: Collection[str]) -> list[Patient]:
    """Return the patients of `selecting`'s rows, each of these columns opened in bulk."""
    opened = [_open_column(sealer, name, rows) for name in columns]
    values = zip(*opened, strict=True) if opened else iter([()] * len(rows))
    return [
        _patient(row._mapping, dict(zip(columns, found, strict=True)))  # noqa: SLF001  (SQLAlchemy's public name)
        for row, found in zip(rows, values, strict=True)
    ]


def _open(sealer: Sealer, name: str, row: Row[Any]) -> str | Unreadable:
    try:
        return sealer.open(_BY_NAME[name], row.id, row._mapping[name])  # noqa: SLF001  (SQLAlchemy's public name)
    except Unreadable as unreadable:
        return unreadable.with_traceback(None)  # a traceback would hold the frames in which the keys are


def _open_column(sealer: Sealer, name: str, rows: Sequence[Row[Any]]) -> list[str | Unreadable]:
    return sealer.open_many(_BY_NAME[name], ((row.id, row._mapping[name]) for row in rows))  # noqa: SLF001  (as above)


def _patient(said: Mapping[Any, Any], opened: dict[str, str | Unreadable]) -> Patient:
    values: dict[str, Any] = {**said, **opened}
    if isinstance(extra := values.get(EXTRA.name), str):
        values[EXTRA.name] = Extra.load(extra)
    values["flags"] = None if said["flags"] is None else load_flags(said["flags"])
    return Patient(**values)


def with_news(patient_id: UUID, now: datetime, way: str = "") -> ReturningUpdate[tuple[UUID]]:
    """Return the UPDATE that says that a patient has sent something, and which way.

    It holds the row, and starts the record's retention again, as all work on a record does.
    """
    table = patients.c
    sent: dict[str, Any] = {
        "news": table.news + 1,
        "news_since": func.coalesce(table.news_since, now),
        "news_at": now,
        "updated_at": now,
    }
    if way:
        sent["came_by"] = case((table.came_by == way, way), else_="both")
    return update(patients).where(table.id == patient_id).values(sent).returning(table.id)
