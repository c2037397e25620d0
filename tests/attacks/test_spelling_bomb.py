"""A text that is made to be slow to read costs little more than a plain one, and holds no lock while it is read.

Counted, not timed: how many characters are looked at, how many of them while a transaction is open, and how many words.
"""

from __future__ import annotations

import sys
from typing import Self
from uuid import uuid4

import pytest

from app.intake.danger import hear_all
from app.intake.keywords import plain
from app.intake.kind import Kind
from app.intake.lexicon import LEXICONS
from app.webhook.schema import Inbound
from tests.people import HANDS_IN, new_sid

SENDER = "whatsapp:+15005550009"
LONGEST = 4096
BOMBS = {
    "a whole sentence in one character": "\ufdfa",
    "a company in one square": "㍿",
    "a syllable of three letters": "\ud55c",
    "letters of three accents": "\u1fb7",
    "an ordinary letter": "a",
}
INTAKE = (
    "hello",
    "1",
    "1",
    "Maya Okafor",
    "3/4/90",
    "1",
    "12 Mill Lane",
    "Asthma",
    "DONE",
    "NONE",
    *HANDS_IN,
)


class LookedAt:
    """How many characters were looked at one by one, before and while the transaction was open."""

    def __init__(self) -> None:
        self.before = self.within = 0
        self._is_open = False

    def __enter__(self) -> Self:
        sys.setprofile(self._note)
        return self

    def __exit__(self, *_exception: object) -> None:
        sys.setprofile(None)

    def _note(self, frame, event, _argument) -> None:
        if event != "call":
            return
        match frame.f_code.co_qualname:
            case "Store.begin":
                self._is_open = True
            case "_spell" if self._is_open:
                self.within += costly(frame.f_locals["text"])
            case "_spell":
                self.before += costly(frame.f_locals["text"])


SLOW = {
    "misspelt words": " ".join(
        f"{start}{middle}ocat{end}" for start in "bdfgklmnps" for middle in "aeiou" for end in "ngrs"
    ),
    "line ends": "no\n" * 1365,
    "commas": "no, " * 1024,
    "denials": "no not never " * 315,
    "half a cry": "want to kill my self not " * 160,
}
"""About as much as a message holds."""


class Words:
    """How many words were compared with those of danger, one by one and for typing errors."""

    def __init__(self) -> None:
        self.compared = self.for_errors = 0

    def __enter__(self) -> Self:
        sys.setprofile(self._note)
        return self

    def __exit__(self, *_exception: object) -> None:
        sys.setprofile(None)

    def _note(self, frame, event, _argument) -> None:
        if event == "call":
            name = frame.f_code.co_qualname
            self.compared += name == "Search._fitting"
            self.for_errors += name == "NearWords.of" and frame.f_back.f_code.co_qualname == "Search._fitting"


@pytest.mark.parametrize("slow", SLOW)
def test_no_word_of_a_text_is_looked_up_twice_in_a_language(slow):
    text = SLOW[slow]
    hear_all("warm up")
    with Words() as words:
        hear_all(text)
    different = len(set(plain(text).split()))
    searches = 3 * len(LEXICONS)
    assert words.compared <= searches * (different + 2)
    assert words.for_errors <= len(LEXICONS) * (different + 2)


def test_a_piece_that_comes_again_is_read_once_and_danger_beside_it_is_heard():
    text = "no\n" * 500 + "i want to kill myself\n" + "no, " * 500
    with Words() as words:
        heard = hear_all(text)
    assert any(each.sure for each in heard)
    assert words.compared < 100


def costly(text: str) -> int:
    """Return how many characters are looked at one by one: an ASCII text is read in one go."""
    return 0 if text.isascii() else len(text[:LONGEST])


def test_a_message_is_spelled_out_before_the_transaction_wherever_it_comes(patient, handler, clock):
    patient.address = SENDER
    for line in INTAKE:
        patient.says(line)
        bomb = Inbound(new_sid(), SENDER, None, "\ufdfa" * LONGEST, Kind.TEXT)
        with LookedAt() as looked_at:
            handler.answer(bomb, bomb.message_sid.encode(), clock(), uuid4())
        assert looked_at.before <= 2 * LONGEST, f"{line}: once as a whole, and once in clauses"
        assert looked_at.within < LONGEST, f"{line}: our own words"
        clock.moves(minutes=1)


@pytest.mark.parametrize("bomb", BOMBS)
def test_what_is_compared_is_no_longer_than_a_few_messages(bomb):
    assert len(plain(BOMBS[bomb] * 60_000)) <= 3 * LONGEST
