"""Every number is rounded on its own: neither a figure nor the difference of two says how many a small group is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.figures.disclosure import SMALL, Shown, broken_down, rounded

COUNTS = st.one_of(st.integers(0, 12), st.integers(0, 100_000))
MOST = 40


def possible(cell: Shown) -> set[int]:
    """Return every count that is shown like this, for who knows the rule by heart."""
    return {count for count in range(cell.figure + 5) if rounded(count) == cell}


@pytest.mark.parametrize(
    ("count", "figure"), [(0, 0), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (1284, 1285)]
)
def test_nobody_is_nobody_and_from_five_on_the_nearest_five_is_shown(count, figure):
    assert rounded(count) == Shown(figure)


def test_one_to_four_look_alike():
    assert {rounded(count) for count in range(1, 5)} == {SMALL}


@given(COUNTS)
def test_no_number_is_told_that_is_not_a_five_and_none_is_more_than_two_off(count):
    cell = rounded(count)
    assert cell.figure % 5 == 0
    assert cell.is_small == (0 < count < 5)
    assert cell.is_small or abs(cell.figure - count) <= 2


@given(st.integers(0, 2000))
def test_a_figure_says_nobody_or_leaves_several_numbers_open(count):
    open_to = possible(rounded(count))
    assert count in open_to
    assert len(open_to) == {0: 1, 5: 3}.get(rounded(count).figure, 5) or open_to == {1, 2, 3, 4}


@given(COUNTS, COUNTS)
def test_a_larger_number_is_never_shown_as_less(count, other):
    fewer, more = sorted((count, other))
    assert rounded(fewer).figure <= rounded(more).figure


@pytest.mark.parametrize("whole", range(MOST))
def test_no_difference_of_a_whole_and_a_part_tells_a_small_group(whole):
    """A step and the next, 90 days and the 30 within them, a total and a group."""
    for part in range(whole + 1):
        differences = {
            more - fewer
            for more in possible(rounded(whole))
            for fewer in possible(rounded(part))
            if fewer <= more
        }
        assert whole - part in differences
        assert len(differences) > 1 or differences == {0}


@pytest.mark.parametrize("counts", [[2], [1, 1, 1, 1], [0, 3, 1]])
def test_fewer_than_five_in_all_are_not_broken_down(counts):
    assert broken_down(dict(enumerate(counts))) is None


@given(st.lists(st.integers(0, 60), max_size=40).filter(lambda counts: sum(counts) not in range(1, 5)))
def test_a_group_is_shown_alone_whatever_the_others_are(counts):
    assert broken_down(dict(enumerate(counts))) == dict(enumerate(map(rounded, counts)))
