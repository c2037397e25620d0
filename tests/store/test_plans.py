"""In a table of thousands, every list, count and search uses an index.

None reads or sorts the whole table.
"""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from app.store.conversations import reminders, senders
from app.store.messages import outbound, silence
from app.store.messages.new_message import Purpose
from app.store.patients import look_alikes, patient_notes, patients
from app.store.patients.patient import NewPatient
from app.store.patients.patient_filters import PatientFilters
from app.store.staff import staff
from app.store.trail import audit
from tests import store_queries
from tests.store.example import ADDRESS, NOW, enrolled
from tests.store.plans import MANY, PAGE, assert_cheap
from tests.store.statements import analyse, heard
from tests.store_queries import spoken_for
from tests.trail import event

if TYPE_CHECKING:
    from app.store import Store


@pytest.fixture(scope="module")
def full(lasting_store: Store) -> Store:
    """A store with thousands of patients and statistics; many share one birth date."""
    store = lasting_store
    chance, busy, idle = random.Random(4), enrolled(store), enrolled(store, "idle@x.example")  # noqa: S311  (not a secret)
    new = [
        NewPatient(
            UUID(int=chance.getrandbits(128), version=4),
            None,
            NOW + timedelta(minutes=minute),
            chance.choices(["new", "in_review", "done"], [1, 1, 8])[0],
            chance.choices(["en", "es", "ar"], [6, 3, 1])[0],
            {
                "name": f"{chance.choice(['Ana', 'Omar', 'Zoë'])} {chance.choice(['García', minute])}",
                "birth_date": "1980-01-01"
                if minute % 12 == 0
                else f"{chance.randrange(1930, 1999)}-{minute % 12 + 1:02}-02",
            },
        )
        for minute in range(MANY)
    ]
    with store.begin() as unit:
        patients.create_many(unit.db, new)
        for patient in chance.sample(new[1:], 400):
            patients.assign(unit.db, patient.id, None, busy, NOW)
        patients.assign(unit.db, new[0].id, None, idle, NOW)
        for number in range(300):
            senders.lock(unit.db, f"whatsapp:+1500555{number:04}", None, NOW)
    analyse(store)
    return store


def test_every_list_and_count_goes_down_an_index(full: Store):
    with full.read() as unit:
        busy, idle = (
            staff.by_email(unit.db, email) for email in ("n.okafor@larkfield.example", "idle@x.example")
        )
        middle = patients.page(unit.db, MANY // 2, columns=())[-1]
    assert busy is not None
    assert idle is not None
    place = (middle.created_at, middle.id)
    times = [(None, None), (NOW + timedelta(minutes=50), NOW + timedelta(minutes=MANY - 50))]
    for status, language, member, (since, until) in product(
        ["", "new", "done"], ["", "en", "ar"], [None, busy.id, idle.id], times
    ):
        filters = PatientFilters(status, language, since, until, member)
        with heard(full) as statements, full.read() as unit:
            patients.page(unit.db, PAGE, filters=filters)
            patients.page(unit.db, PAGE, place, ("name",), filters)
            patients.counts(unit.db, filters, cap=PAGE)
            patients.latest(unit.db, filters)
        assert_cheap(full, statements, filters)


def test_a_search_by_name_goes_down_an_index_and_no_further_than_it_shows(full: Store):
    for words in (
        "ana",
        "garcia",
        "ana garcia",
        "garcia ana",
        "17",
        "ana 17",
        "omar 17",
        "zoe 17",
        "ana omar",
    ):
        with heard(full) as statements, full.read() as unit:
            found = store_queries.by_name(unit.db, words)
        assert len(found) == 50 or "17" in words or words == "ana omar"
        assert_cheap(full, statements, words)


def test_silent_senders_and_unreported_messages_are_found_by_an_index(full: Store):
    with heard(full) as statements, full.read() as unit:
        reminders.silent(unit.db, NOW - timedelta(hours=23), NOW - timedelta(hours=10), 100)
        silence.unheard(unit.db, NOW - timedelta(hours=2), NOW - timedelta(hours=6), 20)
        outbound.latest(unit.db, Purpose.ALERT)
    assert_cheap(full, statements, "the clock")


def test_every_other_search_goes_down_an_index(full: Store):
    with full.read() as unit:
        shown = [patient.id for patient in patients.page(unit.db, 50, columns=())]
    with heard(full) as statements, full.read() as unit:
        assert len(store_queries.by_birth_date(unit.db, "1980-01-01", limit=20)) == 20
        spoken_for(unit, ADDRESS)
        patients.get(unit.db, shown[0])
        patients.versions(unit.db, shown[0])
        patient_notes.of(unit.db, shown[0])
    assert_cheap(full, statements, "others")


def test_those_alike_on_a_page_are_found_down_an_index_however_many_share_a_birth_date(full: Store):
    with full.read() as unit:
        newest = [patient.id for patient in patients.page(unit.db, 50, columns=())]
        of_one_day = [patient.id for patient in store_queries.by_birth_date(unit.db, "1980-01-01", 50, ())]
    for shown in (newest, of_one_day, newest[:1], of_one_day[:1]):
        with heard(full) as statements, full.read() as unit:
            look_alikes.of(unit.db, shown)
        assert_cheap(full, statements, len(shown))


def test_what_an_event_was_about_is_found_down_an_index(store: Store):
    subjects = [uuid4() for _ in range(40)]
    with store.begin() as unit:
        for number in range(1500):
            mentioned = (subjects[number % 40], subjects[(number + 7) % 40])
            audit.record(
                unit.db,
                "nurse",
                event("patients.searched"),
                "patient",
                subjects[number % 39],
                at=NOW,
                mentions=mentioned,
            )
    analyse(store)
    with heard(store) as statements, store.read() as unit:
        assert len(audit.about(unit.db, subjects[3], 20)) == 20
        assert len(audit.about(unit.db, subjects[3], 20, before_seq=900)) == 20
    for statement, parameters in statements:
        with store.engine.connect() as connection:
            explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
            plan = [str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {statement}", parameters)]
        assert not [line for line in plan if "SCAN audit_" in line or "Seq Scan" in line], plan
