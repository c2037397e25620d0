"""Lay out the parts of a chart.

Horizontal positions are in percent, so that a chart is as wide as its page and text keeps its size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count as powers
from itertools import pairwise
from math import ceil
from typing import Final, NamedTuple

from flask_babel import gettext as _

from app.figures.conversations import Quarters
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
_LEFT_OF_TIMES: Final = 12.0
_BAND: Final = 2.6
_HOUR: Final = 60
_DAY: Final = 24 * _HOUR
_TIME_STEPS: Final = (1, 5, 10, 30, 60, 120, 240, 480, _DAY, 2 * _DAY, 7 * _DAY, 28 * _DAY)
"""Minutes from one line to the next."""


class Column(NamedTuple):
    """One column. All small counts have the same height, so that none is revealed."""

    x: float
    width: float
    y: float
    height: float
    part: str = "a"


@dataclass(frozen=True, slots=True)
class Line:
    """A line across, at a count of people or of minutes."""

    y: float
    count: int
    text: str = ""
    """What stands beside it instead of the count."""


class Dot(NamedTuple):
    """The middle of a span."""

    x: float
    y: float


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


@dataclass(frozen=True, slots=True)
class SpanChart:
    """Spans of time side by side, with a path through their middles."""

    spans: tuple[Column, ...]
    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    height: int = HEIGHT
    left: float = _LEFT_OF_TIMES
    base: float = _BASE + 0.5
    under: float = _BASE + 18

    @property
    def paths(self) -> list[tuple[Dot, Dot]]:
        """Return the dots that a line connects."""
        return list(pairwise(self.dots))


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
        lines=_lines(step, top),
        marks=tuple(_mark(index, place, labels[index]) for index in range(0, len(labels), every)),
    )


def stacked_chart(
    stacks: Sequence[Sequence[Shown]], labels: Sequence[str], parts: Sequence[str]
) -> ColumnChart:
    """Draw a column of several parts for each label, the first part at the bottom."""
    step, top = _scale(max((sum(map(_size, stack)) for stack in stacks), default=0))
    place = (_RIGHT - _LEFT) / max(1, len(stacks))
    columns = []
    for index, stack in enumerate(stacks):
        x, bottom = round(_LEFT + place * (index + (1 - _FILLED) / 2), 3), float(_BASE)
        for part, count in zip(parts, stack, strict=True):
            high = round((_BASE - _TOP) * _size(count) / top, 1)
            bottom = round(bottom - high, 1)
            if high:
                columns.append(Column(x, round(place * _FILLED, 3), bottom, high, part))
    return ColumnChart(tuple(columns), _lines(step, top), _every_nth(labels, place, _LEFT))


def span_chart(found: Sequence[Quarters | None], labels: Sequence[str]) -> SpanChart:
    """Draw the middle half of the times of each label; a label without has none."""
    most = max((_minutes(each.three_quarters) for each in found if each), default=1)
    step = next(step for step in _TIME_STEPS if step * _LINES >= most or step == _TIME_STEPS[-1])
    top = max(1, ceil(most / step)) * step
    place = (_RIGHT - _LEFT_OF_TIMES) / max(1, len(found))
    spans, dots = [], []
    for index, each in enumerate(found):
        if each is None:
            continue
        middle = _LEFT_OF_TIMES + place * (index + 0.5)
        upper, lower = (_height(_minutes(edge), top) for edge in (each.three_quarters, each.quarter))
        spans.append(Column(round(middle - _BAND / 2, 3), _BAND, upper, round(max(1.0, lower - upper), 1)))
        dots.append(Dot(round(middle, 3), _height(_minutes(each.half), top)))
    every = max(1, round(top / step / _LINES)) * step
    lines = tuple(Line(_height(at, top), at, _in_short(at)) for at in range(every, top + 1, every))
    return SpanChart(tuple(spans), tuple(dots), lines, _every_nth(labels, place, _LEFT_OF_TIMES))


def _lines(step: int, top: int) -> tuple[Line, ...]:
    return tuple(Line(_height(count, top), count) for count in range(step, top + 1, step))


def _every_nth(labels: Sequence[str], place: float, left: float) -> tuple[Mark, ...]:
    every = max(1, -(-len(labels) // _MARKS))
    return tuple(_mark(index, place, labels[index], left) for index in range(0, len(labels), every))


def _minutes(span: timedelta) -> float:
    return span.total_seconds() / 60


def _in_short(minutes: int) -> str:
    if minutes % _DAY == 0:
        return str(_("%(days)s d", days=minutes // _DAY))
    if minutes % _HOUR == 0:
        return str(_("%(hours)s h", hours=minutes // _HOUR))
    return str(_("%(minutes)s min", minutes=minutes))


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


def _mark(index: int, place: float, text: str, left: float = _LEFT) -> Mark:
    """Return a label that starts at its column; near the end, one that ends there."""
    x = left + place * index
    ends_there = x > _NEAR_THE_END
    return Mark(round(x + place if ends_there else x, 3), text, ends_there)
