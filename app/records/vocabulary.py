"""Name what records hold: people, answers, languages, parts and statuses."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from flask_babel import lazy_gettext as _

from app.guard.doors import May, allows, role_name
from app.intake.phrases import SHIPPED, speak
from app.intake.questions import QUESTIONS, words_of
from app.store import Transaction
from app.store.patients import erasures
from app.store.patients.patient import EXTRA, OWN_COLUMNS
from app.store.staff import staff
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.web.clinic import language
from app.web.feature import Words
from app.web.page import page_language

ERASED = TrailEvent("patient.erased", "Erased the patient: {reason}", TrailGroup.PATIENT)

_OTHERS: Final[Mapping[str, str]] = {
    "patient": _("The patient"),
    "operator": _("The operator"),
    "anteroom": _("Anteroom"),
}


@dataclass(frozen=True, slots=True)
class Actors:
    """Name the actors of the trail: staff, including those who left, and patients.

    The trail and the versions keep only "staff:<id>" or "patient".
    """

    _staff: Mapping[str, Member]

    @classmethod
    def of(cls, unit: Transaction) -> Actors:
        """Return the staff as they are in this transaction."""
        return cls({f"staff:{member.id}": member for member in staff.all_members(unit.db)})

    def name(self, actor: str) -> str:
        """Return "Priya Raman, clinician", or the actor itself if nobody knows it."""
        member = self._staff.get(actor)
        if member is not None:
            return f"{member.name}, {role_name(member.role)}"
        return str(_OTHERS.get(actor, actor))


def label(key: str) -> str:
    """Return an answer's name in the page's language.

    An answer that is no longer asked is named by its key.
    """
    question = next((question for question in QUESTIONS if question.key == key), None)
    return words_of(question, speak(page_language())).title if question else key


# Why a copy of a record is made. It is a code, never free text, because the trail cannot be erased.

COPY_REASONS: Final = Words(
    "copy_reason",
    {
        "access": _("The patient asked for a copy"),
        "portability": _("The patient moves to another clinic"),
        "authority": _("A court or authority asked for it"),
        "other": _("Another reason"),
    },
)


LANGUAGES: Final = tuple(SHIPPED)
"""The codes of the languages in which patients can answer."""


def language_name(code: str) -> str:
    """Return the name of a language with a capital, or its code if it has none."""
    name = language_within(code)
    return name[:1].upper() + name[1:]


def language_within(code: str) -> str:
    """Return a language's name within a sentence, where Spanish has no capital.

    Outside a page it is in English.
    """
    return language(code)


# The parts of a record that are hidden until a member shows them, who may, and which columns they open.


class Part(StrEnum):
    """Name a part of a record, as forms and the audit trail call it."""

    IDENTITY = "identity"
    HEALTH = "health"
    NOTES = "notes"


LABELS: Final[Mapping[Part, str]] = {
    Part.IDENTITY: _("Who they are"),
    Part.HEALTH: _("Health answers"),
    Part.NOTES: _("Notes"),
}
NEEDS: Final[Mapping[Part, May]] = {
    Part.IDENTITY: May.SEE_PATIENTS,
    Part.HEALTH: May.READ_HEALTH,
    Part.NOTES: May.SEE_PATIENTS,
}
AT_REST: Final = ("name", "birth_date")
"""What a page opens while everything is hidden: enough for the initials and the age."""


def parts_open_to(role: str) -> tuple[Part, ...]:
    """Return the parts that a role may see, in the order of the page."""
    return tuple(part for part in Part if allows(role, NEEDS[part]))


def columns_of(parts: Collection[Part]) -> tuple[str, ...]:
    """Return the columns to open for these parts, and no other.

    `extra` may hold health answers.
    """
    own = (name for name in OWN_COLUMNS if part_of(name) in parts and name not in AT_REST)
    return (*AT_REST, *own, *([EXTRA] if Part.HEALTH in parts else []))


def part_of(key: str) -> Part:
    """Return the part of an answer. One that is no longer asked may be about health."""
    return _PART_OF.get(key, Part.HEALTH)


_PART_OF: Final = {question.key: Part.HEALTH if question.health else Part.IDENTITY for question in QUESTIONS}


@dataclass(frozen=True, slots=True)
class Status:
    """Describe a status: its name, tag, button, and the statuses that may follow."""

    label: str
    tag: str
    act: str
    next: tuple[str, ...]


REJECTED: Final = "rejected"
STATUSES: Final[Mapping[str, Status]] = {
    "new": Status(_("New"), "new", _("Mark as new"), ("in_review", "done", "follow_up", "rejected")),
    "in_review": Status(
        _("In review"), "review", _("Start review"), ("done", "follow_up", "rejected", "new")
    ),
    "follow_up": Status(
        _("Needs follow-up"), "waiting", _("Needs follow-up"), ("in_review", "done", "rejected")
    ),
    "done": Status(_("Done"), "done", _("Mark done"), ("in_review", "follow_up")),
    REJECTED: Status(_("Rejected"), "rejected", _("Reject"), ("in_review",)),
}


# The dashboard, the command line and automatic deletion erase a patient in the same way.


def erase(unit: Transaction, patient_id: UUID, reason: str, actor: str, now: datetime) -> bool:
    """Erase the patient, and return whether there was one.

    The row in a spreadsheet and the chat's messages at Twilio are deleted by jobs of the same transaction, and open
    requests of the patient are closed. Call `scrub` of the store after the commit.

    Raises:
        OnHold: the patient is on hold, and nothing is erased.
        Forged: a hold was changed by hand, and nothing is erased.
    """
    if not erasures.erase(unit.db, patient_id, reason, actor, now):
        return False
    audit.record(unit.db, actor, ERASED, "patient", patient_id, {"reason": reason}, at=now)
    return True
