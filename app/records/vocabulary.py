"""Who did something, by name: the audit trail and the versions keep only "staff:<id>" or "patient"."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from flask_babel import get_locale
from flask_babel import lazy_gettext as _

from app.guard.roles import May, allows, role_name
from app.intake.phrases import SHIPPED, speak
from app.intake.questions import QUESTIONS, words_of
from app.store.columns import EXTRA
from app.store.patient import OWN_COLUMNS
from app.web.page import page_language

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from uuid import UUID

    from app.store import Member, Transaction


_OTHERS: Final[Mapping[str, str]] = {
    "patient": _("The patient, over WhatsApp"),
    "operator": _("The operator"),
    "anteroom": _("Anteroom"),
}


@dataclass(frozen=True, slots=True)
class Actors:
    """The clinic's staff, those who have left included, by what the trail calls them."""

    _staff: Mapping[str, Member]

    @classmethod
    def of(cls, unit: Transaction) -> Actors:
        """Return them as they are in this transaction."""
        return cls({f"staff:{member.id}": member for member in unit.staff.list()})

    def name(self, actor: str) -> str:
        """Return "Priya Raman, clinician", "The patient, over WhatsApp"; the actor as it is when nobody knows it."""
        member = self._staff.get(actor)
        if member is not None:
            return f"{member.name}, {role_name(member.role)}"
        return str(_OTHERS.get(actor, actor))


# What the audit trail keeps as codes that only one feature knows: it explains them to the trail's page.

_EXPLAINED: Final[dict[str, dict[str, str]]] = {}


def explain(detail: str, words: Mapping[str, str]) -> None:
    """Say what the codes in a detail of the trail's events mean: code -> words."""
    _EXPLAINED.setdefault(detail, {}).update(words)


def explained(detail: str) -> Mapping[str, str]:
    """Return what features have said of this detail's codes."""
    return _EXPLAINED.get(detail, {})


# What an answer is called, for staff.


def label(key: str) -> str:
    """Return how a page names an answer, in the page's language; the key for one that is asked no more."""
    question = next((question for question in QUESTIONS if question.key == key), None)
    return words_of(question, speak(page_language())).title if question else key


# Why a copy of one record is made: a code for the trail, which cannot be erased, never free text.

COPY_REASONS: Final[Mapping[str, str]] = {
    "access": _("The patient asked for a copy"),
    "portability": _("The patient moves to another clinic"),
    "authority": _("A court or an authority asked for it"),
    "other": _("Another reason"),
}


# What a patient's language is called, in the language of the page.

LANGUAGES: Final = tuple(SHIPPED)
"""The codes of the languages in which patients can answer."""


def language_name(code: str) -> str:
    """Return the name of a language as a label begins with it; the code itself when it has none."""
    name = language_within(code)
    return name[:1].upper() + name[1:]


def language_within(code: str) -> str:
    """Return the same as it stands within a sentence: Spanish writes it small. The code, where nobody reads a page."""
    locale = get_locale()
    return str(locale.languages.get(code, code)) if locale else code


# The parts of a record that are hidden until somebody has them shown: who may, and which columns each
# opens.


class Part(StrEnum):
    """A part of a record; its value is what forms and the audit trail call it."""

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
"""What a page opens with everything hidden: for the initials and the age."""


def parts_open_to(role: str) -> tuple[Part, ...]:
    """Return the parts that a role may have shown, in the order of the page."""
    return tuple(part for part in Part if allows(role, NEEDS[part]))


def columns_of(parts: Collection[Part]) -> tuple[str, ...]:
    """Return the columns to open for a page with these parts shown, and no other: `extra` may hold health answers."""
    own = (name for name in OWN_COLUMNS if part_of(name) in parts and name not in AT_REST)
    return (*AT_REST, *own, *([EXTRA.name] if Part.HEALTH in parts else []))


def part_of(key: str) -> Part:
    """Return the part in which an answer belongs; one that is asked no more may be about health."""
    return _PART_OF.get(key, Part.HEALTH)


_PART_OF: Final = {question.key: Part.HEALTH if question.health else Part.IDENTITY for question in QUESTIONS}


# What a record may be, and what may come next.


@dataclass(frozen=True, slots=True)
class Status:
    """A status: its word, the kind of its tag, what the button says that sets it, and which may follow."""

    label: str
    tag: str
    act: str
    next: tuple[str, ...]


STATUSES: Final[Mapping[str, Status]] = {
    "new": Status(_("New"), "new", _("Back to new"), ("in_review", "done", "follow_up", "rejected")),
    "in_review": Status(
        _("In review"), "review", _("Start review"), ("done", "follow_up", "rejected", "new")
    ),
    "follow_up": Status(
        _("Needs follow-up"), "waiting", _("Needs follow-up"), ("in_review", "done", "rejected")
    ),
    "done": Status(_("Done"), "done", _("Mark done"), ("in_review", "follow_up")),
    "rejected": Status(_("Rejected"), "rejected", _("Reject"), ("in_review",)),
}


# One patient erased, and written down: the same for the dashboard, the shell and whatever erases by
# itself.


def erase(unit: Transaction, patient_id: UUID, reason: str, actor: str, now: datetime) -> bool:
    """Erase the patient, and return whether there was one. `scrub` the store once this is committed.

    With it go the row in a spreadsheet and the chat's messages at Twilio, each by a job of the same transaction, and
    what was open of their requests is closed.

    Raises:
        OnHold: the patient is; nothing goes.
    """
    if not unit.erasures.erase(patient_id, reason, actor, now):
        return False
    unit.audit.record(actor, "patient.erased", "patient", patient_id, {"reason": reason}, at=now)
    return True
