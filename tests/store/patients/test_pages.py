"""Lists show the newest first, skip and repeat nothing, and open what they show."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.store.patients import patient_lists, patients
from app.store.patients.patient import Patient
from app.store.patients.patient_filters import PatientFilters
from app.store.patients.patient_lists import NEWEST
from app.store.tables import metadata
from tests.databases import on_each_engine
from tests.store.example import ANSWERS, NOW, enrolled
from tests.store.many_patients import FILTERS, LANGUAGES, MINUTES, MOMENTS, STATES, add, invent, mixed, passes

if TYPE_CHECKING:
    from datetime import datetime

    from app.store import Store


def page(store: Store, limit: int, last: Patient | None = None) -> list[Patient]:
    with store.read() as unit:
        return patients.page(unit.db, limit, None if last is None else (last.created_at, last.id))


def every_page(store: Store, limit: int) -> list[Patient]:
    seen = found = page(store, limit)
    while found:
        found = page(store, limit, found[-1])
        seen = seen + found
    return seen


def test_pages_hold_every_patient_once_newest_first(store: Store):
    ids = add(store, range(7))
    assert [patient.id for patient in every_page(store, 3)] == ids[::-1]


def test_patients_of_the_same_moment_have_an_order_that_stays(store: Store):
    ids = add(store, [0] * 9)
    seen = [patient.id for patient in every_page(store, 2)]
    assert sorted(seen) == sorted(ids)
    assert [patient.id for patient in every_page(store, 4)] == seen


def test_patients_who_arrive_between_two_pages_move_nobody(store: Store):
    ids = add(store, range(4))
    first = page(store, 2)
    add(store, [10, 11])
    second = page(store, 2, first[-1])
    assert [patient.id for patient in first + second] == ids[::-1]


def only_one(store: Store, columns: tuple[str, ...]) -> Patient:
    with store.read() as unit:
        [patient] = patients.page(unit.db, 10, columns=columns)
    return patient


def test_a_list_opens_only_the_columns_it_shows(store: Store):
    add(store, [0])
    bare, named, flagged = (only_one(store, columns) for columns in ((), ("name",), ("birth_date", "extra")))
    assert (bare.name, bare.status, bare.version) == (None, "new", 1)
    assert (named.name, named.birth_date, named.medical_history, named.extra) == (
        ANSWERS["name"],
        None,
        None,
        None,
    )
    assert (flagged.name, flagged.birth_date) == (None, "1980-03-04")
    assert flagged.others == {"allergies": "penicillin, severe"}


def test_a_list_has_no_column_that_patients_have_not(store: Store):
    with store.read() as unit, pytest.raises(KeyError):
        patients.page(unit.db, 10, columns=("shoe_size",))


def test_an_empty_list_has_no_pages(store: Store):
    assert every_page(store, 3) == []


@pytest.mark.parametrize(("filters", "found"), FILTERS.values(), ids=FILTERS.keys())
@on_each_engine
def test_a_list_has_who_passes_every_filter(store: Store, filters: PatientFilters, found: list[int]):
    ids = mixed(store)
    with store.read() as unit:
        listed = patients.page(unit.db, 10, columns=(), filters=filters)
        assert patients.latest(unit.db, filters)[0] == (listed[0].id if listed else None)
    assert [ids.index(patient.id) for patient in listed] == found


def test_a_list_has_who_is_assigned_to_a_member(store: Store):
    ids, nurse, doctor = mixed(store), enrolled(store), enrolled(store, "doctor@x.example")
    with store.begin() as unit:
        for patient in ids[1:4]:
            patients.assign(unit.db, patient, None, nurse, NOW)
        patients.assign(unit.db, ids[5], None, doctor, NOW)
    with store.read() as unit:
        mine = patients.page(unit.db, 10, columns=(), filters=PatientFilters(assigned_to=nurse))
        done = patients.page(unit.db, 10, columns=(), filters=PatientFilters("done", "en", assigned_to=nurse))
        counted = patients.counts(unit.db, PatientFilters(assigned_to=nurse, language="en"))
        assert patients.page(unit.db, 10, filters=PatientFilters(assigned_to=uuid4())) == []
    assert [patient.id for patient in mine] == [ids[3], ids[2], ids[1]]
    assert {patient.assigned_to for patient in mine} == {nurse}
    assert [patient.id for patient in done] == [ids[2]]
    assert counted == {"done": 1, "new": 2, "": 3}


def test_patients_are_counted_by_each_status_that_occurs_whatever_status_is_filtered(store: Store):
    with store.read() as unit:
        assert patients.counts(unit.db, PatientFilters()) == {"": 0}
    mixed(store)
    with store.read() as unit:
        assert patients.counts(unit.db, PatientFilters(status="done")) == {"new": 4, "done": 2, "": 6}
        assert patients.counts(unit.db, PatientFilters(language="es")) == {"new": 1, "done": 1, "": 2}
        within = PatientFilters(since=NOW + timedelta(minutes=2), until=NOW + timedelta(minutes=4))
        assert patients.counts(unit.db, within) == {"new": 1, "done": 1, "": 2}


def test_nobody_is_counted_beyond_the_cap(store: Store):
    mixed(store)
    with store.read() as unit:
        assert patients.counts(unit.db, PatientFilters(), cap=3) == {"new": 3, "done": 2, "": 5}
        assert patients.counts(unit.db, PatientFilters(language="ar"), cap=3) == {"new": 0, "done": 0, "": 0}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    people=st.lists(st.tuples(MINUTES, STATES, LANGUAGES), max_size=12),
    filters=st.builds(PatientFilters, STATES | st.just(""), LANGUAGES | st.just(""), MOMENTS, MOMENTS),
    limit=st.integers(1, 4),
)
def test_walking_back_shows_the_pages_that_were_seen_walking_forth(
    sqlite_store: Store, people: list[tuple[int, str, str]], filters: PatientFilters, limit: int
):
    with sqlite_store.engine.begin() as connection:
        connection.execute(metadata.tables["patients"].delete())
    invent(sqlite_store, people)
    with sqlite_store.read() as unit:
        everyone = [each for each in patients.page(unit.db, 99, columns=()) if passes(each, filters)]
        forth = [patients.page(unit.db, limit, columns=(), filters=filters)]
        while forth[-1]:
            forth.append(patients.page(unit.db, limit, place(forth[-1][-1]), (), filters))
        forth.pop()
        assert [each for page in forth for each in page] == everyone
        for newer, older in itertools.pairwise(forth):
            spot = NEWEST.spot(older[0])
            assert patient_lists.before(unit.db, limit, NEWEST, spot, (), filters) == newer
        assert patients.counts(unit.db, filters)[""] == sum(
            passes(each, filters, any_status=True) for each in patients.page(unit.db, 99, columns=())
        )


def place(patient: Patient) -> tuple[datetime, UUID]:
    return patient.created_at, patient.id
