"""Attempts are counted in fixed windows, which every process shares; none is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.store import StoreUnavailable, connect
from app.store.staff.limit_hits import LimitHits, LimitWindow
from tests.databases import IMPATIENT
from tests.store.example import NOW

if TYPE_CHECKING:
    from datetime import datetime

    from app.store import Store


@pytest.fixture
def hits(store: Store) -> LimitHits:
    return LimitHits(store.engine)


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_attempts_add_up_within_the_window_and_begin_again_after_it(hits: LimitHits):
    assert [hits.incr("k", 60, 1, at(second)) for second in (0, 1, 59.999)] == [1, 2, 3]
    assert (hits.get("k", at(59.999)), hits.expires("k", at(59.999))) == (3, at(60))
    assert (hits.get("k", at(60)), hits.expires("k", at(60))) == (0, at(60))
    assert hits.incr("k", 60, 5, at(60)) == 5
    assert (hits.get("k", at(61)), hits.expires("k", at(61))) == (5, at(120))


def test_a_key_that_was_never_counted_is_at_nothing_now(hits: LimitHits):
    assert (hits.get("k", NOW), hits.expires("k", NOW)) == (0, NOW)


def test_each_key_has_a_window_of_its_own(hits: LimitHits):
    assert [hits.incr(key, 60, 1, NOW) for key in "aab"] == [1, 2, 1]
    hits.clear("a")
    assert (hits.get("a", NOW), hits.get("b", NOW)) == (0, 1)
    hits.incr("a", 60, 1, NOW)
    assert hits.reset() == 2
    assert (hits.get("a", NOW), hits.get("b", NOW)) == (0, 0)


def test_a_clock_put_back_does_not_shut_anybody_out(hits: LimitHits):
    hits.incr("k", 60, 9, NOW)
    assert hits.incr("k", 60, 1, at(-3600)) == 1


def test_machines_whose_clocks_differ_a_little_share_a_window(hits: LimitHits):
    assert [hits.incr("k", 60, 1, at(second)) for second in (0, -1, 0, -1)] == [1, 2, 3, 4]


def test_a_purge_takes_the_windows_that_have_ended(hits: LimitHits):
    hits.incr("ended", 60, 1, NOW)
    hits.incr("open", 120, 1, NOW)
    assert hits.purge(at(60)) == 1
    assert hits.get("open", at(60)) == 1


def test_none_of_many_attempts_at_once_is_lost(hits: LimitHits):
    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda _: hits.incr("k", 60, 1, NOW), range(80)))
    assert sorted(counts) == list(range(1, 81))


def test_only_one_of_many_that_find_an_ended_window_at_once_begins_the_next(hits: LimitHits):
    hits.incr("k", 60, 50, NOW)
    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda _: hits.incr("k", 60, 1, at(60)), range(40)))
    assert sorted(counts) == list(range(1, 41))


def test_counting_and_purging_at_once_go_well_together(hits: LimitHits):
    def work(number: int) -> None:
        hits.incr(f"k{number % 5}", 1, 1, at(number))
        hits.purge(at(number))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(80)))


def test_a_try_is_counted_in_every_window_or_in_none(hits: LimitHits):
    narrow, wide = LimitWindow("b", 60, 2), LimitWindow("a", 3600, 5)
    assert [hits.take([narrow, wide], NOW) for _ in range(4)] == [True, True, False, False]
    assert (hits.get("a", NOW), hits.get("b", NOW)) == (2, 2)
    assert hits.take([narrow, wide], at(60))
    assert (hits.get("a", at(60)), hits.get("b", at(60))) == (3, 1)


def test_as_many_of_many_tries_at_once_get_in_as_there_is_room_for(hits: LimitHits):
    shared = LimitWindow("shared", 60, 30)

    def take(number: int) -> bool:
        own = LimitWindow(f"own {number % 5}", 60, 10)
        return hits.take([own, shared] if number % 2 else [shared, own], NOW)

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(take, range(80)))
    assert sum(taken) == 30
    assert hits.get("shared", NOW) == 30, "a try that finds no room is counted nowhere"
    assert sum(hits.get(f"own {number}", NOW) for number in range(5)) == 30


def test_a_window_from_before_the_clock_was_put_back_is_not_full(hits: LimitHits):
    window = LimitWindow("k", 60, 1)
    assert [hits.take([window], moment) for moment in (NOW, NOW, at(-3600))] == [True, False, True]


def test_a_database_that_is_not_there_is_told():
    engine = connect("postgresql://clinic:s3cret@127.0.0.1:1/anteroom", timeouts=IMPATIENT)
    hits = LimitHits(engine)
    for ask in (
        lambda: hits.incr("k", 60, 1, NOW),
        lambda: hits.take([LimitWindow("k", 60, 1)], NOW),
        lambda: hits.get("k", NOW),
        lambda: hits.expires("k", NOW),
        lambda: hits.clear("k"),
        hits.reset,
        lambda: hits.purge(NOW),
    ):
        with pytest.raises(StoreUnavailable, match="unreachable"):
            ask()
    engine.dispose()
