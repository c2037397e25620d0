"""Whatever was said before: plain answers hand in, and no doubt about danger is forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from app.intake import channel
from app.intake.definition import Condition
from app.intake.flow import Flow
from app.intake.kind import Kind
from app.intake.model import Alarmed, Message, Submitted, Turn
from app.intake.progress import Progress, dump, load
from app.intake.questions import QUESTIONS
from app.intake.stages import ASIDES, alarm
from tests.intake.own_questions import (
    CONTACT,
    EYE_TEST,
    INTERPRETER,
    LANGUAGE,
    PHARMACY,
    REACTIONS,
    SMOKING,
    WEIGHT,
    asking,
)
from tests.intake.patient import CLINIC, MORNING, Patient
from tests.intake.texts import KEYWORDS, TEXTS

HANGING = structs.replace(LANGUAGE, only_if=Condition("interpreter", ("yes",)))
OWN_QUESTIONS = asking(SMOKING, INTERPRETER, HANGING, REACTIONS, WEIGHT, EYE_TEST, CONTACT, PHARMACY)
FLOWS = st.sampled_from(
    [
        Flow(CLINIC),
        Flow(replace(CLINIC, intake_mode="ask")),
        Flow(replace(CLINIC, channel="sms", languages=("es",))),
        Flow(CLINIC, together=timedelta(seconds=4)),
        Flow(CLINIC, OWN_QUESTIONS),
        Flow(replace(CLINIC, channel="sms"), OWN_QUESTIONS, together=timedelta(seconds=4)),
    ]
)
PLAINLY: Final[Mapping[str, str]] = {
    "language": "1", "way": "1", "link": "ok", "whom": "2", "consent": "1", "declined": "START", "closed": "START",
    "carer_name": "Ann Lee", "carer_relation": "mother", "name": "Maya Okafor", "birth_date": "4 March 1990",
    "address": "12 Mill Lane, Larkfield", "medical_history": "asthma", "allergies": "latex", "medications": "aspirin",
    "reason": "a cough", "review": "SEND", "changes": "BACK", "submitted": "2",
    "sure": "2", "restart": "2", "delete": "2", "not_me": "2", "danger": "2", "doubt": "2", "waiting": "ok",
    "which_day": "1", "is_it": "1", "which": "SEND", "year_or_age": "1980", "belongs": "1", "minor": "1", "correct": "2",
    "add_or_replace": "1", "whose": "1", "whose_copy": "1", "whose_erasure": "1", "born": "BACK", "noted": "2",
    "next_person": "1",
    "smoking": "2", "interpreter": "1", "language_wanted": "Polski", "reactions": "1", "weight": "70", "eye_test": "May 2024",
    "contact": "Ada Lindt, my sister, 07700 900222", "pharmacy": "Boots", "more": "Polski", "rows": "2", "row": "07700 900222",
}  # fmt: skip
"""What is open -> a plain answer to it."""
TALK = st.sampled_from(
    (
        *("for me and my husband", "both my kids", "para mí y mi hermana", "me first", "see attached", "this is stupid", "?"),
        *("let me get my list", "I'm 11", "2015", "no wait, it's 1986", "the address is wrong", "and high blood pressure"),
        *("I want to die", "my chest hurts a bit today", "chst pain", "STOP", "44 Cancer Survivor Park Rd", "NOT ME"),
    )
)  # fmt: skip
PAUSES = st.sampled_from([0.05, 0.05, 0.2, 1, 3, 45, 60 * 24 * 3, 60 * 24 * 100])
# None is the plain answer to what is open, so that a walk gets far.
WALKS = st.lists(
    st.tuples(st.one_of(st.none(), st.none(), st.none(), TEXTS, KEYWORDS, TALK), PAUSES), max_size=25
)
MOST = 60


def walked(
    flow: Flow, walk: list[tuple[str | None, float]]
) -> Iterator[tuple[Progress, Message, Turn, datetime]]:
    """Yield each turn of a walk, with what was before."""
    progress, now = Progress(), MORNING
    for number, (text, pause) in enumerate(walk, 1):
        now += timedelta(minutes=pause)
        message = Message(answered(progress) if text is None else text, Kind.TEXT, UUID(int=number))
        turn = flow.step(progress, message, now)
        yield progress, message, turn, now
        progress = turn.progress


def answered(progress: Progress) -> str:
    """Return a plain answer to what is open."""
    return "START" if progress.opted_out else PLAINLY[progress.aside or progress.step]


def hands_in(flow: Flow, progress: Progress, now: datetime) -> bool:
    """Return whether plain answers come to an end."""
    for number in range(MOST):
        now += timedelta(minutes=1)
        turn = flow.step(progress, Message(answered(progress), Kind.TEXT, UUID(int=1000 + number)), now)
        if any(isinstance(event, Submitted) for event in turn.events):
            return True
        progress = turn.progress
    return False


def test_everything_that_may_be_open_has_a_plain_answer():
    assert set(ASIDES) | {question.key for question in QUESTIONS} <= set(PLAINLY)


@settings(max_examples=75)
@given(FLOWS, WALKS)
def test_from_wherever_somebody_comes_plain_answers_hand_in(flow, walk):
    turns = [*walked(flow, walk)]
    progress, now = (turns[-1][2].progress, turns[-1][3]) if turns else (Progress(), MORNING)
    assert hands_in(flow, progress, now), (progress.step, progress.aside)


@settings(max_examples=75)
@given(FLOWS, WALKS)
def test_no_doubt_about_danger_is_left_without_an_answer_or_an_alarm(flow, walk):
    for before, message, turn, now in walked(flow, walk):
        if before.aside != "doubt" or turn.progress.aside == "doubt":
            continue
        scene = flow.scene(before, message, now)
        is_no = alarm.choice(scene, before, with_extra_words=True) == alarm.NO
        assert is_no or any(isinstance(event, Alarmed) for event in turn.events), message.text


@settings(max_examples=50)
@given(FLOWS, WALKS)
def test_whoever_falls_silent_in_doubt_is_an_alarm_after_two_minutes(flow, walk):
    for _before, _message, turn, now in walked(flow, walk):
        if turn.progress.aside != "doubt":
            continue
        told = alarm.unanswered(turn.progress, now + alarm.ANSWERED_WITHIN)
        assert told is not None
        assert [type(event) for event in told.events] == [Alarmed]


@settings(max_examples=50)
@given(st.sampled_from([Flow(CLINIC, OWN_QUESTIONS)]), WALKS)
def test_no_answer_is_kept_to_a_question_that_is_not_asked(flow, walk):
    for _before, _message, turn, _now in walked(flow, walk):
        assert {*turn.progress.answers} <= {each.key for each in flow.asked(turn.progress)} | {"carer_name"}
        assert len(turn.replies) <= channel.MOST
        assert all(channel.units(reply) <= channel.LIMIT for reply in turn.replies)
        assert load(dump(turn.progress)) == turn.progress


def test_a_stop_leaves_a_doubt_open_until_it_is_an_alarm():
    patient = Patient(Flow(CLINIC))
    patient.says("hello", "1", "1", "chst pain", "STOP")
    assert patient.progress.opted_out
    assert alarm.unanswered(patient.progress, patient.now + alarm.ANSWERED_WITHIN) is not None
