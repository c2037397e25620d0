"""Somebody who can write the database cuts the end off the trail: a witness shows it, and nothing else does."""

from __future__ import annotations

import random
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import insert, text

from app.store.model import table_of
from app.store.trail.audit import AuditEvent
from app.store.trail.audit_anchors import AuditAnchors
from app.store.trail.audit_chain import Chain
from app.store.trail.audit_verify import Wrong, verify
from tests.databases import on_both_engines
from tests.store.example import NOW
from tests.store.tampered_trail import a_trail, by_hand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from app.store import Store
    from app.store.trail.audit_chain import Head

pytest_generate_tests = on_both_engines
ENTRIES, ROUNDS = 130, 20
CUTS = (1, 10, 100)


@pytest.fixture
def witnessed(store: Store) -> Head:
    """A trail whose head has left, and whose triggers are out of the way."""
    a_trail(store, ENTRIES)
    head = store.audit_head()
    assert head is not None
    by_hand(store)
    return head


@contextmanager
def undone(store: Store) -> Iterator[Connection]:
    """A transaction of somebody who can write the database, which leaves no trace for the next round."""
    with store.engine.connect() as connection:
        try:
            yield connection
        finally:
            connection.rollback()


def cut(connection: Connection, last: int) -> None:
    """Cut off the last links, with their lines."""
    begin = {"begin": ENTRIES - last}
    connection.execute(text("DELETE FROM audit_links WHERE position > :begin"), begin)
    connection.execute(text("DELETE FROM audit_events WHERE seq > :begin"), begin)


def write_others(chain: Chain, connection: Connection, chance: random.Random, count: int) -> None:
    """Put other lines in their place, and let Anteroom link them."""
    first = ENTRIES - count + 1
    connection.execute(
        insert(table_of(AuditEvent)),
        [
            {
                "seq": first + number,
                "id": UUID(int=chance.getrandbits(128)),
                "at": NOW,
                "actor": "nobody",
                "action": "patient.opened",
                "details": "{}",
            }
            for number in range(count)
        ],
    )
    chain.link(first)


def test_each_of_sixty_cuts_is_named_by_a_witness_and_none_without(store: Store, witnessed: Head):
    """In every second round other lines are written in place of those that were cut off."""
    named = unseen = 0
    for number in range(ROUNDS):
        for last in CUTS:
            chance = random.Random(100 * number + last)  # noqa: S311  (rounds that can be run again)
            with undone(store) as connection:
                index = store.keys.blind_index
                chain, anchors = Chain(connection, index), AuditAnchors(connection, index)
                cut(connection, last)
                if number % 2:
                    write_others(chain, connection, chance, chance.randint(1, last))
                fault = verify(chain, anchors, [witnessed]).fault
                named += fault is not None and (fault.position, fault.wrong) == (ENTRIES, Wrong.NOT_KEPT)
                unseen += verify(chain, anchors).fault is None
    assert (named, unseen) == (60, 60)
    assert store.verify_audit(witnessed).fault is None


def test_of_many_witnesses_the_first_that_saw_something_else_is_named(store: Store, witnessed: Head):
    a_trail(store, 10)
    later = store.audit_head()
    assert later is not None
    with undone(store) as connection:
        chain = Chain(connection, store.keys.blind_index)
        anchors = AuditAnchors(connection, store.keys.blind_index)
        assert verify(chain, anchors, [witnessed, later]).fault is None
        last = {"last": ENTRIES}
        connection.execute(text("DELETE FROM audit_links WHERE position >= :last"), last)
        connection.execute(text("UPDATE audit_events SET actor = 'nobody' WHERE seq = :last"), last)
        chain.link(ENTRIES)
        fault = verify(chain, anchors, [witnessed, later]).fault
        assert fault is not None
        assert (fault.position, fault.seq) == (ENTRIES, ENTRIES)
