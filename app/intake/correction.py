"""Hear in a patient's own words which earlier answer they correct, and to what.

A correction begins by saying so ("I meant", "I forgot"), or names an answer and what it should be ("the address is wrong, it
should be ..."), or sets the right beside the wrong ("1986 not 68").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from app.intake import no_answer
from app.intake.answers import Accepted
from app.intake.answers.addresses import ADDRESS
from app.intake.answers.birth_date import BIRTH_DATE, is_whole
from app.intake.answers.names import NAME
from app.intake.answers.surroundings import AROUND, without_first
from app.intake.ear import of_all
from app.intake.keywords import plain, plain_all
from app.intake.lexicon import LEXICONS
from app.intake.questions import Question
from app.intake.scene import Scene

LONGEST: Final = 300
"""A longer text, in characters, is no correction."""
SHORTEST_WORD: Final = 3
_YEARS: Final = re.compile(r"(19|20)\d\d")
_PARTS: Final = re.compile(r"[,\n]")
_OLDEST: Final = 120
_BEGIN: Final = ("pardons", "mistakes", "forgotten")


@dataclass(frozen=True, slots=True)
class Correction:
    """Hold which question's answer is meant, and its new value, or what is added."""

    key: str
    value: str
    is_added: bool = False


@dataclass(frozen=True, slots=True)
class _Said:
    """Hold a text in parts: what it begins with, and the right words of it."""

    right: str
    mistake: bool
    forgotten: bool
    instead: bool
    contrast: bool


def hear(scene: Scene, answers: Mapping[str, str], told: str, open_key: str) -> Correction | None:
    """Return the correction that a text is; None if it is none.

    `answers` are the earlier ones, "" for one that is on file and not known here. `told` is the key of the last one, and
    `open_key` that of the open question, whose answer corrects nothing.
    """
    text = scene.message.text
    words = plain(text).split() if answers and len(text) <= LONGEST else []
    if not words or (words[0] not in _first_words() and _in_the_middle().isdisjoint(words)):
        return None  # as nearly every answer
    said = _parted(text)
    if said is None:
        return None
    earlier = {key: value for key, value in answers.items() if key != open_key}
    questions = {question.key: question for question in scene.questions}
    found = _added(said, earlier) or _replaced(scene, said, earlier, questions, told)
    return found if found and found.value and found.key in questions else None


def _parted(text: str) -> _Said | None:
    """Part a text; None if nothing in it says that it corrects something."""
    after_pardon = without_first(text, _all("pardons"))
    forgotten = without_first(after_pardon, _all("forgotten"))
    mistake = without_first(text, _all("mistakes"))
    if mistake == text:
        mistake = without_first(after_pardon, _all("mistakes"))
    is_mistake, is_forgotten = mistake not in {text, after_pardon}, forgotten != after_pardon
    rest = mistake if is_mistake else forgotten if is_forgotten else after_pardon
    right, is_instead = _after(rest, _all("instead"))
    bare, is_contrast = _before(right, _all("rather_than"))
    is_named = is_instead and not of_all("change_words").isdisjoint(no_answer.pieces(plain(text).split()))
    is_pardon = is_instead and (is_contrast or after_pardon != text)
    is_pardon = is_pardon or (is_contrast and after_pardon != text)
    if not (is_mistake or is_forgotten or is_named or is_pardon or (is_contrast and _YEARS.search(bare))):
        return None
    return _Said(bare.strip(AROUND + "."), is_mistake, is_forgotten, is_named, is_contrast)


def _added(said: _Said, earlier: Mapping[str, str]) -> Correction | None:
    """Return something that is to be added to an answer: "I forgot, I also take ..."."""
    if not said.forgotten:
        return None
    beginning = plain(said.right)
    for key, phrases in _tells():
        if key in earlier and any(f"{beginning} ".startswith(f"{phrase} ") for phrase in phrases):
            return Correction(key, said.right, is_added=True)
    return None


def _replaced(
    scene: Scene, said: _Said, earlier: Mapping[str, str], questions: Mapping[str, Question], told: str
) -> Correction | None:
    named = next((key for key in no_answer.named(scene.message.text) if key in earlier), "")
    for key in filter(
        None, dict.fromkeys((named, *_fitting(scene, said, earlier), told if said.mistake else ""))
    ):
        question = questions.get(key)
        if question is None or key not in earlier:
            continue
        if value := _value(scene, question, said.right, earlier[key]):
            return Correction(key, value)
    return None


def _fitting(scene: Scene, said: _Said, earlier: Mapping[str, str]) -> Iterator[str]:
    """Yield the keys of the answers that the right words look like."""
    figures = plain(said.right)
    if "birth_date" in earlier and (_YEARS.fullmatch(figures) or _is_date(scene, said.right)):
        yield "birth_date"
    if "address" in earlier and _words(said.right) & _words(earlier["address"]):
        yield "address"
    if "name" in earlier and said.contrast and _words(said.right) & _words(earlier["name"]):
        yield "name"


def _words(text: str) -> set[str]:
    return {word for word in plain(text).split() if len(word) >= SHORTEST_WORD and not word.isdecimal()}


def _is_date(scene: Scene, text: str) -> bool:
    question = next((each for each in scene.questions if each.reader is BIRTH_DATE), None)
    return question is not None and isinstance(BIRTH_DATE.read(text, scene.context_of(question)), Accepted)


def _value(scene: Scene, question: Question, text: str, earlier: str) -> str:
    """Return the new answer; "" if the words are none."""
    if question.reader is BIRTH_DATE and _YEARS.fullmatch(plain(text)):
        return _other_year(earlier, int(plain(text)), scene.now.date())
    reading = question.reader.read(text, scene.context_of(question))
    if not isinstance(reading, Accepted) or (question.reader in {NAME, ADDRESS} and not _words(text)):
        return ""
    return _with_the_rest(reading.value, earlier) if question.reader is ADDRESS else reading.value


def _with_the_rest(street: str, earlier: str) -> str:
    """Return an address of one part with the other parts of the earlier one."""
    parts = [part.strip() for part in _PARTS.split(earlier)]
    like = [place for place, part in enumerate(parts) if _words(part) & _words(street)]
    if _PARTS.search(street) or not like:
        return street
    return ", ".join((*parts[: like[0]], street, *parts[like[0] + 1 :]))


def _other_year(earlier: str, year: int, today: date) -> str:
    """Return a birth date with another year, or "" if there is no such day."""
    if not is_whole(earlier):
        return ""
    try:
        day = date.fromisoformat(earlier).replace(year=year)
    except ValueError:
        return ""
    return day.isoformat() if day <= today and today.year - year <= _OLDEST else ""


def _after(text: str, phrases: frozenset[str]) -> tuple[str, bool]:
    """Return what follows the last of these phrases in a text."""
    words = list(re.finditer(r"\S+", text))
    for start in reversed(range(len(words))):
        for count in range(min(no_answer.LONGEST_PHRASE, len(words) - start - 1), 0, -1):
            piece = " ".join(plain(word[0]) for word in words[start : start + count])
            if piece in phrases:
                return text[words[start + count].start() :], True
    return text, False


def _before(text: str, phrases: frozenset[str]) -> tuple[str, bool]:
    """Return what stands before the last of these phrases in a text."""
    words = list(re.finditer(r"\S+", text))
    for start in reversed(range(1, len(words) - 1)):
        for count in range(min(no_answer.LONGEST_PHRASE, len(words) - start - 1), 0, -1):
            if " ".join(plain(word[0]) for word in words[start : start + count]) in phrases:
                return text[: words[start].start()], True
    return text, False


@cache
def _first_words() -> frozenset[str]:
    return frozenset(phrase.split()[0] for name in _BEGIN for phrase in _all(name) if phrase)


@cache
def _in_the_middle() -> frozenset[str]:
    phrases = of_all("change_words") | _all("rather_than")
    return frozenset(word for phrase in phrases for word in phrase.split())


@cache
def _all(name: str) -> frozenset[str]:
    return frozenset().union(*(plain_all(getattr(each.talk, name)) for each in LEXICONS.values()))


@cache
def _tells() -> tuple[tuple[str, frozenset[str]], ...]:
    keys = dict.fromkeys(key for each in LEXICONS.values() for key in each.talk.tells)
    return tuple(
        (key, frozenset().union(*(plain_all(each.talk.tells.get(key, ())) for each in LEXICONS.values())))
        for key in keys
    )
