"""Nobody is recorded as having decided about words that they were not shown."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from app.intake import erased
from app.intake.kind import Kind
from app.intake.model import ConsentGiven, ConsentRefused, Message, OptedOut
from app.intake.phrases import SHIPPED
from app.intake.progress import Consent, Progress, dump, load
from app.intake.scene import Scene
from app.intake.stages import consent
from tests.cases import for_each
from tests.intake.patient import CLINIC, MORNING, QUESTIONS, ROAD, STEPS, TOO_FAST, Patient, asking, flow_of
from tests.intake.texts import TEXTS

if TYPE_CHECKING:
    from app.intake.clinic import Clinic

NEW = replace(CLINIC, consent_version=2, consent_texts={"en": "New words.", "es": "Palabras nuevas."})
OTHER_WORDS = replace(CLINIC, consent_texts={"en": "Other words.", "es": "Otras palabras."})
NEXT_VERSION = replace(CLINIC, consent_version=2)
CHANGED = SHIPPED["en"].consent_changed
Decision = ConsentGiven | ConsentRefused


def hash_of(shown: str) -> str:
    return sha256(shown.encode()).hexdigest()


def decisions(patient: Patient) -> list[Decision]:
    return [event for event in patient.events if isinstance(event, Decision)]


def publishes(patient: Patient, clinic: Clinic = NEW) -> None:
    patient.flow = flow_of(clinic)


@for_each("changed", [NEW, OTHER_WORDS, NEXT_VERSION, replace(CLINIC, name="Mill Lane")])
@for_each("answer", ["1", "yes", "2", "no"], patient=Patient)
def test_a_text_that_changed_under_an_answer_is_said_to_have_changed_and_asked_about_again(
    patient, changed, answer
):
    patient.comes_to("consent")
    publishes(patient, changed)
    reply = patient.says(answer)
    assert reply == f"{CHANGED}\n\n" + "\n\n".join(patient.flow.consent_messages("en"))
    assert patient.is_at("consent")
    assert patient.events == []
    assert patient.progress.patient is None


def test_what_is_recorded_then_is_the_text_that_was_shown_again(patient):
    patient.comes_to("consent")
    publishes(patient)
    shown = patient.says("1").removeprefix(f"{CHANGED}\n\n")
    patient.says("1")
    assert patient.is_at("name")
    (given,) = decisions(patient)
    assert (given.version, given.language, given.text_hash) == ("2", "en", hash_of(shown))
    assert patient.progress.consent == Consent("2", "en", hash_of(shown))


def test_a_no_that_was_said_before_the_change_is_no_refusal_of_the_new_text(patient):
    patient.comes_to("consent")
    patient.says("2")
    publishes(patient)
    shown = patient.says("1").removeprefix(f"{CHANGED}\n\n")
    assert patient.is_at("consent")
    assert patient.events == []
    patient.says("2", "1")
    (refused,) = decisions(patient)
    assert isinstance(refused, ConsentRefused)
    assert (refused.version, refused.text_hash) == ("2", hash_of(shown))


@for_each("back", ["2", "BACK"], patient=Patient)
def test_a_patient_who_is_not_sure_is_shown_the_new_text_and_agrees_to_that(patient, back):
    patient.comes_to("consent")
    patient.says("2")
    publishes(patient)
    assert "New words." in patient.says(back)
    patient.says("yes")
    assert [given.version for given in decisions(patient)] == ["2"]


def test_a_text_that_changes_twice_is_asked_about_twice(patient):
    patient.comes_to("consent")
    publishes(patient, OTHER_WORDS)
    patient.says("1")
    publishes(patient, NEW)
    assert patient.says("1").startswith(CHANGED)
    assert patient.events == []


def test_a_text_that_is_taken_back_before_the_answer_is_the_one_that_was_shown(patient):
    shown = patient.comes_to("consent")
    publishes(patient, OTHER_WORDS)
    publishes(patient, CLINIC)
    patient.says("1")
    assert [given.text_hash for given in decisions(patient)] == [hash_of(shown)]


@for_each(
    "between",
    [("3",), ("PRIVACY",), ("HELP",), ("what?",), ("LANGUAGE",), ("3", "HELP", "maybe")],
    patient=Patient,
)
def test_neither_the_longer_text_nor_help_shows_the_new_one(patient, between):
    patient.comes_to("consent")
    publishes(patient)
    patient.says(*between)
    patient.says("yes")
    assert patient.events == []
    assert patient.progress.step == "consent"


@for_each(
    "between",
    [
        ("BACK", "1"),
        ("LANGUAGE", "1"),
        ("LANGUAGE", "BACK"),
        ("GO ON",),
        ("STOP", "START"),
        ("2",),
        ("START",),
    ],
    patient=Patient,
)
def test_whatever_shows_the_new_text_makes_it_the_one_that_is_agreed_to(patient, between):
    patient.comes_to("consent")
    publishes(patient, OTHER_WORDS)
    reply = patient.says(*between)
    assert "Other words." in reply
    patient.says("yes")
    assert patient.is_at("name")
    (given,) = decisions(patient)
    assert given.text_hash == hash_of("\n\n".join(patient.flow.consent_messages("en")))


def test_a_picture_beside_the_text_shows_it_again(patient):
    patient.comes_to("consent")
    publishes(patient)
    assert "New words." in patient.sends(Kind.IMAGE)
    patient.says("1")
    assert [given.version for given in decisions(patient)] == ["2"]


def test_a_reaction_that_is_not_answered_shows_nothing(patient):
    patient.comes_to("consent")
    patient.sends(Kind.REACTION)
    publishes(patient)
    assert patient.sends(Kind.REACTION) == ""
    patient.says("1")
    assert patient.events == []


def test_a_text_in_another_language_is_recorded_in_that_language(patient):
    patient.comes_to("consent")
    shown = patient.says("LANGUAGE", "2")
    patient.says("sí")
    (given,) = decisions(patient)
    spanish = "\n\n".join(patient.flow.consent_messages("es"))
    assert shown.endswith(spanish)
    assert (given.language, given.text_hash) == ("es", hash_of(spanish))


def test_a_text_that_changed_in_another_language_only_is_still_the_one_that_was_shown(patient):
    patient.comes_to("consent")
    publishes(patient, replace(CLINIC, consent_texts={"es": "Palabras nuevas."}))
    patient.says("1")
    assert patient.is_at("name")


@for_each("answer", [("1",), ("2",), ("yes",)], patient=Patient)
def test_a_patient_who_was_asked_before_this_was_remembered_is_asked_again(patient, answer):
    patient.comes_to("consent")
    stored = json.loads(dump(patient.progress))
    del stored["shown"]
    patient.progress = load(json.dumps(stored))
    assert patient.progress.shown is None
    assert patient.says(*answer).startswith(CHANGED)
    assert patient.events == []
    patient.says("1")
    assert patient.is_at("name")


def test_a_patient_who_was_then_being_asked_whether_they_are_sure_is_asked_again_too(patient):
    patient.comes_to("consent")
    patient.says("2")
    patient.progress = replace(patient.progress, shown=None)
    assert patient.says("1").startswith(CHANGED)
    assert patient.events == []
    assert patient.is_at("consent")


def test_a_changed_text_that_changes_again_is_asked_about_again_where_it_was(patient):
    patient.comes_to("address")
    publishes(patient, OTHER_WORDS)
    patient.says("12 Mill Lane")
    publishes(patient, NEW)
    assert patient.says("yes").startswith(f"{CHANGED}\n\n*Your privacy*")
    assert patient.is_at("address", "consent")
    assert len(decisions(patient)) == 1
    assert "*3 of 5 · Address*" in patient.says("yes")
    assert [given.version for given in decisions(patient)] == ["1", "2"]


@for_each("answer", ["1", "2"], patient=Patient)
def test_days_of_silence_do_not_make_a_new_text_the_one_that_was_shown(patient, answer):
    patient.comes_to("consent")
    patient.waits(days=8)
    publishes(patient)
    assert patient.says(answer).startswith(CHANGED)
    assert patient.events == []


def test_too_many_messages_in_a_minute_show_nothing(patient):
    patient.comes_to("consent")
    publishes(patient)
    message = Message("1", Kind.TEXT, UUID(int=9))
    patient.take(patient.flow.step(patient.progress, message, patient.now, TOO_FAST))
    patient.says("1")
    assert patient.events == []


def test_the_text_about_somebody_else_is_recorded_as_it_was_shown(patient):
    patient.comes_to("submitted")
    shown = patient.says("2", "2")
    assert "*The other person’s privacy*" in shown
    patient.says("1")
    assert decisions(patient)[-1].text_hash == hash_of(shown)


def test_a_text_about_somebody_else_is_none_about_oneself(patient):
    patient.comes_to("submitted")
    patient.says("2", "2")
    patient.progress = erased.without(patient.progress, patient.progress.people[0].id)
    patient.says("1")
    assert len(decisions(patient)) == 1
    assert patient.is_at("whom")


def test_beginning_again_forgets_what_was_shown(patient):
    patient.comes_to("consent")
    assert patient.progress.shown
    patient.progress = erased.restarted(patient.progress)
    assert patient.progress.shown is None
    publishes(patient)
    assert "New words." in patient.says("1", "1")
    assert patient.events == []
    patient.says("1")
    assert [given.version for given in decisions(patient)] == ["2"]


@for_each("step", [step for step in STEPS if step != "consent"], patient=Patient)
def test_the_text_that_was_shown_is_remembered_only_while_it_is_open(patient, step):
    patient.comes_to(step)
    assert patient.progress.shown is None


@for_each("answers", [("1",), ("2", "1"), ("BACK",)], patient=Patient)
def test_an_answer_or_another_question_ends_it(patient, answers):
    patient.comes_to("consent")
    patient.says(*answers)
    assert patient.progress.shown is None


def texts_of(clinic: Clinic) -> dict[str, Consent]:
    """Every privacy text of a clinic, in each language and about oneself or another."""
    nobody = Message("", Kind.TEXT, UUID(int=0))
    scenes = [
        Scene(clinic, asking(*QUESTIONS), (), phrases, nobody, None, None, MORNING, of_other=other)
        for phrases in SHIPPED.values()
        for other in (False, True)
    ]
    return {
        consent.privacy_text(scene, scene.phrases): consent.to_text(scene, scene.phrases) for scene in scenes
    }


PUBLISHED = [(flow_of(clinic), texts_of(clinic)) for clinic in (CLINIC, OTHER_WORDS, NEXT_VERSION, NEW)]
AT_THE_TEXT = st.sampled_from(["1", "2", "yes", "no", "LANGUAGE", "BACK"])
WALKS = st.lists(st.tuples(st.one_of(AT_THE_TEXT, TEXTS), st.sampled_from(PUBLISHED)), max_size=25)


@settings(max_examples=50)
@given(WALKS, st.sampled_from(STEPS))
def test_every_decision_is_about_the_text_that_was_said_last(walk, step):
    patient = Patient()
    patient.comes_to(step)
    last = patient.progress.shown
    for number, (text, (flow, texts)) in enumerate(walk, start=1):
        turn = flow.step(patient.progress, Message(text, Kind.TEXT, UUID(int=number)), MORNING)
        for event in turn.events:
            if isinstance(event, Decision):
                # A consent that is withdrawn is the one that was given.
                about = patient.progress.consent if OptedOut() in turn.events else last
                assert Consent(event.version, event.language, event.text_hash) == about
        said = "\n\n".join(turn.replies)
        last = next((shown for words, shown in texts.items() if words in said), last)
        patient.take(turn)


@given(st.sampled_from(STEPS), st.sampled_from([None, "language", "consent", "sure"]))
def test_no_stored_progress_without_it_lets_an_answer_count(step, aside):
    progress = Progress(step=step, aside=aside, language="en", last_at=MORNING)
    for text in (*ROAD["consent"], "2", "no", "yes"):
        turn = flow_of(CLINIC).step(progress, Message(text, Kind.TEXT, UUID(int=9)), MORNING)
        assert not [event for event in turn.events if isinstance(event, Decision)]
