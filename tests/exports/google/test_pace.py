"""How long is waited, and how much is asked in a minute."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exports.targets.sheets.ends import Stopped
from app.exports.targets.sheets.pace import Backoff, Pace, RateLimit
from tests.exports.google.clinic import Hours


def waits(asked):
    backoff, found = Backoff(), []
    while (wait := backoff.next(asked)) is not None:
        found.append(wait)
    return found


@given(st.floats(0, 400))
def test_never_more_than_five_minutes_are_waited_in_all(asked):
    assert sum(waits(asked)) <= 300


@given(st.floats(0, 300))
def test_no_wait_is_shorter_than_google_asks_for(asked):
    assert all(wait >= asked for wait in waits(asked))


def test_waits_grow_to_a_minute_and_are_spread_out():
    first, fifth = ([each[place] for each in (waits(0) for _ in range(100))] for place in (0, 4))
    assert max(first) <= 1
    assert 4 < max(fifth) <= 16
    assert len(set(fifth)) == 100


@given(st.lists(st.floats(0, 5), min_size=200, max_size=200))
def test_in_no_minute_more_is_asked_than_google_allows(gaps):
    allowance, now, times = RateLimit(), 0.0, []
    for gap in gaps:
        now += gap
        now += allowance.wait_for(now)
        allowance.take(now)
        times.append(now)
    assert all(later >= first + 59.99 for first, later in zip(times, times[60:], strict=False))


def test_a_push_that_waits_shows_signs_of_life_and_may_be_called_off():
    hours, beats = Hours(), []

    def alive():
        beats.append(hours.seconds)
        if hours.seconds >= 30:
            raise Stopped

    with pytest.raises(Stopped):
        Pace(hours.monotonic, hours.pause).wait(300, alive)
    assert hours.seconds == 30
    assert max(b - a for a, b in pairwise(beats)) <= 5
