"""MY DATA and DELETE MY DATA: the clinic is told, once it has something, and the chat shows and erases nothing of it."""

from __future__ import annotations

from app.intake.model import DraftDiscarded, RightAsked
from tests.cases import for_each
from tests.intake.patient import QUESTION_KEYS, STEPS, Patient, household

WORDS = [
    ("MY DATA", "copy"),
    ("mis datos", "copy"),
    ("Delete my data.", "erasure"),
    ("BORRAR MIS DATOS", "erasure"),
]


@for_each(("word", "kind"), WORDS, patient=Patient)
def test_a_patient_who_has_handed_in_is_told_that_the_clinic_knows_and_nothing_changes(patient, word, kind):
    patient.comes_to("submitted")
    kept = patient.progress
    reply = patient.says(word)
    assert patient.events[-1] == RightAsked(kept.people[0].id, kind)
    assert "Larkfield Clinic" in reply
    for secret in ("Maya", "Asthma", "Mill Lane", "1990"):
        assert secret not in reply
    assert patient.progress == kept


@for_each("word", ["MY DATA", "DELETE MY DATA"])
def test_a_sender_who_speaks_for_others_too_is_asked_whose_data(word):
    patient = household("Maya Okafor", "Noor Haddad")
    before = len(patient.events)
    listed = "Whose data?\n*1* M, born 1990\n*2* N, born 1990\n*3* all of them"
    assert patient.says(word).startswith(listed)
    assert listed in patient.says("nobody")
    assert patient.events[before:] == []
    patient.says("2", word, "3")
    kind = "copy" if word == "MY DATA" else "erasure"
    maya, noor = (person.id for person in patient.progress.people)
    assert patient.events[before:] == [RightAsked(each, kind) for each in (noor, maya, noor)]
    assert patient.is_at("submitted")


def test_whose_data_is_asked_amid_an_intake_which_goes_on():
    patient = household("Maya Okafor", "Noor Haddad")
    patient.says("hello", "2", "2", "1", "MY DATA")
    assert patient.is_at("name", "whose_copy")
    patient.says("BACK")
    assert patient.is_at("name")
    patient.says("MY DATA", "1")
    assert patient.is_at("name")


@for_each("step", STEPS[:-1], patient=Patient)
def test_my_data_before_anything_was_sent_says_that_there_is_nothing_and_is_no_answer(patient, step):
    patient.comes_to(step)
    kept = patient.progress
    before = len(patient.events)
    patient.says("MY DATA")
    assert (patient.progress.step, patient.progress.answers) == (kept.step, kept.answers)
    assert not [event for event in patient.events[before:] if isinstance(event, RightAsked)]


@for_each("step", [*QUESTION_KEYS[1:], "review"], patient=Patient)
def test_delete_my_data_deletes_a_draft_after_a_yes(patient, step):
    patient.comes_to(step)
    patient.says("DELETE MY DATA", *(["yes"] if patient.progress.begun else []))
    assert patient.progress.answers == {}
    assert patient.is_at("closed")
    assert isinstance(patient.events[-1], DraftDiscarded)


def test_a_request_amid_an_intake_for_somebody_else_leaves_that_intake_alone():
    patient = household("Maya Okafor")
    patient.says("hello", "2", "2", "1", "Noor Haddad")
    kept = patient.progress
    patient.says("DELETE MY DATA")
    assert patient.progress.answers == kept.answers
    assert patient.events[-1] == RightAsked(kept.people[0].id, "erasure")


def test_a_sender_who_wrote_stop_is_heard_and_stays_stopped(patient):
    patient.comes_to("submitted")
    patient.says("STOP")
    assert patient.says("DELETE MY DATA") != ""
    assert isinstance(patient.events[-1], RightAsked)
    assert patient.progress.opted_out


def test_a_stranger_is_welcomed_first(patient):
    assert "Larkfield Clinic" in patient.says("my data")
    assert patient.events == []


@for_each(
    "text",
    ["my data is with Dr Lee", "I asked my GP to delete my data last year", "my dataset"],
    patient=Patient,
)
def test_such_words_within_an_answer_ask_for_nothing(patient, text):
    patient.comes_to("medical_history")
    patient.says(text, "DONE")
    assert patient.progress.answers["medical_history"] == text
