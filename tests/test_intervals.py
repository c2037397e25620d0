"""What is done at most every so many seconds, or later after each failure."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier, Event

import pytest

from app.intervals import Interval, Kept, backoff

LOOKERS = 8


@dataclass
class Seconds:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def test_it_is_time_at_the_beginning_and_after_each_interval(seconds):
    interval, told = Interval(60, seconds), []
    for seconds.now in (0.0, 59.0, 60.0, 61.0):
        told.append(interval.take())
    assert told == [True, False, True, False]
    assert interval.take("another thing"), "each has its own"


def test_an_interval_may_be_begun_for_once_longer_and_ended(seconds):
    interval = Interval(60, seconds)
    interval.begin(seconds=300)
    seconds.now = 299
    assert not interval.is_over()
    seconds.now = 300
    assert interval.is_over()
    interval.begin()
    assert not interval.is_over()
    interval.end()
    assert interval.is_over()


def test_one_thread_alone_is_told_that_it_is_time(seconds):
    interval, barrier = Interval(60, seconds), Barrier(LOOKERS)

    def take(_number):
        barrier.wait()
        return interval.take()

    with ThreadPoolExecutor(LOOKERS) as pool:
        assert sum(pool.map(take, range(LOOKERS))) == 1


def test_a_value_is_looked_up_again_when_it_is_old_and_a_failure_is_not_kept(seconds):
    found = iter((1, 2))
    kept = Kept(10, lambda: next(found), seconds)
    assert (kept.get(), kept.get()) == (1, 1)
    seconds.now = 10
    assert kept.get() == 2
    kept.know(7)
    seconds.now = 19
    assert kept.get() == 7
    seconds.now = 20
    with pytest.raises(StopIteration):
        kept.get()
    kept.know(8)
    assert kept.get() == 8


def test_nobody_waits_for_the_thread_that_looks(seconds):
    looks, may_end = Event(), Event()

    def look():
        looks.set()
        may_end.wait()
        return "new"

    kept = Kept(10, look, seconds)
    kept.know("old")
    seconds.now = 10
    with ThreadPoolExecutor(1) as pool:
        looking = pool.submit(kept.get)
        looks.wait()
        assert kept.get() == "old"
        may_end.set()
        assert looking.result() == kept.get() == "new"


def test_each_wait_is_longer_at_most_so_long_and_never_twice_the_same():
    assert all(5 <= backoff(1, 10, 3600) <= 10 for _ in range(50))
    assert all(160 <= backoff(6, 10, 3600) <= 320 for _ in range(50))
    assert max(backoff(30, 10, 3600) for _ in range(50)) <= 3600
    assert len({backoff(3, 10, 3600) for _ in range(20)}) > 1
