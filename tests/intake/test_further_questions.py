"""Allergies and the reason for the visit: asked unless the clinic leaves them out, and seen where they matter."""

from __future__ import annotations

from dataclasses import replace

from app.intake.clinic import SETTINGS
from app.intake.model import Submitted
from app.intake.questions import QUESTIONS, REMOVABLE
from app.intake.stages import alarm
from tests.cases import for_each
from tests.intake.patient import CLINIC, Patient, flow_of

AUDITED = ("name", "birth_date", "address", "medical_history", "medications")


def asked(left_out: tuple[str, ...] = ()) -> Patient:
    """A patient of a clinic that asks what ships, as far as it does not leave something out."""
    return Patient(flow_of(replace(CLINIC, left_out=left_out), QUESTIONS))


def test_the_configuration_knows_the_same_questions_as_the_conversation():
    variable = SETTINGS["left_out"].variable
    assert variable is not None
    assert variable.read is not None
    assert variable.read(" ".join(REMOVABLE)) == REMOVABLE


def test_none_of_the_audited_five_can_be_left_out():
    assert not {*REMOVABLE} & {*AUDITED}
    patient = asked(left_out=(*AUDITED, *REMOVABLE))
    patient.comes_to("consent")
    assert "*1 of 5 · Name*" in patient.says("1")


@for_each("left_out", [(), ("reason",), ("allergies",), REMOVABLE])
def test_what_is_left_out_is_neither_asked_nor_named_in_the_privacy_text(left_out):
    patient = asked(left_out)
    shown = patient.comes_to("consent")
    assert ("your allergies" in shown) is ("allergies" not in left_out)
    assert ("the reason for your visit" in shown) is ("reason" not in left_out)
    assert f"of {7 - len(left_out)} · Name*" in patient.says("1")


def test_allergies_are_asked_before_the_medicines_and_the_reason_last():
    patient = asked()
    patient.comes_to("medical_history")
    patient.says("Asthma")
    assert patient.is_at("allergies")
    patient.says("Penicillin gives me a rash")
    assert patient.is_at("medications")
    patient.says("none")
    assert patient.is_at("reason")
    assert "*5* Allergies: Penicillin gives me a rash" in patient.says("A check-up")
    patient.says("SEND")
    answers = patient.last(Submitted).answers
    assert (answers["allergies"], answers["reason"]) == ("Penicillin gives me a rash", "A check-up")


@for_each("text", ["none", "no", "no allergies", "NKDA", "none known"])
def test_no_allergies_is_one_code(text):
    patient = asked()
    patient.comes_to("medical_history")
    patient.says("Asthma", text)
    assert patient.is_at("medications")
    assert patient.progress.answers["allergies"] == "none"


@for_each("text", ["penicillin, my throat closed and I was in hospital", "peanuts: my face swelled up"])
def test_what_an_allergy_once_did_is_an_answer_and_no_cry(text):
    patient = asked()
    patient.comes_to("medical_history")
    patient.says("Asthma", text)
    assert patient.progress.answers["allergies"] == text
    assert not patient.progress.emergency
    assert patient.is_at("medications")


def test_a_reaction_that_happens_now_stops_the_question_about_allergies():
    patient = asked()
    patient.comes_to("medical_history")
    patient.says("Asthma", "peanuts, my face is swelling up now and I can't breathe")
    assert patient.progress.aside in alarm.ASIDES
