"""A conversation comes back as saved, and one sender's messages take turns (T12)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, text, update

from app.crypto import Unreadable
from app.store.conversations import conversations, senders, unfinished
from app.store.conversations.conversations import Asked, ConversationRow
from tests.databases import on_each_engine
from tests.store.example import ADDRESS, NOW, USER

if TYPE_CHECKING:
    from app.store import Store

LATER = NOW + timedelta(hours=1)


def test_a_saved_conversation_comes_back_as_it_was(store: Store):
    with store.begin() as unit:
        first = senders.lock(unit.db, ADDRESS, None, NOW)
        conversations.save(unit.db, first.id, '{"a":"ж"}', "birth_date", "es", True, LATER)
    with store.begin() as unit:
        found = senders.lock(unit.db, ADDRESS, None, LATER)
    assert (found.id, found.created, found.unreadable) == (first.id, False, False)
    assert (found.progress, found.step, found.language) == ('{"a":"ж"}', "birth_date", "es")
    assert (found.opted_out, found.last_inbound_at, found.version) == (True, LATER, first.version + 1)


def test_opting_out_and_in_leaves_the_progress_alone(store: Store):
    with store.begin() as unit:
        conversation = senders.lock(unit.db, ADDRESS, None, NOW)
        conversations.save(unit.db, conversation.id, "{}", "name", None, False, NOW)
    for opted_out in (True, False):
        with store.begin() as unit:
            conversations.set_opted_out(unit.db, conversation.id, opted_out=opted_out)
        with store.begin() as unit:
            found = senders.lock(unit.db, ADDRESS, None, NOW)
        assert (found.opted_out, found.progress) == (opted_out, "{}")


def test_messages_of_one_sender_that_come_at_once_build_on_each_other(store: Store):
    for external_user in (None, USER):
        with store.begin() as unit:
            conversation = senders.lock(unit.db, ADDRESS, external_user, NOW)
            conversations.save(unit.db, conversation.id, "0", "name", None, False, NOW)

        def step(_: int, external_user: str | None = external_user) -> None:
            with store.begin() as unit:
                found = senders.lock(unit.db, ADDRESS, external_user, NOW)
                counted = int(found.progress or "")
                conversations.save(unit.db, found.id, str(counted + 1), "name", None, False, NOW)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(step, range(24)))
        with store.begin() as unit:
            assert senders.lock(unit.db, ADDRESS, external_user, NOW).progress == "24"


def answering_at(store: Store, number: int, step: str, minutes: int = 0, *, opted_out: bool = False) -> UUID:
    """Create a conversation at a step, with a last message so many minutes from now."""
    with store.begin() as unit:
        found = senders.lock(unit.db, f"whatsapp:+1500555{number:04d}", None, NOW)
        at = NOW + timedelta(minutes=minutes)
        conversations.save(unit.db, found.id, "{}", step, "en", opted_out, at)
    return found.id


def test_who_wrote_last_of_those_who_are_answering_comes_first_page_by_page(store: Store):
    expected = [answering_at(store, number, "name", minutes=number // 2) for number in range(9)]
    for number, step in enumerate(("language", "submitted", "declined", "closed"), start=20):
        answering_at(store, number, step)
    answering_at(store, 30, "name", opted_out=True)
    seen, after = [], None
    with store.read() as unit:
        assert unfinished.count(unit.db) == 9
        assert unfinished.count(unit.db, cap=4) == 4
        while page := unfinished.page(unit.db, 2, after):
            seen += page
            after = (page[-1].last_inbound_at, page[-1].id)
    assert {one.id for one in seen} == set(expected)
    assert len(seen) == 9
    places = [(one.last_inbound_at, one.id) for one in seen]
    assert places == sorted(places, reverse=True)
    assert {one.address for one in seen} == {f"whatsapp:+1500555{number:04d}" for number in range(9)}
    assert {(one.step, one.language, one.created_at, one.version) for one in seen} == {("name", "en", NOW, 2)}


def test_an_address_that_does_not_open_is_listed_as_such_and_shown_in_no_repr(store: Store):
    one = answering_at(store, 1, "name")
    with store.read() as unit:
        assert "5550001" not in repr(unfinished.page(unit.db, 5))
    with store.engine.begin() as connection:
        connection.execute(update(ConversationRow).values(address="gAAAAAA"))
    with store.read() as unit:
        (found,) = unfinished.page(unit.db, 5)
        assert isinstance(found.address, Unreadable)
        again = unfinished.find(unit.db, one)
        assert again
        assert again.id == found.id
        assert unfinished.find(unit.db, uuid4()) is None


@pytest.mark.parametrize("ask", ["page", "count"])
@on_each_engine
def test_those_who_are_answering_are_read_off_an_index_however_many_have_handed_in(store: Store, ask: str):
    answering_at(store, 1, "name")
    statements = []

    @event.listens_for(store.engine, "before_cursor_execute")
    def listen(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        statements.append((statement, parameters))

    with store.read() as unit:
        getattr(unfinished, ask)(unit.db, 50)
    statement, parameters = next(pair for pair in statements if "conversations" in pair[0])
    with store.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
        else:
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            plan = connection.exec_driver_sql(f"EXPLAIN {statement}", parameters).all()
    assert "ix_conversations_answering" in repr(plan)


def test_a_conversation_is_held_by_id_and_a_message_waits_for_it(store: Store):
    one = answering_at(store, 1, "name")
    with ThreadPoolExecutor(1) as pool:
        with store.begin() as unit:
            held = conversations.hold(unit.db, one)
            assert held
            assert (held.id, held.created, held.answering, held.version) == (one, False, True, 2)
            waiting = pool.submit(answering_at, store, 1, "birth_date")
            conversations.save(unit.db, one, "{}", "consent", "en", False, held.last_inbound_at)
        assert waiting.result(timeout=30) == one
    with store.begin() as unit:
        held = conversations.hold(unit.db, one)
        assert held
        assert (held.step, held.version) == ("birth_date", 4)
        assert conversations.hold(unit.db, uuid4()) is None


@pytest.mark.parametrize("progress", ["[]", "no JSON", '{"step": 7}'])
def test_a_progress_that_is_malformed_reads_as_none_and_the_column_says_who_has_stopped_us(
    store: Store, progress: str
):
    with store.begin() as unit:
        one = senders.lock(unit.db, ADDRESS, None, NOW)
        conversations.save(unit.db, one.id, progress, "name", None, False, NOW)
        malformed = conversations.hold(unit.db, one.id)
        assert malformed
        assert malformed.read() is None
        conversations.save(unit.db, one.id, '{"step": "name"}', "name", None, True, NOW)
        stopped = conversations.hold(unit.db, one.id)
    assert stopped
    read = stopped.read()
    assert read is not None
    assert (read.step, read.opted_out, stopped.answering) == ("name", True, False)


@on_each_engine
def test_reports_that_come_at_once_leave_the_latest_time_of_the_open_question(store: Store):
    reply, earlier = uuid4(), uuid4()
    with store.begin() as unit:
        conversation = senders.lock(unit.db, ADDRESS, None, NOW)
        conversations.save(
            unit.db, conversation.id, "{}", "name", None, opted_out=False, now=NOW, asked=Asked(reply)
        )

    def report(seconds: int) -> None:
        with store.begin() as unit:
            of = earlier if seconds % 3 == 0 else reply
            conversations.note_seen(unit.db, conversation.id, of, NOW + timedelta(seconds=seconds))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(report, [5, 20, 1, 9, 20, 12, 2, 21]))
    with store.begin() as unit:
        assert senders.lock(unit.db, ADDRESS, None, NOW).asked == Asked(reply, NOW + timedelta(seconds=20))


@on_each_engine
def test_what_was_asked_elsewhere_since_is_not_seen_by_a_report_of_the_chat(store: Store):
    reply = uuid4()
    with store.begin() as unit:
        conversation = senders.lock(unit.db, ADDRESS, None, NOW)
        for asked in (Asked(reply), Asked()):
            conversations.save(
                unit.db, conversation.id, "{}", "name", None, opted_out=False, now=NOW, asked=asked
            )
        conversations.note_seen(unit.db, conversation.id, reply, LATER)
        assert senders.lock(unit.db, ADDRESS, None, NOW).asked == Asked()
