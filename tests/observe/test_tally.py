"""What processes count is the same sum in each of them, and no process's end takes a count away."""

from __future__ import annotations

import os
import stat
from collections import namedtuple
from pathlib import Path

import pytest

from app.observe import tally

MESSAGES = "anteroom_webhook_messages"
IN_USE = "anteroom_database_connections_in_use"
HELD = "anteroom_database_hold_seconds"


@pytest.fixture
def folder():
    made = tally.make_folder()
    assert made is not None
    yield made
    tally.remove_folder(made)
    assert not made.exists()


def in_a_child(work, place=None, folder=None):
    """Do it in a process that counts at its place, and return the process when it has ended."""
    child = os.fork()
    if not child:
        status = 1
        try:
            if place is not None:
                tally.take_place(place, folder)
            work()
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    return child


def shown():
    return {
        (sample.name, *sample.labels.values()): sample.value
        for metric in tally.collected()
        for sample in metric.samples
    }


def seen_by_another(folder, expected):
    """Have a further process compare what it is shown of some numbers."""

    def compare():
        found = shown()
        assert {name: found.get(name) for name in expected} == expected, found

    in_a_child(compare, 99, folder)


def test_processes_are_added_up_and_what_one_that_ended_has_counted_stays(folder):
    def count_and_put():
        tally.count(MESSAGES, "saved")
        tally.put(IN_USE, 3)

    def twice():
        tally.count(MESSAGES, "saved")
        tally.count(MESSAGES, "repeat")

    one = in_a_child(count_and_put, 0, folder)
    in_a_child(twice, 1, folder)
    saved = (f"{MESSAGES}_total", "saved")
    seen_by_another(folder, {saved: 2, (IN_USE, str(one)): 3})
    tally.leave_place(0, folder)
    tally.leave_place(0, folder)  # twice is once
    seen_by_another(folder, {saved: 2, (IN_USE, str(one)): None})
    two = in_a_child(count_and_put, 0, folder)
    seen_by_another(folder, {saved: 3, (f"{MESSAGES}_total", "repeat"): 1, (IN_USE, str(two)): 3})


def test_a_place_that_is_taken_again_adds_no_file(folder):
    for _ in range(5):
        in_a_child(lambda: tally.count(MESSAGES, "saved"), 0, folder)
        tally.leave_place(0, folder)
    assert len(list(folder.glob("counter_*"))) == 1


def test_a_duration_is_in_its_class_and_in_the_sum(folder):
    def take():
        for seconds in (0.004, 0.005, 0.3, 99):
            tally.take_time(HELD, seconds)

    in_a_child(take, 0, folder)
    classes = {(f"{HELD}_bucket", bound): count for bound, count in (("0.005", 2), ("0.5", 3), ("+Inf", 4))}
    seen_by_another(folder, {**classes, (f"{HELD}_count",): 4, (f"{HELD}_sum",): pytest.approx(99.309)})


def test_nobody_else_may_look_into_the_folder_and_what_a_killed_server_left_is_gone(folder):
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    killed = in_a_child(tally.make_folder)
    left = folder.with_name(f"anteroom-metrics-{killed}")
    assert left.exists()
    (folder / "counter_0.db").write_bytes(b"of an earlier run")
    assert tally.make_folder() == folder
    assert not left.exists()
    assert not list(folder.iterdir())


def test_a_process_without_room_counts_for_itself(folder, monkeypatch):
    usage = namedtuple("usage", "free")  # noqa: PYI024

    def count():
        tally.count(MESSAGES, "saved")
        assert shown()[f"{MESSAGES}_total", "saved"] == 1

    monkeypatch.setattr("shutil.disk_usage", lambda _folder: usage(1024))
    in_a_child(count, 0, folder)
    assert not list(folder.iterdir())
    monkeypatch.undo()
    in_a_child(count, 0, Path("/nowhere/at/all"))
    in_a_child(count, 0, None)


def test_a_folder_that_goes_away_or_takes_no_file_stops_nobody(folder):
    def count():
        for gone in folder.iterdir():
            gone.unlink()
        folder.rmdir()
        tally.count(MESSAGES, "saved")
        tally.take_time(HELD, 1)
        tally.put(IN_USE, 1)
        assert (f"{HELD}_count",) in shown()

    in_a_child(count, 0, folder)


def test_a_child_of_a_process_that_counts_counts_for_itself(folder):
    def count():
        tally.count(MESSAGES, "saved")
        in_a_child(lambda: tally.count(MESSAGES, "saved"))

    in_a_child(count, 0, folder)
    seen_by_another(folder, {(f"{MESSAGES}_total", "saved"): 1})
