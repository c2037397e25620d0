"""Lines are added to the trail, and the database lets nobody change or remove one."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from tests.databases import on_each_engine
from tests.store.example import NOW
from tests.trail import event as trail_event

if TYPE_CHECKING:
    from app.store import Store

CHANGES = {
    "change": "UPDATE audit_events SET actor = 'nobody'",
    "change of nothing": "UPDATE audit_events SET seq = seq",
    "removal": "DELETE FROM audit_events",
}


def test_a_line_comes_back_as_written(store: Store):
    subject = uuid4()
    with store.begin() as unit:
        written = audit.record(
            unit.db, "nurse", trail_event("patient.opened"), "patient", subject, {"fields": ["name"]}, at=NOW
        )
    with store.read() as unit:
        [event] = audit.latest(unit.db, 10)
    assert (event.id, event.at, event.actor, event.action) == (written, NOW, "nurse", "patient.opened")
    assert (event.subject_kind, event.subject_id, event.details) == ("patient", subject, {"fields": ["name"]})


def test_the_latest_lines_come_newest_first(store: Store):
    with store.begin() as unit:
        for number in range(5):
            audit.record(unit.db, "anteroom", trail_event(f"step.{number}"), at=NOW)
    with store.read() as unit:
        events = audit.latest(unit.db, 3)
    assert [event.action for event in events] == ["step.4", "step.3", "step.2"]
    assert events[0].seq > events[1].seq > events[2].seq
    assert events[0].details == {}


SUBJECT = uuid4()
FILTERS = {
    "nothing": (AuditFilters(), [4, 3, 2, 1]),
    "the beginning of an action": (AuditFilters(action="staff."), [4, 1]),
    "one of several beginnings": (AuditFilters(action=("staff.dis", "patient.")), [4, 3, 2]),
    "a beginning in other letters": (AuditFilters(action="Staff."), []),
    "a beginning with LIKE's own signs": (AuditFilters(action="staff_"), []),
    "an actor": (AuditFilters(actor="nurse"), [3, 2]),
    "from a moment on": (AuditFilters(since=NOW + timedelta(hours=3)), [4, 3]),
    "before a moment": (AuditFilters(until=NOW + timedelta(hours=3)), [2, 1]),
    "a subject": (AuditFilters(subject_id=SUBJECT), [2]),
    "several at once": (AuditFilters("patient.", "nurse", NOW + timedelta(hours=3)), [3]),
}


@pytest.mark.parametrize(("filters", "found"), FILTERS.values(), ids=FILTERS.keys())
@on_each_engine
def test_a_page_has_the_lines_that_pass_every_filter(store: Store, filters: AuditFilters, found: list[int]):
    with store.begin() as unit:
        for hour, (actor, action, subject) in enumerate(
            [
                ("admin", "staff.invited", None),
                ("nurse", "patient.opened", SUBJECT),
                ("nurse", "patient.opened", uuid4()),
                ("admin", "staff.disabled", None),
            ],
            1,
        ):
            audit.record(
                unit.db, actor, trail_event(action), "patient", subject, at=NOW + timedelta(hours=hour)
            )
    with store.read() as unit:
        assert [event.seq for event in audit.page(unit.db, filters, 10)] == found


def test_pages_follow_one_another_without_a_gap(store: Store):
    with store.begin() as unit:
        for number in range(5):
            audit.record(unit.db, "anteroom", trail_event(f"step.{number}"), at=NOW)
    with store.read() as unit:
        first = audit.page(unit.db, AuditFilters(), 2)
        second = audit.page(unit.db, AuditFilters(), 2, first[-1].seq)
        third = audit.page(unit.db, AuditFilters(), 2, second[-1].seq)
    assert [event.seq for event in (*first, *second, *third)] == [5, 4, 3, 2, 1]


def test_an_event_about_many_is_found_by_each_of_them_and_by_its_own_subject(store: Store):
    one, other, subject = uuid4(), uuid4(), uuid4()
    with store.begin() as unit:
        audit.record(unit.db, "nurse", trail_event("patient.opened"), "patient", one, at=NOW)
        audit.record(
            unit.db,
            "nurse",
            trail_event("patients.searched"),
            "staff",
            subject,
            at=NOW,
            mentions=(one, other, one),
        )
        audit.record(unit.db, "nurse", trail_event("patient.opened"), "patient", other, at=NOW)
        audit.record(unit.db, "nurse", trail_event("patient.opened"), "patient", one, at=NOW)
    with store.read() as unit:
        assert [event.seq for event in audit.about(unit.db, one, 10)] == [4, 2, 1]
        assert [event.seq for event in audit.about(unit.db, other, 10)] == [3, 2]
        [searched] = audit.about(unit.db, subject, 10)
        assert audit.about(unit.db, uuid4(), 10) == []
    assert searched.details == {"mentions": [one.hex, other.hex]}


def test_an_event_that_mentions_its_own_subject_is_found_once(store: Store):
    subject = uuid4()
    with store.begin() as unit:
        audit.record(
            unit.db, "nurse", trail_event("patient.compared"), "patient", subject, at=NOW, mentions=(subject,)
        )
    with store.read() as unit:
        assert [event.seq for event in audit.about(unit.db, subject, 10)] == [1]


def test_the_pages_about_somebody_follow_one_another_without_a_gap(store: Store):
    subject = uuid4()
    with store.begin() as unit:
        for number in range(9):
            mentioned = (subject,) if number % 2 else ()
            audit.record(
                unit.db,
                "nurse",
                trail_event("x"),
                "patient",
                subject if not mentioned else uuid4(),
                at=NOW,
                mentions=mentioned,
            )
            audit.record(unit.db, "nurse", trail_event("y"), "patient", uuid4(), at=NOW)
    with store.read() as unit:
        found = audit.about(unit.db, subject, 2)
        while page := audit.about(unit.db, subject, 2, found[-1].seq):
            found += page
    assert [event.seq for event in found] == [17, 15, 13, 11, 9, 7, 5, 3, 1]


def test_the_chain_vouches_for_who_is_mentioned(store: Store):
    one, other = uuid4(), uuid4()
    with store.begin() as unit:
        audit.record(
            unit.db,
            "nurse",
            trail_event("patients.searched"),
            details={"found": 2},
            at=NOW,
            mentions=(one, other),
        )
    store.link_audit()
    report = store.verify_audit()
    assert (report.linked, report.fault) == (1, None)
    [linked] = store.linked_audit()
    assert linked.entry is not None
    assert json.loads(linked.entry.details) == {"found": 2, "mentions": [one.hex, other.hex]}
    assert one.hex in linked.entry.linked_to(b"")


def test_an_event_mentions_no_more_than_a_page_shows(store: Store):
    with store.begin() as unit:
        audit.record(
            unit.db, "nurse", trail_event("patients.listed"), at=NOW, mentions=[uuid4() for _ in range(50)]
        )
        with pytest.raises(ValueError, match="at most 150"):
            audit.record(
                unit.db,
                "nurse",
                trail_event("patients.listed"),
                at=NOW,
                mentions=[uuid4() for _ in range(151)],
            )
    with store.read() as unit:
        [event] = audit.latest(unit.db, 10)
    assert len(event.details["mentions"]) == 50


@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES.keys())
@on_each_engine
def test_the_database_refuses_to_alter_the_trail(store: Store, statement: str):
    assert_refused(store, statement)


def test_postgresql_refuses_to_truncate_the_trail(postgresql_store: Store):
    assert_refused(postgresql_store, "TRUNCATE audit_events")


def test_postgresql_refuses_to_alter_the_trail_in_a_session_that_calls_itself_a_replica(
    postgresql_store: Store,
):
    assert_refused(
        postgresql_store, "SET LOCAL session_replication_role = replica", "DELETE FROM audit_events"
    )


@pytest.mark.parametrize("column", ["seq", "id"])
def test_sqlite_refuses_to_replace_a_line(sqlite_store: Store, column: str):
    other = {"seq": "seq + 1", "id": "'0'"} | {column: column}
    assert_refused(
        sqlite_store,
        "INSERT OR REPLACE INTO audit_events (seq, id, at, actor, action, details) "  # noqa: S608  (two constants)
        f"SELECT {other['seq']}, {other['id']}, at, 'nobody', action, details FROM audit_events",
    )


def assert_refused(store: Store, *statements: str) -> None:
    with store.begin() as unit:
        audit.record(unit.db, "nurse", trail_event("patient.opened"), at=NOW)
    with pytest.raises(DBAPIError, match="audit_events is append-only"), store.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    with store.read() as unit:
        assert [event.actor for event in audit.latest(unit.db, 10)] == ["nurse"]


def test_a_line_is_undone_with_the_transaction_that_wrote_it(store: Store):
    with pytest.raises(RuntimeError, match="the rest failed"), store.begin() as unit:
        audit.record(unit.db, "nurse", trail_event("patient.opened"), at=NOW)
        raise RuntimeError("the rest failed")
    with store.read() as unit:
        assert audit.latest(unit.db, 1) == []
