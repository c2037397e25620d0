"""The columns of a chart are in their places, on a scale that can be read, and say no more than the words beside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dashboard.report.charts import bar_widths, column_chart
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
