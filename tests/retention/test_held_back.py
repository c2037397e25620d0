"""No rule takes a record that rests, one whose patient waits for an answer, or the consent of somebody who is answering."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from app.retention.rules import Kept, what_is_due
from app.retention.run import run
from app.store import NoSuchPatient
from app.store.clinic import versions
from app.store.clinic.retention_rules import Rules, RulesVersion
from app.store.conversations import consents
from app.store.patients import erasures, patients, restrictions, rights_requests
from app.store.patients.rights_requests import DONE
from app.store.staff import staff
from tests.dashboard.people_on_file import on_file
from tests.databases import on_each_engine, on_either_engine
from tests.people import HANDS_IN
from tests.store.example import asking, noted

if TYPE_CHECKING:
    from uuid import UUID

    from app.services import Services
    from app.store import Store
    from tests.people import Clock, Patient
    from tests.staff_people import Colleague

pytest_generate_tests = on_either_engine


def is_there(store: Store, patient_id: UUID) -> bool:
    with store.read() as unit:
        return patients.get(unit.db, patient_id, ()) is not None


def asks(store: Store, patient_id: UUID, kind: str, clock: Clock) -> UUID:
    with store.begin() as unit:
        noted = asking(unit, patient_id, kind, clock())
    assert noted
    return noted


def test_a_restricted_record_outlives_the_rule_and_goes_once_that_is_lifted(
    services: Services, store: Store, clock: Clock, nurse: Colleague
):
    maya = on_file(store, clock())
    clock.moves(days=365)
    with store.begin() as unit:
        assert erasures.restrict(unit.db, maya, "operator", clock())
        due = what_is_due(unit, Rules(), clock())[Kept.OPEN]
    assert (due.count, due.held, due.ids) == (0, 1, ())
    run(services, "anteroom")
    assert is_there(store, maya)
    nurse.is_let_in()
    assert (
        "It will not be erased automatically while it is restricted"
        in nurse.browser.get(f"/patients/{maya}").text
    )
    with store.begin() as unit:
        assert restrictions.lift(unit.db, maya, "operator", clock())
    run(services, "anteroom")
    assert not is_there(store, maya)


@pytest.mark.parametrize("kind", ["copy", "correction", "objection"])
def test_whoever_waits_for_an_answer_is_not_told_that_there_is_nothing_any_more(
    kind: str, services: Services, store: Store, clock: Clock
):
    maya = on_file(store, clock())
    clock.moves(days=364)
    request = asks(store, maya, kind, clock)
    clock.moves(days=1)
    run(services, "anteroom")
    assert is_there(store, maya)
    with store.begin() as unit:
        assert rights_requests.refuse(unit.db, maya, request, "withdrawn", (kind,), "operator", clock())
    run(services, "anteroom")
    assert not is_there(store, maya)


def test_whoever_asked_to_be_erased_is(services: Services, store: Store, clock: Clock):
    maya = on_file(store, clock())
    asks(store, maya, "erasure", clock)
    clock.moves(days=365)
    run(services, "anteroom")
    assert not is_there(store, maya)
    with store.read() as unit:
        assert [each.state for each in rights_requests.of(unit.db, maya)] == [DONE]


@on_each_engine
def test_a_restriction_and_the_rule_at_the_same_moment_end_as_one_of_the_two(
    services: Services, store: Store, clock: Clock
):
    everybody = [on_file(store, clock()) for _ in range(12)]
    clock.moves(days=365)
    barrier = Barrier(2)

    def restricts() -> set[UUID]:
        barrier.wait(10)
        rest = set()
        for each in reversed(everybody):
            try:
                with store.begin() as unit:
                    assert erasures.restrict(unit.db, each, "operator", clock())
            except NoSuchPatient:
                continue
            rest.add(each)
        return rest

    def erases() -> None:
        barrier.wait(10)
        run(services, "anteroom")

    with ThreadPoolExecutor(2) as threads:
        resting, erasing = threads.submit(restricts), threads.submit(erases)
        erasing.result(60)
        assert {each for each in everybody if is_there(store, each)} == resting.result(60)


def test_a_note_is_work_on_the_record_whose_days_count_again(
    services: Services, store: Store, clock: Clock, nurse: Colleague
):
    maya = on_file(store, clock())
    clock.moves(days=364)
    with store.begin() as unit:
        noted(unit, maya, staff.all_members(unit.db)[0].id, "Rang, comes on Monday", clock())
    clock.moves(days=364)
    run(services, "anteroom")
    assert is_there(store, maya)
    clock.moves(days=1)
    run(services, "anteroom")
    assert not is_there(store, maya)


def test_the_consent_of_somebody_who_is_still_answering_stays_however_short_receipts_are_kept(
    services: Services, store: Store, clock: Clock, patient: Patient
):
    patient.tells("hello", "1", "1", "Maya Okafor", "4 March 1990", "12 Mill Lane")
    with store.begin() as unit:
        rules = replace(Rules(), draft_days=60, receipt_days=30)
        assert versions.keep(unit.db, RulesVersion, 0, rules, "operator", clock())
    clock.moves(days=31)
    run(services, "anteroom")
    patient.tells("hello", "1", "none", "none", *HANDS_IN)
    with store.read() as unit:
        [maya] = patients.page(unit.db, 2, columns=())
        assert [each.decision for each in consents.of(unit.db, maya.id)] == ["given"]
