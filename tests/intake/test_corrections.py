"""An earlier answer is corrected in the patient's own words: at once, later, at the review, and after sending."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.intake import slip
from app.intake.flow import Flow
from app.intake.keywords import plain
from app.intake.model import NoteLeft, Submitted, Updated
from app.intake.progress import Whom
from tests.cases import for_each
from tests.intake.at_a_question import ANSWERS, KEYS, at
from tests.intake.patient import Patient


def doubted_at(patient: Patient) -> datetime | None:
    """Return when it was first asked whether there is danger. That has to be open."""
    assert patient.progress.aside == "doubt"
    return patient.progress.cry.asked_at if patient.progress.cry else None


def who_told(key: str, **answers: str) -> Patient:
    """Return somebody at a question or the review, with these earlier answers."""
    patient = at(KEYS[-1])
    told = {**ANSWERS, "birth_date": "1990-03-04", **answers}
    earlier = KEYS if key == "review" else KEYS[: KEYS.index(key)]
    known = {each: told[each] for each in earlier}
    patient.progress = replace(patient.progress, step=key, answers=known, told=earlier[-1])
    return patient


@for_each(
    "text",
    (
        "no wait its 1986 not 68",
        "no wait, 1986 not 68",
        "sorry, it's 1986",
        "I meant 1986",
        "quise decir 1986",
        "no, nací en 1986",
        "oops I typed the wrong year, 1986",
    ),
)
def test_a_year_is_corrected_at_the_next_question(text: str):
    patient = at("address")
    assert "Change your date of birth to “4 March 1986”?" in patient.says(text)
    patient.says("yes")
    assert patient.is_at("address")
    assert patient.progress.answers["birth_date"] == "1986-03-04"


@for_each(
    "text",
    (
        "sorry it's 19 Mill Lane not 12",
        "the address is wrong, it should be 19 Mill Lane, Larkfield",
        "I made a mistake, it's 19 Mill Lane, Larkfield",
        "perdón, es 19 Mill Lane",
        "me equivoqué, es 19 Mill Lane",
    ),
)
def test_an_address_is_corrected_at_a_later_question(text: str):
    patient = at("medical_history")
    assert "Change your address to" in patient.says(text)
    patient.says("1")
    assert patient.is_at("medical_history")
    assert patient.progress.answers["address"].startswith("19 Mill Lane")


def test_a_corrected_street_keeps_the_town():
    patient = at("medical_history")
    patient.says("sorry it's 19 Mill Lane not 12", "yes")
    assert patient.progress.answers["address"] == "19 Mill Lane, Larkfield"


def test_after_a_no_the_old_answer_stays_and_the_words_are_asked_about():
    patient = at("medical_history")
    patient.says("sorry it's 19 Mill Lane not 12", "no")
    assert patient.progress.answers["address"] == "12 Mill Lane, Larkfield"
    assert patient.is_at("medical_history", "is_it")
    patient.says("no", "Asthma")
    assert patient.progress.answers["medical_history"] == "Asthma"


@for_each(
    "text",
    (
        "I forgot, I also take aspirin",
        "se me olvidó decir que tomo aspirina",
        "oh I forgot to mention I take aspirin",
    ),
)
def test_what_was_forgotten_is_added(text: str):
    patient = at("reason")
    assert "to *Medicines*?" in patient.says(text)
    patient.says("yes")
    assert patient.is_at("reason")
    assert patient.progress.answers["medications"].startswith("Salbutamol\n")


def test_a_yes_at_the_review_after_a_correction_does_not_send_the_old_answer():
    patient = at("reason")
    patient.says("A sore knee", "the address is wrong, it should be 22 Orchard St, Nyack NY")
    assert patient.is_at("review", "correct")
    patient.says("yes")
    assert not [event for event in patient.events if isinstance(event, Submitted)]
    assert "22 Orchard St, Nyack NY" in patient.replies[0]
    patient.says("yes")
    assert patient.last(Submitted).answers["address"] == "22 Orchard St, Nyack NY"


def test_an_allergy_that_was_forgotten_goes_to_the_allergies_after_sending():
    patient = at("allergies")
    patient.says("none", "Salbutamol", "A sore knee", "SEND")
    assert "to *Allergies*?" in patient.says("I forgot: I am allergic to penicillin")
    patient.says("yes")
    assert patient.last(Updated).added == {"allergies": "I am allergic to penicillin"}
    assert patient.is_at("submitted")


@for_each(
    ("text", "value"),
    [
        ("I forgot, I also take aspirin", "aspirin"),
        ("forgot to say I take a water tablet too", "water tablet"),
        ("se me olvidó, también tomo aspirina", "aspirina"),
    ],
)
def test_a_medicine_that_was_forgotten_goes_to_the_medicines_after_sending(text: str, value: str):
    patient = at("medications")
    patient.says("Salbutamol", "A sore knee", "SEND", text)
    assert patient.is_at("submitted", "correct")
    patient.says("yes")
    assert value in patient.last(Updated).added["medications"]


def test_after_a_no_the_words_after_sending_are_a_note():
    patient = at("reason")
    patient.says("A sore knee", "SEND", "I forgot: I am allergic to penicillin", "no")
    assert patient.last(NoteLeft).text == "I forgot: I am allergic to penicillin"
    assert not [event for event in patient.events if isinstance(event, Updated)]


def test_a_correction_makes_no_child_answer_alone():
    patient = at("address")
    patient.says("no wait it's 2015", "yes")
    assert patient.is_at("birth_date", "minor")


def test_a_clinic_that_hides_health_is_not_shown_it_in_the_question():
    patient = at("reason", health_listed=False)
    asked = patient.says("I forgot, I also take aspirin")
    assert "what you just sent" in asked
    assert "aspirin" not in asked


@for_each(
    ("key", "text"),
    (
        ("medical_history", "no, I had asthma as a child"),
        ("medical_history", "sorry, 2 knee operations"),
        ("medical_history", "actually I had a stroke in 2015 not 2016"),
        ("allergies", "no, it's just hay fever"),
        ("medications", "I forgot the name, a white pill"),
        ("medications", "ramipril 5 mg, not every day"),
        ("allergies", "no, es solo al polen"),
        ("reason", "my knee is wrong, it should be checked"),
    ),
)
def test_an_answer_is_no_correction(key: str, text: str):
    patient = at(key)
    patient.says(text)
    assert patient.progress.aside != "correct"


@for_each(
    ("key", "text", "told", "earlier", "value"),
    (
        ("birth_date", "sorry Ruiz-Parker now, Ana Ruiz-Parker", "name", "Ana Ruiz", "Ana Ruiz-Parker"),
        ("birth_date", "Baptiste with an e. Jerome Baptiste", "name", "Jerome Baptist", "Jerome Baptiste"),
        ("birth_date", "ah completo, brayan osuna leyva", "name", "brayan", "brayan osuna leyva"),
        ("address", "Perdone, me llamo Obdulia, no Obdulio", "name", "Obdulio Pérez", "Obdulia Pérez"),
        ("address", "my surname is spelt Lindqvist", "name", "Karl Lindquist", "Karl Lindqvist"),
        ("address", "me faltó el segundo apellido, es Chun", "name", "Ana Xol", "Ana Xol Chun"),
        ("address", "sorry 1939, that was mums", "birth_date", "1937-08-15", "1939-08-15"),
        (
            "address",
            "ay no, dice que de julio, 29 de julio de 2001",
            "birth_date",
            "2001-06-29",
            "2001-07-29",
        ),
        ("address", "soy del 94, no del 49", "birth_date", "1949-05-06", "1994-05-06"),
        ("allergies", "nací el 17, el 7 fue error de dedo", "birth_date", "1980-06-07", "1980-06-17"),
        ("medications", "she was born 1968 not 1969. 2 April 1968", "birth_date", "1969-04-02", "1968-04-02"),
        (
            "allergies",
            "soz its 35 whalley road not 53",
            "address",
            "53 whalley road, bb5",
            "35 whalley road, bb5",
        ),
        ("review", "the street number is 121 not 112", "address", "112 Depot Road, ME", "121 Depot Road, ME"),
        (
            "allergies",
            "la colonia es Doctores, no Obreros",
            "address",
            "col. Obreros, CDMX",
            "col. Doctores, CDMX",
        ),
        (
            "reason",
            "wait the postcode is EX4 3PL",
            "address",
            "5 Fore Street, EX4 3LP",
            "5 Fore Street, EX4 3PL",
        ),
        (
            "medications",
            "we moved. address is 5 Chene St, MI 48211",
            "address",
            "7 Low Rd",
            "5 Chene St, MI 48211",
        ),
        ("reason", "la metformina es de 500 no de 850", "medications", "metformina 850", "metformina 500"),
        (
            "review",
            "Nearly. Lantus is 22 units not 20",
            "medications",
            "rapid\nlantus 20 units",
            "rapid\nlantus 22 units",
        ),
        (
            "medications",
            "it was codeine I react to, not morphine",
            "allergies",
            "morphine, sick",
            "codeine, sick",
        ),
        (
            "allergies",
            "its type 1 diabetes not type 2",
            "medical_history",
            "type 2 diabetes",
            "type 1 diabetes",
        ),
    ),
)
def test_what_is_the_same_tells_what_is_corrected(key: str, text: str, told: str, earlier: str, value: str):
    patient = who_told(key, **{told: earlier})
    patient.says(text, "yes")
    assert patient.progress.answers[told] == value
    assert patient.is_at(key)


@for_each(
    ("key", "text", "told", "words"),
    (
        ("reason", "se me olvidó, también tomo aspirina", "medications", "tomo aspirina"),
        ("reason", "me faltó decir que tomo hierro", "medications", "tomo hierro"),
        ("allergies", "about the illnesses, add epilepsy", "medical_history", "epilepsy"),
        ("medications", "oh wait allergies, penicillin as well", "allergies", "penicillin as well"),
        ("review", "shellfish missing in allergies", "allergies", "shellfish missing in allergies"),
        ("review", "I'm also on HRT patches", "medications", "on HRT patches"),
    ),
)
def test_what_was_left_out_is_added_to_the_list_that_it_is_about(key: str, text: str, told: str, words: str):
    patient = who_told(key)
    patient.says(text, "yes")
    assert patient.progress.answers[told] == f"{ANSWERS[told]}\n{words}"


def test_a_date_with_two_readings_is_asked_about_and_never_taken():
    patient = who_told("address", birth_date="2001-03-10")
    patient.says("the date of birth is wrong, it is 3/10/75")
    assert patient.is_at("birth_date", "which_day")
    patient.says("1")
    assert patient.is_at("address")
    assert patient.progress.answers["birth_date"] == "1975-10-03"


def test_other_words_meanwhile_answer_the_open_question():
    patient = who_told("medications", address="740 Gratiot Ave, Detroit")
    patient.says("we moved. address is 5021 Chene St, Detroit, scratch the Gratiot one", "losartan 50")
    assert patient.is_at("reason", "correct")
    patient.says("yes")
    assert patient.progress.answers["medications"] == "losartan 50"
    assert patient.progress.answers["address"] == "5021 Chene St, Detroit"


def test_a_no_that_comes_before_the_offer_can_be_read_answers_the_open_question():
    patient = who_told("allergies", address="53 whalley road")
    patient.flow = replace(patient.flow, together=timedelta(seconds=4))
    patient.says("soz its 35 whalley road not 53")
    patient.now += timedelta(seconds=2)
    patient.says("nope")
    assert patient.is_at("medications", "correct")
    assert patient.progress.answers["allergies"] == "none"
    patient.now += timedelta(seconds=20)
    patient.says("yes")
    assert patient.progress.answers["address"] == "35 whalley road"


def test_what_is_corrected_is_asked_about_after_a_doubt_about_danger():
    patient = who_told("reason")
    patient.says("Oh and add to the allergies, morphine, she nearly stopped breathing today")
    assert patient.progress.cry
    patient.says("2")
    assert patient.is_at("reason", "correct")
    patient.says("yes")
    assert "morphine" in patient.progress.answers["allergies"]


@for_each(
    ("text", "key", "value"),
    (
        ("sorry the bottle says amlodipine 10mg not 5", "medications", "amlodipine 10mg"),
        ("I forgot to say aspirin 75", "medications", "amlodipine 5mg\naspirin 75"),
        ("perdone, me dejé la metformina 850", "medications", "amlodipine 5mg\nla metformina 850"),
    ),
)
def test_what_is_corrected_beneath_a_doubt_is_asked_about_after_it(text: str, key: str, value: str):
    patient = who_told("reason", medications="amlodipine 5mg")
    patient.says("He gets dizzy when standing up, mom's worried he'll fall on the basement stairs")
    asked_at = doubted_at(patient)
    patient.waits(seconds=20)
    patient.says(text)
    assert doubted_at(patient) == asked_at, "the two minutes begin again"
    patient.says("2")
    assert patient.is_at("review", "correct")
    patient.says("1")
    assert patient.progress.answers[key] == value


@for_each(
    ("key", "text", "told", "earlier", "value"),
    (
        ("birth_date", "*Hollis", "name", "Megan Holis", "Megan Hollis"),
        ("birth_date", "Hollis*", "name", "Megan Holis", "Megan Hollis"),
        (
            "address",
            "That's mine. Hers is 24 April 1955",
            "birth_date",
            "1953-06-09",
            "1955-04-24",
        ),
    ),
)
def test_what_people_mark_as_mistyped_is_corrected(key: str, text: str, told: str, earlier: str, value: str):
    patient = who_told(key, **{told: earlier})
    patient.says(text, "yes")
    assert patient.progress.answers[told] == value


def test_of_two_names_the_one_is_corrected_of_which_a_word_is_said():
    patient = who_told("review", name="Olegario Sandoval")
    told = {**patient.progress.answers, "carer_name": "Zulema Corea", "carer_relation": "nurse"}
    patient.flow = Flow(patient.flow.clinic)
    patient.progress = replace(patient.progress, whom=Whom.ADULT, answers=told)
    patient.says("Mi apellido lo escribí mal, va con dos erres, Zulema Correa", "yes")
    assert patient.progress.answers["carer_name"] == "Zulema Correa"
    assert patient.progress.answers["name"] == "Olegario Sandoval"


def test_a_year_in_an_answer_about_health_is_no_birth_year():
    patient = who_told("medical_history", birth_date="1953-06-09")
    patient.says("Stroke in March last year, and migraines before that")
    assert "March" in patient.progress.answers["medical_history"]
    assert patient.progress.answers["birth_date"] == "1953-06-09"


def test_a_correction_is_heard_while_it_is_asked_whether_other_words_are_the_answer():
    patient = who_told("address", birth_date="1938-06-15")
    patient.says("let me look at his card")
    patient.waits(seconds=60)
    patient.progress = replace(patient.progress, aside="is_it", readings=("let me look at his card",))
    patient.says("it is 15 June 1939")
    assert patient.is_at("address", "correct")
    patient.says("yes")
    assert patient.progress.answers["birth_date"] == "1939-06-15"
    assert patient.is_at("address")


def test_a_street_that_brings_its_town_is_a_new_address():
    patient = who_told("review", address="20 Orchard St")
    patient.says("the address is wrong, it should be 22 Orchard St, Nyack NY", "yes")
    assert patient.progress.answers["address"] == "22 Orchard St, Nyack NY"


def test_a_yes_after_a_correction_that_was_not_understood_sends_nothing():
    patient = who_told("review")
    assert "haven’t understood what to change" in patient.says("I put the wrong thing there")
    assert "*Please check*" in patient.says("yes")
    assert not [event for event in patient.events if isinstance(event, Submitted)]
    patient.says("SEND")
    assert patient.is_at("submitted")


def test_a_number_tells_which_answer_a_correction_is_about():
    patient = who_told("review")
    patient.says("I put the wrong thing there, Ramipril", "6")
    assert patient.is_at("review", "correct")
    patient.says("yes")
    assert "Ramipril" in patient.progress.answers["medications"]


def test_the_list_is_sent_by_a_yes_with_a_few_words_more():
    for text in ("yes correct ji", "Yes. God bless", "sí está bien mare gracias"):
        patient = who_told("review")
        patient.says(text)
        assert patient.is_at("submitted")


@for_each("text", ("yes but the address is wrong", "yes, only the year is 1991", "sí pero nací en 1991"))
def test_a_yes_with_a_correction_sends_nothing(text: str):
    patient = who_told("review")
    patient.says(text)
    assert not [event for event in patient.events if isinstance(event, Submitted)]


@given(st.text(max_size=120))
def test_any_text_can_be_taken_apart(text: str):
    parted = slip.parted(text)
    assert parted is not None
    assert all(plain(text[word.start : word.end]) == word.plain for word in parted.words)


@given(st.sampled_from(["no wait ", "sorry it's ", "me equivoqué, es ", ""]), st.text(max_size=60))
def test_any_correction_leads_somewhere_and_changes_nothing_yet(begins: str, text: str):
    patient = who_told("review")
    kept = dict(patient.progress.answers)
    patient.says(begins + text)
    assert patient.progress.answers == kept or patient.is_at("submitted")
