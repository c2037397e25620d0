"""Trains the ear for danger: `make ear`

It learns from the labelled lines of `tests/data/danger`, and writes `app/intake/danger/ear.bin`. The same lines make the
same file. What lies in a folder `unseen` is never read here.
"""

from __future__ import annotations

import json
from array import array
from dataclasses import dataclass, field
from functools import cached_property
from math import sqrt
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from app.intake.danger import rules, sentences
from app.intake.danger.learned import BUCKETS, FILE, heard_in
from app.intake.learned import chance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

DATA: Final = Path(__file__).resolve().parents[1] / "tests" / "data" / "danger"
SEED: Final = 1
ROUNDS: Final = 3
PACE: Final = 0.3
SHRINKING: Final = 1e-4
STEPS: Final = 127
"""A weight is a whole number of steps from -127 to 127."""
TAUGHT, LISTED = 1.5, 0.5
"""What a line counts. The lists hold phrases; what people were taught to write as is more like what patients write."""
_DANGER: Final = {"now", "self_harm", "danger", "cries"}
_LEAST: Final = 1e-3
"""An example that is off by less teaches nothing more."""
_EVERY: Final = 4
"""So few signs need no more than each fourth line."""


@dataclass(frozen=True)
class Example:
    """Hold a labelled line."""

    text: str
    kind: str
    """The name of its file: `now`, `self_harm`, `danger` and `cries` tell of danger, and the others do not."""
    hand: str = ""
    """Whose it is. Those of the lists have none."""
    weight: float = field(default=TAUGHT)

    @property
    def is_danger(self) -> bool:
        """Return whether it tells of danger now."""
        return self.kind in _DANGER

    @cached_property
    def sentences(self) -> list[set[int]]:
        """Return the buckets of each sentence."""
        return [heard_in(sentence) for sentence in sentences(rules.clauses(self.text))]

    @cached_property
    def buckets(self) -> tuple[int, ...]:
        """Return the buckets of all of it, in a fixed order."""
        return tuple(sorted(set().union(*self.sentences)))


def examples() -> list[Example]:
    """Return every line that teaches, in a fixed order."""
    return [example for example in _read() if example.buckets]


def _read() -> Iterator[Example]:
    for language in sorted(path for path in DATA.iterdir() if path.is_dir()):
        for file in sorted((*language.glob("*.txt"), *language.glob("mended/*.txt"))):
            yield from (Example(line, file.stem, weight=LISTED) for line in file.read_text().splitlines())
        for file in sorted(language.glob("taught/*.txt")):
            hand, kind, _ = file.name.split(".")
            yield from (Example(line, kind, hand) for line in file.read_text().splitlines())


@dataclass
class Model:
    """Hold the weights while they are learned: one for each bucket, and the bias last."""

    weights: list[float] = field(default_factory=lambda: [0.0] * (BUCKETS + 1))

    def odds(self, found: Sequence[int]) -> float:
        """Return the log-odds of a text that is made of these buckets."""
        return self.weights[BUCKETS] + sum(map(self.weights.__getitem__, found)) / sqrt(len(found) or 1)

    def learn(self, taught: Sequence[tuple[Sequence[int], bool, float]]) -> None:
        """Learn from the buckets, the label and the weight of each example.

        This is stochastic gradient descent at AdaGrad's pace.
        """
        weights, squares = self.weights, [1e-8] * (BUCKETS + 1)
        order, random = list(range(len(taught))), Random(SEED)  # noqa: S311  (the same order each time)
        for _ in range(ROUNDS):
            random.shuffle(order)
            for place in order:
                found, is_so, weight = taught[place]
                off = (chance(self.odds(found)) - is_so) * weight
                if abs(off) < _LEAST:
                    continue
                each = off / sqrt(len(found))
                square = each * each
                for bucket in found:
                    squares[bucket] += square
                    weights[bucket] -= PACE * (each + SHRINKING * weights[bucket]) / sqrt(squares[bucket])
                squares[BUCKETS] += off * off
                weights[BUCKETS] -= PACE * off / sqrt(squares[BUCKETS])

    def whole(self) -> tuple[float, float, bytes]:
        """Return the bias, the size of a step, and each weight as a whole number of steps."""
        by_size = sorted(map(abs, self.weights[:BUCKETS]))
        step = by_size[-BUCKETS // 1000] / STEPS
        steps = array("b", (max(-STEPS, min(STEPS, round(each / step))) for each in self.weights[:BUCKETS]))
        return round(self.weights[BUCKETS], 4), round(step, 6), steps.tobytes()


def taught_danger(some: Iterable[Example]) -> Model:
    """Return the model that tells danger from none."""
    model = Model()
    model.learn([(example.buckets, example.is_danger, example.weight) for example in some])
    return model


def taught_self_harm(some: Iterable[Example]) -> Model:
    """Return the model that tells self-harm from other dangers.

    It learns from the lists, which alone say which it is.
    """
    model = Model()
    kinds = {"now": False, "self_harm": True}
    model.learn([(each.buckets, kinds[each.kind], 1.0) for each in some if each.kind in kinds])
    return model


@dataclass(frozen=True, slots=True)
class Judged:
    """Hold how an example is judged.

    The model that hears it has not learned from its hand.
    """

    example: Example
    whole: float
    sentence: float
    verdict: rules.Verdict

    def signs(self) -> tuple[float, ...]:
        """Return the signs that are weighed, in the order of `SIGNS`."""
        return (1.0, self.whole, self.sentence, *(float(self.verdict is each) for each in _VERDICTS))


_VERDICTS: Final = (rules.Verdict.DENIED, rules.Verdict.DOUBTFUL, rules.Verdict.SURE)
SIGNS: Final = ("bias", "whole", "sentence", *(verdict.value for verdict in _VERDICTS))


def judged(known: Sequence[Example]) -> list[Judged]:
    """Judge the lines of each half of the hands by a model of the other half."""
    hands = sorted({example.hand for example in known if example.hand})
    halves = set(hands[::2]), set(hands[1::2])
    found = []
    for others, own in (halves, halves[::-1]):
        model = taught_danger(example for example in known if not example.hand or example.hand in others)
        for example in known:
            if example.hand in own:
                whole = model.odds(example.buckets)
                worst = max(model.odds(tuple(sorted(each))) for each in example.sentences)
                found.append(Judged(example, whole, worst, rules.read(rules.clauses(example.text)).verdict))
    return found


def weighed(some: Sequence[Judged], rounds: int = 400, pace: float = 0.5) -> dict[str, float]:
    """Return what each sign adds to the log-odds of danger, by gradient descent."""
    rows = [(each.signs(), each.example.is_danger) for each in some[::_EVERY]]
    signs = [0.0] * len(SIGNS)
    for _ in range(rounds):
        slope = [0.0] * len(SIGNS)
        for row, is_danger in rows:
            off = chance(sum(map(float.__mul__, signs, row))) - is_danger
            for place, value in enumerate(row):
                slope[place] += off * value
        signs = [sign - pace * each / len(rows) for sign, each in zip(signs, slope, strict=True)]
    return {name: round(sign, 3) for name, sign in zip(SIGNS, signs, strict=True)} | {"silent": 0.0}


def train() -> bytes:
    """Return the file's content."""
    known = examples()
    signs = weighed(judged(known))
    models = [taught_danger(known).whole(), taught_self_harm(known).whole()]
    head = {"models": [[bias, step] for bias, step, _ in models], "signs": signs}
    return json.dumps(head).encode() + b"\n" + b"".join(steps for *_, steps in models)


if __name__ == "__main__":
    FILE.write_bytes(train())
