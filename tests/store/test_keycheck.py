"""Before its first transaction, a process proves that its keys are the database's."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, func, select

from app.store import Store, WrongKeys, connect
from app.store import keys as store_keys
from app.store.conversations import conversations, senders
from app.store.conversations.conversations import ConversationRow
from app.store.model import table_of
from app.store.patients import patients
from app.store.tables import metadata
from app.store.trail import audit
from tests.databases import Keys
from tests.store.example import ADDRESS, ANSWERS, NOW, PROGRESS, USER, written
from tests.store.two_processes import meet
from tests.trail import event as trail_event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.store import Transaction
    from tests.databases import OpenStore
    from tests.store.two_processes import TwoProcesses

key_checks = metadata.tables["key_checks"]


@pytest.fixture
def owned(store: Store) -> Store:
    """A database whose keys are proved."""
    store.prove_keys()
    return store


def refusal(store: Store) -> str:
    """Return the sentence that a process with this store stops with."""
    with pytest.raises(WrongKeys) as writing, store.begin():
        pytest.fail("a transaction began")
    with pytest.raises(WrongKeys) as reading, store.read():
        pytest.fail("a transaction began")
    assert str(writing.value) == str(reading.value)
    return str(writing.value)


def test_with_other_sealing_keys_nothing_begins_and_fernet_keys_is_named(
    owned: Store, database_url: str, keys: Keys, open_store: OpenStore
):
    sentence = refusal(open_store(database_url, Keys(index_keys=keys.index_keys)))
    assert "FERNET_KEYS" in sentence
    assert "INDEX_KEY" not in sentence


def test_with_another_index_key_nothing_begins_and_index_key_is_named(
    owned: Store, database_url: str, keys: Keys, open_store: OpenStore
):
    sentence = refusal(open_store(database_url, Keys(masters=keys.masters)))
    assert "INDEX_KEY" in sentence
    assert "FERNET_KEYS" not in sentence


def test_with_nothing_right_both_are_named(owned: Store, database_url: str, open_store: OpenStore):
    sentence = refusal(open_store(database_url, Keys()))
    assert "FERNET_KEYS" in sentence
    assert "INDEX_KEY" in sentence


def test_new_keys_before_the_old_ones_are_right(
    owned: Store, database_url: str, keys: Keys, open_store: OpenStore
):
    new = Keys()
    both = Keys((*new.masters, *keys.masters), (*new.index_keys, *keys.index_keys))
    written(open_store(database_url, both))


def test_a_process_that_was_refused_is_refused_again(owned: Store, database_url: str, open_store: OpenStore):
    store = open_store(database_url, Keys())
    for _ in range(2):
        with pytest.raises(WrongKeys):
            store.prove_keys()


NEWER = "a newer key is in use elsewhere"


def newer(keys: Keys, **changed: tuple[bytes, ...]) -> Keys:
    """Return the keys with new ones, of both kinds or as told, before them."""
    new = Keys()
    return Keys(
        (*changed.get("masters", new.masters), *keys.masters),
        (*changed.get("index_keys", new.index_keys), *keys.index_keys),
    )


def say(store: Store, progress: str = PROGRESS) -> str | None:
    """Let the sender write, and return the draft from before."""
    with store.begin() as unit:
        found = senders.lock(unit.db, ADDRESS, USER, NOW)
        conversations.save(unit.db, found.id, progress, "name", "en", False, NOW)
    return found.progress


@pytest.mark.parametrize("began", ["by the old one", "by the newer one"])
def test_an_old_process_that_cannot_open_a_newer_ones_draft_leaves_it_alone(
    owned: Store, database_url: str, keys: Keys, open_store: OpenStore, began: str
):
    upgraded = open_store(database_url, newer(keys, index_keys=()))
    if began == "by the old one":
        say(owned, "{}")
    say(upgraded)
    with pytest.raises(WrongKeys, match=f"^FERNET_KEYS .*{NEWER}"):
        say(owned, "{}")
    assert say(upgraded) == PROGRESS


def test_an_old_process_does_not_go_back_to_a_numbers_former_owner_for_want_of_a_newer_key(
    owned: Store, database_url: str, keys: Keys, open_store: OpenStore
):
    say(owned)
    with open_store(database_url, newer(keys, index_keys=())).begin() as unit:
        senders.lock(unit.db, ADDRESS, "whatsapp:US.2222222222222222", NOW + timedelta(minutes=1))
    with pytest.raises(WrongKeys, match=NEWER), owned.begin() as unit:
        senders.lock(unit.db, ADDRESS, None, NOW)


def test_an_old_process_that_does_not_find_a_newer_ones_sender_begins_no_second_conversation(
    owned: Store, database_url: str, keys: Keys, open_store: OpenStore
):
    upgraded = open_store(database_url, newer(keys, masters=()))
    say(upgraded)
    with pytest.raises(WrongKeys, match=f"^INDEX_KEY .*{NEWER}"):
        say(owned, "{}")
    assert say(upgraded) == PROGRESS
    with owned.engine.begin() as connection:
        assert (
            connection.execute(select(func.count()).select_from(table_of(ConversationRow))).scalar_one() == 1
        )


def test_an_old_process_does_not_write_over_a_patients_answers_that_it_cannot_open(
    owned: Store, database_url: str, keys: Keys, open_store: OpenStore
):
    def change(unit: Transaction) -> None:
        patients.change(unit.db, ids.patient, {"name": "Zoë"}, False, "patient", NOW)

    ids = written(owned)
    upgraded = open_store(database_url, newer(keys))
    with upgraded.begin() as unit:
        change(unit)
    with pytest.raises(WrongKeys, match=NEWER), owned.begin() as unit:
        change(unit)
    with upgraded.read() as unit:
        patient = patients.get(unit.db, ids.patient)
    assert patient is not None
    assert (patient.name, patient.address) == ("Zoë", ANSWERS["address"])


def test_a_process_that_proved_its_keys_notices_a_newer_one_within_a_minute(
    database_url: str, keys: Keys, open_store: OpenStore
):
    seconds = [0.0]
    old = Store(connect(database_url), keys.sealer, keys.index, keys.door, lambda: seconds[0])
    old.prove_keys()
    open_store(database_url, newer(keys)).prove_keys()
    seconds[0] = 59.0
    with old.read():
        pass
    seconds[0] = 60.0
    assert NEWER in refusal(old)
    with pytest.raises(WrongKeys):
        old.prove_keys()
    old.close()


def test_a_key_that_is_added_last_everywhere_and_then_moved_first_is_never_missed(
    owned: Store, database_url: str, keys: Keys, open_store: OpenStore
):
    new = Keys()
    added = Keys((*keys.masters, *new.masters), (*keys.index_keys, *new.index_keys))
    moved = Keys((*new.masters, *keys.masters), (*new.index_keys, *keys.index_keys))
    steps = ((keys, added), (added, added), (added, moved), (moved, moved))
    say(owned)
    for one, other in steps:
        for running in (one, other, one):
            assert say(open_store(database_url, running)) == PROGRESS
    with owned.engine.begin() as connection:
        assert (
            connection.execute(select(func.count()).select_from(table_of(ConversationRow))).scalar_one() == 1
        )


def test_a_key_is_on_record_from_its_first_use_as_the_newest_one(
    owned: Store, database_url: str, keys: Keys, open_store: OpenStore
):
    def on_record() -> set[bytes]:
        with owned.engine.begin() as connection:
            return {bytes(row.fingerprint) for row in connection.execute(select(key_checks))}

    new = Keys()
    old = {*keys.sealer.fingerprints(), *keys.index.fingerprints()}
    open_store(
        database_url, Keys((*keys.masters, *new.masters), (*keys.index_keys, *new.index_keys))
    ).prove_keys()
    assert on_record() == old
    with pytest.raises(WrongKeys):
        open_store(database_url, new).prove_keys()
    assert on_record() == old
    open_store(database_url, newer(keys, masters=new.masters, index_keys=new.index_keys)).prove_keys()
    assert on_record() == old | {*new.sealer.fingerprints(), *new.index.fingerprints()}


def test_a_key_may_be_removed_once_it_is_retired_and_who_has_it_alone_is_refused(
    owned: Store, database_url: str, keys: Keys, open_store: OpenStore
):
    new = Keys()
    both = newer(keys, masters=new.masters, index_keys=new.index_keys)
    open_store(database_url, both).prove_keys()
    sentence = refusal(open_store(database_url, new))
    assert "FERNET_KEYS" in sentence
    assert "INDEX_KEY" in sentence
    with owned.engine.begin() as connection:
        for fingerprint in (*keys.sealer.fingerprints(), *keys.index.fingerprints()):
            store_keys.retire(connection, fingerprint)
    open_store(database_url, new).prove_keys()
    open_store(database_url, both).prove_keys()
    refusal(open_store(database_url, keys))


@pytest.fixture
def slow_to_connect(store: Store) -> Iterator[Store]:
    """A store whose first eight connections are made only when all eight are wanted."""
    together = threading.Barrier(8)

    @event.listens_for(store.engine, "do_connect")
    def wait(*_: object) -> None:
        if not together.broken and together.n_waiting < together.parties:
            together.wait(timeout=10)

    yield store
    event.remove(store.engine, "do_connect", wait)


def test_the_first_messages_do_not_wait_for_one_anothers_connection(slow_to_connect: Store):
    with ThreadPoolExecutor(8) as threads:
        proofs = [threads.submit(slow_to_connect.prove_keys) for _ in range(8)]
    assert [proof.result() for proof in proofs] == [None] * 8


def test_proving_again_asks_the_database_nothing(owned: Store):
    with owned.engine.begin() as connection:
        connection.execute(key_checks.delete())
    owned.prove_keys()
    with owned.begin() as unit:
        audit.record(unit.db, "anteroom", trail_event("checked"), at=NOW)
    with owned.engine.begin() as connection:
        assert connection.execute(select(key_checks)).first() is None


def prove(who: int, url: str, keys: tuple[Keys, Keys]) -> list[bool]:
    """Return, for each fresh database that both processes met, whether we got in."""
    let_in = []
    for _ in range(10):
        store = keys[who].store(url)
        with store.engine.begin() as connection:
            connection.execute(key_checks.delete())
        meet()
        try:
            store.prove_keys()
        except WrongKeys:
            let_in.append(False)
        else:
            let_in.append(True)
        meet()
        store.close()
    return let_in


def test_two_processes_with_the_same_keys_may_be_first_at_once(
    two_processes: TwoProcesses, database_url: str, keys: Keys
):
    assert two_processes.run(prove, database_url, (keys, keys)) == [[True] * 10] * 2


def test_one_of_two_first_processes_with_different_keys_is_refused(
    two_processes: TwoProcesses, database_url: str, keys: Keys
):
    one, other = two_processes.run(prove, database_url, (keys, Keys()))
    assert [not each for each in one] == other
