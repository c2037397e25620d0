"""What may be a cry for help stays until a member took it, and so does its sender; then its days begin."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from app.retention.rules import Kept, what_is_due
from app.retention.run import run
from app.store.clinic.retention_rules import Rules
from app.store.conversations import conversations, senders, unfinished
from app.store.patients import patients
from app.store.trail import audit
from app.store.work import alarms
from app.store.work.alarms import Alarm
from tests.dashboard.people_on_file import on_file
from tests.databases import on_either_engine
from tests.people import Patient
from tests.store.example import an_alarm

if TYPE_CHECKING:
    from app.services import Services
    from app.store import Store
    from tests.people import Clock

pytest_generate_tests = on_either_engine

DAYS = Rules().alarm_days


def the_alarm(store: Store) -> Alarm:
    with store.read() as unit:
        (alarm,) = alarms.latest(unit.db)
    return alarm


def take(store: Store, alarm: Alarm, clock: Clock) -> None:
    with store.begin() as unit:
        assert alarms.take(unit.db, alarm.conversation_id, alarm.id, "staff:1", clock())


def is_there(store: Store, conversation: UUID) -> bool:
    with store.read() as unit:
        return conversations.stored_address(unit.db, conversation) is not None


def test_the_draft_goes_in_its_time_but_the_sender_stays_until_the_alarm_is_taken(
    services: Services, store: Store, clock: Clock, patient: Patient
):
    patient.tells("hello", "1", "1", "Maya Okafor", "chest pain")
    alarm = the_alarm(store)
    clock.moves(days=8)
    run(services, "anteroom")
    with store.read() as unit:
        assert unfinished.count(unit.db) == 0
    assert is_there(store, alarm.conversation_id)
    with store.read() as unit:
        assert what_is_due(unit, Rules(), clock())[Kept.DRAFT].count == 0
    assert the_alarm(store).id == alarm.id
    take(store, alarm, clock)
    run(services, "anteroom")
    assert not is_there(store, alarm.conversation_id)
    assert the_alarm(store).acknowledged_by == "staff:1"


def test_an_alarm_goes_when_its_days_since_it_was_taken_are_over(
    services: Services, store: Store, clock: Clock, patient: Patient
):
    patient.tells("hello", "chest pain")
    alarm = the_alarm(store)
    clock.moves(days=DAYS + 1)
    run(services, "anteroom")
    take(store, alarm, clock)
    clock.moves(days=DAYS - 1)
    run(services, "anteroom")
    assert the_alarm(store).id == alarm.id
    clock.moves(days=1, seconds=1)
    run(services, "anteroom")
    with store.read() as unit:
        assert alarms.latest(unit.db) == []
        (cleared,) = [
            each for each in audit.latest(unit.db, 20) if each.details.get("kept") == Kept.ALARM.value
        ]
    assert cleared.details["rows"] == 1


def test_no_rule_takes_a_record_with_an_alarm_that_nobody_has_taken(
    services: Services, store: Store, clock: Clock
):
    maya = on_file(store, clock())
    with store.begin() as unit:
        conversation = senders.lock(unit.db, "whatsapp:+15005550077", None, clock()).id
        alarms.add(unit.db, an_alarm(conversation, maya, "chest pain", clock()))
    clock.moves(days=366)
    with store.read() as unit:
        due = what_is_due(unit, Rules(), clock())[Kept.OPEN]
    assert (due.count, due.held) == (0, 1)
    take(store, the_alarm(store), clock)
    clock.now += timedelta(seconds=1)
    run(services, "anteroom")
    with store.read() as unit:
        assert patients.get(unit.db, maya, ()) is None
        assert alarms.latest(unit.db) == [], "it goes with the record"
