"""List the answers of a record as its page shows them, with remarks on each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _

from app.dashboard.record.page import OpenRecord, section
from app.intake.answers.texts import stated
from app.intake.questions import QUESTIONS, show
from app.records.parts import Part, part_of
from app.records.vocabulary import label
from app.store.conversations.conversation_steps import ConversationStep
from app.store.patients.patient import OWN_COLUMNS, Patient
from app.store.work import alarms
from app.web.languages import page_language


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: `text` is None when hidden or unreadable, and "" when not given."""

    key: str
    label: str
    text: str | None
    unreadable: bool = False
    warns: bool = False
    """Whether it is dangerous to overlook: an allergy that was stated."""

    @property
    def lines(self) -> list[str]:
        """Return the text line by line: each is of its own direction."""
        return self.text.splitlines() if self.text else []


ALLERGIES: Final = "allergies"


@section
def answers(record: OpenRecord) -> dict[str, Any]:
    """Read the answers of both parts, and what there is to say of each."""
    return {
        "identity": answers_of(record.patient, Part.IDENTITY, record.shown, record.clinic.left_out),
        "health": answers_of(record.patient, Part.HEALTH, record.shown, record.clinic.left_out),
        "remarks": remarks_of(record),
    }


def answers_of(
    patient: Patient, part: Part, shown: Collection[Part], left_out: Collection[str]
) -> list[Answer]:
    """Return the answers of a part in the order of the questions, allergies first.

    Hidden, there is a row for whatever the clinic asks, so that nobody takes a part for the whole.
    """
    keys = [
        question.key
        for question in QUESTIONS
        if not question.of_carer and question.key not in left_out and part_of(question.key) is part
    ]
    if isinstance(others := patient.others, dict):
        keys += [key for key in others if key not in keys and part_of(key) is part]
    answers = [_answer(patient, key, part in shown) for key in keys]
    return sorted(answers, key=lambda answer: not answer.warns)


def in_words(key: str, text: str) -> str:
    """Return an answer as a page shows it: a birth date in words, "None stated"."""
    return show(key, text, page_language())


def _answer(patient: Patient, key: str, shown: bool) -> Answer:
    if not shown:
        return Answer(key, label(key), None)
    value = getattr(patient, key) if key in OWN_COLUMNS else _extra(patient, key)
    if not isinstance(value, str):
        return Answer(key, label(key), None, unreadable=True)
    return Answer(key, label(key), in_words(key, value), warns=key == ALLERGIES and bool(stated(value)))


def _extra(patient: Patient, key: str) -> str | None:
    return others.get(key, "") if isinstance(others := patient.others, dict) else None


_QUESTIONS: Final = frozenset(question.key for question in QUESTIONS)


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence under an answer. One that warns is shown as a tag."""

    text: str
    warns: bool = False


def remarks_of(record: OpenRecord) -> Mapping[str, list[Remark]]:
    """Return the remarks by the key of their answer, from its steps and alarms."""
    found: dict[str, list[Remark]] = defaultdict(list)
    steps = alarms.steps_of(record.unit.db, record.patient.id) if record.contents.alarms else ()
    for key in steps:
        found[key].append(Remark(_("Emergency word"), warns=True))
    for key, text in _of_steps(record.steps):
        found[key].append(Remark(text))
    return found


def _of_steps(steps: Iterable[ConversationStep]) -> Iterable[tuple[str, str]]:
    """Yield each remark once, by what was asked until the answers were sent."""
    told, is_checking = set(), False
    for step in steps:
        if step.step == "submitted":
            break
        is_checking = is_checking or step.step == "review"
        if step.step not in _QUESTIONS:
            continue
        if step.aside == "which_day":
            told.add((step.step, _("It could be read as two days: the patient chose this one.")))
        elif is_checking:
            told.add((step.step, _("Changed while checking the answers.")))
    return sorted(told)
