"""A patient's record as a table, with what it said before each change.

Only the columns that a caller names are read and opened.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    Index,
    LargeBinary,
    UniqueConstraint,
    case,
    func,
    literal_column,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column, query_expression
from sqlalchemy.sql.dml import ReturningUpdate

from app.crypto import Column, Unreadable
from app.intake.answers.texts import stated
from app.intake.questionnaire import SHIPPED, Questionnaire
from app.intake.questions import Question
from app.store.engine.database import Codes, ShortText
from app.store.model import Model, Seal, Sealed, guarded_by, sealed, table_of

CHECK_IN: Final = Column("patients", "check_in")
"""For the address at which the picture of a record's reference is shown for an hour."""
EMERGENCY: Final = "emergency"
"""The flag of a patient who used an emergency word and has not been called back yet."""
EMERGENCY_ANSWERED: Final = "emergency_answered"
SYNTHETIC: Final = "synthetic"
"""The flag of a patient who was made up for a demonstration."""
AT_REST: Final = ("done", "rejected")
"""The statuses of records that nobody works on."""
AT_WORK: Final = ("new", "in_review", "follow_up")
"""The statuses of the others."""
CAME_BY: Final = ("chat", "form", "both")
"""The ways in which a record is answered."""

Flags = tuple[str, ...]
Opened = str | Unreadable | None
"""A value that was opened, one that no key of ours opens, or None where it was not asked for."""


def _index(name: str | None, *columns: str, only: str) -> Index:
    return Index(name, *columns, sqlite_where=text(only), postgresql_where=text(only))


_ALARMED: Final = "flags LIKE '%emergency%'"
_ASSIGNED: Final = "assigned_to IS NOT NULL"  # most are nobody's, and cost these indexes nothing
_NOBODYS: Final = "assigned_to IS NULL"
_NEWEST: Final = ("created_at", "id")


class Patient(Model):
    """A record. An answer that was not given is empty; one not asked for is None."""

    __tablename__ = "patients"
    __table_args__ = (
        _index(
            "ix_patients_not_indexed",
            "starts_version",
            only="starts_version IS NULL OR starts_version != version",
        ),
        _index(
            "ix_patients_not_folded",
            "names_version",
            only="names_version IS NULL OR names_version != version",
        ),
        _index("ix_patients_no_allergy_sealed", "id", only="allergy IS NULL"),
        _index(None, "news_at", "id", only="news_at IS NOT NULL"),
        Index(None, *_NEWEST),
        Index(None, "status", *_NEWEST),
        Index(None, "language", *_NEWEST),
        _index(None, "assigned_to", *_NEWEST, only=_ASSIGNED),
        _index(None, "assigned_to", "status", *_NEWEST, only=_ASSIGNED),
        Index(None, "status", "language", *_NEWEST),
        _index("ix_patients_nobodys", *_NEWEST, only=_NOBODYS),
        _index("ix_patients_nobodys_status", "status", *_NEWEST, only=_NOBODYS),
        _index(None, "due_on", *_NEWEST, only="due_on IS NOT NULL"),
        _index(None, "assigned_to", "assigned_news_at", only="assigned_news_at IS NOT NULL"),
        _index("ix_patients_alarmed", *_NEWEST, only=_ALARMED),
        Index(None, "birth_date_index", *_NEWEST),
        Index(None, "conversation_id"),
    )

    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversations.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    """The version of the answers: a change of status or of the member in charge does not raise it."""
    status: Mapped[str] = mapped_column(ShortText(16))
    language: Mapped[str] = mapped_column(ShortText(8))
    assigned_to: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), default=None)
    flags: Mapped[Flags | None] = mapped_column(Codes(64), default=())
    """None: emptied by hand."""
    name: Sealed[str | None] = sealed(on_demand=True)
    birth_date: Sealed[str | None] = sealed(on_demand=True)
    address: Sealed[str | None] = sealed(on_demand=True)
    medical_history: Sealed[str | None] = sealed(padded=True, on_demand=True)
    medications: Sealed[str | None] = sealed(padded=True, on_demand=True)
    extra: Sealed[str | None] = sealed(padded=True, on_demand=True)
    """The answers about health without a column of their own: see `others`."""
    particulars: Sealed[str | None] = sealed(default=None, padded=True, on_demand=True)
    """The others without a column of their own, which reception reads. NULL: none."""
    allergy: Sealed[str | None] = sealed(default=None, on_demand=True)
    """Whether an allergy was stated, at a version: see `allergy_text`. NULL, or another version: written by hand."""
    birth_date_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), deferred=True, default=None)
    news: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often they sent something after handing in."""
    news_since: Mapped[datetime | None] = mapped_column(default=None)
    news_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the first and the last news came that no member has marked as read."""
    due_on: Mapped[date | None] = mapped_column(default=None)
    """When a record that needs follow-up is due, in the clinic's days. No other record has one."""
    assigned_news_at: Mapped[datetime | None] = mapped_column(default=None)
    """When it was assigned to a member who has not opened it since."""
    starts_version: Mapped[int | None] = mapped_column(deferred=True, default=None)
    names_version: Mapped[int | None] = mapped_column(deferred=True, default=None)
    """The version whose name the tables of names have. A release that indexes names otherwise finds by them what is left."""
    came_by: Mapped[str] = mapped_column(ShortText(8), default="chat", server_default="chat")
    """Which way it was answered: one of CAME_BY."""
    asked_version: Mapped[int] = mapped_column(default=1, server_default="1")
    """The version of the questions that was asked."""
    alarm_waits: Mapped[bool | None] = query_expression()
    """Whether nobody has taken an alarm of theirs."""
    call_asked_at: Mapped[datetime | None] = query_expression()
    """Since when they wait to be called."""

    seal = Seal("conversation_id", harmless={"conversation_id": None})  # to whom staff write about the record
    called = "records"
    __mapper_args__ = guarded_by(version)

    @property
    def others(self) -> Mapping[str, str] | Unreadable | None:
        """The answers without a column of their own, by key: those that were opened."""
        shared = self.extra, self.particulars
        unreadable = next((said for said in shared if isinstance(said, Unreadable)), None)
        return self.others_that_open if unreadable is None and any(shared) else unreadable

    @property
    def others_that_open(self) -> dict[str, str]:
        """The same, without those that no key of ours opens."""
        shared = {EXTRA: self.extra, PARTICULARS: self.particulars}
        return others_in({name: said for name, said in shared.items() if isinstance(said, str)})

    @property
    def is_pressing(self) -> bool:
        """Whether an emergency word or an alarm waits for somebody: see `patient_flags`."""
        return bool(self.alarm_waits) or self._word_waits

    @property
    def _word_waits(self) -> bool:
        return EMERGENCY in (self.flags or ()) and (self.status not in AT_REST or self.news_at is not None)


class KeptVersion(Model):
    """What a record said until it was written over: when, and by whom."""

    __tablename__ = "patient_versions"
    __table_args__ = (UniqueConstraint("patient_id", "version"),)

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patients.id", ondelete="CASCADE"))
    version: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(ShortText(64))
    snapshot: Sealed[str | None] = sealed(padded=True, on_demand=True)

    seal = Seal("patient_id", "version", "at", "actor")
    called = "earlier answers"


patients: Final = table_of(Patient)
alarmed: Final = patients.c.flags.like(literal_column("'%emergency%'"))
"""The condition of an index. It also covers those whose emergency word was answered, who are few."""
NEWEST_FIRST: Final = (patients.c.created_at.desc(), patients.c.id.desc())
OLDEST_FIRST: Final = (patients.c.created_at, patients.c.id)
ANSWERS: Final = {
    name: each
    for name, each in vars(Patient).items()
    if isinstance(each, Sealed) and each is not Patient.allergy
}
"""The sealed columns that hold answers, by name."""
ALL: Final = tuple(ANSWERS)
EXTRA: Final = "extra"
PARTICULARS: Final = "particulars"
OWN_COLUMNS: Final = tuple(name for name in ALL if name not in {EXTRA, PARTICULARS})
"""The keys of the answers that have a column each. The others share `particulars` if reception reads them, else `extra`."""


CHOSEN: Final = "chosen"
"""Where the shared column of what reception reads names the answers that were chosen: those are found by an index."""


def dump_others(answers: Mapping[str, str], asked: Questionnaire = SHIPPED) -> str:
    """Return answers that share a column as JSON, to be sealed."""
    chosen = [key for key in answers if asked.is_open(key) and _is_chosen(asked.question(key))]
    said = {"answers": dict(answers)} | ({CHOSEN: chosen} if chosen else {})
    return json.dumps(said, ensure_ascii=False)


def _is_chosen(question: Question | None) -> bool:
    return question is not None and question.item is not None and bool(question.item.codes)


def shared_columns(answers: Mapping[str, str], asked: Questionnaire) -> dict[str, str]:
    """Return what the two shared columns hold of these answers."""
    return {name: dump_others(held, asked) for name, held in shared_of(answers, asked).items()}


def shared_of(answers: Mapping[str, str], asked: Questionnaire) -> dict[str, dict[str, str]]:
    """Return the answers without a column of their own by the column that they share."""
    others = {key: text for key, text in answers.items() if key not in OWN_COLUMNS}
    return {
        EXTRA: {key: text for key, text in others.items() if not asked.is_open(key)},
        PARTICULARS: {key: text for key, text in others.items() if asked.is_open(key)},
    }


def others_in(values: Mapping[str, str]) -> dict[str, str]:
    """Return the answers without a column of their own, of columns by their names."""
    shared = (load_others(values[name]) for name in (EXTRA, PARTICULARS) if name in values)
    return {key: text for said in shared for key, text in said.items()}


def load_others(said: str) -> dict[str, str]:
    """Return what `dump_others` wrote."""
    answers: dict[str, str] = json.loads(said)["answers"]
    return answers


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
    asked: Questionnaire = SHIPPED
    """What was asked."""

    def values(self) -> dict[str, str]:
        """Return what every sealed column holds.

        An answer that was not given is "", so that no token is missing and tells of it.
        """
        own = {key: self.answers.get(key, "") for key in OWN_COLUMNS}
        return {**own, **shared_columns(self.answers, self.asked), "allergy": allergy_text(1, self.answers)}

    @property
    def flags(self) -> Flags:
        return (*([SYNTHETIC] if self.synthetic else []), *([EMERGENCY] if self.emergency else []))


_ALLERGIES: Final = "allergies"
"""The key of the question."""


def has_allergy(answers: Mapping[str, str]) -> bool:
    """Return whether the answers state an allergy."""
    return bool(stated(answers.get(_ALLERGIES, "")))


def allergy_text(version: int, answers: Mapping[str, str] | None) -> str:
    """Return what the column of allergies says of a version's answers.

    `answers` is None when they do not open. Of another version than the record's, it says nothing. The texts are so short
    that all are equally long when sealed.
    """
    said = "-" if answers is None else "yes" if has_allergy(answers) else "no"
    return f"{version}:{said}"


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
