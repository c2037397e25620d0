"""The linker's thread links what is written, and outlives a database that is away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from app.store.trail import audit
from app.store.trail.linker import Linker
from tests.databases import Keys
from tests.store.example import NOW
from tests.store.tampered_trail import a_trail
from tests.trail import event

if TYPE_CHECKING:
    from app.store import Store
    from tests.databases import OpenStore


def rename(store: Store, one: str, other: str) -> None:
    with store.engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {one} RENAME TO {other}"))


def test_what_was_written_before_it_stops_is_linked(store: Store):
    linker = Linker(store)
    linker.start()
    with store.begin() as unit:
        audit.record(unit.db, "nurse", event("patient.opened"), at=NOW)
    linker.stop()
    assert (store.verify_audit().linked, store.verify_audit().unlinked) == (1, 0)


def test_the_linker_waits_longer_while_the_store_is_away_and_goes_on_after(store: Store):
    with store.begin() as unit:
        audit.record(unit.db, "nurse", event("patient.opened"), at=NOW)
    linker = Linker(store)
    rename(store, "audit_events", "elsewhere")
    away = linker._round()
    rename(store, "elsewhere", "audit_events")
    assert linker._round() < away
    assert store.verify_audit().unlinked == 0


def test_with_another_databases_keys_it_links_nothing(database_url: str, keys: Keys, open_store: OpenStore):
    ours = open_store(database_url, keys)
    a_trail(ours)
    with ours.begin() as unit:
        audit.record(unit.db, "nurse", event("patient.opened"), at=NOW)
    linker = Linker(open_store(database_url, Keys()))
    linker.start()
    linker.stop()
    assert ours.verify_audit().unlinked == 1


def test_the_linker_is_started_once(store: Store):
    linker = Linker(store)
    linker.start()
    with pytest.raises(RuntimeError):
        linker.start()
    linker.stop()
