"""A character that spells eighteen, 4,096 times, does not hold the writer's lock while it is read.

Counted, not timed: how many characters are looked at, and how many of them while a transaction is open.
"""

from __future__ import annotations

import sys
from typing import Self
from uuid import uuid4

import pytest

from app.intake.keywords import plain
from app.intake.model import Kind
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
