from __future__ import annotations

from dataclasses import replace

import pytest

from app.intake.model import DraftDiscarded
from app.intake.progress import dump
from tests.intake.patient import CLINIC, QUESTION_KEYS, flow_of


@pytest.mark.parametrize("step", QUESTION_KEYS)
def test_after_half_an_hour_a_message_is_not_taken_for_an_answer(patient, step):
    patient.comes_to(step)
    kept = patient.progress
    patient.waits(minutes=31)
    reply = patient.says("12 Mill Lane")
    assert reply.startswith("Welcome back.")
    assert "To use it as your answer here, choose *1*." in reply
    assert "Shall we carry on with *" in reply
    assert patient.is_at(step, "resume")
    assert patient.progress.held == "12 Mill Lane"
    assert patient.progress.answers == kept.answers


@pytest.mark.parametrize("minutes", [0, 29, 30, -5, -60 * 24 * 365])
def test_before_that_or_with_a_clock_set_back_it_is(patient, minutes):
    patient.comes_to("address")
    patient.waits(minutes=minutes)
    patient.says("12 Mill Lane")
    assert patient.is_at("medical_history")


def test_a_message_after_eight_days_finds_everything_kept(patient):
    patient.comes_to("medications")
    patient.waits(days=8)
    patient.says("aspirin", "1")
    assert patient.progress.answers["medications"] == "aspirin"
    assert patient.progress.answers["name"] == "Maya Okafor-Lindt"


@pytest.mark.parametrize("text", ["1", "GO ON", "continue", "1️⃣"])
def test_going_on_takes_the_held_message_as_the_answer(patient, text):
    patient.comes_to("address")
    patient.waits(hours=1)
    assert "*4 of 5 · Medical history*" in patient.says("12 Mill Lane", text)
    assert patient.progress.answers["address"] == "12 Mill Lane"
    assert patient.progress.held == ""


@pytest.mark.parametrize(
    ("step", "text", "because"),
    [
        ("birth_date", "12 Mill Lane", "couldn’t read that as a date"),
        ("name", "www.example.com", "looks like a link"),
        ("name", "no thanks", "doesn’t look like a name"),
        ("birth_date", "3/4/90", "Which day is it?"),
    ],
)
def test_a_held_message_is_read_as_any_other(patient, step, text, because):
    patient.comes_to(step)
    patient.waits(hours=1)
    assert because in patient.says(text, "1")
    assert patient.progress.step == step
    assert patient.progress.held == ""


def test_a_cry_after_a_silence_is_never_held(patient):
    patient.comes_to("medical_history")
    patient.waits(hours=1)
    patient.says("chest pain")
    assert patient.is_at("medications", "danger")
    patient.says("2", "DONE")
    assert patient.progress.answers["medical_history"] == "chest pain"
    assert patient.progress.emergency


@pytest.mark.parametrize("step", QUESTION_KEYS)
def test_no_more_is_held_than_the_question_takes(patient, step):
    patient.comes_to(step)
    limit = patient.flow.questions[QUESTION_KEYS.index(step)].limit
    patient.waits(hours=1)
    assert "was not saved" in patient.says("x" * (limit + 1))
    assert patient.progress.held == ""
    assert patient.is_at(step, "resume")
    assert f"*{QUESTION_KEYS.index(step) + 1} of 5 · " in patient.says("1")


@pytest.mark.parametrize("way", ["2", "3", "RESTART", "delete", "EDIT 1", "BACK"])
def test_a_held_message_that_is_left_is_said_to_be_dropped(patient, way):
    patient.comes_to("medical_history")
    patient.waits(hours=1)
    assert "The message you sent when you came back was not saved." in patient.says("Asthma", way)
    assert "Asthma" not in dump(patient.progress)


@pytest.mark.parametrize(
    "way",
    [
        ("HELP",),
        ("PRIVACY",),
        ("LANGUAGE", "1"),
        ("LANGUAGE", "BACK"),
        ("REVIEW",),
        ("STOP", "START"),
        ("?",),
    ],
)
def test_until_the_patient_chooses_a_held_message_is_kept(patient, way):
    patient.comes_to("address")
    patient.waits(hours=1)
    patient.says("12 Mill Lane", *way)
    assert patient.is_at("address", "resume")
    patient.says("1")
    assert patient.progress.answers["address"] == "12 Mill Lane"


def test_a_held_message_waits_for_a_privacy_text_that_has_changed(patient):
    patient.comes_to("address")
    patient.waits(hours=1)
    patient.says("12 Mill Lane")
    patient.flow = flow_of(replace(CLINIC, name="Mill Lane Clinic"))
    assert "To use it as your answer here, choose *1*." in patient.says("1", "1")
    patient.says("1")
    assert patient.progress.answers["address"] == "12 Mill Lane"


def test_a_no_to_that_text_drops_it(patient):
    patient.comes_to("address")
    patient.waits(hours=1)
    patient.says("12 Mill Lane")
    patient.flow = flow_of(replace(CLINIC, name="Mill Lane Clinic"))
    assert "was not saved" in patient.says("1", "2", "1")
    assert "12 Mill Lane" not in dump(patient.progress)


@pytest.mark.parametrize(("text", "told"), [("76", "age 76 on 2026-11-25"), ("1950", "1950")])
def test_a_year_or_an_age_that_was_asked_for_is_taken_after_any_silence(patient, text, told):
    patient.comes_to("birth_date")
    patient.says("don't know")
    patient.waits(hours=5)
    patient.says(text)
    assert patient.progress.answers["birth_date"] == told


@pytest.mark.parametrize("text", ["2", "RESTART", "start again"])
def test_starting_again_keeps_the_consent(patient, text):
    patient.comes_to("address")
    patient.waits(hours=1)
    patient.says("12 Mill Lane", text)
    assert patient.is_at("name")
    assert patient.progress.answers == {}
    assert patient.events[-1] == DraftDiscarded()
    assert patient.progress.consent


@pytest.mark.parametrize("text", ["3", "delete my answers"])
def test_deleting_leaves_nothing_and_a_way_back(patient, text):
    patient.comes_to("address")
    patient.waits(hours=1)
    assert "*START*" in patient.says("12 Mill Lane", text)
    assert patient.events[-1] == DraftDiscarded()
    assert patient.progress.answers == {}
    assert patient.progress.patient is None
    assert "*START*" in patient.says("hello")
    assert "Do you agree?" in patient.says("START", "1")


@pytest.mark.parametrize("text", ["12 Mill Lane", "4", "yes but later", "⅔"])
def test_anything_else_is_asked_again_and_not_saved(patient, text):
    patient.comes_to("address")
    patient.waits(hours=1)
    assert "was not saved" in patient.says("12 Mill Lane", text)
    assert patient.is_at("address", "resume")
    assert patient.progress.held == "12 Mill Lane"


@pytest.mark.parametrize(
    ("step", "text", "then"),
    [
        ("address", "BACK", "birth_date"),
        ("address", "RESTART", "name"),
        ("medical_history", "NONE", "medications"),
        ("birth_date", "don't know", "birth_date"),
        ("medical_history", "EDIT 1", "name"),
    ],
)
def test_a_keyword_is_obeyed_after_any_silence(patient, step, text, then):
    patient.comes_to(step)
    patient.waits(days=1)
    patient.says(text)
    assert patient.progress.step == then
    assert patient.progress.aside != "resume"


@pytest.mark.parametrize(("step", "text"), [("name", "none"), ("address", "no"), ("address", "don't know")])
def test_a_keyword_of_another_question_is_held_as_an_answer_to_this_one(patient, step, text):
    patient.comes_to(step)
    patient.waits(days=1)
    patient.says(text)
    assert patient.is_at(step, "resume")


def test_a_pick_between_two_dates_is_taken_after_any_silence(patient):
    patient.comes_to("birth_date")
    patient.says("3/4/90")
    patient.waits(days=1)
    patient.says("2")
    assert patient.progress.answers["birth_date"] == "1990-03-04"


def test_another_text_there_is_not(patient):
    patient.comes_to("birth_date")
    patient.says("3/4/90")
    patient.waits(days=1)
    patient.says("12 Mill Lane")
    assert patient.is_at("birth_date", "resume")
    assert patient.progress.readings == ()


@pytest.mark.parametrize("step", ["language", "consent", "review", "submitted"])
def test_a_choice_is_taken_after_any_silence(patient, step):
    patient.comes_to(step)
    patient.waits(days=8)
    patient.says("1")
    assert patient.progress.aside != "resume"


def test_a_silence_during_a_change_offers_to_leave_everything_as_it_was(patient):
    patient.comes_to("submitted")
    kept = patient.progress
    patient.says("1", "3")
    patient.waits(hours=1)
    reply = patient.says("7 New Street")
    assert "*2* leave everything as it was" in reply
    assert "delete" not in reply
    assert patient.is_at("address", "resume")
    patient.says("3")
    assert patient.is_at("address", "resume")
    assert "was not saved" in patient.says("2")
    assert patient.is_at("submitted")
    assert patient.progress.people == kept.people
