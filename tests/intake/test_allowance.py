"""What a message may still cost decides what is kept of it and answered, and never whether danger is heard."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from app.intake.allowance import ANSWERED_A_MINUTE, CRIES_AN_HOUR, CRY, Allowance, Full
from app.intake.kind import Kind
from app.intake.model import Alarmed, Message, NoteLeft, OptedOut, Turn
from tests.cases import for_each
from tests.intake.patient import STEPS, TOO_FAST, Patient

SURE, DOUBT = "chest pain", "chst pain"
SPENT = Allowance(is_spent=True)
SILENT = Allowance(in_this_minute=ANSWERED_A_MINUTE + 1)
NO_MORE_CRIES = Allowance(is_spent=True, answered={CRY: CRIES_AN_HOUR})
LIMITS = [
    TOO_FAST,
    SPENT,
    SILENT,
    NO_MORE_CRIES,
    *(Allowance(full=full, is_told=is_told) for full in Full for is_told in (False, True)),
    Allowance(full=Full.ROOM, is_spent=True, answered={CRY: CRIES_AN_HOUR}),
]


def turn_of(patient: Patient, text: str, allowance: Allowance) -> Turn:
    message = Message(text, Kind.TEXT, UUID(int=1))
    return patient.flow.step(patient.progress, message, patient.now, allowance)


@for_each("allowance", LIMITS)
@for_each("step", STEPS, patient=Patient)
def test_staff_hear_of_a_sure_cry_whatever_it_may_cost(patient, step, allowance):
    patient.comes_to(step)
    assert [type(event) for event in turn_of(patient, SURE, allowance).events] == [Alarmed]


@for_each("allowance", [SILENT, NO_MORE_CRIES, Allowance(full=Full.MESSAGES)])
@for_each("step", STEPS, patient=Patient)
def test_staff_hear_of_a_doubtful_cry_at_once_if_it_is_not_asked_about(patient, step, allowance):
    patient.comes_to(step)
    turn = turn_of(patient, DOUBT, allowance)
    assert [type(event) for event in turn.events] == [Alarmed]
    assert turn.progress == patient.progress


@for_each("allowance", LIMITS, patient=Patient)
def test_stop_is_obeyed_whatever_it_may_cost(patient, allowance):
    patient.comes_to("name")
    assert OptedOut() in turn_of(patient, "STOP", allowance).events


def test_when_only_the_replies_are_used_up_a_cry_is_asked_about_as_ever(patient):
    patient.comes_to("name")
    turn = turn_of(patient, DOUBT, SPENT)
    assert turn == replace(turn_of(patient, DOUBT, Allowance()), answered_as=CRY)
    assert turn.is_kept


def test_what_costs_no_reply_is_kept_when_the_replies_are_used_up(patient):
    patient.comes_to("submitted")
    patient.flow = replace(patient.flow, with_person=UUID(int=7))
    turn = turn_of(patient, "Tuesday is fine", SPENT)
    assert [type(event) for event in turn.events] == [NoteLeft]
    assert turn.is_kept


def test_a_sender_who_was_told_gets_no_other_reply(patient):
    patient.comes_to("name")
    for allowance in (SPENT, Allowance(full=Full.MESSAGES), Allowance(full=Full.ROOM)):
        first = turn_of(patient, "Maya Okafor", allowance)
        assert len(first.replies) == 1
        assert turn_of(patient, "Maya Okafor", replace(allowance, is_told=True)).replies == ()
        assert (first.progress, first.is_kept) == (patient.progress, False)


def test_a_keyword_is_answered_once_an_hour_beyond_a_limit(patient):
    patient.comes_to("name")
    first = turn_of(patient, "HELP", SPENT)
    assert (bool(first.replies), first.answered_as) == (True, "help")
    again = turn_of(patient, "HELP", replace(SPENT, answered={"help": 1}))
    assert (again.replies, again.answered_as) == ((), "")


@for_each("step", STEPS, patient=Patient)
def test_only_a_message_with_every_question_answered_may_hand_in(patient, step):
    patient.comes_to(step)
    assert patient.flow.may_hand_in(patient.progress) == (step == "review")


def test_answers_that_may_not_be_handed_in_stay_as_a_draft(patient):
    patient.comes_to("review")
    turn = turn_of(patient, "SEND", Allowance(takes_record=False))
    assert (turn.full, turn.progress, turn.events) == (Full.RECORDS, patient.progress, ())
    assert turn.is_kept
    assert turn_of(patient, "SEND", Allowance()).hands_in
