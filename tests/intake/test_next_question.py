"""The next question waits where an answer looks unfinished, and nobody answers what they have not been sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.intake.flow import Flow
from app.intake.kind import Kind
from app.intake.model import ConsentGiven, Message, Submitted, Updated
from app.intake.progress import Progress, dump, load
from app.intake.unread import MEANWHILE
from tests.cases import for_each
from tests.intake.patient import CLINIC, MORNING, QUESTIONS, Patient, flow_of
from tests.intake.texts import TEXTS

if TYPE_CHECKING:
    from datetime import datetime

    from app.intake.model import Turn

FLOW = Flow(CLINIC, QUESTIONS, together=timedelta(seconds=4), waits=True)
SILENCE = timedelta(seconds=12)


def at(step: str) -> Progress:
    """Return where somebody is to whom a question was asked a while ago."""
    patient = Patient()
    patient.comes_to(step)
    return patient.progress


def said(progress: Progress, text: str, now: datetime, flow: Flow = FLOW) -> Turn:
    return flow.step(progress, Message(text, Kind.TEXT, UUID(int=7)), now)


LATER = MORNING + timedelta(minutes=2)


@for_each(
    ("step", "text"),
    [
        ("name", "Stan"),
        ("address", "12 Mill Lane"),
        ("address", "Flat 4, Ward Street"),
        ("address", "12 Mill Lane,"),
        ("medical_history", "asthma"),
        ("medical_history", "asthma, and"),
        ("medications", "salbutamol two puffs"),
    ],
)
def test_after_an_unfinished_answer_the_question_may_wait(step: str, text: str):
    assert said(at(step), text, LATER).may_wait


@for_each(
    ("step", "text"),
    [
        ("name", "Stan Pugh"),
        ("birth_date", "4 March 1990"),
        ("address", "12 Mill Lane, Larkfield, Kent"),
        ("address", "12 Mill Lane LK1 2AB"),
        ("address", "Calle Sol 5, 28013 Madrid"),
        ("medical_history", "asthma and a hernia"),
        ("medical_history", "Asthma."),
        ("medical_history", "none"),
        ("medications", "salbutamol\nmetformin"),
        ("medications", "HELP"),
        ("medical_history", "I cannot breathe"),
        ("medical_history", "hello"),
        ("consent", "yes"),
    ],
)
def test_after_a_whole_answer_and_after_what_is_none_it_does_not(step: str, text: str):
    assert not said(at(step), text, LATER).may_wait


def test_where_messages_are_not_joined_nothing_waits():
    alone = replace(FLOW, together=timedelta(0))
    assert not said(at("address"), "12 Mill Lane", LATER, alone).may_wait


def test_a_tap_is_no_piece_of_an_answer():
    progress = at("medical_history")
    tapped = Message("asthma", Kind.TEXT, UUID(int=7), "1234")
    assert not FLOW.step(progress, tapped, LATER).may_wait


def test_that_a_question_waits_is_kept():
    waiting = said(at("address"), "12 Mill Lane", LATER).waiting().progress
    assert load(dump(waiting)) == waiting
    assert waiting.unsent


def test_a_question_that_was_sent_waits_no_more():
    waiting = said(at("address"), "12 Mill Lane", LATER).waiting().progress
    seen = LATER + SILENCE
    turn = said(waiting, "asthma and a hernia", seen + timedelta(seconds=20), replace(FLOW, seen_at=seen))
    assert turn.progress.answers["medical_history"] == "asthma and a hernia"
    assert not turn.progress.unsent


@pytest.mark.parametrize("seconds", [1, 3])
def test_the_clock_of_a_question_that_waited_begins_when_it_was_sent(seconds: int):
    waiting = said(at("address"), "12 Mill Lane", LATER).waiting().progress
    sent = replace(FLOW, seen_at=LATER + SILENCE)
    turn = said(waiting, "Larkfield", LATER + SILENCE + timedelta(seconds=seconds), sent)
    assert turn.progress.answers["address"] == "12 Mill Lane, Larkfield"
    assert "medical_history" not in turn.progress.answers


@settings(deadline=None)
@given(
    step=st.sampled_from(["name", "address", "medical_history", "medications"]),
    texts=st.lists(st.tuples(TEXTS, st.integers(0, 15), st.booleans()), max_size=6),
)
def test_whoever_has_not_been_asked_answers_nothing_and_is_never_left_without_a_question(step, texts):
    unfinished = {"name": "Stan", "address": "12 Mill Lane"}.get(step, "asthma")
    progress, now = said(at(step), unfinished, LATER).waiting().progress, LATER
    for text, seconds, has_worker in texts:
        now += timedelta(seconds=seconds)
        before, turn = progress, said(progress, text, now)
        progress = turn.waiting().progress if turn.may_wait and has_worker else turn.progress
        if not before.unsent:
            continue
        assert not any(isinstance(each, ConsentGiven | Submitted | Updated) for each in turn.events)
        is_steered = progress.step != before.step or progress.aside in MEANWHILE
        changed = {
            key
            for key in {*before.answers, *progress.answers}
            if before.answers.get(key) != progress.answers.get(key)
        }
        assert is_steered or changed <= {before.told, "birth_date"}
        assert turn.replies or progress.opted_out or progress.cry


def test_nobody_waits_where_the_setting_is_off():
    assert not said(at("address"), "12 Mill Lane", LATER, replace(FLOW, waits=False)).may_wait
    assert not said(at("address"), "12 Mill Lane", LATER, flow_of()).may_wait
