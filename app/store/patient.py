"""A patient, as the store hands one out and takes one in; and how answers lie in columns."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from app.crypto import Unreadable
from app.store.columns import EXTRA, PATIENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

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
