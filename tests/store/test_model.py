"""A class's sealed attributes hold tokens of their row, and what its session tells holds no word of them."""

from __future__ import annotations

import logging
import threading
import traceback
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import StatementError

from app.crypto import Unreadable
from app.store import Overtaken, StoreUnavailable
from app.store.messages.saved_replies import SavedReply, all_replies
from app.store.model import opened
from app.store.tables import metadata
from tests.store.example import NOW

if TYPE_CHECKING:
    from uuid import UUID

    from app.store import Store

WORDS = "Bring the inhaler, Ms Brontë"
TABLE = metadata.tables["saved_replies"]


def reply(text: str = WORDS, **values: object) -> SavedReply:
    return SavedReply(**{"language": "en", "name": "Inhaler", "text": text, "created_at": NOW, **values})  # type: ignore[arg-type]


def kept(store: Store, text: str = WORDS) -> UUID:
    new = reply(text)
    with store.begin() as unit:
        unit.db.add(new)
    return new.id


def test_a_sealed_attribute_is_a_token_in_the_database_and_a_word_in_its_row(store: Store) -> None:
    row = kept(store)
    with store.engine.connect() as connection:
        stored = connection.execute(select(TABLE)).one()
    assert stored.text.startswith("gAAAAA")
    assert store.keys.sealer.open(SavedReply.text.column, row, stored.text) == WORDS
    with store.read() as unit:
        found = unit.db.get_one(SavedReply, row)
        assert (found.name, found.text, found.created_at) == ("Inhaler", WORDS, NOW)


def test_a_token_that_was_moved_does_not_open_and_its_own_does_in_the_same_list(store: Store) -> None:
    first, second = kept(store, "one"), kept(store, "two")
    with store.engine.begin() as connection:
        moved = select(TABLE.c.text).where(TABLE.c.id == first).scalar_subquery()
        connection.execute(update(TABLE).where(TABLE.c.id == second).values(text=moved))
    with store.read() as unit:
        found = {each.id: each for each in all_replies(unit.db)}
    assert found[first].text == "one"
    assert isinstance(found[second].text, Unreadable)
    assert found[second].name == "Inhaler", "what was not moved opens"


def test_what_was_opened_is_read_after_the_transaction_and_nothing_else_is(store: Store) -> None:
    row = kept(store)
    with store.read() as unit:
        [found] = opened([unit.db.get_one(SavedReply, row)], SavedReply.name)
    assert found.name == "Inhaler"
    with pytest.raises(LookupError):
        _ = found.text


def test_two_who_change_the_same_row_do_not_overwrite_each_other(store: Store) -> None:
    row, read, changed = kept(store), threading.Event(), threading.Event()

    def slow() -> None:
        with pytest.raises(Overtaken) as told, store.begin() as unit:
            found = unit.db.get_one(SavedReply, row)
            found.text = "slow"
            read.set()
            assert changed.wait(10)
        assert told.value.__context__ is None

    if store.engine.dialect.name == "sqlite":  # it has one writer: somebody changed it by hand meanwhile
        with pytest.raises(Overtaken), store.begin() as unit:
            unit.db.get_one(SavedReply, row).text = "slow"
            unit.db.connection().execute(update(TABLE).values(version=2))
        return
    other = threading.Thread(target=slow)
    other.start()
    assert read.wait(10)
    with store.begin() as unit:
        unit.db.get_one(SavedReply, row).text = "fast"
    changed.set()
    other.join()
    with store.read() as unit:
        [found] = all_replies(unit.db)
    assert (found.text, found.version) == ("fast", 2)


def test_nothing_that_a_session_tells_or_logs_holds_a_word(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "sqlalchemy")
    told = [repr(new := reply()), repr(new.__dict__)]
    with pytest.raises(StoreUnavailable) as failed, store.begin() as unit:
        told.append(repr(unit.db.new))
        unit.db.add_all([new, reply(id=new.id)])
        told.append(repr(unit.db.new))
    told.append("".join(traceback.format_exception(failed.value)))
    with pytest.raises(ValueError, match="at most 8 characters") as refused, store.begin() as unit:
        unit.db.add(reply(language="much too long"))
    told.append("".join(traceback.format_exception(refused.value)))
    assert not any(WORDS in each or "gAAAAA" in each for each in (*told, caplog.text))
    assert all_kept(store) == 0


def test_a_value_that_nothing_sealed_is_refused_and_not_told(store: Store) -> None:
    new = reply()
    with store.engine.connect() as connection, pytest.raises((StatementError, TypeError)) as refused:
        connection.execute(
            TABLE.insert(),
            {
                "id": new.id,
                "language": "en",
                "version": 1,
                "created_at": NOW,
                "name": "",
                "text": vars(new)["text_token"],
            },
        )
    assert WORDS not in repr(refused.value) + str(refused.value)


def all_kept(store: Store) -> int:
    with store.read() as unit:
        return len(all_replies(unit.db))
