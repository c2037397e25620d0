"""What processes count is the same sum in each of them, and no process's end takes a count away."""

from __future__ import annotations

import os
from bisect import bisect_left

import pytest

from app.observe import tally
from app.observe.tally import BUCKETS, Shared


def in_a_child(share, work):
    """Do it in a process that counts in its share, and wait for its end."""
    child = os.fork()
    if not child:
        try:
            tally.use(share)
            work()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    return child


def test_processes_are_added_up_and_what_one_that_ended_has_counted_stays():
    shared = Shared()
    first, second = shared.take(), shared.take()

    def count_and_put():
        tally.count("requests", "a", "GET")
        tally.put("in_use", 3)

    one = in_a_child(first, count_and_put)
    in_a_child(second, lambda: tally.count("requests", "a", "GET", amount=2))
    assert shared.sums().counted[("requests", "a", "GET")] == (3,)
    assert shared.sums().now[one] == {("in_use",): 3}
    first.end()
    first.end()  # twice is once
    assert shared.sums().counted[("requests", "a", "GET")] == (3,)
    assert one not in shared.sums().now, "its state is gone with it"
    third = shared.take()
    in_a_child(third, lambda: tally.count("requests", "b", "GET"))
    second.end()
    third.end()
    assert shared.sums().counted == {("requests", "a", "GET"): (3,), ("requests", "b", "GET"): (1,)}
    assert shared.sums().now == {}


def test_a_duration_is_in_its_class_and_in_the_sum():
    region = tally._alone()
    for seconds in (0.004, 0.005, 0.3, 99):
        region.add("t", {bisect_left(BUCKETS, seconds): 1, len(BUCKETS) + 1: seconds}, len(BUCKETS) + 2)
    ((name, numbers),) = region.records()
    assert name == "t"
    assert numbers[0] == 2
    assert numbers[BUCKETS.index(0.5)] == 1
    assert numbers[len(BUCKETS)] == 1
    assert numbers[-1] == pytest.approx(99.309)


def test_what_does_not_fit_any_more_is_left_out_and_nothing_breaks():
    region = tally._alone()
    for number in range(10_000):
        region.add(f"name-{number}", {0: 1})
    found = dict(region.records())
    assert 1000 < len(found) < 10_000
    region.add("name-0", {0: 1})
    assert dict(region.records())["name-0"] == (2,)


def test_a_process_without_a_share_counts_alone():
    before = tally.sums().counted.get(("alone",), (0.0,))[0]
    child = os.fork()
    if not child:
        tally.count("alone")
        os._exit(tally.sums().counted != {("alone",): (1.0,)})
    assert os.waitpid(child, 0)[1] == 0
    assert tally.sums().counted.get(("alone",), (0.0,))[0] == before
    shared = Shared()
    shares = [shared.take() for _ in range(tally._REGIONS + 3)]
    for share in shares:  # more processes than there are regions: the last count for themselves
        share.end()
    assert shared.sums().counted == {}
