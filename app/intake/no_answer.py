"""Tell what is said about the form, or to us, from an answer.

No list holds all that people say. So signs are weighed: a question, words of the form and of what one does with it, "you",
a person. An answer has words that name something: an illness, a medicine, a place. Talk has none, or hardly any.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from app.intake.ear import DOSE, find
from app.intake.keywords import Keyword, plain, plain_all
from app.intake.lexicon import LEXICONS
from app.intake.phrases import SHIPPED
from app.intake.talk import Talk

LONGEST: Final = 40
"""A longer text, in words, is an answer."""
LONGEST_PHRASE: Final = 6
_ORDER: Final = tuple(Talk)
"""Of several kinds the first counts: whoever asks for a person and says "one moment" wants a person."""
_ENOUGH: Final = 2
_OF_A_KIND: Final = 2
_OF_A_STRANGE_WORD: Final = 2
_FEW: Final = 2
LONG_WORD: Final = 6
_ENDINGS: Final = ("selo", "sela", "melo", "mela", "les", "los", "las", "le", "lo", "la", "me", "ing", "s")
_WEIGHTS: Final = {"form": 2, "doing": 1, "us": 1, "person": 1}
"""The list of words -> what it weighs that a text has one of them."""
_QUESTION_MARKS: Final = "?？؟¿"


@dataclass(frozen=True, slots=True)
class Remark:
    """Hold what a message that may be no answer is about.

    It is `sure` if every word of it is an everyday one.
    """

    talk: Talk
    sure: bool
    may_be_wish: bool = False
    """Whether it may be why somebody comes: "can I see a nurse", "I need a form"."""


def hear(text: str) -> Remark | None:
    """Return what a text is about that is no answer; None if it is one."""
    words = plain(text).split()
    if not words or len(words) > LONGEST:
        return None
    words = [_root(word) for word in words]
    strange = sum(word not in _known() for word in words)
    if strange > 1 + len(words) // 8 or DOSE.search(text):  # as in nearly every answer
        return None
    said = pieces(words)
    kind = next((talk for talk in _ORDER if not _phrases(talk).isdisjoint(said)), None)
    if _is_none_again(words):
        return Remark(Talk.NONE, sure=True)
    asks = _asks(text, words)
    if kind is None:
        kind = Talk.QUESTION if asks else Talk.FORM
        weight = asks or _weight(words)
    else:
        weight = _OF_A_KIND + asks
    if weight - strange * _OF_A_STRANGE_WORD < (_ENOUGH if not strange else 1):
        return None
    return Remark(kind, sure=not strange, may_be_wish=_may_be_wish(kind, said))


def _root(word: str) -> str:
    """Return a word without an ending that hides a known one: "decírselo", "reading"."""
    if word in _known() or len(word) < LONG_WORD:
        return word
    bare = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
    return next((each for each in bare if each in _known()), word)


def _may_be_wish(talk: Talk, said: set[str]) -> bool:
    match talk:
        case Talk.QUESTION:
            return not _all("requests").isdisjoint(said)
        case Talk.FORM:
            return _all("us").isdisjoint(said)
        case _:
            return talk is Talk.PERSON


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


def _asks(text: str, words: list[str]) -> int:
    """Weigh whether a text asks something."""
    begins = not _all("openers").isdisjoint(" ".join(words[:count]) for count in (1, 2, 3))
    is_long = len(words) > _FEW
    has_mark = any(mark in text for mark in _QUESTION_MARKS)
    return 3 * (has_mark + begins) if begins or is_long else 0


def _weight(words: list[str]) -> int:
    """Weigh the words of the form, of what one does with it, and of whom one tells."""
    return sum(weight for name, weight in _WEIGHTS.items() if not _all(name).isdisjoint(words))


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
def _known() -> frozenset[str]:
    """Return the words that name nothing by themselves, in every language."""
    called = (phrase for phrase, _key in _called())
    phrases = (*called, *_all("openers"), *_all("said"), *(each for talk in Talk for each in _phrases(talk)))
    words = frozenset(word for phrase in phrases for word in plain(phrase).split())
    return words.union(*map(_all, ("everyday", "doing", "form", "person", "us")))


@cache
def _all(name: str) -> frozenset[str]:
    """Return one list of every language as one, in the plain form."""
    return frozenset().union(*(plain_all(getattr(each.talk, name)) for each in LEXICONS.values()))


@cache
def _phrases(talk: Talk) -> frozenset[str]:
    """Return the phrases of every language that tell this kind of talk."""
    return frozenset().union(*(plain_all(each.talk.kinds.get(talk, ())) for each in LEXICONS.values()))
