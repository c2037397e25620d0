"""Work that nobody waits for goes in short transactions, and whoever waits for the writer gets in between."""

from __future__ import annotations

from collections import Counter
from threading import Event, Thread
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import event, insert

from app.retention.rules import Kept
from app.retention.run import DRAFTS_AT_ONCE, run
from app.store.conversations import conversations, expired_drafts, invented, unfinished
from app.store.conversations.invented import InventedSender
from app.store.engine.pace import Pace
from app.store.tables import metadata
from app.store.trail import audit
from app.store.trail.audit_chain import LINKED_AT_ONCE
from tests.databases import on_both_engines
from tests.store.example import NOW, PROGRESS
from tests.trail import event as trail_event

if TYPE_CHECKING:
    from datetime import datetime

    from app.services import Services
    from app.store import Store
    from tests.databases import Keys, OpenStore
    from tests.people import Clock

audit_events = metadata.tables["audit_events"]

pytest_generate_tests = on_both_engines


def drafts(store: Store, count: int, last: datetime) -> None:
    """So many strangers who began to answer, and were last heard of then."""
    steps = (("language", last), ("name", last))
    with store.begin() as unit:
        invented.write(unit.db,
            [
                InventedSender(
                    uuid4(), uuid4(), f"whatsapp:+4477{number:08d}", "en", PROGRESS, steps, "1", "0" * 64
                )
                for number in range(count)
            ]
        )  # fmt: skip


def entries(store: Store, count: int, first: int = 1) -> None:
    with store.engine.begin() as connection:
        lines = [
            {"seq": first + number, "id": uuid4(), "at": NOW, "actor": "nurse", "action": "patients.listed",
             "details": "{}"}
            for number in range(count)
        ]  # fmt: skip
        connection.execute(insert(audit_events), lines)


def test_a_transaction_lets_few_drafts_go_however_many_are_due(
    services: Services, store: Store, clock: Clock
):
    drafts(store, 3 * DRAFTS_AT_ONCE, clock())
    clock.moves(days=30)
    in_each, seen = Counter[int](), []
    event.listen(store.engine, "begin", lambda _connection: seen.append(0))

    @event.listens_for(store.engine, "before_cursor_execute")
    def count(_connection, _cursor, statement, _parameters, _context, many):
        if statement.startswith("DELETE FROM conversations "):
            in_each[len(seen)] += 1

    assert run(services, "anteroom")[Kept.DRAFT] == 3 * DRAFTS_AT_ONCE
    assert sum(in_each.values()) == 3 * DRAFTS_AT_ONCE
    assert max(in_each.values()) <= DRAFTS_AT_ONCE


def test_a_message_that_waits_for_the_writer_gets_in_long_before_the_last_draft_went(
    services: Services, store: Store, clock: Clock
):
    drafts(store, 5 * DRAFTS_AT_ONCE, clock())
    clock.moves(days=30)
    begun, written = Event(), Event()

    def write() -> None:
        begun.wait()
        with store.begin() as unit:
            audit.record(unit.db, "nurse", trail_event("patient.opened"), at=clock())
        written.set()

    writer = Thread(target=write)
    writer.start()
    went_before_it = []

    def goes_on(done: int) -> bool:
        begun.set()
        if not written.is_set():
            went_before_it.append(done)
        return True

    run(services, "anteroom", goes_on)
    writer.join()
    assert written.is_set()
    assert max(went_before_it) < 5 * DRAFTS_AT_ONCE


def test_a_draft_that_is_kept_is_passed_once_and_the_rest_goes(
    services: Services, store: Store, clock: Clock, monkeypatch
):
    drafts(store, 5, clock())
    clock.moves(days=30)
    monkeypatch.setattr("app.retention.run._FOUND_AT_ONCE", 2)
    with store.read() as unit:
        kept = expired_drafts.due(unit.db, clock(), clock(), 5)[2].conversation_id

    def answers(_done: int) -> bool:
        with store.begin() as unit:
            held = conversations.hold(unit.db, kept)
            if held and held.last_inbound_at < clock():
                conversations.save(unit.db, kept, PROGRESS, "name", "en", False, clock())
        return True

    assert run(services, "anteroom", answers)[Kept.DRAFT] == 4
    with store.read() as unit:
        assert [each.id for each in unfinished.page(unit.db, 9)] == [kept]


def test_a_transaction_links_few_entries_and_there_is_a_rest_after_each(store: Store):
    entries(store, 3 * LINKED_AT_ONCE + 7)
    rests: list[float] = []
    linked = Counter[int]()
    transactions = []
    event.listen(store.engine, "begin", lambda _connection: transactions.append(0))

    @event.listens_for(store.engine, "before_cursor_execute")
    def count(_connection, _cursor, statement, parameters, _context, many):
        if statement.startswith("INSERT INTO audit_links"):
            linked[len(transactions)] += len(parameters) if many else 1

    ticks = iter(range(1000))
    pace = Pace(rests.append, lambda: float(next(ticks)))
    assert store.link_audit(pace=pace) == 3 * LINKED_AT_ONCE + 7
    assert sorted(linked.values()) == [7, *[LINKED_AT_ONCE] * 3]
    assert rests == [1.0] * 4, "as long as the work took"
    assert store.verify_audit().fault is None


def test_one_of_two_who_find_much_to_link_leaves_it_to_the_other(
    database_url: str, keys: Keys, open_store: OpenStore
):
    one, other = open_store(database_url, keys), open_store(database_url, keys)
    entries(one, 4 * LINKED_AT_ONCE)
    ticks = iter(range(1000))

    def meanwhile(_seconds: float) -> None:
        entries(one, 1, first=10**6)
        assert other.link_audit() > 0

    assert one.link_audit(pace=Pace(meanwhile, lambda: float(next(ticks)))) == LINKED_AT_ONCE
    report = one.verify_audit()
    assert (report.linked, report.unlinked, report.fault) == (4 * LINKED_AT_ONCE + 1, 0, None)


def test_linking_three_times_as_many_entries_takes_three_times_the_reading(
    sqlite_url: str, keys: Keys, open_store: OpenStore
):
    def steps(count: int) -> int:
        """How many thousands of SQLite's own steps it takes."""
        store = open_store(sqlite_url, keys)
        counted = Counter[str]()

        @event.listens_for(store.engine, "connect")
        def watch(raw, _record):
            raw.set_progress_handler(lambda: counted.update(step=1), 1000)

        with store.read() as unit:
            begun = audit.latest(unit.db, 1)
        entries(store, count, first=begun[0].seq + 1 if begun else 1)
        counted.clear()
        assert store.link_audit(pace=Pace(lambda _seconds: None)) == count
        return counted["step"]

    few = steps(4000)
    many = steps(12_000)
    assert many < 4 * few


def test_a_pace_rests_no_shorter_than_it_worked_and_not_after_every_little_thing():
    now, rests = [0.0], list[float]()

    def works(pace: Pace, seconds: float) -> None:
        with pace.stretch():
            now[0] += seconds

    pace = Pace(rests.append, lambda: now[0])
    for _ in range(2):
        works(pace, 0.015625)
    assert rests == [0.05]
    works(pace, 2)
    works(pace, 0.001)
    assert rests == [0.05, 2.0]


def test_waiting_for_the_writer_is_no_work_so_a_busy_clinic_does_not_stop_the_run():
    now, rests = [0.0], list[float]()
    pace = Pace(rests.append, lambda: now[0])
    with pace.stretch():
        now[0] += 3
        pace.admitted()
        over = [pace.is_over]
        now[0] += 0.03125
        over.append(pace.is_over)
    assert over == [False, True]
    assert rests == [0.05]
