from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.intake.answers import Accepted, ReaderContext, Rejected
from app.intake.answers.names import NAME, first_name, initial, name_words
from app.intake.phrases import SHIPPED, speak

ASKING = ReaderContext(speak("en"), date(2026, 11, 25), 200)
NAMES = [
    "محمد علي",
    "王小明",
    "अनिता",
    "O'Brien",
    "Иван Петрович Сидоров",
    "Σωκράτης",
    "김민준",
    "さくら 田中",
    "Núñez-García, María José",
    "D’Arcy",
    "Jr. St.John",
    "X Æ A-12",
    "Nada",
    "Brenda",
    "Yesenia",
    "Li",
    "Ỳ",
    "أحمد",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_any_script_is_kept_as_it_is(name):
    assert NAME.read(name, ASKING) == Accepted(unicodedata.normalize("NFC", name))


def test_a_decomposed_name_is_composed():
    assert NAME.read("Nu\u0301n\u0303ez", ASKING) == Accepted("Núñez")


def test_runs_of_blanks_become_one():
    assert NAME.read("Maya \t Okafor\nLindt\u3000Ann", ASKING) == Accepted("Maya Okafor Lindt Ann")


@pytest.mark.parametrize("text", ["123", "٣٤٥", "12-34", "???", "👍", "1 2 3", "+44 7700 900123", "²"])
def test_a_text_without_letters_is_no_name(text):
    assert NAME.read(text, ASKING) == Rejected(ASKING.phrases.name_without_letters)


@pytest.mark.parametrize(
    "text", ["https://example.com/me", "www.example.com", "bit.ly/abc", "javascript://x", "example.com"]
)
def test_a_link_is_no_name(text):
    assert NAME.read(text, ASKING) == Rejected(ASKING.phrases.link_as_name)


def test_more_than_four_lines_are_no_name():
    assert NAME.read("Ann\nMary\nvan\nDyke", ASKING) == Accepted("Ann Mary van Dyke")
    assert NAME.read("a\nb\nc\nd\ne", ASKING) == Rejected(ASKING.phrases.name_of_many_lines)


@pytest.mark.parametrize("text", [word for phrases in SHIPPED.values() for word in phrases.lexicon.greetings])
@pytest.mark.parametrize("dress", ["{}", "{}!", " {} 👋", "¡{}!"])
def test_a_bare_greeting_of_any_language_is_no_name(text, dress):
    assert NAME.read(dress.format(text), ASKING) == Rejected(ASKING.phrases.greeting_as_name)


@pytest.mark.parametrize("text", ["What is this?", "who are you ？", "لماذا؟", "¿Quién es?", "Maya Okafor?"])
def test_a_question_is_no_name(text):
    assert NAME.read(text, ASKING) == Rejected(ASKING.phrases.question_as_name)


@pytest.mark.parametrize(("text", "language"), [("Nada", "es"), ("nil", "en"), ("nil.", "en")])
def test_a_given_name_is_refused_to_those_only_whose_word_for_nothing_it_is(text, language):
    for code, phrases in SHIPPED.items():
        reading = NAME.read(text, ReaderContext(phrases, ASKING.today, 200))
        assert isinstance(reading, Rejected) is (code == language)


@pytest.mark.parametrize("text", ["Thank You Okafor", "Noor", "Sí Lindt", "Claro Vale", "Ý", "No Name"])
def test_a_name_with_such_a_word_in_it_is_one(text):
    assert NAME.read(text, ASKING) == Accepted(text)


def test_a_greeting_with_a_name_is_taken_as_written():
    assert NAME.read("Hi Nguyen", ASKING) == Accepted("Hi Nguyen")


def test_a_name_has_at_most_200_characters():
    assert NAME.read("王" * 200, ASKING) == Accepted("王" * 200)
    refused = NAME.read("a" * 201, ASKING)
    assert isinstance(refused, Rejected)
    assert "201" in refused.because
    assert "200" in refused.because


@pytest.mark.parametrize(
    ("name", "found_by"),
    [
        ("Núñez-García, María", ("nunez", "garcia", "maria")),
        ("O'Brien", ("o", "brien")),
        ("STRASSE Straße", ("strasse",)),
        ("Ann ann ANN", ("ann",)),
        ("محمد علي", ("محمد", "علي")),
        ("مُحَمَّد", ("محمد",)),
        ("Σωκράτης", ("σωκρατησ",)),
        ("Jean-Luc 2", ("jean", "luc", "2")),
        ("👍 — ", ()),
        ("", ()),
    ],
)
def test_a_name_is_found_by_its_bare_words(name, found_by):
    assert name_words(name) == found_by


@pytest.mark.parametrize(("one", "other"), [("अनिता", "अनता"), ("क़लम", "कलम"), ("が", "か"), ("ప్రియ", "పరియ")])
def test_signs_that_spell_a_word_are_not_accents(one, other):
    assert name_words(one) != name_words(other)


def test_at_most_twenty_words_find_a_name():
    assert len(name_words(" ".join(f"n{number}" for number in range(30)))) == 20


@settings(deadline=None)
@given(st.text())
def test_words_of_a_name_are_the_same_however_it_was_composed(name):
    forms = (unicodedata.normalize(form, name) for form in ("NFC", "NFD", "NFKC", "NFKD"))
    assert len({name_words(form) for form in forms}) == 1


@settings(deadline=None)
@given(st.text())
def test_words_of_words_are_themselves(name):
    assert name_words(" ".join(name_words(name))) == name_words(name)


@pytest.mark.parametrize(
    ("name", "first", "letter"),
    [
        ("Maya Okafor", "Maya", "M"),
        ("maya", "maya", "M"),
        ("D’Arcy Ann", "D’Arcy", "D"),
        ("*Maya* Okafor", "", "M"),
        ("_x_", "", "X"),
        ("王小明", "王小明", "王"),
        ("محمد علي", "محمد", "م"),
        ("a" * 41, "", "A"),
        ("7 Maya", "", "M"),
        ("", "", ""),
    ],
)
def test_only_a_plain_first_word_may_stand_in_our_bold_sentence(name, first, letter):
    assert (first_name(name), initial(name)) == (first, letter)
