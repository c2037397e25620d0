"""A cry for help is told to the record of who wrote it, whatever becomes of the intake in which it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.store.model import first_forged
from app.store.work import alarms
from app.store.work.alarms import Alarm
from tests.people import FOR_A_CHILD, HANDS_IN
from tests.store_queries import spoken_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from app.store import Store
    from tests.people import Clock, Patient
    from tests.staff_people import Colleague

CRY = "I can't breathe"
BEGINS = ("hello", "1", "1")
NAME = "Maya Okafor-Lindt"
ANSWERS = (NAME, "4 March 1990", "12 Mill Lane", "Asthma", "DONE", "NONE", *HANDS_IN)
REST_OF_A_CHILD = ("3 April 2019", "12 Mill Lane", "NONE", "NONE", *HANDS_IN)
WAYS = {
    "first of all": (CRY, "2", "1", "1", "1", *ANSWERS),
    "before whom": ("hello", CRY, "2", "1", "1", *ANSWERS),
    "before consent": ("hello", "1", CRY, "2", "1", *ANSWERS),
    "at the name": (*BEGINS, CRY, "2", *ANSWERS),
    "begun again": (*BEGINS, NAME, CRY, "2", "RESTART", "yes", *ANSWERS),
    "deleted": (*BEGINS, NAME, CRY, "2", "DELETE MY DATA", "yes", "START", "1", "1", *ANSWERS),
    "after handing in": (*BEGINS, *ANSWERS, CRY),
    "in a child's intake that is dropped": (
        *(*BEGINS, *ANSWERS, "hello", *FOR_A_CHILD, "Noor Haddad", CRY, "2"),
        *("DELETE MY DATA", "NOT ME", "yes"),
    ),
}


def writes(patient: Patient, clock: Clock, *lines: str) -> None:
    for line in lines:
        clock.moves(seconds=10)
        patient.says(line)


def records(store: Store, patient: Patient) -> list[UUID]:
    with store.read() as unit:
        return [each.id for each in spoken_for(unit, patient.address)]


def named(store: Store) -> list[UUID | None]:
    """Return whom the alarms name, all of which we wrote."""
    with store.read() as unit:
        assert first_forged(unit.db, Alarm) is None
        return [each.patient_id for each in alarms.latest(unit.db)]


@pytest.mark.parametrize("way", WAYS)
def test_the_only_record_of_the_sender_shows_it(
    way: str, patient: Patient, store: Store, clock: Clock, colleague: Callable[[str], Colleague]
):
    writes(patient, clock, *WAYS[way])
    (record,) = records(store, patient)
    assert named(store) == [record]
    nurse = colleague("clinician")
    nurse.is_let_in()
    assert "This patient may need help now." in nurse.browser.get(f"/patients/{record}").text


def test_an_alarm_that_was_taken_stays_on_the_record(
    patient: Patient, store: Store, clock: Clock, colleague: Callable[[str], Colleague]
):
    writes(patient, clock, *WAYS["before consent"])
    with store.begin() as unit:
        (alarm,) = alarms.latest(unit.db)
        assert alarms.take(unit.db, alarm.conversation_id, alarm.id, "staff:1", clock())
    (record,) = records(store, patient)
    nurse = colleague("clinician")
    nurse.is_let_in()
    page = nurse.browser.get(f"/patients/{record}").text
    assert "A message may have been a cry for help" in page
    assert f"/alarms/{alarm.conversation_id}" in page


def test_the_alarm_of_an_intake_about_somebody_else_waits_for_their_record(
    patient: Patient, store: Store, clock: Clock
):
    writes(patient, clock, *BEGINS, *ANSWERS)
    (own,) = records(store, patient)
    writes(patient, clock, "hello", *FOR_A_CHILD, "Noor Haddad", CRY, "2")
    (child,) = named(store)
    assert child not in {None, own}
    writes(patient, clock, *REST_OF_A_CHILD)
    assert set(records(store, patient)) == {own, child}
    assert named(store) == [child]


def test_of_two_people_on_file_none_is_guessed(patient: Patient, store: Store, clock: Clock):
    writes(patient, clock, *BEGINS, *ANSWERS, "hello", *FOR_A_CHILD, "Noor Haddad", *REST_OF_A_CHILD)
    assert len(records(store, patient)) == 2
    patient.says(CRY)
    assert named(store) == [None]


def test_a_draft_that_is_lost_hides_whose_cry_it_is_from_nobody(patient: Patient, store: Store, clock: Clock):
    writes(patient, clock, *BEGINS, *ANSWERS)
    (record,) = records(store, patient)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE conversations SET progress = 'gAAAA'")
    clock.moves(minutes=5)
    patient.says(CRY)
    assert named(store) == [record]
