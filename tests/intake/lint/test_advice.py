"""What is advised against is named, and blocks nothing."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from app.intake.definition import Malformed, read
from app.records.findings import told
from tests.intake.lint.bad_definitions import bad_definitions, faults, found_in, judged, with_own

Part = dict[str, Any]


def words(english: str, spanish: str, label: str = "School", etiqueta: str = "Escuela") -> Part:
    return {
        "en": {"label": label, "ask": english, "ask_of_other": english},
        "es": {"label": etiqueta, "ask": spanish, "ask_of_other": spanish},
    }


def choice(code: str, english: str, spanish: str) -> Part:
    return {"code": code, "labels": {"en": english, "es": spanish}}


SCHOOL: Part = {"key": "school", "words": words("Which school do you go to?", "¿A qué escuela va?")}
BUS, CAR = choice("bus", "Bus", "Autobús"), choice("car", "Car", "Coche")


def one(*choices: Part) -> Part:
    return {**SCHOOL, "kind": "one", "choices": choices}


CONTACTS = {
    **SCHOOL,
    "kind": "list",
    "columns": [
        {"key": "person", "labels": {"en": "Name", "es": "Nombre"}},
        {"key": "reached", "labels": {"en": "Phone", "es": "Teléfono"}},
    ],
}
FOR_THEMSELVES = {language: {**said, "ask_of_other": ""} for language, said in SCHOOL["words"].items()}
ADVICE: dict[str, list[Part]] = {
    "many_asked": [
        {
            "key": f"school_{place}",
            "words": words("Which is it?", "¿Cuál es?", f"School {place}", f"Escuela {place}"),
        }
        for place in range(14)
    ],
    "many_choices": [
        one(*(choice(f"bus_{place}", f"Bus {place}", f"Autobús {place}") for place in range(21)))
    ],
    "no_unit": [{**SCHOOL, "kind": "number"}],
    "title_too_long": [one(BUS, choice("car", "A car of your own, or a friend's", "Coche"))],
    "many_sms": [{**SCHOOL, "words": words("Which school do you go to? " * 24, "¿A qué escuela va?")}],
    "health_on_screen": [one(BUS, choice("asthma", "Asthma", "Otro"))],
    "identity_asked": [{**SCHOOL, "words": words("What is your passport number?", "¿Cuál es su pasaporte?")}],
    "another_person": [CONTACTS],
    "no_words_for_carer": [{**SCHOOL, "words": FOR_THEMSELVES}],
    "hard_to_read": [
        {**SCHOOL, "words": words("When was your last optometric examination?", "¿Cuál es su escuela?")}
    ],
}


def test_each_piece_of_advice_is_given_by_its_own_name_and_blocks_nothing():
    found = {code: judged(read(with_own(own))) for code, own in ADVICE.items()}
    assert {code: {each.code for each in given} for code, given in found.items()} == {
        code: {code} for code in ADVICE
    }
    assert not any(each.blocks for given in found.values() for each in given)
    assert {*ADVICE} == {fault.code for fault in faults() if not fault.blocks}


def test_each_finding_is_said_with_its_figures():
    found = [each for own in ADVICE.values() for each in judged(read(with_own(own)))]
    for bad in bad_definitions():
        with suppress(Malformed):
            found += found_in(bad)
    assert {each.code for each in found} == {fault.code for fault in faults()}
    assert not [each for each in found if "%(" in "".join(told(each))]


def test_the_hard_words_of_a_hard_question_are_named():
    (hard,) = judged(read(with_own(ADVICE["hard_to_read"])))
    assert told(hard) == (
        "“School” reads like school year 13 in English.",
        "Year 7 or below is easier. Long words: examination, optometric.",
    )


def test_no_button_is_measured_where_the_chat_asks_nothing():
    assert judged(read(with_own(ADVICE["title_too_long"])), channels=()) == ()
