"""Trains what tells a message's meaning, together with `deploy/ear.py`: `make ear`

It learns from the labelled lines of `tests/data/talk`, and writes `app/intake/intent/intent.bin`. The same lines make the
same file. What lies in a folder `unseen` is never read here.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from math import exp, sqrt
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final
from zlib import crc32

from app.intake.intent import BUCKETS, FILE, MEANINGS, QUESTIONS, TALK, heard_in, no_answer_odds
from app.intake.learned import chance

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

DATA: Final = Path(__file__).resolve().parents[1] / "tests" / "data" / "talk"
SEED: Final = 1
ROUNDS: Final = 6
PACE: Final = 0.3
SHRINKING: Final = 1e-4
STEPS: Final = 127
"""A weight is a whole number of steps from -127 to 127."""
EVENED: Final = 0.75
"""How far the meanings of few lines count more: at 1 as much as those of many."""
HELD_OUT: Final = 5
"""Each fifth line tells how far what the others have taught can be relied on."""
_LEAST: Final = 1e-3
"""A likelihood that is off by less teaches nothing more."""


@dataclass(frozen=True)
class Example:
    """Hold a labelled line: what it means, and at which question it was written, if that is known."""

    text: str
    meaning: str
    hand: str
    at: str

    @cached_property
    def buckets(self) -> tuple[int, ...]:
        """Return the buckets of what it is made of, in a fixed order."""
        return tuple(sorted(heard_in(self.text)))

    @property
    def is_held_out(self) -> bool:
        """Return whether it only tells how far the others can be relied on."""
        return crc32(self.text.encode()) % HELD_OUT == 0


def examples() -> list[Example]:
    """Return every line that teaches, in a fixed order."""
    return [example for file in sorted(DATA.glob("*/taught/*.jsonl")) for example in read(file)]


def read(file: Path) -> Iterator[Example]:
    """Yield the lines of one hand whose meaning is known."""
    for line in file.read_text().splitlines():
        told = json.loads(line)
        at = told.get("at") or told["of"]
        meaning = told.get("kind") or told["of"]
        meaning = at if meaning == "answer" else meaning
        if meaning in MEANINGS:  # an answer at the list of all answers has none
            yield Example(told["text"], meaning, file.stem, at)


@dataclass
class Model:
    """Hold the weights of each meaning while they are learned: one for each bucket, and the bias last."""

    weights: list[list[float]] = field(default_factory=lambda: [[0.0] * (BUCKETS + 1) for _ in MEANINGS])

    def odds(self, found: Sequence[int]) -> list[float]:
        """Return the log-odds of each meaning of a text that is made of these buckets."""
        root = sqrt(len(found) or 1)
        return [each[BUCKETS] + sum(map(each.__getitem__, found)) / root for each in self.weights]

    def learn(self, taught: Sequence[Example]) -> None:
        """Learn from the examples, by stochastic gradient descent at AdaGrad's pace."""
        squares = [[1e-8] * (BUCKETS + 1) for _ in MEANINGS]
        counts = _counts(taught)
        order, random = list(range(len(taught))), Random(SEED)  # noqa: S311  (the same order each time)
        for _ in range(ROUNDS):
            random.shuffle(order)
            for place in order:
                example = taught[place]
                likelihoods = softened(self.odds(example.buckets))
                for meaning, weights, sums, likelihood in zip(
                    MEANINGS, self.weights, squares, likelihoods, strict=True
                ):
                    off = (likelihood - (meaning == example.meaning)) * counts[example.meaning]
                    if abs(off) >= _LEAST:
                        _learn(weights, sums, example.buckets, off)

    def whole(self) -> tuple[dict[str, float], float, bytes]:
        """Return the biases, the size of a step, and each weight as a whole number of steps."""
        by_size = sorted(abs(weight) for each in self.weights for weight in each[:BUCKETS])
        step = by_size[-len(by_size) // 1000] / STEPS
        steps = array(
            "b",
            (
                max(-STEPS, min(STEPS, round(weight / step)))
                for each in self.weights
                for weight in each[:BUCKETS]
            ),
        )
        biases = {name: round(each[BUCKETS], 4) for name, each in zip(MEANINGS, self.weights, strict=True)}
        return biases, round(step, 6), steps.tobytes()


def _counts(taught: Sequence[Example]) -> dict[str, float]:
    """Return what a line of each meaning counts."""
    many = Counter(example.meaning for example in taught)
    mean = len(taught) / len(many)
    return {meaning: (mean / count) ** EVENED for meaning, count in many.items()}


def _learn(weights: list[float], squares: list[float], found: Sequence[int], off: float) -> None:
    each = off / sqrt(len(found))
    square = each * each
    for bucket in found:
        squares[bucket] += square
        weights[bucket] -= PACE * (each + SHRINKING * weights[bucket]) / sqrt(squares[bucket])
    squares[BUCKETS] += off * off
    weights[BUCKETS] -= PACE * off / sqrt(squares[BUCKETS])


def softened(odds: Sequence[float]) -> list[float]:
    """Return the likelihoods, one in all, that log-odds stand for."""
    most = max(odds)
    parts = [exp(each - most) for each in odds]
    whole = sum(parts)
    return [part / whole for part in parts]


def taught_by(some: Sequence[Example]) -> Model:
    """Return the model that these examples teach."""
    model = Model()
    model.learn(some)
    return model


def relied_on(model: Model, held_out: Sequence[Example]) -> dict[str, float]:
    """Return how far a model's log-odds hold for lines that it has not learned from."""
    talk: list[tuple[float, float, bool]] = []
    answers: list[tuple[float, float, bool]] = []
    for example in held_out:
        odds = dict(zip(MEANINGS, model.odds(example.buckets), strict=True))
        talk.append((1.0, no_answer_odds(odds, example.at), example.meaning in TALK))
        if example.meaning in QUESTIONS:
            answers += [
                (0.0, sign * (odds[example.meaning] - odds[other]), sign > 0)
                for other in QUESTIONS
                if other != example.meaning
                for sign in (1, -1)
            ]
    (bias, scale), (_, answer) = _logistic(talk), _logistic(answers)
    return {"bias": round(bias, 3), "talk": round(scale, 3), "answer": round(answer, 3)}


def likelihood(model: Model, signs: Mapping[str, float], example: Example) -> float:
    """Return how likely an example answers no question, where it was written."""
    odds = dict(zip(MEANINGS, model.odds(example.buckets), strict=True))
    return chance(signs["bias"] + signs["talk"] * no_answer_odds(odds, example.at))


def _logistic(
    rows: Sequence[tuple[float, float, bool]], rounds: int = 400, pace: float = 0.2
) -> tuple[float, float]:
    """Return what two signs add to the log-odds of a truth, by gradient descent."""
    first, second = 0.0, 0.5
    for _ in range(rounds):
        slopes = [0.0, 0.0]
        for one, other, is_so in rows:
            off = chance(first * one + second * other) - is_so
            slopes[0] += off * one
            slopes[1] += off * other
        first -= pace * slopes[0] / len(rows)
        second -= pace * slopes[1] / len(rows)
    return first, second


def judged(known: Sequence[Example]) -> tuple[Model, list[Example]]:
    """Return a model of most lines, and the others."""
    held_out = [example for example in known if example.is_held_out]
    return taught_by([example for example in known if not example.is_held_out]), held_out


def train() -> bytes:
    """Return the file's content."""
    known = examples()
    signs = relied_on(*judged(known))
    biases, step, steps = taught_by(known).whole()
    return json.dumps({"biases": biases, "step": step, "signs": signs}).encode() + b"\n" + steps


if __name__ == "__main__":
    FILE.write_bytes(train())
