"""Tell what is said about the form, or to us, from an answer."""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from app.intake import intent
from app.intake.ear import find
from app.intake.intent import Intent
from app.intake.keywords import Keyword, plain, plain_all
from app.intake.lexicon import LEXICONS
from app.intake.phrases import SHIPPED
from app.intake.talk import Talk

LONGEST_PHRASE: Final = 6
ASKED: Final = 0.4
"""From this likelihood on it is asked whether a text is an answer."""
SURE: Final = 0.85
"""From this one on it is none."""
WISHES: Final = frozenset({Talk.QUESTION, Talk.PERSON})
"""What may be why somebody comes: "can I see a nurse"."""
_OF_THE_FORM: Final = (Talk.SHOW, Talk.HERE, Talk.PAGE)
"""What phrases tell of talk about the form, the first of several."""


class Remark(NamedTuple):
    """Hold what a message that may be no answer is about."""

    talk: Talk
    sure: bool


def hear(text: str, meant: Intent, asked: str | None) -> Remark | None:
    """Return what a text is about that does not answer what is asked; else None."""
    words = plain(text).split()
    if not words or len(words) > intent.LONGEST or not intent.is_legible(text):
        return None
    if _is_none_again(words):
        return Remark(Talk.NONE, sure=True)
    likelihood = meant.no_answer(asked)
    # One word may be an illness that nobody has taught.
    if likelihood < ASKED or (len(words) == 1 and meant.talk is Talk.SMALL):
        return None
    is_about_form = meant.talk in {Talk.FORM, Talk.QUESTION}
    said = pieces(words) if is_about_form else set[str]()
    kind = next((talk for talk in _OF_THE_FORM if not _phrases(talk).isdisjoint(said)), meant.talk)
    # Where no question is open, no answer is lost.
    is_sure = likelihood >= SURE or asked is None
    return Remark(kind, sure=is_sure and (meant.is_plain or kind is not meant.talk))


def named(text: str) -> tuple[str, ...]:
    """Return the keys of the questions whose answers a text names."""
    said = pieces(plain(text).split())
    return tuple(dict.fromkeys(key for phrase, key in _called() if phrase in said))


def pieces(words: list[str]) -> set[str]:
    """Return the phrases of up to so many words that a text holds."""
    return {
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(start + LONGEST_PHRASE, len(words)) + 1)
    }


def _is_none_again(words: list[str]) -> bool:
    """Return whether a text only repeats that there is nothing: "I told you, no"."""
    for count in range(min(LONGEST_PHRASE, len(words) - 1), 0, -1):
        if " ".join(words[:count]) in _all("said"):
            command = find(" ".join(words[count:]), SHIPPED.values())
            return command is not None and command.keyword is Keyword.NONE
    return False


@cache
def _called() -> tuple[tuple[str, str], ...]:
    """Return what people call each answer, in every language."""
    return tuple(
        (plain(phrase), key)
        for each in LEXICONS.values()
        for key, phrases in each.called.items()
        for phrase in phrases
    )


@cache
def _all(name: str) -> frozenset[str]:
    """Return one list of every language as one, in the plain form."""
    return frozenset().union(*(plain_all(getattr(each.talk, name)) for each in LEXICONS.values()))


@cache
def _phrases(talk: Talk) -> frozenset[str]:
    """Return the phrases of every language that tell this kind of talk."""
    return frozenset().union(*(plain_all(each.talk.kinds.get(talk, ())) for each in LEXICONS.values()))
