"""The report reads the rows of its time through indexes, and only what it counts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from sqlalchemy import event, update

from app.crypto import Unreadable
from app.store.conversations import conversation_steps, senders
from app.store.exports import report_rows
from app.store.patients import patients
from app.store.patients.patient import NewPatient
from app.store.patients.patient import patients as records
from app.store.trail import audit
from tests.store.example import ANSWERS, NOW
from tests.store.statements import analyse, heard, plan
from tests.trail import event as trail_event

if TYPE_CHECKING:
    from datetime import datetime

    import pytest

    from app.store import Store
    from app.store.exports.report_rows import CountedIntake

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
STEPS = ("language", "consent", "name", "submitted")


def handed_in(store: Store, at: datetime, language: str = "en", **answers: str) -> UUID:
    patient = uuid4()
    with store.begin() as unit:
        patients.create(unit.db, patient, None, language, ANSWERS | answers, False, at)
    return patient


def intakes(store: Store, limit: int = 10) -> list[CountedIntake]:
    """Return the intakes of the day."""
    with store.read() as unit:
        found = report_rows.intakes(unit.db, NOW, NOW + DAY, limit)
    return list(found.opened())


def conversation(store: Store, address: str, began: datetime, *steps: str) -> None:
    """Begin a conversation that comes to a step an hour."""
    with store.begin() as unit:
        found = senders.lock(unit.db, address, None, began)
        for hour, step in enumerate(steps):
            conversation_steps.record(unit.db, found.id, None, step, None, began + hour * HOUR)


def test_intakes_of_the_time_come_newest_first_with_language_and_birth_date(store: Store):
    handed_in(store, NOW - timedelta(seconds=1))
    handed_in(store, NOW, "es", birth_date="1950")
    handed_in(store, NOW + DAY - timedelta(seconds=1), birth_date="2001-02-03")
    handed_in(store, NOW + DAY)
    found = intakes(store)
    assert [(each.at - NOW, each.language, each.birth_date) for each in found] == [
        (DAY - timedelta(seconds=1), "en", "2001-02-03"),
        (timedelta(), "es", "1950"),
    ]


def test_the_newest_come_of_more_intakes_than_are_asked_for(store: Store):
    for hour in range(4):
        handed_in(store, NOW + timedelta(hours=hour), birth_date=str(1950 + hour))
    assert [each.birth_date for each in intakes(store, limit=2)] == ["1953", "1952"]


def test_a_birth_date_that_does_not_open_is_said_to_be_so_and_the_others_come(store: Store):
    broken = handed_in(store, NOW)
    handed_in(store, NOW)
    with store.engine.begin() as connection:
        connection.execute(update(records).where(records.c.id == broken).values(birth_date="damaged"))
    assert {type(each.birth_date) for each in intakes(store)} == {str, Unreadable}


def test_no_name_and_no_answer_is_read(store: Store):
    handed_in(store, NOW)
    statements: list[str] = []
    with store.read() as unit:
        event.listen(store.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        report_rows.intakes(unit.db, NOW, NOW + DAY, 10)
    [statement] = [each for each in statements if "FROM patients" in each]
    assert not [
        column for column in ("name", "address", "medical", "medications", "extra") if column in statement
    ]


def begun(store: Store, limit: int = 10) -> list[tuple[timedelta, int, timedelta | None]]:
    """Return the day's conversations: when they began, how far, and how long."""
    with store.read() as unit:
        found = list(report_rows.conversations_of(unit.db, NOW, NOW + DAY, STEPS, limit))
    return [
        (each.began_at - NOW, each.furthest, each.finished_at - each.began_at if each.finished_at else None)
        for each in found
    ]


def test_conversations_that_began_in_the_time_come_newest_first_with_how_far_they_came(store: Store):
    conversation(store, "whatsapp:+15005550001", NOW - HOUR, "language", "consent", "name")
    conversation(store, "whatsapp:+15005550002", NOW + HOUR, "language", "consent")
    conversation(store, "whatsapp:+15005550003", NOW + 2 * HOUR, *STEPS)
    conversation(store, "whatsapp:+15005550004", NOW + DAY - HOUR / 2, *STEPS)
    conversation(store, "whatsapp:+15005550005", NOW + DAY, "language")
    assert begun(store) == [
        (DAY - HOUR / 2, 0, None),  # what came after the time is not in its figures
        (2 * HOUR, 3, 3 * HOUR),
        (HOUR, 1, None),
    ]


def test_somebody_who_goes_back_or_hands_in_again_counts_once_with_the_furthest_and_the_first(store: Store):
    conversation(store, "whatsapp:+15005550001", NOW, "language", "name", "consent")
    conversation(store, "whatsapp:+15005550002", NOW, "submitted", "consent", "submitted")
    assert sorted(begun(store), key=str) == [(timedelta(), 2, None), (timedelta(), 3, timedelta())]


def test_a_step_that_is_no_longer_asked_says_that_the_conversation_began(store: Store):
    conversation(store, "whatsapp:+15005550001", NOW, "shoe_size")
    assert begun(store) == [(timedelta(), 0, None)]


def test_the_newest_come_of_more_conversations_than_are_asked_for(store: Store):
    for hour in range(3):
        conversation(store, f"whatsapp:+1500555000{hour}", NOW + hour * HOUR, "language")
    assert [began for began, *_ in begun(store, limit=2)] == [2 * HOUR, HOUR]


def test_birth_dates_are_opened_when_the_transaction_is_over_and_others_write_meanwhile(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("app.store.exports.report_rows._BATCH", 2)
    for hour in range(5):
        handed_in(store, NOW + hour * HOUR, birth_date=str(1950 + hour))
    with store.begin() as unit:
        found = report_rows.intakes(unit.db, NOW, NOW + DAY, 10)
        audit.record(unit.db, "staff:x", trail_event("report.seen"), at=NOW)
    opened = []
    for intake in found.opened():
        opened.append(intake.birth_date)
        handed_in(store, NOW)
    assert len(found) == 5
    assert opened == ["1954", "1953", "1952", "1951", "1950"]


def test_the_time_is_found_through_its_index(store: Store):
    moments = [NOW + day * DAY for day in range(-250, 250)]
    with store.begin() as unit:
        new = [NewPatient(uuid4(), None, at, "new", "en", {"birth_date": "1980"}) for at in moments]
        patients.create_many(unit.db, new)
        for each in new:
            audit.record(
                unit.db,
                "nurse",
                trail_event("patient.status_changed"),
                "patient",
                each.id,
                at=each.created_at,
            )
        for number, at in enumerate(moments):
            found = senders.lock(unit.db, f"whatsapp:+1500555{number:04}", None, at)
            conversation_steps.record(unit.db, found.id, None, "language", None, at)
    analyse(store)
    with heard(store) as statements, store.read() as unit:
        report_rows.intakes(unit.db, NOW, NOW + 30 * DAY, 10)
        list(report_rows.conversations_of(unit.db, NOW, NOW + 30 * DAY, STEPS, 10))
        report_rows.reviews(unit.db, NOW, NOW + 30 * DAY, 10)
    of_intakes, of_conversations, of_reviews = (plan(store, *statement) for statement in statements)
    assert "ix_patients_created_at_id" in of_intakes
    assert "ix_patients_created_at_id" in of_reviews
    assert "ix_conversation_steps_at" in of_conversations
