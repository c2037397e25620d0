"""Learns a logistic model from the buckets of labelled lines: the same lines teach the same weights, to the byte.

Every sum is made by `numpy.bincount`, one number after the other. What adds in another order on another processor would make
other bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

SEED: Final = 1
ROUNDS: Final = 6
AT_ONCE: Final = 32
PACE: Final = 0.3
SHRINKING: Final = 1e-4
_CLIPPED: Final = 1000
"""One weight of so many is larger than the largest step."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Hold the buckets of a labelled line, in order, which class it is of, and how much it counts.

    A model of one class has lines that are of none: -1.
    """

    buckets: NDArray[np.int64]
    label: int
    weight: float = 1.0


def lesson(found: Iterable[int], label: int, weight: float = 1.0) -> Lesson:
    """Return the lesson of a line that is made of these buckets."""
    return Lesson(np.array(sorted(found), np.int64), label, weight)


@dataclass
class Model:
    """Hold the weights of each class while they are learned, and its bias."""

    classes: int
    buckets: int
    weights: NDArray[np.float64] = field(init=False, repr=False)
    biases: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        self.weights, self.biases = np.zeros((self.classes, self.buckets)), np.zeros(self.classes)

    def odds(self, found: NDArray[np.int64]) -> list[float]:
        """Return the log-odds of each class for a text that is made of these buckets."""
        odds = self._odds(found, np.zeros(len(found), np.int64), np.array([len(found)]))
        return [float(each) for each in odds[0]]

    def learn(self, lessons: Sequence[Lesson]) -> None:
        """Learn by stochastic gradient descent at AdaGrad's pace, a few lessons at a time.

        What only one line is made of teaches nothing: it would be remembered, not learned.
        """
        lines = np.bincount(np.concatenate([each.buckets for each in lessons]), minlength=self.buckets)
        squares, bias_squares = np.full_like(self.weights, 1e-8), np.full_like(self.biases, 1e-8)
        order, random = np.arange(len(lessons)), np.random.default_rng(SEED)
        for _ in range(ROUNDS):
            random.shuffle(order)
            for start in range(0, len(order), AT_ONCE):
                some = [lessons[place] for place in order[start : start + AT_ONCE]]
                off, rows, found = self._off(some)
                is_common = lines[found] > 1
                touched, place = np.unique(found[is_common], return_inverse=True)
                for at in range(self.classes):
                    shared = off[rows[is_common], at]
                    slope = np.bincount(place, shared / _roots(some)[rows[is_common]], len(touched))
                    squares[at, touched] += slope * slope
                    step = slope + SHRINKING * self.weights[at, touched]
                    self.weights[at, touched] -= PACE * step / np.sqrt(squares[at, touched])
                    slope = np.bincount(np.zeros(len(some), np.int64), off[:, at])[0]
                    bias_squares[at] += slope * slope
                    self.biases[at] -= PACE * slope / np.sqrt(bias_squares[at])

    def _off(
        self, some: Sequence[Lesson]
    ) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
        """Return how far the likelihoods of some lines are off, and the line of each bucket beside the buckets."""
        sizes = np.array([len(each.buckets) for each in some])
        rows, found = np.repeat(np.arange(len(some)), sizes), np.concatenate([each.buckets for each in some])
        off = np.array([softened(line) for line in self._odds(found, rows, sizes).tolist()])
        for row, each in enumerate(some):
            if each.label >= 0:
                off[row, each.label] -= 1
        off *= np.array([each.weight for each in some])[:, None]
        return off, rows, found

    def _odds(
        self, found: NDArray[np.int64], rows: NDArray[np.int64], sizes: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        sums = np.stack([np.bincount(rows, each[found], len(sizes)) for each in self.weights], axis=1)
        odds: NDArray[np.float64] = sums / np.sqrt(np.maximum(1, sizes))[:, None] + self.biases
        return odds

    def whole(self, steps: int) -> tuple[list[float], float, NDArray[np.int8]]:
        """Return the biases, the size of a step, and each weight in whole steps, of which there are so many each way."""
        by_size = np.sort(np.abs(self.weights), axis=None)
        step = round(float(by_size[-by_size.size // _CLIPPED]) / steps, 6)
        rounded = np.clip(np.rint(self.weights / step), -steps, steps).astype(np.int8)
        return [round(bias, 4) for bias in self.biases.tolist()], step, rounded


def _roots(some: Sequence[Lesson]) -> NDArray[np.float64]:
    roots: NDArray[np.float64] = np.sqrt(np.array([len(each.buckets) or 1 for each in some]))
    return roots


def softened(odds: Sequence[float]) -> list[float]:
    """Return the likelihoods that log-odds stand for: those of several classes are one in all, a single one may be absent."""
    absent = (0.0,) if len(odds) == 1 else ()
    most = max(*odds, *absent, -float("inf"))
    parts = [exp(each - most) for each in (*odds, *absent)]
    return [part / sum(parts) for part in parts[: len(odds)]]


def calibrated(rows: Sequence[Sequence[float]], truths: Sequence[bool]) -> list[float]:
    """Return what each sign adds to the log-odds of a truth, by gradient descent.

    So few numbers, rounded, are the same on each processor.
    """
    table, truth = np.array(rows), np.array(truths)
    signs = np.zeros(table.shape[1])
    for _ in range(400):
        off = 1 / (1 + np.exp(-table @ signs)) - truth
        signs -= 0.5 * off @ table / len(table)
    return [round(sign, 3) for sign in signs.tolist()]
