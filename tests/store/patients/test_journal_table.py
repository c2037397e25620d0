"""The erasure journal as a table in a database of its own, which all machines share."""

from __future__ import annotations

import os
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest

from app.store import StoreUnavailable
from app.store.patients import erasures
from app.store.patients.erasure_journal import BrokenJournal, standing
from app.store.patients.journal_table import TableJournal
from app.store.patients.tombstones import Erasure
from tests.store.example import ANSWERS, NOW, created

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.store import Store
    from tests.databases import Keys, OpenStore


def some_erasures() -> list[Erasure]:
    moments = [NOW + timedelta(minutes=number) for number in range(5)]
    return [Erasure(uuid4(), each, "staff:1", "patient_asked") for each in moments]


@pytest.fixture
def journal_of(empty_postgresql_url: str) -> Iterator[Callable[[Keys], TableJournal]]:
    """A function that returns the journal as a machine with these keys has it. All are closed at the end."""
    with ExitStack() as opened:
        yield lambda keys: opened.enter_context(closing(TableJournal(empty_postgresql_url, keys.index)))


@pytest.fixture
def journal(journal_of: Callable[[Keys], TableJournal], keys: Keys) -> TableJournal:
    return journal_of(keys)


def test_the_journal_names_everybody_once_in_order_and_shows_what_was_changed(
    journal: TableJournal, empty_postgresql_url: str
):
    with pytest.raises(FileNotFoundError):
        journal.read()
    gone = some_erasures()
    assert journal.catch_up(lambda: gone[:3]) == 3
    mark = journal.mark()
    assert journal.add(gone[3:], mark) == 2
    assert journal.catch_up(lambda: gone) == 0
    assert journal.read() == gone
    added = journal.added(mark)
    assert added is not None
    assert (added[0], added[1]) == (2, journal.mark())
    journal.leave_out(gone[:1])
    assert set(standing(journal.read())) == {each.patient_id for each in gone[1:]}
    with psycopg.connect(empty_postgresql_url) as connection:
        connection.execute(
            "UPDATE erasure_journal SET line = replace(line, 'staff:1', 'staff:2') WHERE position = 2"
        )
    with pytest.raises(BrokenJournal, match="line 2"):
        journal.read()


def test_a_new_index_key_takes_it_over_so_that_the_old_one_can_go(
    journal: TableJournal, journal_of: Callable[[Keys], TableJournal], keys: Keys
):
    gone, newest = some_erasures(), os.urandom(32)
    journal.catch_up(lambda: gone[:4])
    both = replace(keys, index_keys=(newest, *keys.index_keys))
    assert journal_of(both).catch_up(lambda: gone) == 1
    assert journal_of(replace(keys, index_keys=(newest,))).read() == gone


def test_two_machines_share_it_and_an_erasure_goes_on_while_it_is_away(
    sqlite_store: Store, sqlite_url: str, keys: Keys, open_store: OpenStore, empty_postgresql_url: str
):
    there = open_store(sqlite_url, keys)
    for machine in (sqlite_store, there):
        machine.use_journal(empty_postgresql_url)
    first, second, third = (created(sqlite_store, ANSWERS) for _ in range(3))

    def erase(machine: Store, patient: object) -> None:
        with machine.begin() as unit:
            erasures.erase(unit.db, patient, "other", "staff:1", NOW + timedelta(minutes=1))  # type: ignore[arg-type]

    erase(sqlite_store, first)
    erase(there, second)
    assert [each.patient_id for each in there.journal.read()] == [first, second]
    assert sqlite_store.keep_erasures() == 0
    with psycopg.connect(empty_postgresql_url) as connection:
        connection.execute("ALTER TABLE erasure_journal RENAME line TO away")
    erase(there, third)
    trouble = there.journal.trouble()
    assert trouble is not None
    assert "its database is unavailable (42703)" in str(trouble)
    with psycopg.connect(empty_postgresql_url) as connection:
        connection.execute("ALTER TABLE erasure_journal RENAME away TO line")
    assert there.keep_erasures() == 1
    assert there.journal.trouble() is None
    assert sqlite_store.keep_erasures() == 0


def test_a_server_that_does_not_answer_is_asked_now_and_then(keys: Keys):
    seconds = [0.0]
    journal = TableJournal("postgresql://a@127.0.0.1:1/nothing", keys.index, lambda: seconds[0])
    first = journal.trouble()
    assert "its database is unavailable (unreachable)" in str(first)
    seconds[0] = 29
    assert journal.trouble() is first
    seconds[0] = 31
    assert journal.trouble() is not first


def test_a_clinics_database_that_fails_meanwhile_is_not_taken_for_the_journals(journal: TableJournal):
    def fails() -> list[Erasure]:
        raise StoreUnavailable("57P01")

    with pytest.raises(StoreUnavailable, match="57P01"):
        journal.catch_up(fails)
    assert journal.trouble() is None
