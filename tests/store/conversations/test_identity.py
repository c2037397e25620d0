"""Whose conversation it is: numbers come and go, user ids stay."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from app.store.conversations import conversations, senders
from app.store.conversations.conversations import ConversationRow
from app.store.model import table_of
from tests.databases import Keys, on_each_engine
from tests.store.example import ADDRESS, NOW, PROGRESS, USER
from tests.store.two_processes import meet

if TYPE_CHECKING:
    from app.store import Store
    from app.store.conversations.conversations import Conversation
    from tests.databases import OpenStore
    from tests.store.two_processes import TwoProcesses

NEW_ADDRESS = "whatsapp:+15005550099"
OTHER_USER = "whatsapp:US.2222222222222222"
USER_AS_ADDRESS = USER


def lock(store: Store, address: str, external_user: str | None = None, minute: int = 0) -> Conversation:
    """Let a sender write, a while after the start."""
    now = NOW + timedelta(minutes=minute)
    with store.begin() as unit:
        conversation = senders.lock(unit.db, address, external_user, now)
        conversations.save(unit.db, conversation.id, "{}", "name", None, False, now)
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


def test_a_sender_known_by_user_id_alone_is_found_when_the_number_shows(store: Store):
    hidden = lock(store, USER_AS_ADDRESS, USER)
    shown = lock(store, ADDRESS, USER)
    assert shown.id == hidden.id
    with store.read() as unit:
        assert conversations.stored_address(unit.db, hidden.id) == ADDRESS
        assert conversations.find(unit.db, ADDRESS) == hidden.id
        assert conversations.find(unit.db, USER_AS_ADDRESS) is None


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
        assert conversations.find(unit.db, ADDRESS) == owner.id


def test_a_user_id_does_not_take_over_a_conversation_that_has_one(store: Store):
    lock(store, ADDRESS)
    mine = lock(store, ADDRESS, USER)
    assert lock(store, ADDRESS, OTHER_USER).id != mine.id


def test_an_unknown_address_is_nobodys(store: Store):
    with store.read() as unit:
        assert conversations.find(unit.db, ADDRESS) is None
        assert conversations.stored_address(unit.db, UUID(int=0)) is None


def test_a_sender_is_found_under_an_older_index_key(database_url: str, open_store: OpenStore):
    older, newer = Keys(), Keys()
    both = Keys(older.masters, (*newer.index_keys, *older.index_keys))
    before, after = open_store(database_url, older), open_store(database_url, both)
    known, number_only = lock(before, ADDRESS, USER), lock(before, NEW_ADDRESS)
    assert lock(after, ADDRESS, USER).id == known.id
    assert lock(after, NEW_ADDRESS).id == number_only.id


def drafted(store: Store, address: str, external_user: str | None = None) -> UUID:
    """Let a victim write a draft, and return their conversation."""
    with store.begin() as unit:
        conversation = senders.lock(unit.db, address, external_user, NOW)
        conversations.save(unit.db, conversation.id, PROGRESS, "medications", "en", False, NOW)
    return conversation.id


def move(store: Store, to: UUID, **indexes: object) -> None:
    """Write indexes onto a row, as who has the database and no key can."""
    with store.engine.begin() as connection:
        connection.execute(update(ConversationRow).where(ConversationRow.id == to).values(indexes))


def index_of(store: Store, conversation: UUID, name: str = "address_index") -> bytes:
    with store.engine.begin() as connection:
        found: bytes = connection.execute(
            select(table_of(ConversationRow).c[name]).where(ConversationRow.id == conversation)
        ).scalar_one()
    return found


def test_a_sender_who_moves_their_numbers_index_onto_anothers_row_gets_a_conversation_of_their_own(
    store: Store,
):
    victim, thief = drafted(store, ADDRESS), lock(store, NEW_ADDRESS)
    stolen = index_of(store, thief.id)
    move(store, thief.id, address_index=bytes(32))
    move(store, victim, address_index=stolen)
    found = lock(store, NEW_ADDRESS, minute=1)
    assert (found.created, found.progress, found.wrong_owner) == (True, "", (victim,))
    assert found.id not in {victim, thief.id}
    assert index_of(store, victim) != stolen
    again = lock(store, NEW_ADDRESS, minute=2)
    assert (again.id, again.wrong_owner) == (found.id, ())


def test_a_row_filed_wrongly_does_not_hide_the_senders_own(store: Store):
    mine, victim = lock(store, NEW_ADDRESS), drafted(store, ADDRESS, USER)
    lock(store, ADDRESS, USER, minute=5)
    move(store, victim, address_index=index_of(store, mine.id))
    found = lock(store, NEW_ADDRESS, minute=6)
    assert (found.id, found.created, found.wrong_owner) == (mine.id, False, (victim,))
    assert lock(store, ADDRESS, USER, minute=7).id == victim  # their user id finds it yet


@pytest.mark.parametrize("known_by", [None, USER])
def test_a_sender_who_moves_their_user_ids_index_onto_anothers_row_gets_a_conversation_of_their_own(
    store: Store, known_by: str | None
):
    victim, thief = drafted(store, ADDRESS, known_by), lock(store, NEW_ADDRESS, OTHER_USER)
    stolen = index_of(store, thief.id, "external_user_index")
    move(store, thief.id, external_user_index=None, address_index=bytes(32))
    move(store, victim, external_user_index=stolen)
    found = lock(store, NEW_ADDRESS, OTHER_USER, minute=1)
    assert (found.created, found.progress, found.wrong_owner) == (True, "", (victim,))
    assert index_of(store, victim, "external_user_index") != stolen


def test_a_row_filed_wrongly_is_not_taken_over_by_a_user_id(store: Store):
    victim, thief = drafted(store, ADDRESS), lock(store, NEW_ADDRESS)
    stolen = index_of(store, thief.id)
    move(store, thief.id, address_index=bytes(32))
    move(store, victim, address_index=stolen)
    found = lock(store, NEW_ADDRESS, OTHER_USER, minute=1)
    assert (found.created, found.wrong_owner) == (True, (victim,))


@pytest.mark.parametrize("external_user", [None, USER])
def test_a_row_whose_sealed_sender_does_not_open_is_not_continued(store: Store, external_user: str | None):
    damaged = drafted(store, ADDRESS, external_user)
    move(store, damaged, **{"external_user" if external_user else "address": "gAAAAA"})
    found = lock(store, ADDRESS, external_user, minute=1)
    assert (found.created, found.progress, found.wrong_owner) == (True, "", (damaged,))


def test_what_a_transaction_that_fails_found_filed_wrongly_is_as_it_was(store: Store):
    victim, thief = drafted(store, ADDRESS), lock(store, NEW_ADDRESS)
    stolen = index_of(store, thief.id)
    move(store, thief.id, address_index=bytes(32))
    move(store, victim, address_index=stolen)
    with pytest.raises(LookupError), store.begin() as unit:
        senders.lock(unit.db, NEW_ADDRESS, None, NOW)
        raise LookupError
    assert index_of(store, victim) == stolen


def lock_all(who: int, url: str, keys: tuple[Keys, Keys], users: tuple[str | None, str | None]) -> list[UUID]:
    """Return the conversations of twenty new senders that both processes meet."""
    store = keys[who].store(url)
    store.prove_keys()
    found = []
    for number in range(20):
        external_user = f"{users[who]}{number}" if users[who] else None
        meet()
        found.append(lock(store, f"whatsapp:+150055501{number:02}", external_user).id)
    store.close()
    return found


@pytest.mark.parametrize(
    "users", [(None, None), ("US.", "US."), (None, "US.")], ids=["number", "user id", "one of each"]
)
@on_each_engine
def test_two_processes_that_meet_a_new_sender_at_once_make_one_conversation(
    store: Store,
    two_processes: TwoProcesses,
    database_url: str,
    keys: Keys,
    users: tuple[str | None, str | None],
):
    one, other = two_processes.run(lock_all, database_url, (keys, keys), users)
    assert one == other
    with store.engine.begin() as connection:
        assert (
            connection.execute(select(func.count()).select_from(table_of(ConversationRow))).scalar_one() == 20
        )


def test_two_processes_of_which_one_has_the_newer_index_key_first_make_one_conversation(
    two_processes: TwoProcesses, database_url: str, keys: Keys
):
    new = Keys()
    added = Keys(keys.masters, (*keys.index_keys, *new.index_keys))
    moved = Keys(keys.masters, (*new.index_keys, *keys.index_keys))
    one, other = two_processes.run(lock_all, database_url, (added, moved), (None, None))
    assert one == other
