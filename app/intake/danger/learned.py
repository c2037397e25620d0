"""Listen to how a text sounds, by what labelled examples have taught.

Two logistic models over the letters, words and neighbouring words of a text: whether it tells of danger, and whether a
danger is self-harm. `make ear` trains them from `tests/data/danger`, never from what patients write.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import exp, sqrt
from pathlib import Path
from typing import Final
from zlib import crc32

from app.intake.cries import Danger

FILE: Final = Path(__file__).with_name("ear.bin")
BUCKETS: Final = 1 << 17
"""There are more pieces than buckets: two that share one by chance share its weight."""
_MASK: Final = BUCKETS - 1
_LETTERS: Final = (2, 3, 4, 5)
_STEM, _SHORT_STEM = 5, 4
# A piece begins with the mark of its kind, so that the word "am" is not the letters "am".
_WORD, _STEMMED, _PAIR, _STEMS, _ACROSS, _TRIPLE = b"\1", b"\2", b"\3", b"\4", b"\5", b"\6"
_FIRST, _LAST = b"^", b"$"
_MOST_ODDS: Final = 30.0


def pieces(sentence: str) -> set[int]:
    """Return the buckets of what a plain sentence is made of.

    It is plain as `keywords.plain` makes it.
    """
    words = sentence.encode().split()
    found = [_WORD + word for word in words]
    found += [_STEMMED + word[:_STEM] for word in words]
    for word in words:
        spaced = b" " + word + b" "
        found += [spaced[at : at + size] for size in _LETTERS for at in range(len(spaced) - size + 1)]
    framed = (_FIRST, *words, _LAST)
    for one, other in pairwise(framed):
        found += (_PAIR + one + b" " + other, _STEMS + one[:_SHORT_STEM] + b" " + other[:_SHORT_STEM])
    for one, between, other in zip(framed, framed[1:], framed[2:], strict=False):
        found += (_ACROSS + one + b" " + other, _TRIPLE + one + b" " + between + b" " + other)
    return {crc32(piece) & _MASK for piece in found}


def chance(odds: float) -> float:
    """Return the likelihood, from 0 to 1, that log-odds stand for."""
    return 1 / (1 + exp(-max(-_MOST_ODDS, min(_MOST_ODDS, odds))))


@dataclass(frozen=True, slots=True)
class Weights:
    """Hold a model: a bias, and a weight for each bucket in whole steps."""

    bias: float
    step: float
    steps: array[int]

    def odds(self, found: set[int]) -> float:
        """Return the log-odds of a text that is made of these buckets."""
        total = sum(map(self.steps.__getitem__, found))
        return self.bias + self.step * total / sqrt(len(found) or 1)


@dataclass(frozen=True, slots=True)
class Sound:
    """Hold how a text sounds.

    `whole` and `sentence` are the log-odds of danger in all of it and in its worst sentence.
    """

    whole: float
    sentence: float
    danger: Danger

    def likelihood(self, verdict: str) -> float:
        """Return how likely danger is, together with what the rules say."""
        signs = _learned().signs
        return chance(
            signs["bias"] + signs["whole"] * self.whole + signs["sentence"] * self.sentence + signs[verdict]
        )


@dataclass(frozen=True, slots=True)
class Learned:
    """Hold what was learned.

    `signs` weigh the sounds and the rules' verdicts against each other.
    """

    danger: Weights
    self_harm: Weights
    signs: Mapping[str, float]


def listen(sentences: Sequence[str]) -> Sound:
    """Return how a text of these plain sentences sounds."""
    learned = _learned()
    each = [pieces(sentence) for sentence in sentences]
    found = set().union(*each)
    whole = learned.danger.odds(found)
    worst = max(map(learned.danger.odds, each)) if len(each) > 1 else whole
    is_self_harm = learned.self_harm.odds(found) > 0
    return Sound(whole, worst, Danger.SELF_HARM if is_self_harm else Danger.NOW)


@cache
def _learned() -> Learned:
    """Read the file: a line of JSON, and a byte for each weight of both models."""
    told, _, weights = FILE.read_bytes().partition(b"\n")
    head = json.loads(told)
    halves = weights[:BUCKETS], weights[BUCKETS:]
    danger, self_harm = (
        Weights(bias, step, array("b", half))
        for (bias, step), half in zip(head["models"], halves, strict=True)
    )
    return Learned(danger, self_harm, head["signs"])
