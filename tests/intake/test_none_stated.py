"""Nothing is one coded value, whatever it was called, and is shown in words."""

from __future__ import annotations

from app.intake.answers import Accepted, ReaderContext
from app.intake.answers.texts import NONE_STATED, NOT_KNOWN, TEXT
from app.intake.phrases import SHIPPED
from app.intake.questions import show, written_out
from tests.cases import for_each
from tests.intake.patient import Patient

NOTHING = """none; no; N/A; nil; no meds; not applicable; -; 0; ❌; ninguna; no tomo nada; sin antecedentes; que yo sepa no
    ; none that I know of; I don't take any, thanks"""
UNKNOWN = "I don't know; no idea; no sé; ni idea"


@for_each("step", ["medical_history", "medications"])
@for_each(
    ("text", "code"),
    [(text.strip(), NONE_STATED) for text in NOTHING.split(";")]
    + [(text.strip(), NOT_KNOWN) for text in UNKNOWN.split(";")],
    patient=Patient,
)
def test_nothing_and_not_known_are_kept_as_one_code_each(patient, step, text, code):
    patient.comes_to(step)
    patient.says(text)
    assert patient.progress.answers[step] == code
    assert not patient.is_at(step)


@for_each("code", SHIPPED, patient=Patient)
def test_the_codes_are_shown_in_words_and_read_as_themselves(patient, code):
    phrases = SHIPPED[code]
    assert show("medications", NONE_STATED, code) == phrases.none_stated
    assert show("medical_history", NOT_KNOWN, code) == phrases.not_known
    assert show("a question of the past", NONE_STATED, code) == phrases.none_stated
    assert show("name", NONE_STATED, code) == written_out("birth_date", NONE_STATED, code) == NONE_STATED
    for value in (NONE_STATED, NOT_KNOWN):
        assert TEXT.read(value, ReaderContext(phrases, patient.now.date(), 4000)) == Accepted(value)


def test_what_earlier_versions_kept_is_shown_as_it_is():
    for value in ("ninguna", "N/A", "no"):
        assert show("medications", value, "es") == value


def test_the_patient_reads_it_in_words_too(patient):
    patient.comes_to("medical_history")
    patient.says("no known illnesses", "Salbutamol", "DONE")
    assert "None stated" in patient.says("REVIEW 4")


@for_each(
    "text",
    ["no alcohol since 2010", "no penicillin", "not taking my warfarin", "nothing but aspirin"],
    patient=Patient,
)
def test_what_holds_more_is_kept_as_it_was_typed(patient, text):
    patient.comes_to("medications")
    patient.waits(minutes=2)
    patient.says(text, "that's it")
    assert patient.progress.answers["medications"] == text


@for_each(
    "text",
    ["ok", "thanks", "👍", "ya", "that's it", "eso es todo", "no", "listo hija", "vale gracias"],
    patient=Patient,
)
def test_a_word_that_ends_an_answer_is_no_part_of_it(patient, text):
    patient.comes_to("medical_history")
    patient.says("Asthma", text)
    assert patient.progress.answers["medical_history"] == "Asthma"


@for_each("text", ["yes", "sí claro", "hello", "👍"], patient=Patient)
def test_a_yes_or_a_greeting_is_no_illness(patient, text):
    patient.comes_to("medical_history")
    patient.says(text)
    assert patient.is_at("medical_history")
    assert "medical_history" not in patient.progress.answers
