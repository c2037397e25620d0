"""Whom the questions are about: oneself, a child, an adult in care; and a minor who writes alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.intake.model import ConsentGiven, DraftDiscarded, Submitted
from app.intake.phrases import SHIPPED
from app.intake.progress import Progress, Whom, dump, load
from app.intake.questions import QUESTIONS, Question
from tests.cases import for_each
from tests.intake.patient import CLINIC, MORNING, Patient, flow_of

AUDITED = ("name", "birth_date", "address", "medical_history", "medications")
CARERS = ("carer_name", "carer_relation")
ASKED: tuple[Question, ...] = tuple(each for each in QUESTIONS if each.key in {*AUDITED, *CARERS})
MIA = ("Mia Okafor", "4 May 2022", "12 Mill Lane", "none", "none", "SEND")


def asked_for_whom() -> Patient:
    return Patient(flow_of(CLINIC, ASKED))


@pytest.fixture
def patient() -> Patient:
    return asked_for_whom()


@for_each("phrases", SHIPPED.values())
def test_every_choice_is_understood_as_it_is_written(phrases):
    for number, line in enumerate(phrases.whom.splitlines()[1:]):
        patient = Patient(flow_of(replace(CLINIC, languages=(phrases.code,)), ASKED))
        patient.says("?", line.split("* ", 1)[1])
        assert patient.is_at("consent")
        assert patient.progress.for_other == (number > 0)


@for_each(
    ("text", "for_other"),
    [
        ("me", False), ("for myself please", False), ("it's for me", False),
        ("my son", True), ("It's for my son, he is 4", True), ("my daughter", True), ("for my mum", True),
        ("my husband", True), ("an adult I care for", True), ("for my nan", True),
    ],
    patient=asked_for_whom,
)  # fmt: skip
def test_people_say_it_in_their_words(patient, text, for_other):
    patient.comes_to("whom")
    patient.says(text)
    assert patient.is_at("consent")
    assert patient.progress.for_other == for_other


def test_what_is_no_choice_is_asked_again(patient):
    patient.comes_to("whom")
    assert "one of the numbers" in patient.says("me or my son")
    assert patient.is_at("whom")


def test_a_carer_agrees_for_the_child_and_says_who_they_are_first(patient):
    patient.comes_to("whom")
    shown = patient.says("2")
    assert "your own name" in shown
    assert "their full name" in shown
    assert "your own full name" in patient.says("yes")
    assert "related to them" in patient.says("Ann Okafor")
    assert "their full name" in patient.says("mother")
    patient.says(*MIA)
    submitted = patient.last(Submitted)
    assert submitted.answers["carer_name"] == "Ann Okafor"
    assert submitted.answers["carer_relation"] == "mother"
    assert submitted.answers["name"] == "Mia Okafor"
    consent = patient.last(ConsentGiven)
    assert (consent.patient, consent.on_behalf) == (submitted.patient, True)
    assert patient.progress.people[0].other


def test_somebody_who_writes_about_themselves_is_not_asked_for_a_carer(patient):
    patient.comes_to("whom")
    assert "your own name" not in patient.says("1")
    assert "*1 of 5 · Name*" in patient.says("yes")


def test_two_children_on_one_phone_are_two_people_with_a_consent_each(patient):
    patient.comes_to("whom")
    patient.says("2", "yes", "Ann Okafor", "mother", *MIA)
    patient.says("hello", "2", "2", "yes", "Ann Okafor", "mother", "Leo Okafor", "1 June 2020", *MIA[2:])
    given = [event for event in patient.events if isinstance(event, ConsentGiven)]
    sent = [event for event in patient.events if isinstance(event, Submitted)]
    assert [event.answers["name"] for event in sent] == ["Mia Okafor", "Leo Okafor"]
    assert [event.patient for event in given] == [event.patient for event in sent]
    assert all(event.on_behalf for event in given)


def test_two_adults_who_share_a_phone_each_answer_for_themselves(patient):
    patient.comes_to("whom")
    patient.says("1", "yes", "Maya Okafor", "4 March 1990", *MIA[2:])
    patient.says(
        "hello", "2", "3", "yes", "Sam Lindt", "a friend, same phone", "Sam Lindt", "1 June 1980", *MIA[2:]
    )
    assert [person.other for person in patient.progress.people] == [False, True]


@for_each("birth_date", ["4 March 2012", "25 November 2026", "26 November 2010"], patient=asked_for_whom)
def test_a_minor_who_writes_alone_is_stopped_kindly(patient, birth_date):
    patient.comes_to("birth_date")
    assert "a child that you look after" in patient.says(birth_date)
    assert birth_date not in dump(patient.progress)
    told = patient.says("2")
    assert "01632 960 555" in told
    assert "under 16" in told
    assert patient.is_at("closed")
    assert patient.progress.answers == {}
    assert patient.last(DraftDiscarded)


@for_each(
    "told",
    ["I'm 11", "11 years old", "2015", "2010", "15 or 16", "I'm nearly 16", "I'm 15 and a half", "born in 2012", "between 15 and 17",
     "tengo 15 o 16 años", "casi 16", "soy de 2015", "2010 or 2009"],
    patient=asked_for_whom,
)  # fmt: skip
def test_an_age_or_a_year_asks_who_the_adult_is_by_the_younger_reading(patient, told):
    patient.comes_to("birth_date")
    assert "a child that you look after" in patient.says(told)
    assert patient.is_at("birth_date", "minor")
    patient.says("2")
    assert patient.is_at("closed")


@for_each("told", ["11", "15 or 16", "2010", "almost 16", "15"], patient=asked_for_whom)
def test_one_who_does_not_know_the_date_is_asked_the_same(patient, told):
    patient.comes_to("birth_date")
    patient.says("I don't know", told)
    assert patient.is_at("birth_date", "minor")


@for_each("told", ["2009", "16"], patient=asked_for_whom)
def test_a_year_or_an_age_that_leaves_no_doubt_is_taken(patient, told):
    patient.comes_to("birth_date")
    patient.says("I don't know", told)
    assert patient.is_at("address")


@for_each("date", ["3 March 2010", "no, 3 March 2010"], patient=asked_for_whom)
def test_a_year_that_leaves_the_age_open_waits_for_the_whole_date(patient, date):
    patient.comes_to("birth_date")
    said = patient.says("2010")
    assert "You may be under 16" in said
    assert "whole date of birth" in said
    patient.says(date)
    assert patient.is_at("address")


def test_a_slip_in_the_year_is_corrected_where_the_adult_is_asked_for(patient):
    patient.comes_to("birth_date")
    patient.says("4 March 2019", "sorry, 4 March 1919")
    assert patient.progress.answers["birth_date"] == "1919-03-04"


def test_pieces_of_a_date_are_no_ages(patient):
    patient.comes_to("birth_date")
    patient.says("14")
    assert patient.is_at("birth_date")
    patient.says("March", "1962")
    assert patient.progress.answers["birth_date"] == "1962-03-14"


def test_a_child_does_not_pass_by_going_back_to_whom_it_is_about(patient):
    patient.comes_to("birth_date")
    patient.says("4 May 2022", "yes", "BACK", "1", "yes")
    assert patient.progress.whom == "self"
    assert "birth_date" not in patient.progress.answers


def test_a_higher_age_of_consent_holds_for_an_intake_that_was_begun_before():
    patient = Patient(flow_of(replace(CLINIC, consent_age=13), ASKED))
    patient.comes_to("birth_date")
    patient.says("4 March 2012", *MIA[2:-1])
    assert patient.is_at("review")
    patient.flow = flow_of(CLINIC, ASKED)
    assert "a child that you look after" in patient.says("SEND")
    assert patient.is_at("birth_date", "minor")
    patient.says("2")
    assert patient.is_at("closed")
    assert not any(isinstance(event, Submitted) for event in patient.events)


def test_a_change_of_what_is_on_file_makes_nobody_a_child_that_answered_alone(patient):
    patient.comes_to("birth_date")
    patient.says("4 March 1990", *MIA[2:], "SEND")
    assert patient.is_at("submitted")
    patient.says("1", "2", "2012")
    assert patient.is_at("birth_date", "minor")


@for_each(
    ("birth_date", "age", "is_asked"),
    [("25 November 2010", 16, False), ("26 November 2010", 16, True), ("4 March 2012", 13, False)],
)
def test_the_clinic_sets_the_age(birth_date, age, is_asked):
    patient = Patient(flow_of(replace(CLINIC, consent_age=age), ASKED))
    patient.comes_to("birth_date")
    patient.says(birth_date)
    assert (patient.progress.aside == "minor") == is_asked


def test_a_mother_who_chose_herself_goes_on_as_the_carer(patient):
    patient.comes_to("birth_date")
    patient.says("4 May 2022")
    shown = patient.says("yes")
    assert "The other person" in shown
    assert patient.is_at("consent")
    assert "your own full name" in patient.says("yes")
    patient.says("Ann Okafor", "mother")
    assert patient.is_at("name")
    patient.says("Mia Okafor", *MIA[2:])
    submitted = patient.last(Submitted)
    assert (submitted.answers["name"], submitted.answers["birth_date"]) == ("Mia Okafor", "2022-05-04")
    assert patient.last(ConsentGiven).on_behalf


@for_each("way", ["BACK", "GO ON", "LANGUAGE"], patient=asked_for_whom)
def test_no_word_leads_a_minor_past_the_question(patient, way):
    patient.comes_to("birth_date")
    patient.says("4 May 2022", way, "1", "GO ON")
    assert "birth_date" not in patient.progress.answers or patient.progress.for_other


def test_the_age_is_not_asked_about_somebody_else(patient):
    patient.comes_to("whom")
    patient.says("2", "yes", "Ann Okafor", "mother", "Mia Okafor", "4 May 2022")
    assert patient.is_at("address")


def test_an_intake_that_an_earlier_release_began_goes_on_as_the_senders_own(patient):
    patient.comes_to("address")
    earlier = replace(patient.progress, whom=None)
    assert not load(dump(earlier)).for_other
    assert Progress(step="consent", language="en", last_at=MORNING).for_other is False


@for_each(
    ("text", "language", "whom"),
    [("It's for my little girl", "en", "child"), ("my wee boy", "en", "child"), ("the little one", "en", "child"),
     ("for my wee one", "en", "child"),
     ("my 3 year old son", "en", "child"), ("My daughter's appointment", "en", "child"), ("self", "en", "self"),
     ("it is me", "en", "self"), ("my neighbour, I look after him", "en", "adult"), ("someone I care for", "en", "adult"),
     ("Es para mi hija", "es", "child"), ("Mi niña de 5 años", "es", "child"), ("para mi bebé", "es", "child"),
     ("La cita es para mi hijo", "es", "child"), ("es para mí", "es", "self"), ("para mí, hija", "es", "self"),
     ("Mi mamá, tiene 80 años", "es", "adult"), ("Una señora que cuido", "es", "adult")],
)  # fmt: skip
def test_strangers_say_whom_it_is_for(text, language, whom):
    patient = Patient(flow_of(replace(CLINIC, languages=(language,)), ASKED))
    patient.says("?", text)
    assert patient.is_at("consent")
    assert patient.progress.whom == whom


def test_somebody_who_is_not_known_is_asked_about_again():
    patient = Patient(flow_of(replace(CLINIC, languages=("es",)), ASKED))
    patient.says("?", "mi padrino")
    assert patient.is_at("whom")


def test_of_two_ages_neither_becomes_the_childs_birth_date(patient):
    patient.comes_to("birth_date")
    patient.says("15 or 16", "yes", "yes", "Ann Okafor", "mother", "Mia Okafor")
    assert patient.is_at("birth_date")


@for_each(
    ("text", "name", "relation"),
    [("Leandro Bustos papá", "Leandro Bustos", "papá"), ("Fatima Begum im his mum", "Fatima Begum", "mum"),
     ("John Smith his dad", "John Smith", "dad"), ("María López soy su mamá", "María López", "mamá"),
     ("Ann Lee, mother", "Ann Lee", "mother")],
    patient=asked_for_whom,
)  # fmt: skip
def test_carers_say_who_they_are_in_one_message(patient, text, name, relation):
    patient.comes_to("whom")
    patient.says("2", "yes", text)
    answers = patient.progress.answers
    assert (answers["carer_name"], answers["carer_relation"]) == (name, relation)


@for_each(
    ("text", "relation"),
    [("I am his daughter", "daughter"), ("I'm her dad", "dad"), ("Soy su mamá", "mamá"), ("La hija", "hija"),
     ("soy su hijo, el mayor", "hijo, el mayor"), ("her employer", "employer"), ("support worker", "support worker"),
     ("foster mother", "foster mother")],
    patient=asked_for_whom,
)  # fmt: skip
def test_a_relation_is_kept_without_the_sentence_around_it(patient, text, relation):
    patient.comes_to("whom")
    patient.says("2", "yes", "Ann Lee", text)
    assert patient.progress.answers["carer_relation"] == relation


def test_a_relation_said_twice_is_no_patients_name():
    patient = asked_for_whom()
    patient.comes_to("whom")
    patient.says("2", "yes", "Ann Lee", "I'm his mother", "his mum")
    assert patient.is_at("name")


@for_each(
    "text",
    ["no es para mí, es para un señor de aquí", "not for me, it's for my mother"],
    patient=asked_for_whom,
)
def test_whom_it_is_not_about_is_not_taken_for_whom_it_is(patient, text):
    patient.comes_to("whom")
    patient.says(text)
    assert patient.progress.whom is Whom.ADULT


@for_each("text", ["John Friend", "Ann Lee Friend", "Mum"], patient=asked_for_whom)
def test_a_name_is_not_taken_apart(patient, text):
    patient.comes_to("whom")
    patient.says("2", "yes", text)
    assert "carer_relation" not in patient.progress.answers


@for_each("text", ["SÍ", "yes", "ok", "no", "thanks"], patient=asked_for_whom)
def test_a_yes_is_no_relation(patient, text):
    patient.comes_to("whom")
    patient.says("2", "yes", "Ann Lee", text)
    assert patient.is_at("carer_relation")
    assert "carer_relation" not in patient.progress.answers
