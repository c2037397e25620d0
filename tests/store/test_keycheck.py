"""Before its first transaction, a process proves that its keys are this database's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.store import WrongKeys
from app.store.tables import key_checks
from tests.databases import Keys
from tests.store.example import NOW, written
from tests.store.together import meet

if TYPE_CHECKING:
    from app.store import Store
    from tests.databases import OpenStore
    from tests.store.together import TwoProcesses


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


def test_proving_again_asks_the_database_nothing(owned: Store):
    with owned.engine.begin() as connection:
        connection.execute(key_checks.delete())
    owned.prove_keys()
    with owned.begin() as unit:
        unit.audit.record("anteroom", "checked", at=NOW)
    with owned.engine.begin() as connection:
        assert connection.execute(select(key_checks)).first() is None


def prove(who: int, url: str, keys: tuple[Keys, Keys]) -> bool:
    """Return whether this process, which met the other at a fresh database, was let in."""
    store = keys[who].store(url)
    meet()
    try:
        store.prove_keys()
    except WrongKeys:
        return False
    finally:
        store.engine.dispose()
    return True


def test_two_processes_with_the_same_keys_may_be_first_at_once(
    two_processes: TwoProcesses, database_url: str, keys: Keys
):
    assert two_processes.run(prove, database_url, (keys, keys)) == [True, True]


def test_of_two_first_processes_with_different_keys_one_is_refused(
    two_processes: TwoProcesses, database_url: str, keys: Keys
):
    assert sorted(two_processes.run(prove, database_url, (keys, Keys()))) == [False, True]
