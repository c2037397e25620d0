"""What a patient who writes of danger is told and asked at every step."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from app.intake.allowance import MESSAGES_A_MINUTE, Allowance, Full
from app.intake.cries import Danger
from app.intake.kind import Kind
from app.intake.model import Alarmed, Message, NoteLeft, Submitted
from app.intake.phrases import SHIPPED
from app.intake.progress import Cry, Progress, dump, load
from app.intake.stages import alarm
from tests.cases import for_each
from tests.intake.at_a_question import at
from tests.intake.patient import CLINIC, MORNING, STEPS, TOO_FAST, Patient, alarms_of, flow_of, household

CRY, SELF_HARM, DOUBT = "I can't breathe", "I want to kill myself", "chst pain"
NUMBER = "*If anyone is in danger now, call 999.*"
MENU = "*1* I need help now\n*2* carry on with my answers"
NUMBERS = "*Call 999 now.* You can also call the clinic: 01632 960 555."
ASKED = "Do you need help right now?"
ONLY_ONE_ANSWER = ("name", "birth_date", "address")


def after(step: str) -> str:
    """Return what is open after a cry: it answers a question that takes any text."""
    return STEPS[STEPS.index(step) + 1] if step in {"medical_history", "medications"} else step


@pytest.mark.parametrize("step", STEPS)
class TestAtEveryStep:
    def test_a_sure_cry_stops_the_form_for_one_turn(self, patient, step):
        patient.comes_to(step)
        open_question = patient.replies
        before = patient.progress
        reply = patient.says(CRY)
        assert NUMBER in reply
        assert reply.endswith(MENU)
        assert alarms_of(patient)
        assert patient.is_at(after(step), "danger")
        assert patient.says("2")
        assert patient.progress.aside == before.aside
        if step == after(step):
            assert patient.progress.answers == before.answers
            assert step == "submitted" or open_question[-1].splitlines()[-1] in patient.replies[-1]

    def test_a_doubtful_cry_is_asked_about_and_raised_by_a_yes(self, patient, step):
        patient.comes_to(step)
        assert ASKED in patient.says(DOUBT)
        assert not alarms_of(patient)
        assert "*Call 999 now.*" in patient.says("yes")
        (alarm,) = alarms_of(patient)
        assert (alarm.danger, alarm.words) == (Danger.NOW, DOUBT)

    def test_a_doubtful_cry_that_is_none_raises_nothing(self, patient, step):
        patient.comes_to(step)
        patient.says(DOUBT, "no")
        assert not alarms_of(patient)
        assert patient.is_at(after(step), "noted" if step == "submitted" else None)
        patient.says("hello")
        assert patient.progress.cry is None

    def test_every_cry_is_answered_and_raises_an_alarm(self, patient, step):
        patient.comes_to(step)
        for _ in range(3):
            assert NUMBER in patient.says(CRY)
        assert len(alarms_of(patient)) == 3
        patient.says("2")
        assert patient.progress.aside is None

    def test_a_caption_is_heard_and_never_an_answer(self, patient, step):
        patient.comes_to(step)
        before = patient.progress
        assert NUMBER in patient.sends(Kind.IMAGE, CRY)
        assert alarms_of(patient)
        assert patient.progress.answers == before.answers

    def test_history_raises_nothing(self, patient, step):
        patient.comes_to(step)
        reply = patient.says("My father died of a heart attack")
        assert NUMBER not in reply
        assert ASKED not in reply
        assert not alarms_of(patient)


@for_each("step", ONLY_ONE_ANSWER)
@for_each("cry", [CRY, SELF_HARM], patient=Patient)
def test_a_cry_is_never_a_name_a_birth_date_or_an_address(patient, step, cry):
    patient.comes_to(step)
    patient.says(cry, "2")
    assert step not in patient.progress.answers
    assert patient.is_at(step)
    assert cry not in dump(patient.progress)


@for_each("step", ["medical_history", "medications"], patient=Patient)
def test_among_free_answers_a_cry_is_kept_too_and_the_record_flagged(patient, step):
    patient.comes_to(step)
    reply = patient.says(CRY)
    assert "I’ve saved what you wrote." in reply
    assert patient.progress.emergency
    assert patient.progress.answers[step] == CRY
    patient.says("2", "DONE", "NONE", "SEND")
    assert patient.last(Submitted).emergency
    assert patient.last(Submitted).answers[step] == CRY


def test_a_doubtful_free_answer_flags_the_record_when_it_is_confirmed(patient):
    patient.comes_to("medical_history")
    patient.says(DOUBT)
    assert not patient.progress.emergency
    patient.says("1")
    assert patient.progress.emergency


def test_a_doubtful_text_that_was_an_answer_is_taken_when_it_comes_again(patient):
    patient.comes_to("address")
    assert ASKED in patient.says("12 Chest Pain Road")
    assert "What is your address?" in patient.says("2")
    patient.says("12 chest pain road")
    assert patient.progress.answers["address"] == "12 chest pain road"


def test_a_doubtful_reason_is_the_reason_once_it_is_none():
    patient = at("reason")
    assert ASKED in patient.says(DOUBT)
    patient.says("2")
    assert patient.progress.answers["reason"] == DOUBT
    assert patient.is_at("review")


def test_a_doubtful_text_after_handing_in_is_a_note_once_it_is_none(patient):
    patient.comes_to("submitted")
    patient.says(DOUBT, "no")
    assert patient.last(NoteLeft).text == DOUBT


def test_other_doubtful_words_are_asked_about_again(patient):
    patient.comes_to("address")
    patient.says(DOUBT, "2")
    assert ASKED in patient.says("chset pain")
    patient.says("2")
    assert ASKED in patient.says(DOUBT)


@for_each("text", ["1", "yes", "I need help now", "HELP ME", "yes please"], patient=Patient)
def test_a_patient_who_needs_help_gets_the_numbers_and_the_form_waits_for_any_word(patient, text):
    patient.comes_to("address")
    patient.says(CRY)
    reply = patient.says(text)
    assert "*Call 999 now.*" in reply
    assert CLINIC.phone in reply
    assert "What is your address?" in patient.says("ready")
    assert "address" not in patient.progress.answers


@for_each("text", ["2", "no", "carry on", "I'm fine", "no thanks, I'm ok", "GO ON"], patient=Patient)
def test_a_patient_who_needs_no_help_goes_on(patient, text):
    patient.comes_to("address")
    patient.says(CRY)
    assert "What is your address?" in patient.says(text)


def test_a_patient_who_steers_the_form_goes_on_with_it(patient):
    patient.comes_to("medical_history")
    patient.says("Asthma", CRY)
    assert "Medicines" in patient.says("DONE")
    assert not patient.progress.aside


def test_what_is_neither_is_asked_again_and_not_kept(patient):
    patient.comes_to("name")
    patient.says(CRY)
    for text in ("my wife is here", "?", "..."):
        assert patient.says(text) == f"{NUMBERS}\n\n{MENU}"
    assert patient.is_at("name", "danger")


@for_each("word", ["PRIVACY", "MY DATA"], patient=Patient)
def test_privacy_and_rights_are_answered_meanwhile(patient, word):
    patient.comes_to("name")
    patient.says(SELF_HARM, word)
    assert patient.is_at("name", "danger")
    assert "What is your full name?" in patient.says("2")


def test_self_harm_shows_a_crisis_line_if_the_clinic_knows_one(patient):
    assert "call 116 123" not in Patient().says(SELF_HARM)
    patient.flow = flow_of(replace(CLINIC, crisis_numbers={"": "988", "en": "116 123"}))
    for text in (SELF_HARM, "1"):
        assert "call 116 123." in patient.says(text)
    other = Patient(flow=patient.flow)
    assert "llame al 988." in other.says("me quiero matar")
    assert "116 123" not in patient.says(CRY)


@for_each("language", ["en", "es"])
@for_each("kind", [*Danger])
def test_the_question_names_both_numbers_and_the_crisis_line_where_it_helps(language, kind):
    clinic = replace(CLINIC, crisis_numbers={"en": "116 123", "es": "024"})
    asked = Progress(language=language, aside="doubt", cry=Cry(kind, DOUBT, language, None))
    scene = flow_of(clinic).scene(asked, Message("hm", Kind.TEXT, UUID(int=1)), MORNING)
    question = alarm.ask_doubt(scene, asked)
    assert CLINIC.emergency_number in question
    assert CLINIC.phone in question
    assert (clinic.crisis_in(language) in question) is (kind is Danger.SELF_HARM)


@for_each("cry", [CRY, SELF_HARM, "no puedo respirar"], patient=Patient)
def test_the_same_words_after_an_alarm_and_carry_on_are_an_answer_once(patient, cry):
    patient.comes_to("submitted")
    patient.says(cry, "2")
    patient.says(f"{cry.upper()}!")
    assert len(alarms_of(patient)) == 1
    assert patient.last(NoteLeft).text == f"{cry.upper()}!"
    patient.says(cry)
    assert len(alarms_of(patient)) == 2, "once more, they are heard"


@for_each("word", ["1", "my wife is here"], patient=Patient)
def test_the_same_words_without_carry_on_are_an_alarm(patient, word):
    patient.comes_to("address")
    patient.says(CRY, word, CRY)
    assert len(alarms_of(patient)) == 2


def test_the_same_words_an_hour_later_are_an_alarm(patient):
    patient.comes_to("address")
    patient.says(CRY, "2")
    patient.waits(hours=1)
    patient.says(CRY)
    assert len(alarms_of(patient)) == 2


def test_other_words_after_carry_on_are_an_alarm(patient):
    patient.comes_to("address")
    patient.says(CRY, "2", SELF_HARM)
    assert len(alarms_of(patient)) == 2


def test_an_address_that_sounds_of_danger_is_taken_when_it_comes_again(patient):
    patient.comes_to("address")
    assert NUMBER in patient.says("44 I can't breathe Road")
    patient.says("2", "44 I can't breathe Road")
    assert patient.progress.answers["address"] == "44 I can't breathe Road"


def test_no_answer_for_two_minutes_is_an_alarm_with_the_words_and_the_sure_question(patient):
    patient.comes_to("address")
    patient.says(DOUBT)
    asked_at = patient.now
    patient.waits(seconds=119)
    assert alarm.unanswered(patient.progress, patient.now) is None
    patient.waits(seconds=1)
    told = alarm.unanswered(patient.progress, patient.now)
    assert told is not None
    patient.take(told)
    assert alarms_of(patient) == [Alarmed(Danger.NOW, DOUBT, patient.progress.patient, asked_at)]
    assert patient.is_at("address", "danger")
    assert patient.progress.emergency
    assert DOUBT not in dump(patient.progress)
    assert alarm.unanswered(patient.progress, patient.now) is None
    assert patient.says("hm?").startswith(f"{NUMBERS}\n\n{MENU}")


KEYWORDS = [
    "BACK",
    "UNDO",
    "DONE",
    "no more",
    "SKIP",
    "EDIT 1",
    "REVIEW",
    "SHOW ALL",
    "SEND",
    "RESTART",
    "don't know",
]


@for_each("word", KEYWORDS, patient=Patient)
def test_a_keyword_that_steers_the_form_does_not_answer_a_doubt(patient, word):
    patient.comes_to("address")
    asked = patient.says(DOUBT)
    due = alarm.due(patient.progress, patient.now)
    patient.waits(seconds=50)
    assert patient.says(word) == asked
    assert alarm.due(patient.progress, patient.now) == due
    assert not alarms_of(patient)
    assert "What is your address?" in patient.says("2")
    assert not alarms_of(patient)


@for_each(
    "word",
    ["BACK", "REVIEW", "RESTART", "LINK"],
    patient=lambda: Patient(flow_of(replace(CLINIC, intake_mode="ask"))),
)
def test_after_two_minutes_it_is_obeyed_and_the_doubt_is_an_alarm(patient, word):
    patient.says("ok", "1", "1", "1", "1", "Maya Okafor", "4 March 1990", DOUBT)
    patient.waits(minutes=2)
    patient.says(word)
    assert [told.words for told in alarms_of(patient)] == [DOUBT]
    assert patient.progress.aside not in alarm.ASIDES


def test_no_is_a_no_to_a_doubt_with_whatever_words(patient):
    patient.comes_to("address")
    patient.says(DOUBT, "no, nothing")
    assert patient.is_at("address")
    assert not alarms_of(patient)


def test_where_too_many_come_at_once_a_cry_in_doubt_is_told_with_the_next_and_not_twice(patient):
    patient.comes_to("address")
    patient.says(DOUBT)
    message = Message("chset pain", Kind.TEXT, UUID(int=1))
    patient.take(patient.flow.step(patient.progress, message, patient.now, TOO_FAST))
    patient.waits(minutes=2)
    assert alarm.unanswered(patient.progress, patient.now) is None
    assert [each.words for each in alarms_of(patient)] == [f"{DOUBT}\nchset pain"]


def test_a_stranger_is_answered_in_the_language_of_the_cry_and_then_welcomed():
    patient = Patient()
    assert patient.says("no puedo respirar").startswith("Siento mucho")
    assert "*Llame ahora al 999.*" in patient.says("1")
    reply = patient.says("ya")
    assert "soy el asistente automático" in reply
    assert "*1* English" in reply


def test_where_one_language_is_spoken_a_stranger_is_asked_the_first_question():
    patient = Patient(flow=flow_of(replace(CLINIC, languages=("en",))))
    patient.says(CRY)
    assert "Who are these questions about?" in patient.says("2")
    assert "Do you agree?" in patient.says("1")


def test_words_of_another_language_are_heard_too(patient):
    patient.comes_to("medical_history")
    assert NUMBER in patient.says("me duele el pecho")


@for_each("cry", [CRY, SELF_HARM, DOUBT], patient=Patient)
def test_after_a_stop_a_cry_is_answered_once_and_then_it_is_silent_again(patient, cry):
    patient.comes_to("name")
    patient.says("STOP")
    assert "999" in patient.says(cry)
    assert [alarm.words for alarm in alarms_of(patient)] == [cry]
    assert patient.progress.opted_out
    assert patient.says("hello") == ""


@for_each("quietly", [False, True])
@for_each("cry", [CRY, DOUBT], patient=Patient)
def test_beyond_every_limit_a_cry_is_answered(patient, quietly, cry):
    patient.comes_to("name")
    message = Message(cry, Kind.TEXT, patient.progress.patient)
    slowed = Allowance(in_this_minute=MESSAGES_A_MINUTE + 1 + quietly)
    for limited in (slowed, Allowance(full=Full.MESSAGES, is_told=quietly)):
        turn = patient.flow.step(patient.progress, message, patient.now, limited)
        assert NUMBER in turn.replies[0]
        assert [type(event) for event in turn.events] == [Alarmed]
        assert turn.progress == patient.progress


def test_a_cry_over_another_question_goes_back_to_that_question(patient):
    patient.comes_to("birth_date")
    patient.says("3/4/1990")
    assert patient.is_at("birth_date", "which_day")
    patient.says(CRY)
    assert "Which day is it?" in patient.says("2")
    patient.says("1")
    assert patient.progress.answers["birth_date"]


def test_a_message_that_was_asked_about_survives_a_cry(patient):
    patient.comes_to("address")
    patient.waits(hours=2)
    patient.says("The Old Mill")
    patient.says(CRY, "2")
    patient.says("1")
    assert patient.progress.answers["address"] == "The Old Mill"


def test_a_patient_who_comes_back_long_after_a_cry_is_asked_the_open_question(patient):
    patient.comes_to("name")
    patient.says(CRY)
    patient.waits(hours=3)
    patient.says("Maya Lindt")
    assert patient.progress.answers["name"] == "Maya Lindt"


def test_a_household_hears_it_in_its_menu():
    patient = household("Ann", "Ben")
    patient.says("1")
    assert patient.is_at("submitted", "whose")
    assert NUMBER in patient.says(CRY)
    assert "Whose answers?" in patient.says("2")


@for_each("aside", ["danger", "doubt", "waiting"], patient=Patient)
def test_an_aside_without_its_cry_is_dropped(patient, aside):
    patient.comes_to("address")
    patient.progress = replace(patient.progress, aside=aside)
    patient.says("12 Mill Lane")
    assert patient.progress.answers["address"] == "12 Mill Lane"


def test_progress_from_before_there_were_cries_is_loaded():
    assert load('{"step": "name", "warned_at": "2026-11-25T09:00:00+00:00"}').cry is None


@for_each(("step", "text"), [("name", "Socorro Martínez"), ("address", "1 Ambulance Road")], patient=Patient)
def test_a_name_or_an_address_with_such_a_word_is_none(patient, step, text):
    patient.comes_to(step)
    assert NUMBER not in patient.says(text)
    if patient.progress.aside == "is_it":
        patient.says("1")
    assert patient.progress.answers[step] == text


def test_what_is_said_holds_no_word_of_the_patient(patient):
    patient.comes_to("medical_history")
    assert "breathe" not in patient.says(CRY)


@for_each("phrases", SHIPPED.values())
def test_both_choices_have_words_in_every_language(phrases):
    words = phrases.lexicon.danger
    assert words.needs_help.split()
    assert words.is_well.split()
