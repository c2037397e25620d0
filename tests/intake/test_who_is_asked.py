"""A clinic's own questions are asked of whom they concern, and a changed answer takes along what hung on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from app.intake.channel import LIMIT, units
from app.intake.definition import AnswerKind, Condition, Definition, Item, Wording
from app.intake.flow import Flow
from app.intake.form import Form
from app.intake.kind import Kind
from app.intake.model import Message, Submitted, Turn, Updated
from app.intake.progress import Progress, dump, load
from app.intake.questionnaire import SHIPPED, Questionnaire
from tests.intake.patient import CLINIC, ROAD, Patient

ALLERGIES, REASON = ("NONE",), ("A check-up",)
TO_REVIEW = ("hello", "1", "1", *(line for key in ("name", "birth_date", "address", "medical_history") for line in ROAD[key]), *ALLERGIES, *ROAD["medications"], *REASON)  # fmt: skip


def text(key: str, label: str, **more: Any) -> Item:
    return Item(key, words={"en": Wording(label, f"What about the {label}?")}, **more)


def of_version(version: int, *own: Item) -> Questionnaire:
    return Questionnaire(version, Definition((*SHIPPED.definition.items, *own)))


INTERPRETER = text("interpreter", "Interpreter", kind=AnswerKind.YES_NO, about_health=False)
LANGUAGE = text("language_of_talk", "Language", only_if=Condition("interpreter", ("yes",)))
ASKED = of_version(2, INTERPRETER, LANGUAGE)


@pytest.fixture
def asked() -> Patient:
    """Somebody who has answered everything that ships, and is asked the clinic's own."""
    patient = Patient(Flow(CLINIC, ASKED))
    patient.says(*TO_REVIEW)
    assert patient.progress.step == "interpreter"
    return patient


def test_a_question_is_asked_only_after_the_answer_that_it_hangs_on(asked):
    assert "*8 of 8 · Interpreter*" in "\n".join(asked.replies)
    asked.says("yes")
    assert asked.progress.step == "language_of_talk"
    assert "*9 of 9 · Language*" in "\n".join(asked.replies)
    asked.says("BACK", "no")
    assert asked.progress.step == "review"
    assert "Language" not in "\n".join(asked.replies)


def test_a_changed_answer_takes_along_what_hung_on_it_and_says_so(asked):
    asked.says("yes", "Polish")
    assert asked.progress.step == "review"
    said = asked.says("EDIT 8", "no")
    assert "I have deleted your answer to *Language*, because it is no longer needed." in said
    assert asked.progress.answers.keys() == {*(each.key for each in SHIPPED.questions if not each.of_carer), "interpreter"}  # fmt: skip
    asked.says("SEND")
    assert "language_of_talk" not in asked.last(Submitted).answers


def test_whoever_has_sent_is_asked_what_a_change_opens_and_loses_what_it_closes(asked):
    asked.says("no", "SEND", "1", "8", "yes")
    assert asked.progress.step == "language_of_talk", "it was not asked before"
    asked.says("Polish", "SEND")
    assert asked.last(Updated).answers == {"interpreter": "yes", "language_of_talk": "Polish"}
    assert asked.progress.people[0].chosen == {"interpreter": "yes"}
    said = asked.says("1", "8", "no")
    assert asked.progress.step == "changes"
    said = asked.says("SEND")
    assert asked.last(Updated).gone == ("language_of_talk",)
    assert "deleted your answer to *Language*" in said
    assert "language_of_talk" not in asked.progress.people[0].answered


def test_whoever_has_begun_ends_with_that_version_and_is_then_asked_the_newest():
    patient = Patient(Flow(CLINIC))
    patient.says(*TO_REVIEW[:5])
    assert patient.progress.asked_version == 1
    patient.flow = Flow(CLINIC, ASKED, SHIPPED)
    patient.says(*TO_REVIEW[5:])
    assert patient.progress.step == "review"
    patient.says("SEND")
    assert patient.last(Submitted).asked_version == 1
    assert patient.progress.asked_version == 0
    patient.flow = Flow(CLINIC, ASKED)
    assert "Our privacy text has changed" in patient.says("hello"), "it names what is asked now"
    patient.says("1", "1")
    assert patient.progress.asked_version == 2
    assert "Interpreter" in "\n".join(patient.replies)


def test_progress_of_an_earlier_release_is_asked_the_newest():
    stored = load(dump(replace(Progress(), step="name", patient=UUID(int=1))))
    assert stored.asked_version == 0
    assert Flow(CLINIC, ASKED, SHIPPED).questionnaire_of(stored) is ASKED


def test_a_question_of_one_type_of_visit_is_asked_in_that_alone():
    questionnaire = of_version(2, text("dental", "Teeth", visits=("dentist",)))
    flow, nobody = Flow(CLINIC, questionnaire), Progress()
    assert "dental" not in [each.key for each in flow.asked(nobody)]
    assert "dental" in [each.key for each in flow.asked(replace(nobody, visit="dentist"))]
    patient = Patient(flow)
    assert "Teeth" not in patient.says("hello", "1")
    patient = Patient(flow, replace(nobody, visit="dentist"))
    assert "The clinic also asks about: Teeth." in patient.says("hello", "1")


def test_notes_are_said_once_before_what_comes_next_and_never_counted():
    note = Item("cover", AnswerKind.NOTE, {"en": Wording("Insurance", "Have your card ready.")})
    end = Item("bye", AnswerKind.NOTE, {"en": Wording("", "Bring your glasses.")})
    only = msgspec.structs.replace(note, key="only", only_if=Condition("interpreter", ("yes",)))
    patient = Patient(Flow(CLINIC, of_version(2, INTERPRETER, only, note, text("insurer", "Insurer"), end)))
    patient.says(*TO_REVIEW)
    said = patient.says("no")
    assert said.count("Have your card ready.") == 1, "the other note hangs on a yes"
    assert said.index("*Insurance*\nHave your card ready.") < said.index("*9 of 9 · Insurer*")
    assert "card ready" not in patient.says("HELP", "REVIEW")
    said = patient.says("None of them")
    assert said.index("Bring your glasses.") < said.index("*1*")
    assert "glasses" not in patient.says("EDIT 9", "Acme")


def test_the_privacy_texts_name_all_of_thirty_questions_within_the_limits():
    own = [text(f"own_{number}", f"Something of number {number}") for number in range(23)]
    for channel in ("whatsapp", "sms", "form"):
        flow = Flow(replace(CLINIC, channel=channel), of_version(2, *own))
        for language in ("en", "es"):
            messages = flow.consent_messages(language)
            assert all(units(message) <= LIMIT for message in messages)
            assert all(f"number {number}" in " ".join(messages) for number in range(23))
    patient = Patient(Flow(CLINIC, of_version(2, *own)))
    assert "Something of number 22" in patient.says("hello", "1", "PRIVACY")


def test_a_long_list_is_a_message_and_its_buttons_come_after_it():
    own = [text(f"own_{number}", f"Own {number}", required=False) for number in range(5)]
    patient = Patient(Flow(CLINIC, of_version(2, *own)))
    patient.says(*TO_REVIEW, "SKIP", "SKIP", "SKIP", "SKIP")
    turn = patient.flow.step(patient.progress, patient_message("SKIP"), patient.now)
    listed, asked = turn.replies
    assert "*12* Own 4" in listed
    assert asked.startswith("Is everything right?")
    assert turn.choices is not None
    assert turn.choices.text == asked
    patient.flow = replace(patient.flow, clinic=replace(CLINIC, channel="sms"))
    assert len(patient.flow.step(patient.progress, patient_message("SKIP"), patient.now).replies) == 1


def patient_message(said: str) -> Message:
    return Message(said, Kind.TEXT, UUID(int=99))


def test_only_the_last_question_says_that_it_is_the_last():
    for questionnaire, is_last in ((SHIPPED, True), (ASKED, False)):
        patient = Patient(Flow(CLINIC, questionnaire))
        patient.says(*TO_REVIEW[:-1])
        assert patient.progress.step == "reason"
        assert ("Last question" in "\n".join(patient.replies)) is is_last
        assert "the clinic’s help with?" in "\n".join(patient.replies)


def test_a_name_is_told_together_with_the_birth_date_only_where_that_comes_next():
    name, born, *others = SHIPPED.definition.items
    patient = Patient(Flow(CLINIC, Questionnaire(2, Definition((name, *others, born)))))
    patient.says("hello", "1", "1")
    assert "date of birth" not in "\n".join(patient.replies).partition("1 of 7")[2]
    patient.says("Ann Lee")
    assert patient.progress.step == "address"


def test_the_title_of_an_own_question_in_a_correction_has_it_asked_again():
    patient = Patient(Flow(CLINIC, of_version(2, INTERPRETER, text("pharmacy", "Pharmacy"))))
    patient.says(*TO_REVIEW, "no", "Boots")
    for said in ("sorry, the pharmacy is wrong, it is Day Lewis", "pharmacy"):
        assert patient.says(said).count("Pharmacy*") == 1
        assert patient.progress.step == "pharmacy"
        patient.says("GO ON")
    assert patient.progress.answers["pharmacy"] == "Boots"


def test_a_choice_or_a_number_is_not_gone_on_with_and_its_unit_answers_nothing():
    weight = text("weight", "Weight", kind=AnswerKind.NUMBER, unit="kg", least="2", most="350")
    flow = Flow(CLINIC, of_version(2, weight, text("pharmacy", "Pharmacy")), together=timedelta(seconds=4))
    patient = Patient(flow)
    for line in TO_REVIEW:
        patient.says(line)
        patient.waits(minutes=1)
    patient.says("7")
    patient.waits(seconds=1)
    patient.says("kg")
    assert patient.progress.answers["weight"] == "7"
    assert patient.progress.step == "pharmacy"
    patient.says("2 High Street")
    assert patient.progress.answers["weight"] == "7"


def test_the_form_deletes_what_hung_on_a_changed_answer_and_says_so(asked):
    asked.says("yes", "Polish")
    form = Form(Flow(replace(CLINIC, channel="form", holds_too=("whatsapp",)), ASKED))
    turn = form.answer(asked.progress, "interpreter", "No", asked.now, UUID(int=5))
    assert isinstance(turn, Turn)
    assert turn.replies == ("I have deleted your answer to *Language*, because it is no longer needed.",)
    assert "language_of_talk" not in turn.progress.answers
    assert form.page(turn.progress, asked.now) == "review"
