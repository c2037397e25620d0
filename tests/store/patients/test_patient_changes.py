"""A change is made once, by the first to make it, and the old answers are kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from app.crypto import Unreadable
from app.store import NoSuchPatient
from app.store.model import table_of
from app.store.patients import patients
from app.store.patients.patient import KeptVersion, load_others
from app.store.patients.patient import patients as records
from app.store.tables import metadata
from tests import store_queries
from tests.databases import Keys
from tests.store.example import ANSWERS, NOW, created, enrolled, got

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.store import Store, Transaction
    from tests.databases import OpenStore

VERSIONS = table_of(KeptVersion)

Result = TypeVar("Result")
LATER = NOW + timedelta(days=1)


def test_a_correction_of_the_version_that_was_read_is_written_and_kept(store: Store):
    patient_id = created(store, ANSWERS, emergency=True)
    with store.begin() as unit:
        assert (
            patients.correct(unit.db, patient_id, 1, {"name": "Zoë Acute", "smoker": "no"}, "nurse", LATER)
            == 2
        )
        assert patients.correct(unit.db, patient_id, 1, {"name": "Lost"}, "nurse", LATER) is None
        assert [each.id for each in store_queries.by_name(unit.db, "acute")] == [patient_id]
        assert store_queries.by_name(unit.db, "bronte") == []
    patient = got(store, patient_id)
    assert (patient.name, patient.version, patient.updated_at) == ("Zoë Acute", 2, LATER)
    assert patient.others == {"allergies": "penicillin, severe", "smoker": "no"}
    assert patient.flags == ("emergency",)
    with store.read() as unit:
        [kept], before = patients.versions(unit.db, patient_id), patients.values_at(unit.db, patient_id, 1)
    assert isinstance(before, dict)
    assert (kept.version, kept.actor, before["name"]) == (1, "nurse", ANSWERS["name"])


def test_nobody_who_is_gone_is_corrected(store: Store):
    with store.begin() as unit:
        with pytest.raises(NoSuchPatient):
            patients.correct(unit.db, uuid4(), 1, {"name": "Ana"}, "nurse", NOW)
        with pytest.raises(NoSuchPatient):
            patients.answer_emergency(unit.db, uuid4(), NOW)


def at_once(store: Store, work: Callable[[Transaction, int], Result]) -> list[Result]:
    """Do it in two threads that set out together, each in a transaction of its own."""
    barrier = Barrier(2)

    def one(who: int) -> Result:
        barrier.wait(timeout=30)
        with store.begin() as unit:
            return work(unit, who)

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, range(2)))


def test_one_of_two_corrections_at_once_is_written_and_the_other_is_told(store: Store):
    patient_id = created(store, ANSWERS)
    for version in range(1, 11):
        correct_twice_at_once(store, patient_id, version)
    with store.read() as unit:
        assert [kept.version for kept in patients.versions(unit.db, patient_id)] == list(range(10, 0, -1))


def correct_twice_at_once(store: Store, patient_id: UUID, version: int) -> None:
    answers = [{"name": f"Zoë {who} of {version}"} for who in range(2)]
    written = at_once(
        store, lambda unit, who: patients.correct(unit.db, patient_id, version, answers[who], f"{who}", LATER)
    )
    assert sorted(written, key=str) == [version + 1, None]
    assert got(store, patient_id).name == answers[written.index(version + 1)]["name"]


def test_only_one_of_two_who_set_the_status_at_once_does(store: Store):
    patient_id = created(store, ANSWERS)
    wanted = ("in_review", "rejected")
    done = at_once(
        store, lambda unit, who: patients.set_status(unit.db, patient_id, "new", wanted[who], LATER)
    )
    assert sorted(done) == [False, True]
    assert got(store, patient_id).status == wanted[done.index(True)]


def test_only_one_of_two_who_take_a_record_at_once_does(store: Store):
    patient_id = created(store, ANSWERS)
    members = enrolled(store), enrolled(store, "other@x.example")
    done = at_once(store, lambda unit, who: patients.assign(unit.db, patient_id, None, members[who], LATER))
    assert sorted(done) == [False, True]
    assert got(store, patient_id).assigned_to == members[done.index(True)]


def test_only_one_of_two_who_answer_an_emergency_at_once_does(store: Store):
    patient_id = created(store, ANSWERS, emergency=True)
    done = at_once(store, lambda unit, _who: patients.answer_emergency(unit.db, patient_id, LATER))
    assert sorted(done) == [False, True]


def test_a_state_is_set_where_it_still_is_what_it_was_and_no_answer_changes(store: Store):
    patient_id, member = created(store, ANSWERS), enrolled(store)
    with store.begin() as unit:
        assert patients.set_status(unit.db, patient_id, "new", "in_review", LATER)
        assert not patients.set_status(unit.db, patient_id, "new", "done", LATER)
        assert not patients.set_status(unit.db, uuid4(), "new", "done", LATER)
        assert not patients.assign(unit.db, patient_id, member, None, LATER)
        assert patients.assign(unit.db, patient_id, None, member, LATER)
        assert not patients.assign(unit.db, patient_id, None, member, LATER)
        assert patients.assign(unit.db, patient_id, member, None, LATER)
        assert patients.assign(unit.db, patient_id, None, member, LATER)
    patient = got(store, patient_id)
    assert (patient.status, patient.assigned_to, patient.updated_at) == ("in_review", member, LATER)
    assert (patient.version, patient.name) == (1, ANSWERS["name"])


def test_an_emergency_is_answered_once_and_again_when_it_comes_again(store: Store):
    patient_id, calm = created(store, ANSWERS, emergency=True), created(store, ANSWERS)
    with store.begin() as unit:
        assert not patients.answer_emergency(unit.db, calm, LATER)
        assert patients.answer_emergency(unit.db, patient_id, LATER)
        assert not patients.answer_emergency(unit.db, patient_id, LATER)
    assert got(store, patient_id).flags == ("emergency_answered",)
    with store.begin() as unit:
        patients.change(unit.db, patient_id, {"medications": "none"}, True, "patient", LATER)
    assert got(store, patient_id).flags == ("emergency_answered", "emergency")
    with store.begin() as unit:
        assert patients.answer_emergency(unit.db, patient_id, LATER)
        assert [(kept.version, kept.actor) for kept in patients.versions(unit.db, patient_id)] == [
            (1, "patient")
        ]
    patient = got(store, patient_id)
    assert (patient.version, patient.flags) == (2, ("emergency_answered",))


def test_an_emergency_is_answered_without_a_key_that_opens_the_answers(store: Store):
    patient_id, other = created(store, ANSWERS, emergency=True), created(store, ANSWERS)
    with store.engine.begin() as connection:
        token = select(records.c.extra).where(records.c.id == other).scalar_subquery()
        connection.execute(update(records).where(records.c.id == patient_id).values(extra=token))
    with store.begin() as unit:
        assert patients.answer_emergency(unit.db, patient_id, LATER)
        assert patients.versions(unit.db, patient_id) == []


def test_what_a_version_said_is_read_again(store: Store):
    patient_id = created(store, ANSWERS)
    with store.begin() as unit:
        patients.correct(unit.db, patient_id, 1, {"name": "Zoë Acute", "allergies": "none"}, "nurse", NOW)
        patients.correct(unit.db, patient_id, 2, {"name": "Zoë Third"}, "doctor", LATER)
    with store.read() as unit:
        first, second = patients.values_at(unit.db, patient_id, 1), patients.values_at(unit.db, patient_id, 2)
        kept = patients.versions(unit.db, patient_id)
        assert patients.values_at(unit.db, patient_id, 3) is None
        assert patients.values_at(unit.db, uuid4(), 1) is None
        assert patients.versions(unit.db, uuid4()) == []
    assert [(each.version, each.at, each.actor) for each in kept] == [(2, LATER, "doctor"), (1, NOW, "nurse")]
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert (
        set(first) == set(second) == {*(key for key in ANSWERS if key != "allergies"), "extra", "particulars"}
    )
    assert (first["name"], second["name"]) == (ANSWERS["name"], "Zoë Acute")
    assert load_others(first["extra"]) == {"allergies": "penicillin, severe"}


def test_a_version_that_is_moved_to_another_row_is_unreadable(store: Store):
    one, other = created(store, ANSWERS), created(store, ANSWERS)
    with store.begin() as unit:
        for patient_id in (one, other):
            patients.correct(unit.db, patient_id, 1, {"name": "Zoë Acute"}, "nurse", NOW)
    table = VERSIONS.c
    with store.engine.begin() as connection:
        token = connection.execute(select(table.snapshot).where(table.patient_id == other)).scalar_one()
        connection.execute(update(VERSIONS).where(table.patient_id == one).values(snapshot=token))
    with store.read() as unit:
        assert isinstance(patients.values_at(unit.db, one, 1), Unreadable)
        assert isinstance(patients.values_at(unit.db, other, 1), dict)


def test_a_value_that_was_unreadable_in_its_time_is_in_its_version_once_its_key_is_back(
    database_url: str, open_store: OpenStore
):
    first, second = Keys(), Keys()
    both = Keys((*second.masters, *first.masters), first.index_keys)
    patient_id = created(open_store(database_url, first), ANSWERS)
    without = open_store(database_url, Keys(second.masters, first.index_keys))
    with without.engine.begin() as connection:
        connection.execute(
            metadata.tables["key_checks"].delete()
        )  # as if the old key had been retired too early
    with without.begin() as unit:
        patients.change(unit.db, patient_id, {"name": "Zoë Acute"}, False, "patient", NOW)
        assert patients.values_at(unit.db, patient_id, 1) == {}
    with open_store(database_url, both).read() as unit:
        regained = patients.values_at(unit.db, patient_id, 1)
    assert isinstance(regained, dict)
    assert (regained["name"], regained["birth_date"]) == (ANSWERS["name"], "1980-03-04")
