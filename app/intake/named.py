"""Hear which language, or which answer, a message names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from app.intake.ear import LONGEST_HEARD, best, courtesies, of_all, words_in
from app.intake.keywords import plain
from app.intake.lexicon import LEXICONS


def language_of(text: str) -> str | None:
    """Return the code of the language that a whole message names.

    "Español, por favor", "no hablo inglés" and a flag do. None if several languages are called that.
    """
    if len(text) > LONGEST_HEARD:
        return None
    return best(words_in(text), _names(), courtesies()) or None


@cache
def _names() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for code, lexicon in LEXICONS.items():
        for name in (*lexicon.names_itself, *lexicon.flags):
            spelled = " ".join(words_in(name))
            found[spelled] = found.get(spelled, frozenset()) | {code}
    return {name: codes if len(codes) == 1 else frozenset({""}) for name, codes in found.items()}


def written_in(text: str) -> str | None:
    """Return the code of the language that most everyday words of a text are of.

    None if two have as many.
    """
    words = set(plain(text).split())
    counts = sorted(((len(words & _everyday(code)), code) for code in LEXICONS), reverse=True)
    (most, code), second = counts[0], counts[1][0] if counts[1:] else 0
    return code if most > second else None


@cache
def _everyday(code: str) -> frozenset[str]:
    lexicon = LEXICONS[code]
    phrases = (
        *lexicon.greetings,
        *lexicon.openers,
        *lexicon.question_words,
        *lexicon.sentence_words,
        *lexicon.around,
    )
    return frozenset(word for phrase in phrases for word in plain(phrase).split())


# An answer may be named by its title, its number or an ordinal: "the address is wrong", "la 3", "third".


@dataclass(frozen=True, slots=True)
class Named:
    """Hold which answer a message names: its question's key, or its number from 1.

    `is_change` means that the message says to change it.
    """

    which: str | int
    is_change: bool


def answer_named(text: str) -> Named | None:
    """Return the answer that a whole message names, alone or with words of change."""
    if len(text) > LONGEST_HEARD:
        return None
    words = words_in(text)
    which = best(words, _answers(), _around_an_answer())
    if which is None:
        return None
    said = f" {' '.join(words)} "
    return Named(which, is_change=any(f" {word} " in said for word in of_all("change_words")))


@cache
def _around_an_answer() -> frozenset[str]:
    return courtesies() | of_all("pointers", "change_words", "change_around")


@cache
def _answers() -> Mapping[str, frozenset[str | int]]:
    found: dict[str, frozenset[str | int]] = {}
    for lexicon in LEXICONS.values():
        called: list[tuple[str | int, tuple[str, ...]]] = [*lexicon.called.items()]
        called += [(number, (str(number), *words)) for number, words in enumerate(lexicon.ordinals, start=1)]
        for which, phrases in called:
            for phrase in phrases:
                spelled = " ".join(words_in(phrase))
                found[spelled] = found.get(spelled, frozenset()) | {which}
    return found
