"""Every word that a patient writes is kept, or they are told that it is not, whatever they write and in whatever state."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.intake.kind import Kind
from tests.cases import for_each
from tests.intake.kept_words import CHAT, FLOWS, KINDS, PAUSES, STEERS, TEMPLATES, WAYS, Step, beginning_at
from tests.intake.patient import STEPS, Patient, alarms_of

HOW = (st.sampled_from(PAUSES), st.sampled_from(WAYS))
SAID = st.builds(Step, st.sampled_from(TEMPLATES), st.just(True), st.sampled_from(KINDS), *HOW)
STEERED = st.builds(Step, st.sampled_from(STEERS), st.just(False), st.just(Kind.TEXT), *HOW)


@settings(max_examples=75)
@given(st.sampled_from(FLOWS), st.sampled_from(STEPS), st.lists(SAID | STEERED | STEERED, max_size=25))
def test_no_word_is_lost_without_a_word_about_it(flow, start, walk):
    writer = beginning_at(flow, start)
    for step in walk:
        writer.does(step)
    assert not writer.lost, "\n\n".join(writer.lost)


@for_each(
    ("step", "text", "told"),
    [
        ("language", "I have a rash on my elbow", "Nothing that you write here is saved before you agree"),
        ("review", "My sister will drive me", "Your last message was not saved."),
        ("name", "STOP", "Until then, nothing that you write here is saved."),
    ],
)
def test_what_is_not_kept_is_said_not_to_be(step, text, told):
    patient = Patient(CHAT)
    patient.comes_to(step)
    if step == "language":
        patient = Patient(CHAT)
    reply = patient.says(text)
    assert told in reply


def test_a_doubtful_cry_that_was_none_is_said_not_to_be_saved():
    patient = Patient(CHAT)
    patient.comes_to("address")
    patient.says("I feel suiside")
    assert "Nothing else that you wrote is saved." in patient.says("2")


def test_what_came_before_a_cry_goes_with_the_alarm():
    patient = Patient(CHAT)
    patient.comes_to("address")
    patient.says("I feel suiside", "I want to kill myself tonight")
    (alarm,) = alarms_of(patient)
    assert alarm.words == "I feel suiside\nI want to kill myself tonight"


def test_words_that_only_steer_are_not_spoken_of():
    patient = Patient(CHAT)
    replies = [
        patient.says(text) for text in ("hi", "english please", "for me", "yes I agree", "Maya Okafor")
    ]
    assert not any("saved" in reply for reply in replies)
