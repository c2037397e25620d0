"""After STOP there is silence, until START or YES."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from app.intake.kind import Kind
from app.intake.model import Message, OptedIn, OptedOut
from tests.cases import for_each
from tests.intake.patient import CLINIC, STEPS, Patient, flow_of


@for_each("step", STEPS, patient=Patient)
def test_after_stop_there_is_silence_and_nothing_changes(patient, step):
    patient.comes_to(step)
    patient.says("STOP")
    kept = patient.progress
    for text in (
        "STOP",
        "hello",
        "1",
        "ok",
        "my father died of chest pain",
        "RESTART",
        "BACK",
        "yesterday",
        "12 Mill Lane",
        "",
    ):
        assert patient.says(text) == ""
    for kind in Kind:
        assert patient.sends(kind, "no yes here") == ""
    assert patient.sends(Kind.IMAGE, "yes") == ""
    assert patient.progress == kept
    assert patient.events.count(OptedOut()) == 1


@for_each("step", STEPS)
@for_each("word", ["START", "unstop.", "YES", "sí", "empezar"], patient=Patient)
def test_start_or_yes_goes_on_where_it_was(patient, step, word):
    patient.comes_to(step)
    kept = patient.progress
    patient.says("STOP")
    assert patient.says(word) != ""
    assert not patient.progress.opted_out
    assert patient.events[-1] == OptedIn()
    assert (patient.progress.step, patient.progress.answers) == (kept.step, kept.answers)


def test_yes_while_opted_in_brings_nobody_back(patient):
    patient.comes_to("medical_history")
    assert "Please tell us which." in patient.says("yes")
    assert not patient.events[-1:] or not isinstance(patient.events[-1], OptedIn)
    assert patient.is_at("medical_history")


def test_help_is_given_after_stop_and_changes_nothing(patient):
    patient.comes_to("address")
    patient.says("STOP")
    kept = patient.progress
    reply = patient.says("HELP")
    assert all(part in reply for part in ("01632 960 555", "999", "*START*"))
    assert patient.progress == kept


def test_stop_says_that_answers_are_kept_only_where_there_are_any(patient):
    assert "are saved" not in patient.says("STOP")
    patient.says("START")
    patient.says("1", "1", "1", "Maya")
    assert "are saved" in patient.says("STOP")


def test_a_stranger_may_stop_in_their_own_language(patient):
    assert patient.says("PARAR").startswith("No recibirá más mensajes de Larkfield Clinic.")
    assert "*1* English" in patient.says("EMPEZAR")


def test_start_after_declining_leads_back_to_the_text(patient):
    patient.comes_to("consent")
    patient.says("2", "1", "STOP")
    assert "Do you agree?" in patient.says("START")


def test_the_open_question_is_not_lost_to_a_long_stop(patient):
    patient.comes_to("address")
    patient.says("STOP")
    patient.waits(days=30)
    assert "*3 of 5 · Address*" in patient.says("START")
    patient.says("12 Mill Lane")
    assert patient.is_at("medical_history")


@for_each("word", ["STOP", " Stop ", "unsubscribe", "CANCEL", "OPTOUT"])
def test_on_sms_twilio_confirms_a_stop_and_the_chat_is_silent(word):
    patient = Patient(flow_of(replace(CLINIC, channel="sms")))
    patient.comes_to("name")
    assert patient.says(word) == ""
    assert patient.progress.opted_out
    assert isinstance(patient.events[-1], OptedOut)


@for_each("word", ["PARAR", "BAJA", "please stop", "Stop."])
def test_on_sms_a_stop_that_twilio_does_not_know_is_confirmed_here(word):
    patient = Patient(flow_of(replace(CLINIC, channel="sms")))
    patient.comes_to("name")
    assert patient.says(word)
    assert patient.progress.opted_out


@for_each("channel", ["sms", "whatsapp"])
def test_what_twilio_has_taken_for_a_stop_is_one_and_is_not_confirmed_twice(channel):
    patient = Patient(flow_of(replace(CLINIC, channel=channel)))
    patient.comes_to("name")
    message = Message("basta ya", Kind.TEXT, UUID(int=9), stopped=True)
    patient.take(patient.flow.step(patient.progress, message, patient.now))
    assert patient.replies == ()
    assert patient.progress.opted_out
    assert patient.events[-1] == OptedOut()
