"""The columns of a chart are in their places, on a scale that can be read, and say no more than the words beside them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dashboard.report.charts import bar_widths, column_chart, span_chart, stacked_chart
from app.figures.conversations import Quarters
from app.figures.disclosure import SMALL, Shown, rounded

COUNTS = st.lists(st.integers(0, 250_000).map(rounded), min_size=1, max_size=365)


@given(COUNTS)
def test_columns_stand_apart_inside_the_chart_and_are_as_high_as_their_count(counts):
    chart = column_chart(counts, ["day"] * len(counts))
    assert [column.x for column in chart.columns] == sorted({column.x for column in chart.columns})
    for column, count in zip(chart.columns, [each for each in counts if each.figure], strict=True):
        height = count.figure / 2 if count.is_small else count.figure
        assert chart.left <= column.x
        assert column.x + column.width <= 100
        assert column.y >= 10
        assert column.y + column.height == pytest.approx(190, abs=0.11)
        assert column.height == pytest.approx(180 * height / chart.lines[-1].count, abs=0.11)


@given(COUNTS)
def test_a_scale_has_few_lines_and_reaches_over_the_highest_column(counts):
    lines = column_chart(counts, [""] * len(counts)).lines
    assert 1 <= len(lines) <= 5
    assert lines[-1].count >= max(count.figure for count in counts)


@pytest.mark.parametrize(("days", "marks"), [(7, 1), (30, 3), (90, 4), (365, 4)])
def test_few_days_are_written_however_many_there_are(days, marks):
    assert len(column_chart([SMALL] * days, [str(day) for day in range(days)]).marks) == marks


def test_small_counts_look_alike_and_lower_than_five():
    small, five, other = column_chart([SMALL, Shown(5), Shown(0), SMALL], [""] * 4).columns
    assert small.height == other.height == five.height / 2


def test_lines_stand_at_numbers_that_a_column_can_have():
    for most in (SMALL, Shown(5), Shown(15), Shown(35), Shown(120), Shown(1005)):
        lines = column_chart([most], [""]).lines
        assert [line.count for line in lines if line.count % 5] == []


def test_bars_are_as_long_as_their_size_and_nothing_has_none():
    assert bar_widths([20, 5, 0]) == [100.0, 25.0, None]
    assert bar_widths([0, 0]) == [None, None]


STACKS = st.lists(st.tuples(*[st.integers(0, 9_000).map(rounded)] * 3), min_size=1, max_size=53)


@given(STACKS)
def test_the_parts_of_a_column_stand_on_each_other_inside_the_chart(stacks):
    chart = stacked_chart(stacks, ["week"] * len(stacks), ("a", "b", "bad"))
    above: dict[float, float] = {}
    for column in chart.columns:
        assert column.y + column.height == pytest.approx(above.get(column.x, 190), abs=0.11)
        assert column.y >= 9
        above[column.x] = column.y
    assert len(chart.marks) <= 5


HOURS = st.tuples(*[st.integers(1, 900)] * 3).map(
    lambda each: Quarters(*(timedelta(hours=hours) for hours in sorted(each)))
)


@given(st.lists(st.none() | HOURS, min_size=1, max_size=53))
def test_the_middle_of_a_span_is_within_it_and_a_week_without_has_none(weeks):
    chart = span_chart(weeks, ["week"] * len(weeks))
    assert len(chart.spans) == len(chart.dots) == sum(each is not None for each in weeks)
    assert 1 <= len(chart.lines) <= 10
    for span, dot in zip(chart.spans, chart.dots, strict=True):
        assert span.y - 0.11 <= dot.y <= span.y + span.height + 0.11
        assert chart.left <= span.x <= dot.x <= 100
        assert span.y >= 10
        assert span.y + span.height <= 191
