"""A day's messages and records have limits. Whoever meets one is told that it was not saved, and loses no answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.intake.phrases import SHIPPED
from app.store.clinic import versions
from app.store.clinic.retention_rules import Rules, RulesVersion
from app.store.conversations import unfinished
from app.store.engine.room import Measured
from app.store.messages.receipts import Receipt
from app.store.model import table_of
from app.store.patients import patients
from app.store.trail import audit
from tests.databases import on_each_engine
from tests.people import FOR_A_CHILD, HANDS_IN, Patient, Twilio, message_fields

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from app.store import Store
    from tests.people import Clock

INTAKE = ("hello", "1", "1", "Maya Okafor-Lindt", "4 March 1990", "12 Mill Lane", "none", "none")


def ruled(store: Store, clock: Clock, **changed: int) -> None:
    with store.begin() as unit:
        assert versions.keep(unit.db, RulesVersion, 0, replace(Rules(), **changed), "operator", clock())


def count(store: Store) -> int:
    with store.read() as unit:
        return len(patients.page(unit.db, 50))


def test_messages_over_a_days_limit_are_told_of_and_leave_a_bare_receipt_and_tomorrow_goes_on(
    patient: Patient, store: Store, clock: Clock
):
    ruled(store, clock, sender_messages=5)
    patient.tells(*INTAKE[:5])
    for text in ("12 Mill Lane, on the second day of flooding", "I have chest pain"):
        told = patient.says(text)
        assert "was not saved" in told
        assert "01632 960 555" in told
    assert "999" in told, "an emergency word is heard at any time"
    with store.engine.connect() as connection:
        replied = select(func.count(table_of(Receipt).c.reply), func.count()).select_from(table_of(Receipt))
        assert connection.execute(replied).one() == (5, 7)
    with store.read() as unit:
        assert [e.action for e in audit.latest(unit.db, 50)].count("conversation.limited") == 1
    assert "not saved" not in Patient(patient.twilio, "whatsapp:+15005550077").says("hello")
    clock.moves(days=1)
    patient.says("12 Mill Lane")
    patient.tells("1")
    with store.read() as unit:
        [still_answering] = [
            each for each in unfinished.page(unit.db, 9) if each.step not in {"whom", "consent"}
        ]
    assert still_answering.step == "medical_history", (
        "the answer before the limit stands, and the next is taken"
    )


def test_stop_is_obeyed_beyond_every_limit(patient: Patient, store: Store, clock: Clock):
    ruled(store, clock, sender_messages=3)
    patient.tells("hello", "1", "1", "Maya Okafor-Lindt")
    patient.says("STOP")
    assert patient.says("hello again") == ""


@pytest.mark.parametrize("limit", ["sender_records", "records_a_day"])
def test_a_record_over_the_limit_is_not_lost_but_waits_as_a_draft_until_tomorrow(
    patient: Patient, store: Store, clock: Clock, limit: str
):
    ruled(store, clock, **{limit: 1})
    patient.tells(*INTAKE, *HANDS_IN)
    assert count(store) == 1
    clock.moves(minutes=5)
    patient.tells("hello", *FOR_A_CHILD, "Noor Haddad", "5 May 2001", "12 Mill Lane", "none", "none")
    told = patient.says("SEND")
    assert "not sent" in told
    assert count(store) == 1
    clock.moves(days=1)
    patient.tells("SEND")
    if count(store) == 1:  # after a silence the chat asks first what the word was meant for
        patient.tells("1", "SEND")
    assert count(store) == 2
    with store.read() as unit:
        assert {p.name for p in patients.page(unit.db, 5)} <= {"Maya Okafor-Lindt", "Noor Haddad", None}


def test_what_is_written_at_the_end_and_hands_in_nothing_uses_up_no_record(
    patient: Patient, store: Store, clock: Clock
):
    ruled(store, clock, sender_records=1, records_a_day=1)
    patient.tells(*INTAKE)
    for text in ("?", "hello there", "REVIEW", "?"):
        patient.says(text)
    patient.tells(*HANDS_IN)
    assert count(store) == 1


@on_each_engine
def test_no_more_of_many_who_hand_in_at_once_get_in_than_the_limit_of_all(
    app: Flask, store: Store, clock: Clock
):
    ruled(store, clock, records_a_day=2)
    people = [Patient(Twilio(app.test_client()), f"whatsapp:+1500555{number:04}") for number in range(6)]
    for each in people:
        each.tells(*INTAKE)
    with ThreadPoolExecutor(len(people)) as threads:
        told = list(threads.map(lambda each: each.says("SEND"), people))
    assert count(store) == 2
    assert sum("not sent" in each for each in told) == 4


def test_when_there_is_no_room_nothing_is_kept_and_the_patient_is_told_in_every_language(
    patient: Patient,
    store: Store,
    clock: Clock,
    contents: Callable[[], dict[str, list[str]]],
):
    ruled(
        store, clock, storage_mb=1, free_disk_mb=999_999
    )  # PostgreSQL is larger than that, and no disk has so much free
    told = patient.says("xanthomycin for my zoanthropy")
    for phrases in SHIPPED.values():
        assert phrases.full["room"].format(phone="01632 960 555") in told  # type: ignore[index]
    assert "xanthomycin" not in repr(contents())
    assert patient.twilio.post(message_fields("STOP")).status_code == 200


@pytest.mark.parametrize(
    ("measured", "full", "nearly"),
    [
        (Measured(99, None), False, True),
        (Measured(100, None), True, True),
        (Measured(10, 200), False, True),
        (Measured(10, 199), True, True),
        (Measured(10, 500), False, False),
    ],
)
def test_full_is_too_large_or_too_little_free(measured: Measured, full: bool, nearly: bool):
    assert (measured.is_full(100, 200), measured.is_nearly_full(100, 200)) == (full, nearly)
    assert not Measured(10**9, None).is_full(0, 0)


@on_each_engine
def test_the_database_can_be_measured(store: Store):
    measured = store.room.measured()
    assert measured.size >= 0
    assert (measured.free is None) == (store.engine.dialect.name == "postgresql")
