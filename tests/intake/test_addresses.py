"""An address is kept as it was written, without the courtesies around it."""

from __future__ import annotations

from datetime import date

from app.intake.answers import Accepted, ReaderContext, Rejected
from app.intake.answers.addresses import ADDRESS
from app.intake.phrases import speak
from tests.cases import for_each
from tests.intake.patient import Patient

ASKING = ReaderContext(speak("en"), date(2026, 11, 25), 500)


@for_each(
    "text",
    ["12 Mill Lane, Larkfield", "12 Mill Lane\nLarkfield\nLK1 2AB", "22 Thanks Lane\nYesbury", "C/ Fin 7, bajo\nCádiz",
     "Room 5, Hope Hostel", "no fixed address", "homeless", "sin domicilio", "sin domicilio fijo", "P.O. Box 12",
     "Avda. de la Paz 12, 3º B", "The Old Surgery, Church Street", "Calle Doctor Fleming 3", "{clinic}", "北京路 5 号",
     "Residencia Los Tilos, Carretera de Monreal km 3", "vivo en mi troca, en el Walmart de Yuma", "I live in a van",
     "donde doña Ana, del cruce 200 metros al sur", "Academia 12", "Plaza 2 de Mayo 1, Lima", "Noemia Road 3", "K2 House", "221B Baker St."],
)  # fmt: skip
def test_an_address_is_kept_as_it_is(text):
    assert ADDRESS.read(text, ASKING) == Accepted(text)


@for_each(
    ("text", "kept"),
    [
        ("I live at 12 Mill Lane, Larkfield", "12 Mill Lane, Larkfield"),
        ("Hi, my address is 4 Station Rd, thanks", "4 Station Rd"),
        ("It's 88a High St", "88a High St"),
        ("vivo en Calle Sol 3, Huelva", "Calle Sol 3, Huelva"),
        ("mi dirección es Calle Sol 3\nHuelva", "Calle Sol 3\nHuelva"),
        ("Calle Real 8, muchas gracias", "Calle Real 8"),
        ("Dirección: Calle Real 8", "Calle Real 8"),
    ],
)
def test_what_is_written_around_an_address_is_taken_off_and_told(text, kept):
    reading = ADDRESS.read(text, ASKING)
    assert isinstance(reading, Accepted)
    assert reading.value == kept
    assert kept.splitlines()[0] in reading.read_back
    assert reading.as_typed == text


@for_each(
    ("text", "sentence"),
    [
        ("hello", "greeting_as_address"),
        ("good morning doctor", "greeting_as_address"),
        ("same as before", "same_as_address"),
        ("ya se la di", "same_as_address"),
        ("see above", "same_as_address"),
        ("?", "bare_as_address"),
        ("👍", "bare_as_address"),
        (".", "bare_as_address"),
        ("yes please", "bare_as_address"),
        ("thanks", "bare_as_address"),
        ("where do I send it?", "cannot_answer"),
        ("LK1 2AB", "figure_as_address"),
        ("SW1A 1AA", "figure_as_address"),
        ("41013", "figure_as_address"),
        ("12 March 1990", "date_as_address"),
    ],
)
def test_what_is_no_address_is_asked_again_with_the_reason(text, sentence):
    reading = ADDRESS.read(text, ASKING)
    assert isinstance(reading, Rejected)
    assert reading.because == getattr(ASKING.phrases, sentence)


def test_a_name_in_doubt_is_asked_about_and_taken_on_a_yes(patient):
    patient.comes_to("name")
    assert "Is “Vale” your full name?" in patient.says("Vale")
    assert patient.is_at("name", "is_it")
    patient.says("1")
    assert patient.progress.answers["name"] == "Vale"
    assert patient.is_at("birth_date")


@for_each("text", ["2", "no", "BACK", "no thanks"], patient=Patient)
def test_a_name_in_doubt_is_asked_again_on_a_no(patient, text):
    patient.comes_to("name")
    patient.says("Vale", text)
    assert patient.is_at("name")
    assert patient.progress.answers == {}


def test_another_answer_takes_the_place_of_one_in_doubt(patient):
    patient.comes_to("name")
    patient.says("Vale", "Ann Lee")
    assert patient.progress.answers == {"name": "Ann Lee"}


def test_what_was_taken_off_can_be_put_back_by_sending_it_once_more(patient: Patient):
    patient.comes_to("name")
    assert "Got it: Love Daniels. Wrong? Type *BACK*." in patient.says("Mr Love Daniels")
    assert "Is “Mr Love Daniels” your full name?" in patient.says("BACK", "Mr Love Daniels")
    patient.says("yes")
    assert patient.progress.answers["name"] == "Mr Love Daniels"


HEALTH = [
    "asthma",
    "soy diabético",
    "metformin 500mg",
    "penicilina",
    "pancreatitis",
    "12 Mill Lane. I take metformin",
]


@for_each("text", HEALTH[:-1], patient=Patient)
def test_a_word_of_health_never_becomes_a_name(patient, text):
    patient.comes_to("name")
    assert "We ask about it later." in patient.says(text)
    assert patient.is_at("name")


@for_each("text", HEALTH, patient=Patient)
def test_a_word_of_health_becomes_no_address_unless_the_patient_says_so(patient, text):
    patient.comes_to("address")
    said = patient.says(text)
    assert "We ask about it later. Is it an address?" in said
    assert text not in said
    patient.says("2")
    assert patient.is_at("address")
    patient.says(text, "12 Mill Lane")
    assert patient.progress.answers["address"] == "12 Mill Lane"


@for_each("text", ["44 Cancer Survivor Park Rd", "Asthma House, Larkfield"], patient=Patient)
def test_an_address_with_a_word_of_health_is_kept_on_a_yes(patient, text):
    patient.comes_to("address")
    patient.says(text)
    assert patient.is_at("address", "is_it")
    patient.says("1")
    assert patient.progress.answers["address"] == text
    assert patient.is_at("medical_history")


@for_each(
    "text",
    ["Sure, {}", "Of course, {}", "That's {}", "Currently I'm living at {}", "I'm living in {}", "My postal address is {}",
     "the address would be {}", "{} is my address", "{}, that's where I live", "{}, hope that's ok", "Claro, {}",
     "Sí, {}", "en {}", "Ahorita vivo en {}", "Mi domicilio actual es {}", "Estoy residiendo en {}", "{}, ahí es donde vivo",
     "{}, esa es la dirección"],
)  # fmt: skip
def test_what_strangers_write_around_an_address_is_taken_off(text):
    reading = ADDRESS.read(text.format("Mill Lane 12, Larkfield"), ASKING)
    assert isinstance(reading, Accepted)
    assert reading.value == "Mill Lane 12, Larkfield"


@for_each("text", ["Sorry the baby was crying", "disculpa, tenía gente", "perdón que no contesté"])
def test_an_excuse_is_no_address(text):
    assert ADDRESS.read(text, ASKING) == Rejected(ASKING.phrases.bare_as_address)


@for_each("text", ["Dr. Gálvez 12, Madrid", "House 4, Beech Park", "No. 8 The Crescent", "56 Sure Street"])
def test_a_street_that_begins_like_a_courtesy_is_kept(text):
    assert ADDRESS.read(text, ASKING) == Accepted(text)
