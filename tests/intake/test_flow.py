"""One step of the conversation depends on its arguments alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.intake.kind import Kind
from app.intake.model import Alarmed, Message, OptedIn, OptedOut
from app.intake.phrases import SHIPPED
from app.intake.progress import Progress
from tests.cases import for_each
from tests.intake.patient import CLINIC, MORNING, STEPS, TOO_FAST, Patient, flow_of


def typed(text: str) -> Message:
    return Message(text, Kind.TEXT, UUID(int=1))


@for_each("step", STEPS, patient=Patient)
def test_a_step_depends_on_its_arguments_alone(patient, step):
    patient.comes_to(step)
    message = Message("3/4/90", Kind.TEXT, UUID(int=5))
    turns = [flow_of(CLINIC).step(patient.progress, message, patient.now) for _ in range(2)]
    assert turns[0] == turns[1]


def test_the_second_of_two_quick_messages_answers_the_question_that_is_open_then():
    date_first, address_first = Patient(), Patient()
    for patient in (date_first, address_first):
        patient.comes_to("birth_date")
    date_first.says("4 March 1990", "12 Mill Lane")
    assert date_first.is_at("medical_history")
    address_first.says("12 Mill Lane", "4 March 1990")
    assert address_first.is_at("address")
    assert address_first.progress.answers["birth_date"] == "1990-03-04"
    assert "address" not in address_first.progress.answers


def test_a_yes_sent_twice_is_not_an_answer_to_the_next_question(patient):
    patient.comes_to("consent")
    patient.says("1", "1")
    assert patient.is_at("name")


@for_each("language", [None, "en", "es"])
def test_slow_down_changes_nothing_and_says_so_in_the_patients_language(language):
    progress = Progress(language=language)
    turn = flow_of(CLINIC).step(progress, typed("Asthma"), MORNING, TOO_FAST)
    assert turn.progress is progress
    assert turn.events == ()
    (reply,) = turn.replies
    spoken = [SHIPPED[language]] if language else SHIPPED.values()
    assert reply == "\n\n".join(phrases.slow_down.format(phone=CLINIC.phone) for phrases in spoken)


@for_each("step", STEPS)
@for_each("word", ["STOP", "START", "HELP", "parar", "empezar", "ayuda"], patient=Patient)
def test_stop_start_and_help_are_obeyed_at_any_pace(patient, step, word):
    patient.comes_to(step)
    message = typed(word)
    turn = patient.flow.step(patient.progress, message, patient.now, TOO_FAST)
    assert turn == replace(patient.flow.step(patient.progress, message, patient.now), is_slowed=True)


@for_each("step", STEPS, patient=Patient)
def test_a_sender_who_wrote_stop_and_floods_us_hears_nothing_but_what_they_ask_for(patient, step):
    patient.comes_to(step)
    patient.says("STOP")
    for text in ("hello", "STOP", "1"):
        turn = patient.flow.step(patient.progress, typed(text), patient.now, TOO_FAST)
        assert (turn.replies, turn.events) == ((), ())
        assert turn.progress == patient.progress
    cried = patient.flow.step(patient.progress, typed("chest pain"), patient.now, TOO_FAST)
    assert [type(event) for event in cried.events] == [Alarmed]
    assert len(cried.replies) == 1
    assert patient.flow.step(patient.progress, typed("HELP"), patient.now, TOO_FAST).replies
    assert OptedIn() in patient.flow.step(patient.progress, typed("START"), patient.now, TOO_FAST).events


@for_each("text", ["chest pain", "me ahogo"], patient=Patient)
def test_a_cry_for_help_is_heard_at_any_pace(patient, text):
    patient.comes_to("medical_history")
    patient.says("chest pain")
    turn = patient.flow.step(patient.progress, typed(text), patient.now, TOO_FAST)
    (reply,) = turn.replies
    assert reply.startswith("I’m sorry you’re going through this.")
    assert SHIPPED["en"].slow_down.format(phone=CLINIC.phone) in reply
    assert turn.progress is patient.progress


def test_starting_over_says_why_and_asks_for_the_language(patient):
    turn = patient.flow.start_over(typed("4 March 1990"), MORNING)
    (reply,) = turn.replies
    assert turn.progress == Progress(last_at=MORNING, asked_at=MORNING)
    assert turn.events == ()
    assert all(phrases.start_over in reply for phrases in SHIPPED.values())
    patient.take(turn)
    patient.says("1")
    assert patient.is_at("whom")


def test_a_patient_who_starts_over_may_stop_and_one_who_has_stopped_stays_so():
    stopped = flow_of(CLINIC).start_over(typed("STOP"), MORNING)
    assert stopped.progress.opted_out
    assert stopped.events == (OptedOut(),)
    silent = flow_of(CLINIC).start_over(typed("4 March 1990"), MORNING, opted_out=True)
    assert (silent.progress, silent.replies) == (Progress(opted_out=True), ())


def test_a_time_without_a_zone_is_taken_as_utc():
    patient = Patient()
    patient.says("Hello")
    patient.now = datetime(2026, 11, 25, 9, 1)  # noqa: DTZ001 -- the point of the test
    patient.says("1")
    assert patient.is_at("consent")


def test_a_clinic_whose_name_holds_braces_is_named_as_it_is():
    patient = Patient(flow_of(replace(CLINIC, name="{clinic} {0} {phone!r}")))
    assert "{clinic} {0} {phone!r}" in patient.says("Hello")


@for_each("text", ["{clinic}", "{0}a", "%s", "{phone.__class__}", "*_~`a"], patient=Patient)
def test_what_a_patient_writes_is_never_filled_in(patient, text):
    patient.comes_to("address")
    patient.says(text, "none")
    assert f"*3* Address: {text}\n" in patient.says("none")


@for_each("step", STEPS, patient=Patient)
def test_no_repr_shows_what_a_patient_wrote(patient, step):
    patient.comes_to(step)
    message = Message("Asthma and 3/4/90", Kind.TEXT, UUID(int=1))
    turn = patient.flow.step(patient.progress, message, patient.now)
    shown = repr((message, patient.progress, turn, patient.events))
    for secret in ("Asthma", "Maya", "Mill Lane", "1990", "3/4/90", "'M'"):
        assert secret not in shown
