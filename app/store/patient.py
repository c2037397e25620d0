"""A patient, as the store hands one out and takes one in; and how answers lie in columns."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from app.crypto import Unreadable
from app.store.columns import EXTRA, PATIENT

if TYPE_CHECKING:
    from collections.abc import Mapping
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
    """The answers without a column of their own, by key, and flags such as `emergency`."""

    answers: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()

    @classmethod
    def load(cls, text: str) -> Extra:
        """Return what `dump` wrote."""
        stored = json.loads(text)
        return cls(stored["answers"], tuple(stored["flags"]))

    def dump(self) -> str:
        """Return it as JSON, to be sealed."""
        return json.dumps({"answers": dict(self.answers), "flags": self.flags}, ensure_ascii=False)

    def with_news(self, answers: Mapping[str, str], *, emergency: bool = False) -> Extra:
        """Return it with new answers; a flag once set stays, for the clinic to take away."""
        flags = dict.fromkeys((*self.flags, *([EMERGENCY] if emergency else [])))
        return Extra({**self.answers, **_extra_only(answers)}, tuple(flags))

    def with_emergency_answered(self) -> Extra:
        """Return it with the flag of an emergency turned into that of one that was answered."""
        answered = dict.fromkeys(EMERGENCY_ANSWERED if flag == EMERGENCY else flag for flag in self.flags)
        return Extra(self.answers, tuple(answered))


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
        flags = (SYNTHETIC,) if self.synthetic else ()
        extra = Extra(flags=flags).with_news(self.answers, emergency=self.emergency)
        return {**{key: self.answers.get(key, "") for key in OWN_COLUMNS}, EXTRA.name: extra.dump()}


@dataclass(frozen=True, slots=True)
class PatientFilters:
    """Which patients to show. What is left out does not narrow."""

    status: str = ""
    language: str = ""
    since: datetime | None = None
    until: datetime | None = None
    """Who came at this moment is no longer in."""
    assigned_to: UUID | None = None


def changed_values(answers: Mapping[str, str], *, emergency: bool, extra: Extra) -> dict[str, str]:
    """Return what the sealed columns that new answers touch will hold."""
    own = {key: answers[key] for key in OWN_COLUMNS if key in answers}
    news = extra.with_news(answers, emergency=emergency)
    return own if news == extra else {**own, EXTRA.name: news.dump()}


def _extra_only(answers: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in answers.items() if key not in OWN_COLUMNS}
