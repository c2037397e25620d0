"""The progress of a conversation is loaded as it was saved, whatever version saved it."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID

import pytest

from app.intake.kind import Kind
from app.intake.model import Message
from app.intake.progress import Progress, dump, load
from tests.cases import for_each
from tests.intake.patient import MORNING, QUESTION_KEYS, STEPS, Patient


@for_each("step", STEPS, patient=Patient)
def test_what_is_dumped_is_loaded(patient, step):
    patient.comes_to(step)
    assert load(dump(patient.progress)) == patient.progress


def test_a_stranger_is_empty_and_at_the_language():
    assert load("{}") == Progress()
    assert (Progress().step, Progress().language, Progress().opted_out) == ("language", None, False)


def test_keys_of_another_version_are_ignored():
    stored = json.loads(dump(Progress())) | {"mood": "good"}
    assert load(json.dumps(stored)) == Progress()


@for_each(
    "text",
    [
        "",
        "nonsense",
        "[]",
        "null",
        '"x"',
        '{"step": 1}',
        '{"patient": "x"}',
        '{"last_at": "x"}',
        '{"answers": []}',
        '{"answers": {"name": 1}}',
        '{"people": [{}]}',
        '{"people": [{"id": "x"}]}',
        '{"people": {"a": 1}}',
        '{"consent": {}}',
        '{"shown": {}}',
        '{"shown": {"version": "1", "language": "en", "text_hash": 7}}',
        '{"opted_out": 1}',
        '{"skipped": "x"}',
        '{"people": [{"id": "00000000-0000-0000-0000-000000000001", "initial": "M", "birth_year": "x", "answered": []}]}',
    ],
)
def test_a_progress_that_cannot_be_read_is_a_value_error(text):
    with pytest.raises(ValueError, match=r".*"):
        load(text)


@for_each("step", ["favourite_colour", "", "which_day"], patient=Patient)
def test_a_step_that_no_longer_exists_goes_to_the_first_open_question(patient, step):
    patient.comes_to("address")
    patient.progress = replace(patient.progress, step=step)
    patient.says("12 Mill Lane")
    assert patient.progress.answers["address"] == "12 Mill Lane"
    assert patient.is_at("medical_history")


def test_a_lost_step_with_every_answer_goes_to_the_review(patient):
    patient.comes_to("review")
    patient.progress = replace(patient.progress, step="gone")
    assert "Please check" in patient.says("hm")


@for_each(("language", "step"), [(None, "language"), ("en", "whom")], patient=Patient)
def test_a_lost_step_before_consent_goes_no_further_than_that(patient, language, step):
    patient.progress = Progress(step="gone", language=language, last_at=MORNING)
    patient.says("hm")
    assert patient.is_at(step)


@for_each("aside", ["gone", "which_day", "year_or_age", "restart", "delete", "whose"])
@for_each("step", ["consent", "review", "name", "submitted", "changes"], patient=Patient)
def test_an_aside_that_does_not_fit_its_step_does_no_harm(patient, step, aside):
    patient.comes_to("name")
    patient.progress = replace(patient.progress, step=step, aside=aside)
    for text in ("hm", "1", "BACK", "GO ON"):
        assert patient.says(text)


def test_the_progress_stays_small_however_much_is_sent():
    patient = Patient()
    patient.comes_to("name")
    patient.says("x" * 200, "4 March 1990", "𐐀" * 500)
    for step in QUESTION_KEYS[3:]:
        sizes = []
        for _ in range(300):
            patient.progress = patient.flow.step(
                patient.progress, Message("z" * 40, Kind.TEXT, UUID(int=1)), patient.now
            ).progress
            sizes.append(len(dump(patient.progress).encode()))
        assert max(sizes) < 40_000
        assert max(sizes[150:]) == sizes[150], "an answer that is full grows no more"
        patient.says("DONE")
        assert step in patient.progress.answers
