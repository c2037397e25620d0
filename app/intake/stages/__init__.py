"""Gather the stages: each has `ask` and `answer`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

from app.intake import path
from app.intake.options import MORE, ROWS
from app.intake.progress import Progress
from app.intake.scene import Move, Scene
from app.intake.stages import (
    alarm,
    consent,
    correct,
    doubts,
    handed_in,
    language,
    link,
    minor,
    pages,
    question,
    return_visit,
    review,
    rows,
    way,
    whom,
)


class Stage(NamedTuple):
    """Define how one stage asks, and what it does with an answer."""

    ask: Callable[[Scene, Progress], str]
    answer: Callable[[Scene, Progress], Move]


QUESTION = Stage(question.ask, question.answer)
STEPS: Mapping[str, Stage] = {
    "language": Stage(language.ask, language.answer),
    "way": Stage(way.ask, way.answer),
    "link": Stage(link.ask, link.answer),
    "whom": Stage(whom.ask, whom.answer),
    "consent": Stage(consent.ask, consent.answer),
    "declined": Stage(consent.ask_declined, consent.answer_declined),
    "closed": Stage(consent.ask_declined, consent.answer_declined),
    "review": Stage(review.ask, review.answer),
    "submitted": Stage(handed_in.ask, handed_in.answer),
    "changes": Stage(review.ask_changes, handed_in.answer_changes),
}
ASIDES: Mapping[str, Stage] = {
    "language": STEPS["language"],
    "consent": STEPS["consent"],
    "sure": Stage(consent.ask_sure, consent.answer_sure),
    "which_day": Stage(doubts.ask_which_day, doubts.answer_which_day),
    "belongs": Stage(doubts.ask_belongs, doubts.answer_belongs),
    "is_it": Stage(doubts.ask_is_it, doubts.answer_is_it),
    "year_or_age": Stage(doubts.ask_year_or_age, doubts.answer_year_or_age),
    "restart": Stage(return_visit.ask_restart, return_visit.answer_restart),
    "delete": Stage(return_visit.ask_delete, return_visit.answer_delete),
    "not_me": Stage(return_visit.ask_not_me, return_visit.answer_not_me),
    "minor": Stage(minor.ask, doubts.answer_minor),
    "danger": Stage(alarm.ask, alarm.answer),
    "doubt": Stage(alarm.ask_doubt, alarm.answer_doubt),
    "waiting": Stage(alarm.ask_waiting, alarm.answer_waiting),
    "whose": Stage(handed_in.ask_whose, handed_in.answer_whose),
    "whose_copy": Stage(handed_in.ask_whose_data, handed_in.answer_whose_data),
    "whose_erasure": Stage(handed_in.ask_whose_data, handed_in.answer_whose_data),
    "born": Stage(handed_in.ask_born, handed_in.answer_born),
    "noted": Stage(handed_in.ask_noted, handed_in.answer_noted),
    "correct": Stage(correct.ask, correct.answer),
    "next_person": Stage(whom.ask_next, whom.answer_next),
    "which": Stage(review.ask_which, correct.answer_which),
    "add_or_replace": Stage(doubts.ask_add_or_replace, doubts.answer_add_or_replace),
    MORE: QUESTION,
    ROWS: Stage(rows.ask, rows.answer),
    rows.ROW: Stage(rows.ask_row, rows.answer_row),
}


_OF_OWN = frozenset({MORE, ROWS, rows.ROW})
"""The asides on top of a clinic's own question."""
_WITH_READINGS = _OF_OWN | {"which_day", "is_it", "minor", "belongs", "correct", "which"}
"""The asides that hang on their readings."""
OF_A_QUESTION = _OF_OWN | {"belongs", "minor", "which_day", "is_it", "year_or_age", "add_or_replace"}
"""The asides on top of a question."""


def open_stage(progress: Progress) -> Stage:
    """Return the stage that the patient is being asked about."""
    return ASIDES[progress.aside] if progress.aside else STEPS.get(progress.step, QUESTION)


def settle(scene: Scene, progress: Progress) -> Progress:
    """Make stored progress fit: a step that does not exist becomes the open question.

    The question about a cry stays open on top of it.
    """
    if progress.aside in alarm.ASIDES and progress.cry:
        beneath = settle(scene, alarm.carry_on(progress))
        return beneath if alarm.is_forgotten(scene, progress) else alarm.above(beneath, progress)
    known = _with_a_fitting_aside(scene, progress)
    if _step_fits(scene, known):
        return known
    if known.consent is None:
        return replace(known, step="whom" if known.language else "language", aside=None, readings=())
    return path.onward(scene, known)


def _with_a_fitting_aside(scene: Scene, progress: Progress) -> Progress:
    if _aside_fits(scene, progress):
        return progress
    return replace(progress, aside=None, readings=(), cry=None)


def _step_fits(scene: Scene, progress: Progress) -> bool:
    match progress.step:
        case "submitted":
            return bool(progress.people)
        case "changes":
            return progress.on_file is not None
        case "way":
            return scene.clinic.intake_mode == "ask"
        case "link":
            return scene.clinic.intake_mode != "chat"
        case step:
            return step in STEPS or path.is_question(scene, progress)


def _aside_fits(scene: Scene, progress: Progress) -> bool:
    if progress.aside in OF_A_QUESTION and not path.is_question(scene, progress):
        return False
    match progress.aside:
        case aside if aside in _WITH_READINGS:
            return _readings_fit(scene, progress)
        case "restart" | "delete" | "not_me":
            return progress.begun
        case "add_or_replace":
            return progress.on_file is not None
        case "whose" | "whose_copy" | "whose_erasure" | "born" | "noted" | "next_person":
            return handed_in.fits(progress)
        case aside:
            return aside is None or (aside in ASIDES and aside not in alarm.ASIDES)


def _readings_fit(scene: Scene, progress: Progress) -> bool:
    """Return whether the readings are what the aside needs."""
    match progress.aside, progress.readings:
        case "belongs", (_, key):
            return key != progress.step and any(
                question.key == key for question in scene.questions_of(progress)
            )
        case "is_it", (_,):
            return True
        case "which", (_,):
            return progress.step in review.LISTS
        case aside, _ if aside in _OF_OWN:
            return rows.fits(scene, progress) or pages.fits(scene, progress)
        case "correct", _:
            return correct.fits(scene, progress)
        case aside, readings:
            return bool(readings) and aside not in {"is_it", "belongs", "which"}
