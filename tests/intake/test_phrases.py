"""Every text of every language: complete, short enough, and with the blanks that will be filled."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from string import Formatter
from uuid import UUID

import pytest
from babel import Locale

from app.intake import channel
from app.intake.clinic import Clinic
from app.intake.keywords import Keyword, plain
from app.intake.kind import Kind
from app.intake.model import Message
from app.intake.phrases import SHIPPED
from app.intake.words import Phrases
from tests.intake.patient import TOO_FAST, Patient, flow_of

LANGUAGES = tuple(SHIPPED.values())
ENGLISH = SHIPPED["en"]
TEXTS = [item.name for item in fields(Phrases) if isinstance(getattr(ENGLISH, item.name), str)]
CLINIC_BLANKS = {"clinic", "phone", "emergency", "hours", "carriers"}
BIG_CLINIC = Clinic("Ж" * 80, "+44 (0)1632 960 555 ext. 12", "112")
TYPICAL = 700
# The longer privacy text says all that the law asks for.
LONGER = 1400


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def everything_said(patient: Patient) -> list[str]:
    """Walk past every text that a patient can meet, with the longest answers that are allowed."""
    words = SHIPPED[patient.flow.clinic.languages[0]].lexicon.keywords
    code = {keyword: spelled[0] for keyword, spelled in words.items()}
    first = str(list(SHIPPED).index(patient.flow.clinic.languages[0]) + 1)
    said: list[str] = []

    def says(*texts: str) -> None:
        for text in texts:
            patient.says(text)
            said.extend(patient.replies)

    patient.flow = flow_of(replace(patient.flow.clinic, languages=()))
    says("?", "?", code[Keyword.HELP], code[Keyword.PRIVACY], first)
    for kind in Kind:
        patient.sends(kind)
        said.extend(patient.replies)
    says("?", "3", "2", "?", "1", "?", code[Keyword.START], "1")
    says(
        "1",
        "www.x.com",
        "a\nb\nc\nd\ne",
        "x" * 5000,
        "hola",
        code[Keyword.BACK],
        code[Keyword.SKIP],
        "𐐀" * 200,
    )
    says(
        "?",
        "1950",
        "101112",
        "4/3/2580",
        "4/3/1850",
        "30/2/1990",
        "3/4/12",
        "?",
        code[Keyword.DONT_KNOW],
        "?",
        "76",
    )
    says(
        "1",
        "x" * 5000,
        "𐐀" * 500,
        code[Keyword.DONE],
        "chest pain",
        "?",
        "1",
        "?",
        code[Keyword.BACK],
        "chst pain",
        "?",
        "2",
        code[Keyword.BACK],
        "x" * 3970,
        code[Keyword.REVIEW],
    )
    says(code[Keyword.EDIT] + " 2", "3/4/12", code[Keyword.LANGUAGE], "?", first, code[Keyword.GO_ON])
    patient.waits(hours=1)
    says("?", "?", "1", code[Keyword.DONE], code[Keyword.NONE], "?", "9")
    says(*(f"{code[Keyword.REVIEW]} {number}" for number in range(1, 6)))
    for kind in Kind:
        patient.sends(kind)
        said.extend(patient.replies)
    says(
        code[Keyword.STOP], code[Keyword.HELP], code[Keyword.START], code[Keyword.PRIVACY], code[Keyword.SEND]
    )
    says(
        "?",
        "3",
        "1",
        "?",
        code[Keyword.SEND],
        code[Keyword.PRIVACY],
        f"{code[Keyword.REVIEW]} 1",
        "3",
        "Ж" * 500,
    )
    says(
        code[Keyword.PRIVACY],
        code[Keyword.SEND],
        "2",
        "1",
        code[Keyword.RESTART],
        "Ж",
        "76",
        code[Keyword.RESTART],
    )
    patient.waits(hours=1)
    says("?", "3", "?", code[Keyword.START], "1", "2", "2", "1")
    cry = Message("chest pain", Kind.TEXT, UUID(int=1))
    patient.take(patient.flow.step(patient.progress, cry, patient.now, TOO_FAST))
    return [*said, *patient.replies]


def test_help_has_the_opening_hours_if_the_clinic_tells_them():
    clinic = Clinic("Larkfield Clinic", "01632 960 555", "999", opening_hours={"en": "9 to {5}", "": "9-17"})
    hours = [("1", "HELP", "960 555\nOpening hours: 9 to {5}"), ("2", "AYUDA", "960 555\nHorario: 9-17")]
    for choice, word, told in hours:
        patient = Patient(flow_of(clinic))
        assert told in patient.says("?", choice, word)
    assert "hours" not in Patient().says("?", "1", "HELP")


@pytest.mark.parametrize("phrases", LANGUAGES, ids=lambda phrases: phrases.code)
class TestALanguage:
    def test_help_says_how_to_ask_for_a_call(self, phrases):
        for text in (phrases.help, phrases.page_help):
            listed = {plain(word) for word in re.findall(r"^\*(.+?)\*", text, re.MULTILINE)}
            assert listed & {plain(word) for word in phrases.lexicon.keywords[Keyword.PERSON]}, listed

    def test_fills_the_same_blanks_as_english(self, phrases):
        for name in TEXTS:
            text = getattr(phrases, name)
            assert text.strip() == text or name == "last_and", name
            assert blanks(text) - CLINIC_BLANKS == blanks(getattr(ENGLISH, name)) - CLINIC_BLANKS, name

    def test_has_every_keyword_and_every_kind(self, phrases):
        assert set(phrases.lexicon.keywords) == set(Keyword)
        assert all(phrases.lexicon.keywords.values())
        assert set(phrases.cannot_read) == set(Kind) - {Kind.TEXT}

    def test_has_words_for_every_question_that_english_has(self, phrases):
        assert set(phrases.questions) == set(ENGLISH.questions)

    def test_is_known_to_cldr(self, phrases):
        assert phrases.code == Locale.parse(phrases.locales[0]).language

    def test_spells_every_word_it_understands_so_that_it_can_be_found(self, phrases):
        understood = (
            *phrases.lexicon.yes,
            *phrases.lexicon.no,
            *phrases.lexicon.read_more,
            *phrases.lexicon.greetings,
        )
        assert all(plain(word) for word in understood)
        assert all(plain(word) for words in phrases.lexicon.keywords.values() for word in words)

    def test_says_yes_and_no_with_different_words(self, phrases):
        assert not {*map(plain, phrases.lexicon.yes)} & {*map(plain, phrases.lexicon.no)}

    def test_tells_only_words_that_it_understands(self, phrases):
        """What is told to be typed stands in bold capitals."""
        lists = (*phrases.lexicon.keywords.values(), phrases.lexicon.names_itself)
        typed = {plain(word) for words in lists for word in words}
        for name in TEXTS:
            bold = getattr(phrases, name).split("*")[1::2]
            told = [plain(word).rstrip("0123456789 ") for word in bold if word.isupper() and "{" not in word]
            assert set(told) <= typed, name

    def test_opens_no_bold_that_it_does_not_close(self, phrases):
        for name in TEXTS:
            for line in getattr(phrases, name).split("\n"):
                assert line.count("*") % 2 == 0, name

    def test_is_short_even_for_a_clinic_with_a_long_name(self, phrases):
        said = everything_said(Patient(flow_of(replace(BIG_CLINIC, languages=(phrases.code,)))))
        assert len(said) > 60
        own = [text for text in said if "𐐀" not in text and "ЖЖ" * 45 not in text and "xxxxx" not in text]
        assert max(map(len, own)) <= LONGER
        assert sum(len(text) > TYPICAL for text in own) <= len(own) // 8
        assert all(channel.units(text) <= channel.LIMIT for text in said)

    def test_never_repeats_a_health_answer_unasked(self, phrases):
        patient = Patient(flow_of(replace(BIG_CLINIC, languages=(phrases.code,))))
        said = "".join(everything_said(patient))
        assert "chest pain" not in said.replace("x" * 3970, "")
