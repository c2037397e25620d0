"""Every entry of the trail gets one link, in order.

Even when several write and link at the same time.
"""

from __future__ import annotations

from dataclasses import replace
from threading import Thread
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from app.store.tables import metadata
from app.store.trail import audit
from app.store.trail.audit_chain import Head
from app.store.trail.linker import Linker
from tests.databases import IMPATIENT, Keys, on_each_engine
from tests.store.example import NOW
from tests.store.tampered_trail import a_trail
from tests.store.two_processes import TwoProcesses, meet
from tests.trail import event

if TYPE_CHECKING:
    from app.store import Store
    from tests.databases import OpenStore

audit_events = metadata.tables["audit_events"]


def write(store: Store, *actions: str) -> None:
    for action in actions:
        with store.begin() as unit:
            audit.record(unit.db, "nurse", event(action), at=NOW)


def actions(store: Store) -> list[str]:
    """Return what was done, in the order of the chain."""
    return [link.entry.action for link in store.linked_audit() if link.entry]


def test_an_empty_trail_is_whole_and_has_no_head(store: Store):
    report = store.verify_audit()
    assert (report.events, report.linked, report.unlinked, report.head, report.fault) == (0, 0, 0, None, None)


def test_what_was_written_is_unlinked_until_it_is_linked_once(store: Store):
    write(store, "first", "second")
    assert (store.verify_audit().linked, store.verify_audit().unlinked) == (0, 2)
    assert [store.link_audit(), store.link_audit()] == [2, 0]
    report = store.verify_audit()
    assert (report.events, report.linked, report.unlinked, report.fault) == (2, 2, 0, None)
    assert report.head is not None
    assert report.head.position == 2


def test_two_thousand_entries_are_linked_and_verified(store: Store):
    a_trail(store, 2000)
    report = store.verify_audit()
    assert (report.events, report.linked, report.unlinked, report.fault) == (2000, 2000, 0, None)


def test_the_same_entry_has_the_same_link_on_both_engines_for_ever(database_url: str, open_store: OpenStore):
    store = open_store(database_url, Keys(index_keys=(bytes(range(32)),)))
    entry = {
        "seq": 7,
        "id": UUID(int=7),
        "at": NOW,
        "actor": "Zoë",
        "action": "patient.opened",
        "subject_kind": "patient",
        "subject_id": UUID(int=8),
        "details": '{"fields":["name"]}',
    }
    with store.engine.begin() as connection:
        connection.execute(insert(audit_events), entry)
    store.link_audit()
    [link] = store.linked_audit()
    assert link.entry is not None
    assert link.entry.at == "2026-11-25T09:30:15.123456Z"
    assert link.hash.hex() == "c7bf8e8860ef15e0c12f5238141eeda8d1fd20aedb389cfd40fb626bcbbbaea9"


def test_a_chain_goes_on_under_a_new_index_key(database_url: str, keys: Keys, open_store: OpenStore):
    a_trail(open_store(database_url, keys))
    newer = Keys(keys.masters, (bytes(32), *keys.index_keys))
    store = open_store(database_url, newer)
    write(store, "later")
    store.link_audit()
    assert (store.verify_audit().linked, store.verify_audit().fault) == (7, None)


def test_an_entry_that_is_committed_after_a_later_one_was_linked_is_linked_then(
    postgresql_url: str, keys: Keys, open_store: OpenStore
):
    store = open_store(postgresql_url, keys)
    with store.begin() as unit:
        audit.record(unit.db, "nurse", event("slow"), at=NOW)
        write(store, "quick")
        assert store.link_audit(sweep=False) == 1
    assert store.link_audit(sweep=False) == 1
    assert actions(store) == ["quick", "slow"]
    assert store.verify_audit().fault is None


def test_what_lies_far_behind_the_end_is_found_by_a_sweep(store: Store):
    far = {"seq": 2000, "id": UUID(int=1), "at": NOW, "actor": "nurse", "action": "far", "details": "{}"}
    with store.engine.begin() as connection:
        connection.execute(insert(audit_events), far)
    store.link_audit()
    with store.engine.begin() as connection:
        connection.execute(insert(audit_events), far | {"seq": 1, "id": UUID(int=2), "action": "near"})
    assert [store.link_audit(sweep=False), store.link_audit()] == [0, 1]


def test_a_writer_does_not_wait_for_the_linker_on_postgresql(
    postgresql_url: str, keys: Keys, open_store: OpenStore
):
    store = open_store(postgresql_url, keys, replace(IMPATIENT, statement=5))
    write(store, "first")
    with store.engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(418581342580)"))
        connection.execute(text("LOCK TABLE audit_links IN EXCLUSIVE MODE"))
        write(store, "second")
        assert store.link_audit() == 0
    assert store.link_audit() == 2


def test_many_writers_and_two_linkers_at_once_leave_one_whole_chain(
    database_url: str, keys: Keys, open_store: OpenStore
):
    stores = [open_store(database_url, keys) for _ in range(2)]
    names = [[f"{writer}.{number}" for number in range(25)] for writer in range(4)]
    writers = [Thread(target=write, args=(stores[0], *mine)) for mine in names]
    linkers = [Linker(store) for store in stores]
    for linker in linkers:
        linker.start()
    for writer in writers:
        writer.start()
    for writer in writers:
        while writer.is_alive():
            stores[1].link_audit()
            writer.join(timeout=0)
    for linker in linkers:
        linker.stop()
    stores[0].link_audit()
    report = stores[0].verify_audit()
    assert (report.linked, report.unlinked, report.fault) == (100, 0, None)
    assert sorted(actions(stores[0])) == sorted(name for mine in names for name in mine)


def link_at_once(who: int, urls: list[str], keys: Keys) -> list[int]:
    """Return how many this process linked in each database, when both began at once."""
    linked = []
    for url in urls:
        store = keys.store(url)
        store.prove_keys()
        meet()
        linked.append(store.link_audit())
        store.close()
    return linked


def test_two_processes_that_link_at_once_link_each_entry_once(
    two_processes: TwoProcesses, sqlite_url: str, postgresql_url: str, keys: Keys, open_store: OpenStore
):
    urls = [sqlite_url, postgresql_url]
    stores = [open_store(url, keys) for url in urls]
    for store in stores:
        write(store, *map(str, range(100)))
    one, other = two_processes.run(link_at_once, urls, keys)
    assert [sum(both) for both in zip(one, other, strict=True)] == [100, 100]
    assert [store.verify_audit().fault for store in stores] == [None, None]


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_links SET position = position", "DELETE FROM audit_links"]
)
@on_each_engine
def test_the_database_refuses_to_alter_the_chain(store: Store, statement: str):
    a_trail(store)
    with pytest.raises(DBAPIError, match="audit_links is append-only"), store.engine.begin() as connection:
        connection.execute(text(statement))


def test_postgresql_refuses_to_truncate_the_chain(postgresql_store: Store):
    a_trail(postgresql_store)
    with (
        pytest.raises(DBAPIError, match="audit_links is append-only"),
        postgresql_store.engine.begin() as connection,
    ):
        connection.execute(text("TRUNCATE audit_links"))


@pytest.mark.parametrize("column", ["position", "event_id"])
def test_sqlite_refuses_to_replace_a_link(sqlite_store: Store, column: str):
    a_trail(sqlite_store, 1)
    other = {"position": "position + 1", "event_id": "'0'"} | {column: column}
    with (
        pytest.raises(DBAPIError, match="audit_links is append-only"),
        sqlite_store.engine.begin() as connection,
    ):
        connection.execute(
            text(
                f"INSERT OR REPLACE INTO audit_links SELECT {other['position']}, {other['event_id']}, hash "  # noqa: S608  (constants)
                "FROM audit_links"
            )
        )


@pytest.mark.parametrize("text_of_it", ["", "7", "0:" + "a" * 64, "7:" + "a" * 63, "7:" + "A" * 64])
def test_what_is_no_head_is_refused(text_of_it: str):
    with pytest.raises(ValueError, match="64 hex digits"):
        Head.read(text_of_it)


def test_a_head_is_read_as_it_is_written():
    head = Head(2000, bytes(range(32)))
    assert Head.read(f" {head}\n") == head
