"""The records of an export in figures."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.figures.exported import KindCount, in_order, most_first

COUNTS = st.dictionaries(st.text(), st.integers(1, 10**6))


def test_the_most_frequent_comes_first_and_of_equals_the_first_by_name():
    assert most_first({"new": 1, "done": 2, "follow_up": 1}) == [
        KindCount("done", 2, 0.5),
        KindCount("follow_up", 1, 0.25),
        KindCount("new", 1, 0.25),
    ]


def test_days_come_in_their_order():
    assert [line.name for line in in_order({"2026-11-25": 1, "2025-12-31": 9, "2026-02-01": 3})] == [
        "2025-12-31",
        "2026-02-01",
        "2026-11-25",
    ]


def test_nothing_has_no_figures():
    assert most_first({}) == in_order({}) == []


@given(COUNTS)
def test_nobody_is_lost_and_shares_are_of_all(counts):
    for lines in (most_first(counts), in_order(counts)):
        assert {line.name: line.count for line in lines} == counts
        assert not counts or abs(sum(line.share for line in lines) - 1) < 1e-9
