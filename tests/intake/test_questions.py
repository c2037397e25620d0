"""The questions are asked in order, and each answer is read, doubted or kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.intake.answers.texts import NONE_STATED, TEXT
from app.intake.keywords import Keyword, plain
from app.intake.model import DraftDiscarded, Submitted
from app.intake.phrases import SHIPPED
from app.intake.questions import Question, words_of
from app.intake.words import QuestionWords
from tests.cases import for_each
from tests.intake.patient import CLINIC, QUESTION_KEYS, QUESTIONS, ROAD, STEPS, Patient, flow_of

ALLERGIES = Question(
    "planted",
    TEXT,
    500,
    optional=True,
    health=True,
    words={"en": QuestionWords("Allergies", "your allergies", "Anything that your body cannot bear?")},
)
NAMES_TOO = {plain(name) for phrases in SHIPPED.values() for name in phrases.lexicon.names_too}
BARE = [
    word
    for phrases in SHIPPED.values()
    for words in (
        phrases.lexicon.yes,
        phrases.lexicon.no,
        phrases.lexicon.courtesies,
        phrases.lexicon.keywords[Keyword.NONE],
        phrases.lexicon.keywords[Keyword.DONT_KNOW],
    )
    for word in words
    # "Eso es" also means DONE, and "Nada" is a name as well: it is asked about.
    if word not in {"0", "eso es"} and plain(word) not in NAMES_TOO
]
ALLERGIC = flow_of(CLINIC, (*QUESTIONS, ALLERGIES))


def test_the_five_audited_questions_are_asked_in_order(patient):
    patient.says("ok", "1", "1")
    asked = [patient.says(*ROAD[step]) for step in ("consent", *QUESTION_KEYS)]
    heads = [f"*{number} of 5 · " in reply for number, reply in enumerate(asked, start=1)]
    assert heads == [True] * 5 + [False]
    assert tuple(patient.progress.answers) == QUESTION_KEYS


def test_what_is_handed_in_is_what_was_written(patient):
    patient.comes_to("submitted")
    assert patient.last(Submitted).answers == {
        "name": "Maya Okafor-Lindt",
        "birth_date": "1990-03-04",
        "address": "12 Mill Lane, Larkfield",
        "medical_history": "Asthma since I was ten",
        "medications": "Salbutamol when needed",
    }


def test_a_date_is_read_back_in_words_before_the_next_question(patient):
    patient.comes_to("birth_date")
    assert patient.says("4 Mar 90").startswith("Got it: 4 March 1990.\n\n*3 of 5 · Address*\n")


@for_each(
    ("text", "day"),
    [
        ("1", "1990-04-03"),
        ("2", "1990-03-04"),
        ("April", "1990-04-03"),
        ("4 March 1990", "1990-03-04"),
        ("5 May 1990", "1990-05-05"),
    ],
    patient=Patient,
)
def test_the_patient_picks_one_of_two_dates_or_writes_another(patient, text, day):
    patient.comes_to("birth_date")
    assert "*1* 3 April 1990\n*2* 4 March 1990" in patient.says("3/4/90")
    patient.says(text)
    assert patient.progress.answers["birth_date"] == day
    assert patient.is_at("address")


@for_each("text", ["3", "0", "1990", "hm", "12 Mill Lane"], patient=Patient)
def test_anything_else_asks_which_date_again(patient, text):
    patient.comes_to("birth_date")
    patient.says("3/4/90")
    assert "Which day is it?" in patient.says(text)
    assert patient.is_at("birth_date", "which_day")


@for_each("doubt", ["3/4/90", "don't know"], patient=Patient)
def test_back_from_a_doubt_asks_for_the_date_again(patient, doubt):
    asked = patient.comes_to("birth_date")
    assert patient.says(doubt, "BACK") == asked
    assert patient.progress.readings == ()


def test_somebody_who_does_not_know_the_day_gives_a_year_or_an_age(patient):
    patient.comes_to("birth_date")
    assert "DON’T KNOW" in patient.says("1950")
    assert patient.is_at("birth_date")
    assert "1950, or 76" in patient.says("don’t know")
    assert "Got it: 76 years old." in patient.says("76")
    assert patient.progress.answers["birth_date"] == "age 76 on 2026-11-25"


@pytest.mark.parametrize("key", ["medical_history", "medications"])
class TestAHealthAnswer:
    def test_is_one_message_and_the_next_question_comes_at_once(self, patient, key):
        patient.comes_to(key)
        patient.says("one\ntwo")
        assert patient.progress.answers[key] == "one\ntwo"
        assert patient.is_at(STEPS[STEPS.index(key) + 1])

    @for_each("done", ["DONE", "that's it", "listo", "eso es todo"], patient=Patient)
    def test_needs_no_done_and_none_does_harm(self, patient, key, done):
        patient.comes_to(key)
        patient.says("one")
        kept = patient.progress
        assert patient.says(done).startswith("Your answer is saved.\n\n")
        assert patient.progress == kept

    @for_each("none", ["NONE", "none.", "No", "nothing", "ninguno"], patient=Patient)
    def test_none_is_an_answer_at_once(self, patient, key, none):
        patient.comes_to(key)
        patient.says(none)
        assert patient.progress.answers[key] == NONE_STATED

    def test_done_with_nothing_asks_again_and_names_none(self, patient, key):
        patient.comes_to(key)
        patient.says("HELP")
        assert "*NONE*" in patient.says("DONE")
        assert patient.is_at(key)

    def test_one_message_over_the_limit_says_so(self, patient, key):
        patient.comes_to(key)
        reply = patient.says("x" * 5000)
        assert "5000" in reply
        assert "4000" in reply
        assert patient.is_at(key)

    def test_an_answer_asked_again_is_said_to_be_replaced_whole(self, patient, key):
        asked = patient.comes_to(key)
        assert "takes the place of the old one" not in asked
        patient.says("one")
        replaced = "takes the place of the old one. Please type all of it."
        assert replaced in patient.says(f"EDIT {QUESTION_KEYS.index(key) + 1}")
        assert replaced in patient.says("START")

    def test_an_answer_on_file_asked_again_is_said_to_be_replaced_too(self, patient, key):
        patient.comes_to("submitted")
        replaced = "takes the place of the old one"
        assert replaced in patient.says("1", str(QUESTION_KEYS.index(key) + 1), "2")

    def test_done_keeps_an_earlier_answer(self, patient, key):
        patient.comes_to("review")
        kept = patient.progress.answers
        patient.says(f"EDIT {QUESTION_KEYS.index(key) + 1}", "DONE")
        assert patient.is_at("review")
        assert patient.progress.answers == kept


@for_each(("key", "limit"), [("name", 200), ("address", 500)], patient=Patient)
def test_an_answer_over_its_limit_is_not_saved_and_says_how_long_it_may_be(patient, key, limit):
    patient.comes_to(key)
    reply = patient.says("x" * (limit + 1))
    assert str(limit) in reply
    assert "not saved" in reply
    assert patient.is_at(key)
    patient.says("x" * limit)
    assert len(patient.progress.answers[key]) == limit


@for_each("text", ["1", "12", "٣", "2️⃣"], patient=Patient)
def test_a_figure_alone_is_no_address(patient, text):
    patient.comes_to("address")
    patient.says(text)
    assert patient.is_at("address")


@for_each("step", ["name", "birth_date", "address"], patient=Patient)
def test_an_answer_of_one_message_asked_again_is_not_said_to_be_replaced_whole(patient, step):
    patient.comes_to("review")
    assert "takes the place of the old one" not in patient.says(f"EDIT {QUESTION_KEYS.index(step) + 1}")


@for_each("step", ["name", "address"], patient=Patient)
def test_a_bare_word_for_another_question_is_no_name_and_no_address(patient, step):
    patient.comes_to(step)
    for text in (*BARE, *(word.upper() + " 🙂" for word in BARE)):
        asked = Patient(progress=patient.progress, now=patient.now)
        reply = asked.says(text)
        assert "doesn’t look like" in reply, text
        assert "call us: 01632 960 555" in reply, text
        assert asked.is_at(step), text


def test_a_patient_without_an_address_is_told_what_to_write(patient):
    patient.comes_to("address")
    assert "no fixed address" in patient.says("none")
    patient.says("No fixed address")
    assert patient.progress.answers["address"] == "No fixed address"


@for_each(
    ("step", "says"),
    [(step, "SKIP") for step in QUESTION_KEYS]
    + [
        ("birth_date", "76"),
        ("birth_date", "1950"),
        ("birth_date", "hm"),
    ],
    patient=Patient,
)
def test_a_patient_who_does_not_know_an_answer_that_is_needed_is_told_to_call(patient, step, says):
    patient.comes_to(step)
    assert "all us: 01632 960 555." in patient.says(says)
    assert patient.is_at(step)


@for_each("text", ["hm", "998"], patient=Patient)
def test_a_patient_who_knows_neither_year_nor_age_is_told_to_call(patient, text):
    patient.comes_to("birth_date")
    assert "If you don’t know, call us: 01632 960 555." in patient.says("don't know", text)


def test_a_bare_age_is_answered_with_the_words_for_not_knowing(patient):
    patient.comes_to("birth_date")
    assert "*DON’T KNOW*" in patient.says("76")


@for_each("step", QUESTION_KEYS[1:], patient=Patient)
def test_back_asks_the_question_before_and_keeps_its_answer(patient, step):
    patient.comes_to(step)
    kept = patient.progress.answers
    before = STEPS[STEPS.index(step) - 1]
    assert "stays until you send a new one" in patient.says("BACK")
    assert patient.is_at(before)
    assert patient.progress.answers == kept
    patient.says("GO ON")
    assert patient.is_at(step)


def test_back_at_the_first_question_says_so(patient):
    patient.comes_to("name")
    assert "first question" in patient.says("back")
    assert patient.is_at("name")


def test_after_back_the_answer_is_replaced_and_the_later_ones_are_kept(patient):
    patient.comes_to("medications")
    patient.says("BACK", "BACK", "BACK", "BACK", "Zoë Lindt")
    assert patient.is_at("medications")
    assert patient.progress.answers["name"] == "Zoë Lindt"
    assert patient.progress.answers["address"] == "12 Mill Lane, Larkfield"


def test_edit_during_the_questions_returns_to_the_open_one(patient):
    patient.comes_to("medical_history")
    patient.says("EDIT 1", "Zoë Lindt")
    assert patient.is_at("medical_history")
    assert patient.progress.answers["name"] == "Zoë Lindt"


@for_each("text", ["EDIT 9", "EDIT 0", "REVIEW 6", "REVIEW 99"])
@for_each("step", ["address", "review"], patient=Patient)
def test_a_number_that_no_answer_has_is_told_which_there_are(patient, step, text):
    patient.comes_to(step)
    assert "The answers are 1 to 5." in patient.says(text)
    assert patient.is_at(step)


@for_each("text", ["EDIT 4", "REVIEW 5"], patient=Patient)
def test_a_question_not_reached_yet_cannot_be_edited_or_read(patient, text):
    patient.comes_to("address")
    assert "There is no answer" in patient.says(text)
    assert patient.is_at("address")


@for_each("step", QUESTION_KEYS, patient=Patient)
def test_restart_begins_again_with_the_consent_that_was_given(patient, step):
    patient.comes_to(step)
    before = patient.progress
    reply = patient.says("RESTART", *(["1"] if before.answers else []))
    assert "1 of 5" in reply
    assert patient.is_at("name")
    assert patient.progress.answers == {}
    assert (patient.progress.consent, patient.progress.patient) == (before.consent, before.patient)
    assert (patient.events[-1] == DraftDiscarded()) is bool(before.answers)
    assert ("are deleted" in reply) is bool(before.answers)


@for_each("step", ["language", "consent", "submitted"], patient=Patient)
def test_restart_where_there_is_nothing_to_restart_asks_again(patient, step):
    patient.comes_to(step)
    kept = patient.progress
    patient.says("RESTART")
    assert patient.progress == kept


def test_an_added_question_is_asked_reviewed_and_handed_in_with_no_other_change():
    patient = Patient(ALLERGIC)
    assert "your allergies" in patient.comes_to("consent")
    patient.says("1", *(text for step in QUESTION_KEYS for text in ROAD[step]))
    assert patient.is_at("planted")
    reply = patient.says("Penicillin")
    assert "*6* Allergies: Penicillin" in reply
    patient.says("SEND")
    assert patient.last(Submitted).answers["planted"] == "Penicillin"
    assert patient.progress.people[0].answered[-1] == "planted"


def test_an_optional_question_can_be_skipped_and_answered_later():
    patient = Patient(ALLERGIC)
    patient.comes_to("consent")
    asked = patient.says("1", *(text for step in QUESTION_KEYS for text in ROAD[step]))
    assert (
        "*6 of 6 · Allergies*\nAnything that your body cannot bear? To leave this out, type *SKIP*." in asked
    )
    assert "*6* Allergies: skipped" in patient.says("skip")
    assert "skipped" in patient.says("REVIEW 6")
    assert "*6* Allergies: Nuts" in patient.says("6", "Nuts")
    assert "*6* Allergies: skipped" in patient.says("EDIT 6", "SKIP")
    patient.says("SEND")
    assert "planted" not in patient.last(Submitted).answers


def test_an_optional_answer_of_several_messages_can_be_skipped():
    patient = Patient(flow_of(CLINIC, (QUESTIONS[0], replace(ALLERGIES, many=True))))
    patient.says("Hello", "1", "1", "Maya", "SKIP")
    assert patient.progress.skipped == ("planted",)
    patient.says("EDIT 2", "Nuts")
    assert patient.progress.answers["planted"] == "Nuts"


def test_a_question_without_words_in_a_language_is_asked_in_english():
    assert words_of(ALLERGIES, SHIPPED["es"]).title == "Allergies"


def test_a_question_that_came_after_the_review_was_shown_is_asked_before_handing_in(patient):
    patient.comes_to("review")
    patient.flow = flow_of(CLINIC, (*QUESTIONS, replace(ALLERGIES, optional=False)))
    patient.says("hello", "yes")
    assert "not answered yet" in "\n".join(patient.replies)
    assert "one more question" in patient.says("SEND")
    patient.says("Nuts", "SEND")
    assert patient.last(Submitted).answers["planted"] == "Nuts"


def test_a_question_that_is_no_longer_asked_is_not_handed_in(patient):
    patient.comes_to("review")
    patient.flow = flow_of(CLINIC, QUESTIONS[:-1])
    patient.says("hello", "yes", "SEND")
    assert "medications" not in patient.last(Submitted).answers


def test_a_question_with_words_in_another_language_only_is_asked_in_that():
    words = {"es": QuestionWords("Alergias", "sus alergias", "¿Tiene alergias?")}
    assert words_of(replace(ALLERGIES, words=words), SHIPPED["en"]).title == "Alergias"
    assert words_of(replace(ALLERGIES, words={}), SHIPPED["en"]).title == ALLERGIES.key


def test_a_flow_refuses_a_language_that_does_not_ship():
    with pytest.raises(ValueError, match="xx"):
        flow_of(replace(CLINIC, languages=("en", "xx")))
