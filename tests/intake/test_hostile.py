"""Names, addresses and histories written by somebody who means harm, or by a cat."""

from __future__ import annotations

from itertools import zip_longest

from app.intake.answers import clean
from app.intake.answers.texts import coded
from app.intake.keywords import is_blank
from app.intake.model import Submitted
from app.intake.phrases import SHIPPED
from tests.cases import for_each
from tests.intake.patient import QUESTION_KEYS, STEPS, Patient
from tests.vectors import hostile_texts

HOSTILE = sorted(
    {*hostile_texts(), "x" * 5000, "\x00", "a\x00b\u202ec", "\u2067abc", "١٢٣" * 100, "\n" * 100, "🩺" * 3000}
)


def test_there_are_hostile_texts():
    assert len(HOSTILE) > 400


@for_each(("turn", "step"), enumerate(STEPS))
def test_no_hostile_text_breaks_a_step(turn, step):
    start = Patient()
    start.comes_to(step)
    for text in HOSTILE[turn % 2 :: 2]:  # each text at every other step
        patient = Patient(progress=start.progress, now=start.now)
        patient.says(text)
        assert all(reply == clean(reply) for reply in patient.replies)


def test_a_hostile_answer_is_kept_as_it_is():
    start = Patient()
    start.comes_to("medical_history")
    for text in HOSTILE:
        patient = Patient(progress=start.progress, now=start.now)
        patient.says(text, "DONE", "NONE", "SEND")
        if patient.is_at("submitted") and len(text) <= 4000 and not is_blank(clean(text)):
            assert patient.last(Submitted).answers["medical_history"] == coded(clean(text))


@for_each("code", list(SHIPPED))
def test_a_whole_hostile_intake_never_breaks_its_review(code):
    start = Patient()
    language = list(SHIPPED).index(code)
    start.says("?", str(language + 1), "1", "1", "Maya", "4 March 1990", "12 Mill Lane")
    start.says(*("none",) * len(QUESTION_KEYS))
    assert start.is_at("review")
    # Half of them as names and half as addresses, and the other way round in the next language.
    halves = (HOSTILE[::2], HOSTILE[1::2])
    for name, address in zip_longest(halves[language % 2], halves[1 - language % 2], fillvalue=HOSTILE[0]):
        patient = Patient(progress=start.progress, now=start.now)
        patient.says(
            "EDIT 1", name, "Maya", "EDIT 3", address, "12 Mill Lane", "REVIEW", "REVIEW 1", "REVIEW 3"
        )
