"""A run may break off anywhere and be begun again, and several may run at once: each thing goes once, and none is lost."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.retention.rules import Kept, what_is_due
from app.retention.run import Interrupted, run
from app.store import StoreUnavailable
from app.store.clinic import retention_runs, versions
from app.store.clinic.retention_rules import Rules, RulesVersion
from app.store.conversations import consents, conversations, unfinished
from app.store.exports import export_files, sheets
from app.store.messages.receipts import Receipt
from app.store.model import table_of
from app.store.patients import erasures, patients, tombstones
from app.store.trail import audit
from app.store.work.jobs import Job
from tests.dashboard.people_on_file import on_file
from tests.databases import on_both_engines
from tests.people import FOR_A_CHILD, HANDS_IN, Patient
from tests.store.broken_rows import refusing
from tests.store.example import FILE, asked
from tests.trail import event

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from app.services import Services
    from app.store import Store
    from tests.people import Clock, Twilio

pytest_generate_tests = on_both_engines

CANARIES = ("Zephyrine", "Quillfeather", "4 Canary Wharfside", "zoanthropy")


def there(store: Store, people: list[UUID]) -> list[UUID]:
    with store.read() as unit:
        return [each for each in people if patients.get(unit.db, each, ())]


def test_a_run_that_is_stopped_after_any_step_is_ended_by_the_next(
    services: Services, store: Store, clock: Clock
):
    people = [on_file(store, clock()) for _ in range(5)]
    clock.moves(days=365)
    for left in (4, 3, 2):
        with pytest.raises(Interrupted):
            run(services, "anteroom", lambda _done: False)
        assert len(there(store, people)) == left
        clock.moves(seconds=1)
    assert run(services, "anteroom")[Kept.OPEN] == 2
    with store.read() as unit:
        assert not any(each.count for each in what_is_due(unit, Rules(), clock()).values())
        runs = retention_runs.latest(unit.db, 9)
        erased = [
            str(each.subject_id) for each in audit.latest(unit.db, 99) if each.action == "patient.expired"
        ]
    assert [each.error for each in runs] == [None, "Interrupted", "Interrupted", "Interrupted"]
    assert runs[0].counts == {"open": 2}
    assert sorted(erased) == sorted(map(str, people)), "each once"


def test_a_record_that_cannot_be_erased_keeps_nothing_else_and_the_run_says_so(
    services: Services, store: Store, clock: Clock
):
    people = [on_file(store, clock()) for _ in range(4)]
    clock.moves(days=365)
    with refusing(store, "DELETE", "patients", people[1]):
        with pytest.raises(StoreUnavailable):
            run(services, "anteroom")
        assert there(store, people) == [people[1]]
    with store.read() as unit:
        (latest,) = retention_runs.latest(unit.db, 1)
    assert (latest.counts["open"], latest.error is None) == (3, False)
    clock.moves(seconds=1)
    assert run(services, "anteroom")[Kept.OPEN] == 1


def test_a_draft_that_cannot_be_deleted_keeps_no_other(
    twilio: Twilio, services: Services, store: Store, clock: Clock
):
    people = [Patient(twilio, f"whatsapp:+1500555{number:04}") for number in range(4)]
    for each in people:
        each.says("hello")
    with store.read() as unit:
        drafts = [conversations.find(unit.db, each.address) for each in people]
    assert drafts[1] is not None
    clock.moves(days=365)
    with refusing(store, "DELETE", "conversations", drafts[1]), pytest.raises(StoreUnavailable):
        run(services, "anteroom")
    with store.read() as unit:
        left = [conversations.find(unit.db, each.address) for each in people]
    assert left == [None, drafts[1], None, None]
    clock.moves(seconds=1)
    assert run(services, "anteroom")[Kept.DRAFT] == 1


def test_a_rule_that_a_hand_put_in_lets_go_of_no_trail_of_the_last_year(
    services: Services, store: Store, clock: Clock
):
    for _ in range(3):
        with store.begin() as unit:
            audit.record(unit.db, "nurse", event("patient.opened"), at=clock())
    clock.moves(days=364)
    with store.begin() as unit:
        assert versions.keep(unit.db, RulesVersion, 0, replace(Rules(), audit_days=0), "staff:1", clock())
    assert run(services, "anteroom")[Kept.AUDIT] == 0
    clock.moves(days=2)
    assert run(services, "anteroom")[Kept.AUDIT] > 0


def test_a_run_that_was_killed_is_told_of_as_broken_by_the_next_days(
    services: Services, store: Store, clock: Clock
):
    with store.begin() as unit:
        retention_runs.begin(unit.db, "anteroom", clock())
    clock.moves(days=1)
    run(services, "anteroom")
    with store.read() as unit:
        assert [each.error for each in retention_runs.latest(unit.db, 9)] == [None, "never_finished"]


def test_several_runs_at_once_erase_everybody_once(services: Services, store: Store, clock: Clock):
    people = [on_file(store, clock()) for _ in range(12)]
    clock.moves(days=365)
    with ThreadPoolExecutor(3) as threads:
        went = list(threads.map(lambda _: run(services, "anteroom").get(Kept.OPEN, 0), range(3)))
    assert sum(went) == len(people)
    assert there(store, people) == []
    with store.read() as unit:
        assert tombstones.count(unit.db) == len(people)


def test_a_record_that_is_worked_on_while_a_run_goes_stays(services: Services, store: Store, clock: Clock):
    people = [on_file(store, clock() + timedelta(seconds=number)) for number in range(3)]
    clock.moves(days=366)
    last = people[-1]

    def works_on_the_last(done: int) -> bool:
        if done == 1:
            with store.begin() as unit:
                assert patients.set_status(unit.db, last, "new", "in_review", clock())
        return True

    run(services, "anteroom", works_on_the_last)
    assert there(store, people) == [last]


def test_a_rule_that_is_lengthened_while_a_run_goes_stops_it_there(
    services: Services, store: Store, clock: Clock, patient: Patient
):
    people = [on_file(store, clock() + timedelta(seconds=number)) for number in range(3)]
    clock.moves(days=356)
    patient.tells("hello", "1", "1", "Noor Haddad")
    clock.moves(days=10)

    def lengthens(_done: int) -> bool:
        with store.begin() as unit:
            versions.keep(unit.db, RulesVersion, 0, Rules(open_days=400, draft_days=30), "operator", clock())
        return True

    run(services, "anteroom", lengthens)
    assert there(store, people) == people[1:]
    with store.read() as unit:
        assert len(unfinished.page(unit.db, 2)) == 1


def test_the_rule_erases_as_a_hand_does_sheet_rows_workbooks_words_and_all(
    services: Services,
    store: Store,
    clock: Clock,
    patient: Patient,
    contents: Callable[[], dict[str, list[str]]],
):
    patient.tells("hello", "1", "1", "Zephyrine Quillfeather", "19 July 1983", "4 Canary Wharfside")
    patient.tells("zoanthropy", "DONE", "none", *HANDS_IN)
    with store.begin() as unit:
        [found] = patients.page(unit.db, 2)
        export = asked(unit, None, "xlsx", at=clock())
        export_files.write_part(unit.db, export, 0, FILE, clock())
        sheets.put_many(unit.db, "1AbC", {found.id: bytes(32)}, export, clock())
    clock.moves(days=365)
    run(services, "anteroom")
    left = contents()
    for table in (
        "patients",
        "conversations",
        "consents",
        "patient_name_words",
        "export_files",
        "deliveries",
    ):
        assert left[table] == [], table
    with store.engine.connect() as connection:
        queued = connection.execute(select(Job.kind, Job.subject_id)).all()
        replies = connection.execute(select(table_of(Receipt).c.reply)).scalars().all()
    assert ("sheets.remove", found.id) in [tuple(each) for each in queued]
    assert set(replies) == {None}
    with store.read() as unit:
        told = json.dumps([dict(each.details) for each in audit.latest(unit.db, 100)])
    for word in CANARIES:
        assert word not in told + repr(left)


def test_only_the_draft_of_somebody_with_a_record_goes_and_they_are_known_when_they_come_back(
    services: Services, store: Store, clock: Clock, patient: Patient
):
    patient.tells("hello", "1", "1", "Maya Okafor", "4 March 1990", "12 Mill Lane", "none", "none", *HANDS_IN)
    clock.moves(minutes=2)
    patient.tells("hello", *FOR_A_CHILD, "Noor Haddad", "5 May 2001")
    clock.moves(days=7)
    assert run(services, "anteroom")[Kept.DRAFT] == 1
    with store.read() as unit:
        assert [each.name for each in patients.page(unit.db, 5, columns=("name",))] == ["Maya Okafor"]
        assert unfinished.page(unit.db, 5) == []
        assert len(consents.of(unit.db, patients.page(unit.db, 1)[0].id)) == 1
    assert "Noor" not in (said := patient.says("hello"))
    assert "someone else" in said, "the menu of somebody whom the clinic knows"


def test_tombstones_that_were_deleted_still_count_for_whoever_reads_before_and_after(
    services: Services, store: Store, clock: Clock
):
    gone = on_file(store, clock())
    with store.begin() as unit:
        erasures.erase(unit.db, gone, "other", "operator", clock())
        before = tombstones.count(unit.db)
    clock.moves(days=3650)
    run(services, "anteroom")
    with store.read() as unit:
        assert tombstones.of(unit.db, gone) is None
        assert tombstones.count(unit.db) == before
