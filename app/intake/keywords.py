"""Words that steer the conversation. Only a whole message is one: "I will attend" is an answer, "end." is not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.intake.spelling import plain, plain_all

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.intake.words import Phrases

# No word to type is longer; a whole medical history need not be spelled out to see that it is none.
LONGEST = 60
NUMBERED = re.compile(r"(\D+?) ?(\d{1,2})")


class Keyword(StrEnum):
    """What each word does is told in the `help` of every language and in the operators' guide."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    BACK = "back"
    RESTART = "restart"
    SKIP = "skip"
    DONE = "done"
    NONE = "none"
    REVIEW = "review"
    EDIT = "edit"
    SEND = "send"
    LANGUAGE = "language"
    PRIVACY = "privacy"
    GO_ON = "go on"
    DONT_KNOW = "don't know"
    MY_DATA = "my data"
    DELETE_MY_DATA = "delete my data"


TAKES_A_NUMBER = frozenset({Keyword.REVIEW, Keyword.EDIT})


@dataclass(frozen=True, slots=True)
class Command:
    """A keyword that was typed, the language it belongs to, and the number after it ("EDIT 3")."""

    keyword: Keyword
    language: str
    number: int | None = None


def find(text: str, languages: Iterable[Phrases]) -> Command | None:
    """The keyword that the whole text is. `languages` are tried in order, the patient's own first."""
    if len(text) > LONGEST:
        return None
    typed = plain(text)
    return next((command for phrases in languages if (command := _find_in(typed, phrases))), None)


def _find_in(typed: str, phrases: Phrases) -> Command | None:
    numbered = NUMBERED.fullmatch(typed)
    for keyword, words in phrases.keywords.items():
        spelled = plain_all(words)
        if typed in spelled:
            return Command(keyword, phrases.code)
        if numbered and keyword in TAKES_A_NUMBER and numbered[1] in spelled:
            return Command(keyword, phrases.code, int(numbered[2]))
    return None
