"""How far people get, and how long it takes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.figures.conversations import Times, count_conversations

BEGAN = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
STEPS = 4
LAST = STEPS - 1


@dataclass(frozen=True)
class Talked:
    furthest: int
    minutes: float | None = None
    began_at: datetime = BEGAN

    @property
    def finished_at(self) -> datetime | None:
        return None if self.minutes is None else self.began_at + timedelta(minutes=self.minutes)


def test_a_conversation_that_came_to_a_step_came_to_all_before_it():
    assert count_conversations([Talked(0), Talked(2), Talked(LAST, 9)], STEPS).reached == (3, 2, 2, 1)


def test_nobody_reached_nothing():
    figures = count_conversations([], STEPS)
    assert (figures.reached, figures.times) == ((0, 0, 0, 0), None)


def test_times_are_of_those_who_finished():
    finished = [Talked(LAST, minutes) for minutes in (50, 10, 40, 20, 30)]
    assert count_conversations([*finished, Talked(1), Talked(2)], STEPS).times == Times(
        timedelta(minutes=30), timedelta(minutes=40), timedelta(minutes=46)
    )


def test_four_times_are_too_few_for_a_percentile():
    four = [Talked(LAST, 9)] * 4
    assert count_conversations([*four, Talked(1)], STEPS).times is None
    assert count_conversations([*four, Talked(LAST, 9)], STEPS).times is not None


@given(st.lists(st.integers(0, LAST), max_size=40))
def test_fewer_reach_each_step_than_the_one_before(furthest):
    reached = count_conversations([Talked(step) for step in furthest], STEPS).reached
    assert reached[0] == len(furthest)
    assert list(reached) == sorted(reached, reverse=True)
    assert reached[LAST] == furthest.count(LAST)
