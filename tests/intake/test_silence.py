"""A patient who comes back after a silence goes on where they were."""

from __future__ import annotations

import pytest

from app.intake.model import DraftDiscarded
from app.intake.progress import dump
from tests.cases import for_each
from tests.intake.patient import QUESTION_KEYS, ROAD, STEPS, Patient

GREETINGS = (
    "hi",
    "Hello again",
    "Perdón, no pude antes",
    "sorry for the delay",
    "I'm back",
    "ya estoy aquí",
    "yes",
    "sí",
    "ok",
    "continue",
    "seguir",
    "thank you",
    "👍",
)


@for_each("step", QUESTION_KEYS)
@for_each("text", GREETINGS, patient=Patient)
def test_a_greeting_after_a_silence_is_no_answer_and_asks_the_open_question(patient, step, text):
    asked = patient.comes_to(step).split("\n\n")[-1]
    kept = patient.progress.answers
    patient.waits(hours=3)
    assert patient.says(text).endswith(asked)
    assert patient.is_at(step)
    assert patient.progress.answers == kept


@for_each("step", QUESTION_KEYS)
@for_each("hours", [0.6, 3, 20], patient=Patient)
def test_an_answer_after_a_silence_is_simply_taken(patient, step, hours):
    patient.comes_to(step)
    patient.waits(hours=hours)
    patient.says(ROAD[step][0])
    assert step in patient.progress.answers
    assert patient.is_at(STEPS[STEPS.index(step) + 1])


@for_each("minutes", [0, 29, 30, -5, -60 * 24 * 365], patient=Patient)
def test_before_that_or_with_a_clock_set_back_nothing_is_asked(patient, minutes):
    patient.comes_to("address")
    patient.waits(minutes=minutes)
    patient.says("The Old Mill")
    assert patient.is_at("medical_history")


class TestAnAddressInDoubt:
    @pytest.fixture
    def asked(self, patient):
        patient.comes_to("address")
        patient.waits(hours=1)
        return patient.says("The Old Mill")

    def test_is_quoted_and_asked_about(self, patient, asked):
        assert asked.startswith("Welcome back")
        assert "“The Old Mill”" in asked
        assert "*1* Yes\n*2* No" in asked
        assert patient.is_at("address", "is_it")

    @pytest.mark.parametrize("text", ["1", "yes", "sí claro", "👍"])
    @pytest.mark.usefixtures("asked")
    def test_is_taken_with_a_yes(self, patient, text):
        patient.says(text)
        assert patient.progress.answers["address"] == "The Old Mill"
        assert patient.is_at("medical_history")

    @pytest.mark.parametrize("text", ["2", "no", "BACK"])
    @pytest.mark.usefixtures("asked")
    def test_is_dropped_with_a_no(self, patient, text):
        assert "What is your address?" in patient.says(text)
        assert patient.is_at("address")
        assert "Old Mill" not in dump(patient.progress)

    @pytest.mark.usefixtures("asked")
    def test_gives_way_to_another(self, patient):
        patient.says("12 Mill Lane")
        assert patient.progress.answers["address"] == "12 Mill Lane"

    @pytest.mark.parametrize("way", ["HELP", "PRIVACY", "REVIEW", "?"])
    @pytest.mark.usefixtures("asked")
    def test_never_stands_in_the_way(self, patient, way):
        patient.says(way, "12 Mill Lane")
        assert patient.progress.answers["address"] == "12 Mill Lane"


@for_each(("text", "hours"), [("When is my appointment?", 1), ("I have to cancel", 30)])
@for_each("step", ["medical_history", "medications"], patient=Patient)
def test_a_health_answer_in_doubt_is_asked_about_without_quoting_it(patient, step, text, hours):
    patient.comes_to(step)
    patient.waits(hours=hours)
    reply = patient.says(text)
    assert text not in reply
    assert "Is what you just sent your answer to *" in reply
    assert patient.is_at(step, "is_it")
    patient.says("2")
    assert patient.is_at(step)
    assert text not in dump(patient.progress)


def test_it_is_taken_whole_with_a_yes(patient):
    patient.comes_to("medical_history")
    patient.waits(days=3)
    patient.says("Asthma\nand gout", "1")
    assert patient.progress.answers["medical_history"] == "Asthma\nand gout"


@for_each(("step", "text"), [("birth_date", "The Old Mill"), ("name", "www.example.com")], patient=Patient)
def test_what_cannot_be_the_answer_is_said_not_to_be_as_ever(patient, step, text):
    patient.comes_to(step)
    told = patient.says(text)
    patient.waits(days=3)
    assert patient.says(text) == told


def test_a_cry_after_a_silence_is_heard(patient):
    patient.comes_to("medical_history")
    patient.waits(hours=1)
    patient.says("chest pain")
    assert patient.is_at("medications", "danger")
    patient.says("2")
    assert patient.progress.answers["medical_history"] == "chest pain"
    assert patient.progress.emergency


@for_each(("text", "told"), [("76", "age 76 on 2026-11-25"), ("1950", "1950")], patient=Patient)
def test_a_year_or_an_age_that_was_asked_for_is_taken_after_any_silence(patient, text, told):
    patient.comes_to("birth_date")
    patient.says("don't know")
    patient.waits(hours=5)
    patient.says(text)
    assert patient.progress.answers["birth_date"] == told


@for_each(
    ("step", "text", "then"),
    [
        ("address", "BACK", "birth_date"),
        ("medical_history", "NONE", "medications"),
        ("birth_date", "don't know", "birth_date"),
        ("medical_history", "EDIT 1", "name"),
    ],
    patient=Patient,
)
def test_a_keyword_is_obeyed_after_any_silence(patient, step, text, then):
    patient.comes_to(step)
    patient.waits(days=1)
    patient.says(text)
    assert patient.progress.step == then


def test_a_pick_between_two_dates_is_taken_after_any_silence(patient):
    patient.comes_to("birth_date")
    patient.says("3/4/90")
    patient.waits(days=1)
    patient.says("2")
    assert patient.progress.answers["birth_date"] == "1990-03-04"


def test_a_greeting_there_asks_which_day_again(patient):
    patient.comes_to("birth_date")
    patient.says("3/4/90")
    patient.waits(days=1)
    assert "Which day is it?" in patient.says("hello")
    assert patient.is_at("birth_date", "which_day")


@pytest.mark.parametrize("text", ["RESTART", "start again"])
class TestStartingAgain:
    def test_is_asked_about_once(self, patient, text):
        patient.comes_to("address")
        kept = patient.progress.answers
        assert "will be lost" in patient.says(text)
        assert patient.progress.answers == kept
        patient.says("1")
        assert patient.is_at("name")
        assert patient.progress.answers == {}
        assert patient.events[-1] == DraftDiscarded()
        assert patient.progress.consent

    @for_each("no", ["2", "no", "BACK", "12 Mill Lane?!"])
    @for_each("step", ["address", "review"], patient=Patient)
    def test_loses_nothing_without_a_yes(self, patient, text, step, no):
        asked = patient.comes_to(step)
        kept = patient.progress.answers
        assert patient.says(text, no).endswith(asked.split("\n\n")[-1])
        assert patient.is_at(step)
        assert patient.progress.answers == kept


@for_each("text", ["DELETE MY DATA", "delete my answers"], patient=Patient)
def test_deleting_is_asked_about_once_and_leaves_nothing_but_a_way_back(patient, text):
    patient.comes_to("address")
    kept = patient.progress.answers
    assert "The clinic won’t get them." in patient.says(text)
    assert patient.progress.answers == kept
    assert "*START*" in patient.says("1")
    assert patient.events[-1] == DraftDiscarded()
    assert patient.progress.answers == {}
    assert patient.progress.patient is None
    assert "*START*" in patient.says("hello")
    assert "Do you agree?" in patient.says("START", "1")


def test_after_a_stop_nothing_is_asked_about_deleting(patient):
    patient.comes_to("address")
    patient.says("STOP", "DELETE MY DATA")
    assert patient.progress.answers == {}


@for_each("step", ["language", "consent", "review", "submitted"], patient=Patient)
def test_a_choice_is_taken_after_any_silence(patient, step):
    patient.comes_to(step)
    patient.waits(days=8)
    patient.says("1")
    assert patient.progress.aside not in {"is_it", "restart"}


def test_a_silence_during_a_change_asks_the_open_question(patient):
    patient.comes_to("submitted")
    patient.says("1", "3")
    patient.waits(hours=1)
    assert "What is your address?" in patient.says("hello")
    patient.says("7 New Street")
    assert patient.is_at("changes")
    assert patient.progress.answers == {"address": "7 New Street"}
