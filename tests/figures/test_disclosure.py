"""From what is shown, nobody can work out how many a small group is: not even who knows the rule by heart."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.figures.disclosure import SMALL, How, Shown, alone, protected, rounded

claim = settings(deadline=None)  # how long an example takes is no claim of ours
COUNTS = st.lists(
    st.one_of(st.integers(0, 6), st.integers(0, 60), st.integers(0, 5000)), min_size=1, max_size=40
)


def shown(counts: list[int]) -> list[Shown] | None:
    found = protected(dict(enumerate(counts)))
    return None if found is None else list(found.values())


def possible(cells: list[Shown], total: int, place: int) -> tuple[int, int]:
    """Return the least and the most that a cell may be, for who knows the total and every other cell as shown."""
    others = cells[:place] + cells[place + 1 :]
    most_of_others = sum(cell.highest if cell.highest is not None else total for cell in others)
    least, most = cells[place].lowest, cells[place].highest
    left = total - sum(cell.lowest for cell in others)
    return max(least, total - most_of_others), left if most is None else min(most, left)


def highest(cell: Shown) -> int:
    assert cell.highest is not None
    return cell.highest


@claim
@given(COUNTS)
def test_no_group_that_is_not_shown_can_be_had_from_the_total_and_the_others(counts):
    cells = shown(counts) or []
    for place, cell in enumerate(cells):
        least, most = possible(cells, sum(counts), place)
        assert least <= counts[place] <= most
        assert least < most or cell.how is How.EXACTLY


@pytest.mark.parametrize(("groups", "most"), [(1, 40), (2, 40), (3, 20), (4, 14), (5, 10), (6, 8)])
def test_reading_the_rule_backwards_tells_no_more(groups, most):
    """Every way in which so few people can fall into groups, by what the page shows of it."""
    ways = defaultdict(list)
    for counts in product(range(most + 1), repeat=groups):
        if 5 <= sum(counts) <= most:
            ways[sum(counts), tuple(shown(list(counts)) or ())].append(counts)
    for (_, cells), those in ways.items():
        for place in range(groups):
            values = {counts[place] for counts in those}
            told = len(values) == 1
            assert not told or values.pop() in {0, *range(5, most + 1)}, (cells, those)
            assert not told or not cells or cells[place].how is How.EXACTLY, (cells, those)


@claim
@given(COUNTS)
def test_no_number_from_one_to_four_is_shown(counts):
    for cell, count in zip(shown(counts) or [], counts, strict=False):
        assert cell.how is not How.EXACTLY or (cell.figure == count and count not in range(1, 5))
        assert count not in range(1, 5) or cell == SMALL


@claim
@given(COUNTS)
def test_groups_of_five_and_more_and_of_nobody_are_shown_as_they_are_when_none_is_small(counts):
    large = [count for count in counts if count not in range(1, 5)] or [0]
    assert shown(large) == [Shown(count) for count in large]


def test_the_group_after_a_small_one_gives_way():
    assert shown([30, 3, 0, 8, 20]) == [
        Shown(30),
        SMALL,
        Shown(0),
        Shown(5, How.AT_LEAST),
        Shown(20),
    ]
    assert shown([30, 8, 2]) == [Shown(5, How.AT_LEAST), Shown(8), SMALL]


@pytest.mark.parametrize("counts", [[5, 1], [1, 1, 1, 1, 1, 0], [4, 4, 0], [4, 4], [3], [2, 1]])
def test_nothing_is_broken_down_where_the_rest_would_tell(counts):
    assert shown(counts) is None


@claim
@given(st.lists(st.integers(0, 3000), min_size=2, max_size=12))
def test_no_difference_of_two_rounded_steps_is_told(counts):
    falling = sorted(counts, reverse=True)
    cells = [rounded(count) for count in falling]
    for (before, after), (more, fewer) in zip(pairwise(falling), pairwise(cells), strict=True):
        least, most = max(0, more.lowest - highest(fewer)), highest(more) - fewer.lowest
        assert least <= before - after <= most
        assert least < most or before == after == 0


@claim
@given(st.integers(0, 100_000))
def test_a_rounded_number_is_within_two_and_never_small(count):
    cell = rounded(count)
    assert cell.lowest <= count <= highest(cell)
    assert cell == alone(count) if count < 5 else cell.figure % 5 == 0 and abs(cell.figure - count) <= 2


def test_a_number_alone_is_small_or_itself():
    assert [alone(count) for count in (0, 1, 4, 5, 27)] == [Shown(0), SMALL, SMALL, Shown(5), Shown(27)]
