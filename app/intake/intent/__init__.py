"""Tell what a message is meant as: an answer to which question, or what else.

A multinomial logistic model over what a text is made of, and over its shape: capitals, figures and marks. `make ear` trains it
from `tests/data/talk`, never from what patients write.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from math import exp, log, sqrt
from operator import itemgetter
from pathlib import Path
from typing import Final, NamedTuple

from app.intake.keywords import plain
from app.intake.learned import Weights, buckets, chance, pieces, unpacked
from app.intake.talk import Talk

FILE: Final = Path(__file__).with_name("intent.bin")
BUCKETS: Final = 1 << 15
QUESTIONS: Final = ("name", "birth_date", "address", "medical_history", "allergies", "medications", "reason")
TALK: Final = (
    *(Talk.WAIT, Talk.FORM, Talk.QUESTION, Talk.PERSON, Talk.SAME),
    *(Talk.UPSET, Talk.SMALL, Talk.CORRECTION),
)
MEANINGS: Final = (*QUESTIONS, *TALK)
LONGEST: Final = 40
"""So many words are read. What a longer text begins with tells what it is."""
_ALIKE: Final = {"carer_name": "name"}
"""A question without lines of its own -> the one whose answers look alike."""
_ANOTHER: Final = 1.5
"""How much less an answer to another question than the open one counts as an answer, in log-odds."""
_UNKNOWN: Final = 4.0
"""How much more is needed at a question of which nothing was learned, in log-odds."""
_LETTERS: Final = (2, 4)
_SHAPE, _SHAPES, _LENGTH, _MARK = b"\7", b"\10", b"\16", b"\17"
_MARKS: Final = "?¿!,.\n:"
_LENGTHS: Final = (1, 2, 3, 4, 5, 6, 10, 20)
_ROW: Final = re.compile(r"(.)\1{2,}")


class _Letters(dict[int, str]):
    """Character -> the kind it is of. Marks stay."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        return "A" if char.isupper() else "a" if char.isalpha() else "0" if char.isdecimal() else char


_KINDS: Final = _Letters()


def heard_in(text: str) -> set[int]:
    """Return the buckets of what a text is made of."""
    found = pieces(plain(text).encode().split()[:LONGEST], _LETTERS)
    typed = text.split(None, LONGEST)[:LONGEST]
    shapes = _ROW.sub(r"\1\1", " ".join(typed).translate(_KINDS)).encode().split()
    found += [_SHAPE + shape for shape in shapes]
    found += [_SHAPES + one + b" " + other for one, other in pairwise((b"^", *shapes, b"$"))]
    found += [_MARK + mark.encode() for mark in _MARKS if mark in text]
    found.append(_LENGTH + b"%d" % sum(least <= len(typed) for least in _LENGTHS))
    return buckets(found, BUCKETS)


@dataclass(frozen=True, slots=True)
class Intent:
    """Hold the log-odds of each meaning of one text, but for what they have in common."""

    odds: Mapping[str, float] = field(repr=False)

    @property
    def talk(self) -> Talk:
        """Return the kind of talk that it is, if it is any."""
        return max(TALK, key=lambda each: self.odds[each])

    @property
    def is_plain(self) -> bool:
        """Return whether that kind is likelier than all others together."""
        return self.odds[self.talk] > _together(self.odds[each] for each in TALK if each is not self.talk)

    def no_answer(self, asked: str | None) -> float:
        """Return how likely it answers no question, while this one is open."""
        signs = _learned().signs
        return chance(signs["bias"] + signs["talk"] * no_answer_odds(self.odds, asked))

    def leaning(self, one: str, other: str | None) -> float:
        """Return the log-odds that it answers the first question, not the second.

        Talk answers neither. None stands for every other question.
        """
        against = (self._of(other, one), *(self.odds[each] for each in TALK if each is not Talk.CORRECTION))
        return _learned().signs["answer"] * (self._of(one, one) - _together(against))

    def _of(self, question: str | None, one: str) -> float:
        """Return the log-odds of an answer; one to an unknown question may be any."""
        key = _ALIKE.get(question, question) if question else None
        if key in QUESTIONS:
            return self.odds[key]
        others = _together(self.odds[each] for each in QUESTIONS if each != one or question == one)
        return others - _ANOTHER if question else others


def no_answer_odds(odds: Mapping[str, float], asked: str | None) -> float:
    """Return the log-odds of talk against an answer, while this question is open."""
    key = _ALIKE.get(asked, asked) if asked else None
    is_known = key in QUESTIONS
    answers = (odds[each] - (_ANOTHER if is_known and each != key else 0) for each in QUESTIONS)
    talk = _together(odds[each] for each in TALK) - _together(answers)
    return talk - (_UNKNOWN if key and not is_known else 0)


def _together(odds: Iterable[float]) -> float:
    return log(sum(map(exp, odds)))


class Learned(NamedTuple):
    """Hold what was learned.

    `signs` say how far the log-odds can be relied on.
    """

    models: Mapping[str, Weights]
    signs: Mapping[str, float]


def is_legible(text: str) -> bool:
    """Return whether a text is in the letters from which anything was learned."""
    return plain(text).isascii()


def of(text: str) -> Intent:
    """Return what a text is meant as."""
    found = heard_in(text)
    pick, root = (
        itemgetter(*found),
        sqrt(len(found)),
    )  # twice as fast as `Weights.odds`, fifteen times a message
    return Intent(
        {
            meaning: model.bias + model.step * sum(pick(model.steps)) / root
            for meaning, model in _learned().models.items()
        }
    )


@cache
def _learned() -> Learned:
    """Read the file: a line of JSON, and half a byte for each weight of each model."""
    told, _, weights = FILE.read_bytes().partition(b"\n")
    head = json.loads(told)
    steps = unpacked(weights)
    models = {
        meaning: Weights(head["biases"][meaning], head["step"], steps[at * BUCKETS :][:BUCKETS])
        for at, meaning in enumerate(MEANINGS)
    }
    return Learned(models, head["signs"])
