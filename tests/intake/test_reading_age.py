"""What patients read is plain enough for somebody of twelve."""

from __future__ import annotations

import pytest

from tests.intake.test_screens import screens_in
from tests.reading import ease, grade, parts

# The formulas say little of a text of some words.
FEWEST = 20
# Flesch–Kincaid: the sixth grade, which ends at twelve. Szigriszt: "fairly easy" begins at 65.
HIGHEST_GRADE, LEAST_EASE = 6.5, 65
HARD = {
    "en": "Notwithstanding the aforementioned stipulations, participants acknowledge responsibility for ensuring"
    " comprehensive documentation of pharmaceutical administration throughout the hospitalisation period.",
    "es": "No obstante las estipulaciones anteriormente mencionadas, los participantes reconocen su responsabilidad"
    " respecto de la documentación exhaustiva de la administración farmacológica durante la hospitalización.",
}


def read(code: str) -> list[str]:
    """Return the screens in a language that are long enough to be measured."""
    shown = {screen.text for screen in screens_in(code) if screen.language == code}
    return [text for text in shown if len(parts(text)[0]) >= FEWEST]


def test_no_english_screen_asks_for_more_than_the_sixth_grade():
    screens = read("en")
    assert len(screens) > 100
    assert [(round(grade(text), 1), text) for text in screens if grade(text) > HIGHEST_GRADE] == []


def test_every_spanish_screen_is_fairly_easy_to_read():
    screens = read("es")
    assert len(screens) > 100
    assert [(round(ease(text), 1), text) for text in screens if ease(text) < LEAST_EASE] == []


@pytest.mark.parametrize("text", [HARD["en"]])
def test_a_hard_english_text_would_be_noticed(text):
    assert grade(text) > 2 * HIGHEST_GRADE


@pytest.mark.parametrize("text", [HARD["es"]])
def test_so_would_a_spanish_one(text):
    assert ease(text) < LEAST_EASE / 2
