"""The erasure journal names every erased patient once, and shows tampering."""

from __future__ import annotations

import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest

from app.store.patients import erasures
from app.store.patients.erasure_journal import BrokenJournal, ErasureJournal, standing
from app.store.patients.tombstones import Erasure
from tests.databases import Keys
from tests.store.example import ANSWERS, NOW, created

LINES = 5


def some_erasures(count=LINES):
    return [
        Erasure(uuid4(), NOW + timedelta(minutes=number), "staff:1", "patient_asked")
        for number in range(count)
    ]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "erasures.journal"


@pytest.fixture
def journal(path, keys):
    return ErasureJournal(path, keys.index)


def test_what_is_written_is_read_again_in_order_and_nobody_is_named_twice(journal, path):
    gone = some_erasures()
    umask = os.umask(0)
    assert journal.catch_up(lambda: gone[:3]) == 3
    os.umask(umask)
    assert journal.catch_up(lambda: gone[::-1]) == 2
    assert journal.catch_up(lambda: gone) == 0
    assert journal.read() == gone
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_line_holds_ids_a_moment_and_a_code_and_nothing_else(journal, path):
    journal.catch_up(lambda: some_erasures(1))
    assert set(json.loads(path.read_text())) == {"patient", "at", "actor", "reason", "mac"}


@pytest.mark.parametrize("number", range(LINES))
def test_a_line_that_was_changed_moved_or_taken_out_is_named(journal, path, number):
    journal.catch_up(some_erasures)
    lines = path.read_bytes().splitlines(keepends=True)
    changed = lines[number].replace(b"patient_asked", b"other")
    assert changed != lines[number]
    wrong = [[*lines[:number], changed, *lines[number + 1 :]]]
    if number < LINES - 1:
        wrong.append(lines[:number] + lines[number + 1 :])
        wrong.append([*lines[:number], lines[number + 1], lines[number], *lines[number + 2 :]])
    for each in wrong:
        path.write_bytes(b"".join(each))
        with pytest.raises(BrokenJournal, match=f"its line {number + 1} "):
            journal.read()


@pytest.mark.parametrize("line", [b"\n", b"no json\n", b"[]\n", b"7\n", b'{"mac":[]}\n', b"\xff\n"])
def test_what_is_no_line_of_ours_is_refused_and_stops_no_later_erasure(journal, path, line):
    path.write_bytes(line)
    journal.catch_up(lambda: some_erasures(2))
    assert path.read_bytes().count(b"\n") == 3
    with pytest.raises(BrokenJournal):
        journal.read()


@pytest.mark.parametrize("length", [1, 60, -1])
def test_half_a_line_that_a_crash_left_is_not_believed_and_is_written_again(journal, path, length):
    gone = some_erasures(3)
    journal.catch_up(lambda: gone)
    whole = path.read_bytes()
    last = whole.splitlines(keepends=True)[-1]
    path.write_bytes(whole[: -len(last)] + last[:length])
    assert journal.read() == gone[:2]
    journal.catch_up(lambda: gone)
    assert path.read_bytes() == whole


def test_two_who_write_at_once_name_everybody_once(path, keys):
    gone = some_erasures(40)
    journals = [ErasureJournal(path, keys.index) for _ in range(4)]

    def slice_of(end):
        return gone[:end]

    with ThreadPoolExecutor(4) as pool:
        written = [
            pool.submit(journals[number % 4].catch_up, partial(slice_of, number + 1)) for number in range(40)
        ]
    assert sum(each.result() for each in written) == 40
    assert {each.patient_id for each in journals[0].read()} == {each.patient_id for each in gone}


def test_a_journal_of_another_clinic_is_not_believed(journal, path):
    journal.catch_up(some_erasures)
    with pytest.raises(BrokenJournal):
        ErasureJournal(path, Keys().index).read()


def test_a_new_index_key_takes_the_journal_over_so_that_the_old_one_can_go(journal, path, keys):
    gone = some_erasures()
    journal.catch_up(lambda: gone[:4])
    newest = os.urandom(32)
    both = replace(keys, index_keys=(newest, *keys.index_keys))
    assert ErasureJournal(path, both.index).read() == gone[:4]
    assert ErasureJournal(path, both.index).catch_up(lambda: gone) == 1
    assert ErasureJournal(path, replace(keys, index_keys=(newest,)).index).read() == gone
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_journal_that_was_tampered_with_is_not_made_believable_by_a_new_key(journal, path, keys):
    journal.catch_up(some_erasures)
    path.write_bytes(path.read_bytes().replace(b"staff:1", b"staff:2", 1))
    both = replace(keys, index_keys=(os.urandom(32), *keys.index_keys))
    ErasureJournal(path, both.index).catch_up(list)
    with pytest.raises(BrokenJournal):
        ErasureJournal(path, both.index).read()


def test_a_patient_left_out_of_a_restore_counts_no_more_until_they_are_erased_again(journal, path):
    gone = some_erasures(3)
    journal.catch_up(lambda: gone)
    journal.leave_out(gone[:1])
    assert set(standing(journal.read())) == {each.patient_id for each in gone[1:]}
    elsewhere = [*journal.read(), *gone]  # the journal of a machine that did not restore says nothing of it
    assert set(standing(elsewhere)) == {each.patient_id for each in gone[1:]}
    again = replace(gone[0], at=NOW + timedelta(days=1))
    assert journal.catch_up(lambda: [again, *gone[1:]]) == 1
    assert standing(journal.read())[again.patient_id] == again
    size = path.stat().st_size
    assert journal.catch_up(lambda: [again, *gone[1:]]) == 0
    assert path.stat().st_size == size


def test_a_link_is_not_followed(journal, path, tmp_path):
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic"):
        journal.catch_up(some_erasures)
    assert not (tmp_path / "elsewhere").exists()


def test_the_store_keeps_whoever_was_erased_by_whatever_way(sqlite_store, path, keys):
    gone = [created(sqlite_store, ANSWERS) for _ in range(2)]
    with sqlite_store.begin() as unit:
        for each in gone:
            erasures.erase(unit.db, each, "other", "retention", NOW)
    sqlite_store.use_journal(path)
    assert sqlite_store.keep_erasures() == 2
    assert {each.patient_id for each in ErasureJournal(path, keys.index).read()} == {*gone}
