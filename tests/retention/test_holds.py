"""A record on hold is erased by nobody and by no rule, whatever is done at the same moment, until the hold is lifted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import DBAPIError

from app.retention.run import run
from app.store import StoreUnavailable
from app.store.conversations import unfinished
from app.store.patients import erasures, legal_holds, patients, tombstones
from app.store.patients.legal_holds import LegalHold, OnHold
from app.store.patients.patient import patients as records
from app.store.trail import audit
from tests.dashboard.people_on_file import on_file
from tests.databases import on_each_engine, on_either_engine
from tests.people import FOR_A_CHILD

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any
    from uuid import UUID

    from app.services import Services
    from app.store import Store
    from tests.people import Clock, Patient
    from tests.staff_people import Colleague

pytest_generate_tests = on_either_engine

WHY = "Letter of the solicitor of Ms Okafor-Lindt, zoanthropy"


@pytest.fixture
def priya(clinician_confirmed: Colleague) -> Colleague:
    """A clinician who has given a fresh code."""
    return clinician_confirmed


@pytest.fixture
def maya(handed_in: UUID) -> UUID:
    return handed_in


def reference(patient_id: UUID) -> str:
    return f"{patient_id.hex[:4]}-{patient_id.hex[4:8]}"


def posts(person: Colleague, path: str, **fields: str) -> Any:
    return person.browser.post_with(person.browser.last_token(), path, fields)


def holds(person: Colleague, patient_id: UUID, reason: str = WHY) -> Any:
    return posts(person, f"/patients/{patient_id}/hold", reason=reason)


def erases(person: Colleague, patient_id: UUID) -> Any:
    return posts(
        person, f"/patients/{patient_id}/erase", reason="patient_asked", reference=reference(patient_id)
    )


def test_a_hold_is_set_shown_refuses_an_erasure_and_is_lifted_with_a_reason_each_and_a_line_each(
    priya: Colleague, maya: UUID, store: Store, contents: Callable[[], dict[str, list[str]]]
):
    page = priya.browser.get(f"/patients/{maya}").text
    assert "Kept until" in page
    assert "25 November 2027, one year after it was received. It will then be erased automatically." in page
    assert holds(priya, maya, " ").status_code == 422
    assert holds(priya, maya, "x" * 501).status_code == 422
    assert holds(priya, maya).status_code == 303
    assert holds(priya, maya).status_code == 409, "it is on hold already"
    page = priya.browser.get(f"/patients/{maya}").text
    assert "On hold: it cannot be erased." in page
    assert f"/patients/{maya}/erase" not in page
    assert WHY not in page
    assert WHY in priya.browser.get(f"/patients/{maya}/hold").text
    refused = erases(priya, maya)
    assert refused.status_code == 409
    assert "The record is on hold. Lift the hold" in refused.text
    assert posts(priya, f"/patients/{maya}/hold/lift", reason="").status_code == 422
    assert (
        posts(priya, f"/patients/{maya}/hold/lift", reason="Settled, Ms Okafor-Lindt says").status_code == 303
    )
    assert posts(priya, f"/patients/{maya}/hold/lift", reason="Settled").status_code == 409
    with store.read() as unit:
        done = [each.action for each in audit.about(unit.db, maya, 50)]
        told = repr(audit.latest(unit.db, 100))
    assert (done.count("patient.held"), done.count("patient.hold_lifted")) == (1, 1)
    rests = repr(contents())
    for word in ("solicitor", "zoanthropy", "Settled"):
        assert word not in told + rests
    assert erases(priya, maya).status_code == 303
    assert contents()["legal_holds"] == [], "what was lifted goes with the patient"


def test_reception_sees_that_a_record_is_on_hold_and_can_neither_set_nor_lift_it(
    colleague: Callable[[str], Colleague], maya: UUID, store: Store, clock: Clock
):
    with store.begin() as unit:
        legal_holds.add(unit.db, maya, WHY, "operator", clock())
    ines = colleague("reception")
    ines.is_let_in()
    page = ines.browser.get(f"/patients/{maya}").text
    assert "On hold" in page
    assert "/hold" not in page
    assert posts(ines, f"/patients/{maya}/hold/lift", reason="x").status_code == 403


def test_on_hold_is_the_conversation_too_a_wrong_number_and_a_new_beginning_are_refused(
    priya: Colleague, maya: UUID, patient: Patient, store: Store, clock: Clock
):
    clock.moves(minutes=2)
    patient.tells("hello", *FOR_A_CHILD, "Noor Haddad")
    with store.begin() as unit:
        legal_holds.add(unit.db, maya, WHY, "operator", clock())
        [still_answering] = unfinished.page(unit.db, 2)
    for act in ("release", "restart"):
        answer = posts(
            priya,
            f"/answering/{still_answering.id}/{act}",
            version=str(still_answering.version),
            reason="other",
        )
        assert answer.status_code == 409
        assert "is on hold" in answer.text
    with store.read() as unit:
        [still] = unfinished.page(unit.db, 2)
    assert still == still_answering


def test_the_rule_lets_go_of_nothing_of_somebody_on_hold_and_of_everything_once_it_is_lifted(
    services: Services, maya: UUID, patient: Patient, store: Store, clock: Clock,
    contents: Callable[[], dict[str, list[str]]],
):  # fmt: skip
    clock.moves(minutes=2)
    patient.tells("hello", *FOR_A_CHILD, "Noor Haddad")
    with store.begin() as unit:
        legal_holds.add(unit.db, maya, WHY, "operator", clock())
    kept = (
        "patients",
        "patient_name_words",
        "conversations",
        "receipts",
        "conversation_steps",
        "consents",
        "deliveries",
    )
    before = contents()
    store.link_audit()
    clock.moves(days=9000)
    run(services, "anteroom")
    after = contents()
    for table in kept:
        assert after[table] == before[table], table
    assert set(before["audit_events"]) <= set(after["audit_events"]), "what the trail says of them"
    with store.begin() as unit:
        legal_holds.lift(unit.db, maya, "settled", "operator", clock())
    run(services, "anteroom")
    left = contents()
    for table in kept:
        assert left[table] == [], table
    assert store.verify_audit().fault is None


@on_each_engine
def test_a_hold_and_an_erasure_at_the_same_moment_end_as_one_of_the_two_and_never_as_both(
    services: Services, store: Store, clock: Clock
):
    """Twelve of each, racing: whoever was held is there, and whoever is gone was not held."""
    everybody = [on_file(store, clock()) for _ in range(12)]
    clock.moves(days=365)
    barrier = Barrier(3)

    def sets() -> list[UUID]:
        barrier.wait(10)
        done = []
        for each in everybody:
            try:
                with store.begin() as unit:
                    legal_holds.add(unit.db, each, WHY, "operator", clock())
                done.append(each)
            except LookupError:
                continue
        return done

    def erases_by_rule() -> None:
        barrier.wait(10)
        run(services, "anteroom")

    def erases_by_hand() -> None:
        barrier.wait(10)
        for each in reversed(everybody):
            try:
                with store.begin() as unit:
                    erasures.erase(unit.db, each, "other", "operator", clock())
            except OnHold:
                continue

    with ThreadPoolExecutor(3) as threads:
        futures = [threads.submit(each) for each in (sets, erases_by_rule, erases_by_hand)]
        held, *_ = [future.result(60) for future in futures]
    with store.read() as unit:
        there = {each for each in everybody if patients.get(unit.db, each, ())}
        standing = {each.patient_id for each in legal_holds.standing(unit.db)}
        tombs = {each for each in everybody if tombstones.of(unit.db, each)}
    assert held is not None
    assert set(held) == standing == there
    assert tombs == set(everybody) - there


@on_each_engine
def test_the_database_itself_deletes_nobody_on_hold(store: Store, clock: Clock):
    maya = on_file(store, clock())
    with store.begin() as unit:
        legal_holds.add(unit.db, maya, WHY, "operator", clock())
    with pytest.raises(DBAPIError), store.engine.begin() as connection:
        connection.execute(delete(records).where(records.c.id == maya))
    with store.read() as unit:
        assert patients.get(unit.db, maya, ())


@on_each_engine
def test_only_one_of_two_who_set_a_hold_at_once_does(store: Store, clock: Clock):
    maya = on_file(store, clock())

    def sets(_: int) -> bool:
        try:
            with store.begin() as unit:
                return legal_holds.add(unit.db, maya, WHY, "operator", clock())
        except StoreUnavailable:
            return False

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(sets, range(4))) == 1
    with store.engine.connect() as connection:
        assert len(connection.execute(select(LegalHold.id)).all()) == 1
