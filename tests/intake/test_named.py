"""People name a language and an answer in their own words."""

from __future__ import annotations

from app.intake.ear import is_assent, is_objection, language_of, written_in
from tests.cases import for_each
from tests.intake.patient import STEPS, Patient


@for_each(
    ("text", "code"),
    [("español", "es"), ("castellano", "es"), ("ES", "es"), ("🇪🇸", "es"), ("🇲🇽", "es"), ("no hablo inglés", "es"),
     ("no hablo inglés, español por favor", "es"), ("spanish please", "es"), ("hola español", "es"), ("inglés", "en"),
     ("English please", "en"), ("EN", "en"), ("🇬🇧", "en"), ("in English, thanks", "en"), ("English or Spanish", None),
     ("my English teacher", None), ("Spanish flu in 1918", None), ("Hola", None)],
)  # fmt: skip
def test_a_language_is_heard_by_its_names(text, code):
    assert language_of(text) == code


@for_each(
    ("text", "code"),
    [("hola buen día, necesito una cita", "es"), ("Hola, es para mi hijo", "es"), ("me dijeron que escriba aquí", "es"),
     ("hello I need an appointment", "en"), ("the surgery told me to write", "en"), ("3/4/1990", None), ("Juan", None)],
)  # fmt: skip
def test_a_first_message_tells_its_language_by_everyday_words(text, code):
    assert written_in(text) == code


@for_each(
    ("text", "language"),
    [("Español", "es"), ("english please", "en"), ("🇪🇸", "es"), ("no hablo inglés", "es")],
    patient=Patient,
)
def test_a_first_message_may_choose_the_language(patient, text, language):
    reply = patient.says(text)
    assert patient.progress.language == language
    assert patient.progress.step != "language"
    assert "999" in reply


@for_each(
    "text", ["inglés", "EN", "🇬🇧", "uno", "the first one", "first", "1 please", "la 1"], patient=Patient
)
def test_the_first_language_is_chosen_in_everyday_words(patient, text):
    patient.says("Hello", text)
    assert patient.progress.language == "en"


@for_each("step", STEPS[1:])
@for_each("text", ["español", "Spanish please", "no hablo inglés", "🇪🇸"], patient=Patient)
def test_another_language_is_spoken_at_every_step_as_soon_as_it_is_named(patient, step, text):
    patient.comes_to(step)
    kept = patient.progress
    assert "español" in patient.says(text)
    assert (patient.progress.language, patient.progress.step) == ("es", step)
    assert patient.progress.answers == kept.answers


@for_each("text", ["English", "es", "en"], patient=Patient)
def test_the_language_that_is_spoken_is_no_wish_for_another(patient, text):
    patient.comes_to("name")
    patient.says(text)
    assert patient.progress.language == "en"


@for_each(
    "text",
    ["the address is wrong", "wait, the address is wrong", "change address", "address", "my address", "la 3", "#3", "3",
     "third", "tercera", "number 3", "change number 3", "la dirección está mal", "cambiar la dirección", "dirección",
     "I made a mistake in the address", "the third is wrong", "cambiar la 3", "edit the third one please"],
    patient=Patient,
)  # fmt: skip
def test_the_review_opens_the_answer_that_is_named(patient: Patient, text):
    patient.comes_to("review")
    assert "*3 of" in patient.says(text)
    assert patient.progress.step == "address"
    assert "address" in patient.progress.answers


@for_each("text", ["the name is wrong", "change my name", "edit number 1"], patient=Patient)
def test_an_answer_is_opened_from_another_question_if_it_is_to_change(patient, text):
    patient.comes_to("address")
    patient.says(text)
    assert patient.is_at("name")


@for_each(
    "text",
    ["history of medication errors", "wrong medication in 2010", "address the pain", "3 tablets", "my name"],
    patient=Patient,
)
def test_an_answer_that_holds_such_words_is_an_answer(patient, text):
    patient.comes_to("medical_history")
    patient.says(text, "DONE")
    assert patient.progress.answers["medical_history"] == text


ASSENTS = """correct; está bien; yes that's all right; all correct; looks good; yes send it; yes please send; all good thanks
    ; sí, envíelo; todo correcto; todo bien; sí todo está bien; de acuerdo, enviar; 👍; perfecto; ok; y; everything is right"""


@for_each("text", [text.strip() for text in ASSENTS.split(";")], patient=Patient)
def test_every_plain_assent_sends(patient, text):
    assert is_assent(text)
    assert not is_objection(text)
    patient.comes_to("review")
    patient.says(text)
    assert patient.is_at("submitted")


@for_each(
    "text",
    ["no", "I don't want to send this", "wait", "no quiero enviarlo", "hay un error", "not yet", "❌"],
    patient=Patient,
)
def test_every_plain_objection_asks_what_should_change(patient, text):
    assert is_objection(text)
    patient.comes_to("review")
    assert "What should change?" in patient.says(text)
    assert patient.is_at("review")


def test_a_question_at_the_review_offers_a_call(patient):
    patient.comes_to("review")
    assert "I can’t answer that here." in patient.says("When is my appointment?")
    assert patient.is_at("review")
