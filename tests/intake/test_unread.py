"""What was written before a question was asked continues the answer before, or answers nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from app.intake.kind import Kind
from app.intake.model import (
    Alarmed,
    ConsentGiven,
    Message,
    NoteLeft,
    OptedOut,
    RightAsked,
    Submitted,
)
from app.intake.progress import Progress
from tests.cases import for_each
from tests.intake.patient import MORNING, Patient, flow_of

if TYPE_CHECKING:
    from app.intake.model import Turn


UNREAD = replace(flow_of(), unread=True)


def said(progress: Progress, text: str) -> Turn:
    return UNREAD.step(progress, Message(text, Kind.TEXT, UUID(int=7)), MORNING)


def at(step: str) -> Progress:
    """Return where somebody is to whom a question was just asked."""
    patient = Patient()
    patient.comes_to(step)
    return patient.progress


@for_each(
    ("step", "text"),
    [
        ("language", "1"),
        ("whom", "1"),
        ("consent", "1"),
        ("consent", "yes"),
        ("birth_date", "hello?"),
        ("birth_date", "Maya Okafor-Lindt"),
        ("address", "hello"),
        ("medical_history", "12 Mill Lane, Larkfield"),
        ("medical_history", "NONE"),
        ("medications", "NONE"),
        ("medications", "SKIP"),
        ("medications", "BACK"),
        ("review", "SEND"),
        ("review", "2"),
    ],
)
def test_an_unread_message_chooses_nothing_agrees_to_nothing_and_repeats_nothing(step: str, text: str):
    before = at(step)
    turn = said(before, text)
    after = turn.progress
    assert (after.step, after.aside, after.answers) == (before.step, before.aside, before.answers)
    assert not [each for each in turn.events if isinstance(each, ConsentGiven | Submitted)]


def test_an_unread_message_continues_the_answer_before_and_a_birth_date_is_one():
    assert (
        said(at("medications"), "and a bad hip").progress.answers["medical_history"].endswith("and a bad hip")
    )
    assert said(at("birth_date"), "4 March 1990").progress.answers["birth_date"] == "1990-03-04"


def test_a_cry_stop_a_right_and_a_note_are_heard_as_ever():
    heard = {
        Alarmed: said(at("birth_date"), "I have chest pain"),
        OptedOut: said(at("consent"), "STOP"),
        RightAsked: said(at("submitted"), "MY DATA"),
        NoteLeft: said(at("submitted"), "I forgot to say that I am deaf in one ear"),
    }
    for kind, turn in heard.items():
        assert [each for each in turn.events if isinstance(each, kind)], kind
    again = said(heard[Alarmed].progress, "1")
    assert again.progress.aside == heard[Alarmed].progress.aside, "it is not over before its answer was read"
