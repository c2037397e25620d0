"""Whose conversation it is: numbers come and go, user ids stay."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.store.tables import conversations
from tests.databases import Keys
from tests.store.example import ADDRESS, NOW, USER
from tests.store.together import meet

if TYPE_CHECKING:
    from app.store import Conversation, Store
    from tests.databases import OpenStore
    from tests.store.together import TwoProcesses

NEW_ADDRESS = "whatsapp:+15005550099"
OTHER_USER = "whatsapp:US.2222222222222222"
USER_AS_ADDRESS = USER


def lock(store: Store, address: str, external_user: str | None = None, minute: int = 0) -> Conversation:
    """Let a sender write, a while after the start."""
    now = NOW + timedelta(minutes=minute)
    with store.begin() as unit:
        conversation = unit.conversations.lock(address, external_user, now)
        unit.conversations.save(conversation.id, "{}", "name", None, False, now)
    return conversation


def test_a_new_sender_has_an_empty_conversation_and_the_same_one_the_next_time(store: Store):
    first, second = lock(store, ADDRESS), lock(store, ADDRESS)
    assert (first.created, first.progress, first.unreadable) == (True, "", False)
    assert (second.created, second.progress, second.id) == (False, "{}", first.id)


def test_two_addresses_have_two_conversations(store: Store):
    assert lock(store, ADDRESS).id != lock(store, NEW_ADDRESS).id


def test_a_user_id_takes_over_what_its_number_began_without_it(store: Store):
    without = lock(store, ADDRESS)
    with_user = lock(store, ADDRESS, USER)
    assert (with_user.id, with_user.created) == (without.id, False)
    assert lock(store, NEW_ADDRESS, USER).id == without.id


def test_a_message_without_the_user_id_stays_in_the_conversation_of_its_number(store: Store):
    with_user = lock(store, ADDRESS, USER)
    assert lock(store, ADDRESS).id == with_user.id


def test_who_is_known_by_user_id_alone_is_found_when_the_number_shows(store: Store):
    hidden = lock(store, USER_AS_ADDRESS, USER)
    shown = lock(store, ADDRESS, USER)
    assert shown.id == hidden.id
    with store.read() as unit:
        assert unit.conversations.stored_address(hidden.id) == ADDRESS
        assert unit.conversations.find(ADDRESS) == hidden.id
        assert unit.conversations.find(USER_AS_ADDRESS) is None


def test_a_new_number_of_a_known_user_id_replaces_the_old_one(store: Store):
    before = lock(store, ADDRESS, USER)
    assert lock(store, NEW_ADDRESS, USER).id == before.id
    assert lock(store, ADDRESS).id != before.id  # someone else's number now


def test_a_number_with_another_user_id_has_a_new_owner_and_another_conversation(store: Store):
    former = lock(store, ADDRESS, USER)
    owner = lock(store, ADDRESS, OTHER_USER, minute=1)
    assert owner.created
    assert owner.id != former.id
    assert lock(store, ADDRESS, minute=2).id == owner.id
    with store.read() as unit:
        assert unit.conversations.find(ADDRESS) == owner.id


def test_a_user_id_does_not_take_over_a_conversation_that_has_one(store: Store):
    lock(store, ADDRESS)
    mine = lock(store, ADDRESS, USER)
    assert lock(store, ADDRESS, OTHER_USER).id != mine.id


def test_an_unknown_address_is_nobodys(store: Store):
    with store.read() as unit:
        assert unit.conversations.find(ADDRESS) is None
        assert unit.conversations.stored_address(UUID(int=0)) is None


def test_a_sender_is_found_under_an_older_index_key(database_url: str, open_store: OpenStore):
    older, newer = Keys(), Keys()
    both = Keys(older.masters, (*newer.index_keys, *older.index_keys))
    before, after = open_store(database_url, older), open_store(database_url, both)
    known, number_only = lock(before, ADDRESS, USER), lock(before, NEW_ADDRESS)
    assert lock(after, ADDRESS, USER).id == known.id
    assert lock(after, NEW_ADDRESS).id == number_only.id


def lock_all(who: int, url: str, keys: Keys, users: tuple[str | None, str | None]) -> list[UUID]:
    """Return the conversation of twenty new senders, each met by both processes at once."""
    store = keys.store(url)
    store.prove_keys()
    found = []
    for number in range(20):
        external_user = f"{users[who]}{number}" if users[who] else None
        meet()
        found.append(lock(store, f"whatsapp:+150055501{number:02}", external_user).id)
    store.engine.dispose()
    return found


@pytest.mark.parametrize(
    "users", [(None, None), ("US.", "US."), (None, "US.")], ids=["number", "user id", "one of each"]
)
def test_two_processes_that_meet_a_new_sender_at_once_make_one_conversation(
    store: Store,
    two_processes: TwoProcesses,
    database_url: str,
    keys: Keys,
    users: tuple[str | None, str | None],
):
    one, other = two_processes.run(lock_all, database_url, keys, users)
    assert one == other
    with store.engine.begin() as connection:
        assert connection.execute(select(func.count()).select_from(conversations)).scalar_one() == 20
