"""A picture or a voice message changes nothing, and the open question is asked again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.intake.kind import Kind
from app.intake.phrases import SHIPPED
from tests.cases import for_each
from tests.intake.patient import QUESTION_KEYS, STEPS, Patient

UNREADABLE = [kind for kind in Kind if kind is not Kind.TEXT]


@for_each("kind", UNREADABLE)
@for_each("step", QUESTION_KEYS, patient=Patient)
def test_what_is_no_text_names_the_open_question_and_changes_nothing(patient, kind, step):
    patient.comes_to(step)
    kept = patient.progress
    reply = patient.sends(kind)
    assert "I can" in reply
    assert "Please type your " in reply
    assert "call 01632 960 555" in reply
    assert replace(patient.progress, hinted_at=None) == kept


@for_each("kind", UNREADABLE)
@for_each("step", ["consent", "review", "submitted"], patient=Patient)
def test_elsewhere_it_is_asked_again(patient, kind, step):
    asked = patient.comes_to(step)
    kept = patient.progress
    reply = patient.sends(kind, "1")
    assert reply.startswith("I can")
    assert replace(patient.progress, hinted_at=None) == kept
    assert step == "submitted" or asked in reply


@for_each("kind", UNREADABLE, patient=Patient)
def test_a_stranger_is_told_in_every_language_and_welcomed(patient, kind):
    reply = patient.sends(kind)
    assert "I can" in reply
    assert "uedo" in reply
    assert "*1* English" in reply
    assert patient.progress.language is None


@for_each("text", ["", " ", "\n", "\u200b", "\u2060\ufe0f", "\x00", "\ud800"], patient=Patient)
def test_an_empty_body_is_never_an_answer(patient, text):
    for step in STEPS[1:]:
        patient = Patient()
        patient.comes_to(step)
        kept = patient.progress
        assert "I can only read text." in patient.says(text)
        assert replace(patient.progress, hinted_at=None) == kept


def test_a_voice_message_at_the_address_is_answered_as_the_design_shows(patient):
    patient.comes_to("address")
    reply = patient.sends(Kind.VOICE)
    assert (
        reply
        == "I can’t listen to voice messages, so yours was not saved. Please type your address, or call 01632 960 555."
    )


@for_each("language", ["en", "es"])
@for_each("kind", [kind for kind in UNREADABLE if kind not in {Kind.REACTION, Kind.OTHER}])
def test_what_might_have_been_meant_as_an_answer_is_said_not_to_be_saved(kind, language):
    said = SHIPPED[language].cannot_read[kind]
    assert said.endswith(("was not saved.", "no se guardó."))


def test_a_picture_between_two_dates_shows_them_again(patient):
    patient.comes_to("birth_date")
    patient.says("3/4/90")
    assert "*2* 4 March 1990" in patient.sends(Kind.IMAGE)
    assert patient.is_at("birth_date", "which_day")


def test_a_reaction_is_answered_once_in_ten_minutes(patient):
    patient.comes_to("address")
    assert patient.sends(Kind.REACTION, "👍") != ""
    patient.waits(minutes=9)
    kept = patient.progress
    assert patient.sends(Kind.REACTION, "👍") == ""
    assert patient.progress == kept
    patient.waits(minutes=2)
    assert patient.sends(Kind.REACTION, "👍") != ""


def test_a_reaction_does_not_end_a_silence(patient):
    patient.comes_to("address")
    patient.waits(hours=1)
    patient.sends(Kind.REACTION, "👍")
    patient.says("The Old Mill")
    assert patient.is_at("address", "is_it")


def test_a_hint_from_the_future_does_not_silence_us(patient):
    patient.comes_to("address")
    patient.sends(Kind.REACTION)
    patient.waits(days=-1)
    assert patient.sends(Kind.REACTION) != ""


def test_other_kinds_are_answered_every_time(patient):
    patient.comes_to("address")
    patient.sends(Kind.REACTION)
    assert patient.sends(Kind.IMAGE)
    assert patient.sends(Kind.IMAGE)


@pytest.mark.parametrize("kind", [Kind.IMAGE, Kind.VIDEO, Kind.DOCUMENT])
class TestWordsUnderAPicture:
    def test_are_the_answer_and_said_to_be_read(self, patient, kind):
        patient.comes_to("medications")
        reply = patient.sends(kind, "metformin 500 mg")
        assert reply.startswith("I can’t open what you sent, but I’ve read your words.")
        assert patient.progress.answers["medications"] == "metformin 500 mg"
        assert patient.is_at("review")

    def test_that_cannot_be_the_answer_are_refused_as_ever(self, patient, kind):
        patient.comes_to("birth_date")
        assert "date" in patient.sends(kind, "my passport")
        assert patient.is_at("birth_date")

    @for_each("words", ["RESTART", "1", "none", "back"], patient=Patient)
    def test_choose_nothing(self, patient, kind, words):
        patient.comes_to("medications")
        patient.sends(kind, words)
        assert patient.is_at("medications")


def test_a_place_is_offered_as_the_address(patient):
    patient.comes_to("address")
    reply = patient.sends(Kind.LOCATION, "12 Mill Lane, Larkfield")
    assert reply.startswith("Is “12 Mill Lane, Larkfield” your address?\n*1* Yes\n*2* No")
    patient.says("1")
    assert patient.progress.answers["address"] == "12 Mill Lane, Larkfield"


def test_a_place_that_is_no_address_is_asked_for_in_words(patient):
    patient.comes_to("address")
    patient.sends(Kind.LOCATION, "12 Mill Lane, Larkfield")
    assert "What is your address?" in patient.says("no")
    assert patient.is_at("address")


@for_each("step", ["name", "medications", "review", "submitted"], patient=Patient)
def test_elsewhere_a_place_is_no_answer(patient, step):
    patient.comes_to(step)
    kept = patient.progress.answers
    assert "place" in patient.sends(Kind.LOCATION, "12 Mill Lane, Larkfield")
    assert patient.progress.answers == kept
