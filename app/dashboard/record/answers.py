"""List the answers of a record as its page shows them, with remarks on each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _

from app.dashboard.record.page import OpenRecord, section
from app.intake.answers.kinds import fits
from app.intake.answers.texts import stated
from app.intake.phrases import speak
from app.intake.questionnaire import Questionnaire
from app.intake.questions import Question, words_of
from app.records.parts import Part
from app.records.scores import Scored, scores_of
from app.records.vocabulary import label_of, shown_of
from app.store.clinic import questionnaires
from app.store.conversations.conversation_steps import ConversationStep
from app.store.patients.patient import OWN_COLUMNS, Opened, Patient
from app.store.work import alarms
from app.web.languages import page_language
from app.web.questionnaire import current_questionnaire, questionnaire_within


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: `text` is None when hidden or unreadable, and "" when not given."""

    key: str
    label: str
    text: str | None
    unreadable: bool = False
    warns: bool = False
    """Whether it is dangerous to overlook: an allergy that was stated."""
    question: str = ""
    """The clinic's own question, in the words in which this patient was asked it."""

    @property
    def lines(self) -> list[str]:
        """Return the text line by line: each is of its own direction."""
        return self.text.splitlines() if self.text else []


@dataclass(frozen=True, slots=True)
class Wordings:
    """The questions that a record answers: as they were asked, and as they are now."""

    asked: Questionnaire
    newest: Questionnaire
    language: str
    of_other: bool

    def part_of(self, key: str) -> Part:
        """Return the part of an answer: see `parts.part_of`."""
        return Part.IDENTITY if self.newest.is_open(key) else Part.HEALTH

    def of(self, key: str, value: str = "") -> Question | None:
        """Return the question as it was asked.

        It is the newest where that version lacks it, or the answer.
        """
        then, now = self.asked.question(key), self.newest.question(key)
        if then is None or (then.item and not fits(then.item, value)):
            return now or then
        return then

    def text_of(self, question: Question) -> str:
        """Return the clinic's own words in which the patient was asked, or ""."""
        if not question.words:
            return ""
        return words_of(question, speak(self.language), of_other=self.of_other).ask


ALLERGIES: Final = "allergies"


@section
def answers(record: OpenRecord) -> dict[str, Any]:
    """Read the answers of both parts, and what there is to say of each."""
    wordings = wordings_of(record)
    identity, health = (
        answers_of(record.patient, part, record.shown, record.clinic.left_out, wordings)
        for part in (Part.IDENTITY, Part.HEALTH)
    )
    return {
        "identity": identity,
        "health": health,
        "remarks": remarks_of(record),
        "scores": _scores(record, wordings),
        "asked_version": record.patient.asked_version,
        "newest_version": wordings.newest.version,
    }


def _scores(record: OpenRecord, wordings: Wordings) -> list[Scored]:
    """Return the scores; without points as long as the answers are hidden."""
    answers = record.patient.others_that_open if Part.HEALTH in record.shown else {}
    return scores_of(wordings.asked.definition, answers, page_language())


def wordings_of(record: OpenRecord) -> Wordings:
    """Return the questions that were asked, and those of now."""
    newest = questionnaire_within(record.unit)
    asked = questionnaires.at(record.unit.db, record.patient.asked_version)
    return Wordings(asked, newest, record.patient.language, record.is_on_behalf)


def answers_of(
    patient: Patient, part: Part, shown: Collection[Part], left_out: Collection[str], wordings: Wordings
) -> list[Answer]:
    """Return the answers of a part as they were asked, allergies first.

    Hidden, there is a row for whatever was asked, so that nobody takes a part for the whole. Shown, there is none for
    what is asked of some and has no answer.
    """
    others = patient.others_that_open
    asked = [
        question.key
        for question in wordings.asked.questions
        if not question.of_carer
        and question.key not in left_out
        and (part not in shown or question.key in others or not _is_of_some(question))
    ]
    keys = [key for key in dict.fromkeys((*asked, *others)) if wordings.part_of(key) is part]
    answers = [_answer(patient, key, part in shown, wordings) for key in keys]
    return sorted(answers, key=lambda answer: not answer.warns)


def _is_of_some(question: Question) -> bool:
    """Return whether a question is asked only after some answers, or at some visits."""
    return question.item is not None and bool(question.item.only_if or question.item.visits)


def _answer(patient: Patient, key: str, shown: bool, wordings: Wordings) -> Answer:
    value = _value(patient, key, wordings.part_of(key)) if shown else None
    question = wordings.of(key, value if isinstance(value, str) else "")
    name, text = (label_of(question), wordings.text_of(question)) if question else (key, "")
    if not shown:
        return Answer(key, name, None, question=text)
    if not isinstance(value, str):
        return Answer(key, name, None, unreadable=True, question=text)
    said = shown_of(question, value) if question else value
    return Answer(key, name, said, warns=key == ALLERGIES and bool(stated(value)), question=text)


def _value(patient: Patient, key: str, part: Part) -> Opened:
    """Return an answer of a part that was opened; Unreadable if it does not open."""
    if key in OWN_COLUMNS:
        value: Opened = getattr(patient, key)
        return value
    shared = patient.particulars if part is Part.IDENTITY else patient.extra
    others = patient.others_that_open
    return others.get(key, "") if isinstance(shared, str | None) else others.get(key, shared)


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
        if current_questionnaire().question(step.step) is None:
            continue
        if step.aside == "which_day":
            told.add((step.step, _("It could be read as two days: the patient chose this one.")))
        elif is_checking:
            told.add((step.step, _("Changed while checking the answers.")))
    return sorted(told)
