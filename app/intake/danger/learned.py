"""Listen to how a text sounds, by what labelled examples have taught.

Two logistic models over the letters, words and neighbouring words of a text: whether it tells of danger, and whether a
danger is self-harm. `make ear` trains them from `tests/data/danger`, never from what patients write.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from app.intake.cries import Danger
from app.intake.learned import Weights, buckets, chance, pieces, threes, unpacked

FILE: Final = Path(__file__).with_name("ear.bin")
BUCKETS: Final = 1 << 19
SELF_HARM_BUCKETS: Final = 1 << 16
MOST_STEPS: Final = 7
"""A weight is a whole number of steps from -7 to 7: there are many of them, and they need not be fine."""
_LETTERS: Final = (3, 4, 5)


def heard_in(sentence: str) -> set[int]:
    """Return the buckets of what a plain sentence is made of."""
    words = sentence.encode().split()
    return buckets([*pieces(words, _LETTERS), *threes(words)], BUCKETS)


class Sound(NamedTuple):
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


class Learned(NamedTuple):
    """Hold what was learned.

    `signs` weigh the sounds and the rules' verdicts against each other.
    """

    danger: Weights
    self_harm: Weights
    signs: Mapping[str, float]


def listen(sentences: Sequence[str]) -> Sound:
    """Return how a text of these plain sentences sounds."""
    learned = _learned()
    each = [heard_in(sentence) for sentence in sentences]
    found = set().union(*each)
    whole = learned.danger.odds(found)
    worst = max(map(learned.danger.odds, each)) if len(each) > 1 else whole
    is_self_harm = learned.self_harm.odds({bucket % SELF_HARM_BUCKETS for bucket in found}) > 0
    return Sound(whole, worst, Danger.SELF_HARM if is_self_harm else Danger.NOW)


@cache
def _learned() -> Learned:
    """Read the file: a line of JSON, and half a byte for each weight of both models."""
    told, _, weights = FILE.read_bytes().partition(b"\n")
    head = json.loads(told)
    steps = unpacked(weights[: BUCKETS // 2]), unpacked(weights[BUCKETS // 2 :])
    danger, self_harm = (
        Weights(bias, step, each) for (bias, step), each in zip(head["models"], steps, strict=True)
    )
    return Learned(danger, self_harm, head["signs"])
