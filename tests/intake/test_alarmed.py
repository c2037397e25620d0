"""A cry for help raises one alarm, which names the right intake or none."""

from __future__ import annotations

from uuid import UUID

from app.intake.allowance import MESSAGES_A_MINUTE, Allowance, Full
from app.intake.cries import Danger
from app.intake.kind import Kind
from app.intake.model import MOST_WORDS, Message
from tests.cases import for_each
from tests.intake.patient import STEPS, Patient, alarms_of, household

CRY = "chest pain"


@for_each("step", STEPS, patient=Patient)
def test_a_cry_raises_one_alarm_at_every_step(patient, step):
    patient.comes_to(step)
    patient.says(CRY)
    (alarm,) = alarms_of(patient)
    assert (alarm.danger, alarm.words) == (Danger.NOW, CRY)


@for_each("step", ["language", "consent"], patient=Patient)
def test_before_consent_an_alarm_names_no_intake(patient, step):
    patient.comes_to(step)
    patient.says(CRY)
    assert alarms_of(patient)[0].patient is None


def test_an_alarm_names_the_intake_in_hand_and_after_handing_in_the_record(patient):
    patient.comes_to("address")
    in_hand = patient.progress.patient
    patient.says(CRY)
    patient.says("2", "12 Mill Lane", "NONE", "NONE", "SEND")
    patient.says(CRY)
    assert in_hand is not None
    assert [alarm.patient for alarm in alarms_of(patient)] == [in_hand, in_hand]


def test_whom_a_cry_concerns_is_not_guessed_among_several_people_on_file():
    patient = household("Ann", "Ben")
    patient.says(CRY)
    assert alarms_of(patient)[0].patient is None


def test_a_refused_birth_date_a_caption_and_a_message_after_stop_raise_one(patient):
    patient.comes_to("birth_date")
    patient.says(CRY)
    patient.sends(Kind.IMAGE, CRY)
    patient.says("STOP")
    patient.says(CRY)
    assert len(alarms_of(patient)) == 3


def test_a_cry_that_begins_again_after_an_unreadable_draft_raises_one(patient):
    turn = patient.flow.start_over(Message(CRY, Kind.TEXT, UUID(int=1)), patient.now, opted_out=True)
    assert [event.words for event in turn.events] == [CRY]


@for_each("quietly", [False, True], patient=Patient)
def test_a_cry_beyond_every_limit_raises_one(patient, quietly):
    patient.comes_to("name")
    cry = Message(CRY, Kind.TEXT, UUID(int=1))
    slowed = Allowance(in_this_minute=MESSAGES_A_MINUTE + 1 + quietly)
    for limited in (slowed, Allowance(full=Full.MESSAGES, is_told=quietly)):
        turn = patient.flow.step(patient.progress, cry, patient.now, limited)
        (alarm,) = turn.events
        assert alarm.patient == patient.progress.patient


def test_an_alarm_keeps_so_much_of_a_message_and_shows_none_of_it(patient):
    patient.comes_to("medical_history")
    patient.says(CRY + ", please help me" * 400)
    (alarm,) = alarms_of(patient)
    assert len(alarm.words) == MOST_WORDS
    assert "chest" not in repr(alarm)


def test_an_ordinary_message_raises_none(patient):
    patient.comes_to("submitted")
    assert not alarms_of(patient)
