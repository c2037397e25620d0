"""A conversation comes back as it was saved, and two messages of one sender are taken one after the other (T12)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.store.example import ADDRESS, NOW, USER

if TYPE_CHECKING:
    from app.store import Store

LATER = NOW + timedelta(hours=1)


def test_a_saved_conversation_comes_back_as_it_was(store: Store):
    with store.begin() as unit:
        first = unit.conversations.lock(ADDRESS, None, NOW)
        unit.conversations.save(first.id, '{"a":"ж"}', "birth_date", "es", True, LATER)
    with store.begin() as unit:
        found = unit.conversations.lock(ADDRESS, None, LATER)
    assert (found.id, found.created, found.unreadable) == (first.id, False, False)
    assert (found.progress, found.step, found.language) == ('{"a":"ж"}', "birth_date", "es")
    assert (found.opted_out, found.last_inbound_at, found.version) == (True, LATER, first.version + 1)


def test_opting_out_and_in_leaves_the_progress_alone(store: Store):
    with store.begin() as unit:
        conversation = unit.conversations.lock(ADDRESS, None, NOW)
        unit.conversations.save(conversation.id, "{}", "name", None, False, NOW)
    for opted_out in (True, False):
        with store.begin() as unit:
            unit.conversations.set_opted_out(conversation.id, opted_out=opted_out)
        with store.begin() as unit:
            found = unit.conversations.lock(ADDRESS, None, NOW)
        assert (found.opted_out, found.progress) == (opted_out, "{}")


def test_messages_of_one_sender_that_come_at_once_build_on_each_other(store: Store):
    for external_user in (None, USER):
        with store.begin() as unit:
            conversation = unit.conversations.lock(ADDRESS, external_user, NOW)
            unit.conversations.save(conversation.id, "0", "name", None, False, NOW)

        def step(_: int, external_user: str | None = external_user) -> None:
            with store.begin() as unit:
                found = unit.conversations.lock(ADDRESS, external_user, NOW)
                counted = int(found.progress or "")
                unit.conversations.save(found.id, str(counted + 1), "name", None, False, NOW)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(step, range(24)))
        with store.begin() as unit:
            assert unit.conversations.lock(ADDRESS, external_user, NOW).progress == "24"
