"""Columns stand in their places, on a scale that can be read, and say no more than the words beside them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.dashboard.report.charts import bar_widths, column_chart
from app.figures.disclosure import SMALL, How, Shown

claim = settings(deadline=None)  # how long an example takes is no claim of ours
COUNTS = st.lists(st.integers(0, 250_000).map(Shown), min_size=1, max_size=365)


@claim
@given(COUNTS)
def test_columns_stand_apart_inside_the_chart_and_are_as_high_as_their_count(counts):
    chart = column_chart(counts, ["day"] * len(counts))
    assert [column.x for column in chart.columns] == sorted({column.x for column in chart.columns})
    for column, count in zip(chart.columns, [each for each in counts if each.figure], strict=True):
        assert chart.left <= column.x
        assert column.x + column.width <= 100
        assert column.y >= 10
        assert column.y + column.height == pytest.approx(190, abs=0.11)
        assert column.height == pytest.approx(180 * count.figure / chart.lines[-1].count, abs=0.11)


@claim
@given(COUNTS)
def test_a_scale_has_few_lines_and_reaches_over_the_highest_column(counts):
    lines = column_chart(counts, [""] * len(counts)).lines
    assert 1 <= len(lines) <= 5
    assert lines[-1].count >= max(count.figure for count in counts)


@pytest.mark.parametrize(("days", "marks"), [(7, 1), (30, 3), (90, 4), (365, 4)])
def test_few_days_are_written_however_many_there_are(days, marks):
    assert len(column_chart([Shown(1)] * days, [str(day) for day in range(days)]).marks) == marks


def test_small_counts_look_alike_and_are_marked():
    chart = column_chart([SMALL, Shown(10), SMALL, Shown(5, How.AT_LEAST)], [""] * 4)
    heights = [(column.height, column.is_exact) for column in chart.columns]
    assert heights[0] == heights[2]
    assert [exact for _, exact in heights] == [False, True, False, False]


def test_bars_are_as_long_as_their_count_and_tell_nothing_of_one_that_is_not_shown():
    assert bar_widths([Shown(20), Shown(5), Shown(0), SMALL, Shown(5, How.AT_LEAST)]) == [
        100.0,
        25.0,
        None,
        None,
        None,
    ]
    assert bar_widths([SMALL, Shown(0)]) == [None, None]
