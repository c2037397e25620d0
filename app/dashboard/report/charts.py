"""Lay out the parts of a chart.

Horizontal positions are in percent, so that a chart is as wide as its page and text keeps its size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count as powers
from math import ceil
from typing import Final, NamedTuple

from app.figures.disclosure import FEWEST, Shown

HEIGHT: Final = 216
_LEFT, _RIGHT = 4.0, 100.0
_TOP, _BASE = 10, 190
_FILLED: Final = 0.64
"""The share of its place that a column fills."""
_MARKS: Final = 4
"""About how many labels fit under a chart on a phone."""
_LINES: Final = 5
_NEAR_THE_END: Final = 90.0
_FULL: Final = 100.0


class Column(NamedTuple):
    """One column. All small counts have the same height, so that none is revealed."""

    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line across, at a count."""

    y: float
    count: int


class Mark(NamedTuple):
    """A word under a column."""

    x: float
    text: str
    ends_there: bool


class ColumnChart(NamedTuple):
    """Columns side by side, in a drawing that is `height` high."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    height: int = HEIGHT
    left: float = _LEFT
    base: float = _BASE + 0.5
    under: float = _BASE + 18


def column_chart(counts: Sequence[Shown], labels: Sequence[str]) -> ColumnChart:
    """Draw a count for each label; only every nth, a whole week's worth, is written."""
    step, top = _scale(max(map(_size, counts), default=0))
    place = (_RIGHT - _LEFT) / max(1, len(counts))
    every = max(1, -(-len(labels) // (_MARKS * 7))) * 7
    return ColumnChart(
        columns=tuple(
            Column(
                x=round(_LEFT + place * (index + (1 - _FILLED) / 2), 3),
                width=round(place * _FILLED, 3),
                y=_height(_size(count), top),
                height=round(_BASE - _height(_size(count), top), 1),
            )
            for index, count in enumerate(counts)
            if count.figure
        ),
        lines=tuple(Line(_height(count, top), count) for count in range(step, top + 1, step)),
        marks=tuple(_mark(index, place, labels[index]) for index in range(0, len(labels), every)),
    )


def bar_widths(sizes: Sequence[int]) -> list[float | None]:
    """Return bar widths in percent of the longest; empty when nothing is to be drawn."""
    longest = max(sizes, default=0)
    return [round(_FULL * size / longest, 1) if size else None for size in sizes]


def _size(count: Shown) -> float:
    return count.figure / 2 if count.is_small else count.figure


def _height(count: float, top: int) -> float:
    return round(_BASE - (_BASE - _TOP) * count / top, 1)


def _scale(most: float) -> tuple[int, int]:
    """Return the distance of the lines and the highest count: 1, 2 or 4 times 5 × 10ⁿ."""
    step = next(
        factor * 10**power
        for power in powers()
        for factor in (FEWEST, 2 * FEWEST, 4 * FEWEST)
        if factor * 10**power * _LINES >= most
    )
    return step, max(1, ceil(most / step)) * step


def _mark(index: int, place: float, text: str) -> Mark:
    """Return a label that starts at its column; near the end, one that ends there."""
    x = _LEFT + place * index
    ends_there = x > _NEAR_THE_END
    return Mark(round(x + place if ends_there else x, 3), text, ends_there)
