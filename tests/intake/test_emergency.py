from __future__ import annotations

from dataclasses import replace

import pytest

from app.intake.model import Kind, Submitted

BANNER = "*If this is an emergency now, call 999.*"


def test_the_answer_is_kept_the_number_shown_and_the_record_flagged(patient):
    patient.comes_to("medical_history")
    reply = patient.says("I have chest pain")
    assert reply.startswith(BANNER)
    assert "Kept." in reply
    assert "chest" not in reply
    assert BANNER not in patient.says("chest pain again")
    patient.says("DONE", "none", "SEND")
    assert patient.last(Submitted).emergency
    assert patient.last(Submitted).answers["medical_history"].startswith("I have chest pain")


def test_an_intake_without_such_a_word_is_not_flagged(patient):
    patient.comes_to("submitted")
    assert not patient.last(Submitted).emergency


@pytest.mark.parametrize("step", ["language", "consent", "review", "submitted"])
def test_where_no_answer_is_taken_the_number_is_shown_and_nothing_kept(patient, step):
    patient.comes_to(step)
    kept = patient.progress
    assert BANNER in patient.says("chest pain")
    assert replace(patient.progress, warned_at=None) == kept


@pytest.mark.parametrize(
    ("minutes", "is_shown"), [(0, False), (9, False), (10, True), (11, True), (-60, True)]
)
def test_the_number_is_shown_again_when_the_last_time_is_ten_minutes_ago(patient, minutes, is_shown):
    patient.comes_to("medical_history")
    patient.says("chest pain")
    patient.waits(minutes=minutes)
    assert (BANNER in patient.says("chest pain again")) is is_shown
    patient.says("DONE", "none", "SEND")
    assert patient.last(Submitted).emergency


def test_who_was_warned_before_a_silence_is_warned_again_though_the_message_is_not_taken_yet(patient):
    patient.comes_to("medical_history")
    patient.says("chest pain")
    patient.waits(hours=2)
    assert patient.says("chest pain").startswith(f"{BANNER} ")
    assert patient.is_at("medical_history", "resume")
    assert patient.progress.emergency


def test_before_a_yes_not_even_the_time_of_a_warning_is_kept(patient):
    patient.comes_to("consent")
    for _ in range(2):
        assert BANNER in patient.says("chest pain")
    assert patient.progress.warned_at is None


def test_a_strangers_cry_for_help_is_answered_in_its_language_and_welcomed(patient):
    reply = patient.says("no puedo respirar")
    assert reply.startswith("*Si es una emergencia ahora mismo, llame al 999.*")
    assert "*1* English" in reply


def test_words_of_another_language_are_heard_too(patient):
    patient.comes_to("medical_history")
    assert patient.says("me duele el pecho").startswith(BANNER)


@pytest.mark.parametrize(("step", "text"), [("name", "Suicide Jones"), ("address", "1 Ambulance Road")])
def test_a_name_or_an_address_with_such_a_word_is_none(patient, step, text):
    patient.comes_to(step)
    assert BANNER not in patient.says(text)
    assert patient.progress.answers[step] == text


def test_a_caption_may_hold_one(patient):
    patient.comes_to("address")
    assert patient.sends(Kind.IMAGE, "having a heart attack").startswith(BANNER)
    assert not patient.progress.emergency


def test_the_next_intake_is_warned_again(patient):
    patient.comes_to("medical_history")
    patient.says("chest pain", "DONE", "none", "SEND")
    patient.says("2", "1", "Ben", "4 March 2015", "12 Mill Lane")
    assert patient.says("chest pain").startswith(BANNER)
