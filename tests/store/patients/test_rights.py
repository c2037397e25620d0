"""Requests under the law, what an erasure leaves of them, and restrictions.

Of one kind, one is open at a time, and it is closed once.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import InvalidRequestError

from app.store import NoSuchPatient
from app.store.exports import export_files, export_rows, exports, report_rows, sheets
from app.store.exports.exports import Export
from app.store.exports.sheets import REMOVAL
from app.store.patients import erasures, patients, restrictions, rights_requests, tombstones
from app.store.patients.patient_filters import PatientFilters
from app.store.patients.rights_requests import DONE, ERASED, REFUSED
from app.store.staff import staff
from app.store.trail import audit
from app.store.work import jobs
from tests.store.example import ANSWERS, NOW, asking, created
from tests.trail import event

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.store import Store
    from tests.app_fixtures import Contents

TODAY = date(2026, 11, 25)
STAFF = "staff:1"
SHEET = "1AbCdEfGhIjKlMnOpQrStUv"


def asks(
    store: Store, patient: UUID, kind: str = "copy", due: int = 30, note: str | None = None
) -> UUID | None:
    with store.begin() as unit:
        return asking(unit, patient, kind, asked=TODAY, due=TODAY + timedelta(days=due), by=STAFF, note=note)


def finishes(store: Store, patient: UUID, request: UUID) -> str | None:
    with store.begin() as unit:
        return rights_requests.finish(unit.db, patient, request, STAFF, NOW)


def refuses(store: Store, patient: UUID, request: UUID, kind: str = "copy") -> str | None:
    with store.begin() as unit:
        return rights_requests.refuse(unit.db, patient, request, "unfounded", (kind,), STAFF, NOW)


def restricts(store: Store, patient: UUID) -> bool:
    with store.begin() as unit:
        return erasures.restrict(unit.db, patient, STAFF, NOW)


def exported(store: Store) -> tuple[list[UUID], int]:
    """Return whom an export takes, and how many it counts."""
    with store.read() as unit:
        batch = export_rows.batch(unit.db, 50, None, ["name"])
        count = export_rows.count(unit.db, PatientFilters())
    return list(map(UUID, batch.opened().get("id", ()))), count


def test_only_one_of_a_kind_is_open_at_a_time_whoever_asks_at_once(store: Store):
    maya = created(store, ANSWERS)
    here = threading.Barrier(4)

    def ask(_number: int) -> UUID | None:
        here.wait()
        return asks(store, maya)

    with ThreadPoolExecutor(4) as threads:
        noted = [one for one in threads.map(ask, range(4)) if one]
    assert len(noted) == 1
    assert asks(store, maya, "erasure") is not None
    assert refuses(store, maya, noted[0]) == "copy"
    assert asks(store, maya) is not None, "once it is answered, they may ask again"


def test_a_request_is_closed_once_and_only_as_its_own_patients(store: Store):
    maya, noor = created(store, ANSWERS), created(store, ANSWERS)
    request = asks(store, maya)
    assert request
    assert refuses(store, noor, request) is None
    assert refuses(store, maya, request, "erasure") is None, "not of a kind that they may refuse"
    assert refuses(store, maya, request) == "copy"
    assert refuses(store, maya, request) is None
    again = asks(store, maya)
    assert again
    with store.begin() as unit:
        audit.record(unit.db, STAFF, event("export.copied"), "patient", maya, {}, at=NOW)
    assert finishes(store, noor, again) is None
    assert finishes(store, maya, again) == "copy"
    assert finishes(store, maya, again) is None


def test_the_first_due_comes_first_and_notes_are_opened_only_when_asked_for(store: Store):
    maya, noor = created(store, ANSWERS), created(store, ANSWERS)
    asks(store, maya, "copy", 30, "On paper, please")
    asks(store, noor, "erasure", -2)
    asks(store, maya, "correction", 5)
    with store.read() as unit:
        assert [each.kind for each in rights_requests.open_ones(unit.db)] == ["erasure", "correction", "copy"]
        for each in rights_requests.of(unit.db, maya):
            with pytest.raises(InvalidRequestError):
                each.note  # noqa: B018
        assert {each.note for each in rights_requests.with_notes(unit.db, maya)} == {None, "On paper, please"}
        assert rights_requests.count_due(unit.db, TODAY, TODAY + timedelta(days=7)) == (1, 1)


def test_a_note_is_sealed_and_so_is_nothing_else(store: Store, contents: Callable[[], Contents]):
    asks(store, created(store, ANSWERS), note="Quillfeather on paper")
    assert "Quillfeather" not in repr(contents())
    assert "gAAAAA" in contents()["rights_requests"][0]


def test_an_erasure_answers_the_request_for_it_closes_the_others_and_forgets_their_words(store: Store):
    maya = created(store, ANSWERS)
    asks(store, maya, "erasure", note="All of it")
    asks(store, maya, "copy", note="First a copy")
    with store.begin() as unit:
        assert erasures.erase(unit.db, maya, "patient_asked", STAFF, NOW)
    with store.read() as unit:
        left = {each.kind: each for each in rights_requests.with_notes(unit.db, maya)}
    assert (left["erasure"].state, left["erasure"].closed_at) == (DONE, NOW)
    assert (left["copy"].state, left["copy"].reason) == (REFUSED, ERASED)
    assert {each.note for each in left.values()} == {None}
    with pytest.raises(NoSuchPatient):
        asks(store, maya)


def test_a_request_during_the_erasure_is_closed_with_it_or_finds_nobody(store: Store):
    for _ in range(5):
        maya = created(store, ANSWERS)
        here = threading.Barrier(2)

        def ask(maya: UUID = maya, here: threading.Barrier = here) -> None:
            here.wait()
            try:
                asks(store, maya)
            except NoSuchPatient:
                return

        def erase(maya: UUID = maya, here: threading.Barrier = here) -> None:
            here.wait()
            with store.begin() as unit:
                assert erasures.erase(unit.db, maya, "other", STAFF, NOW)

        with ThreadPoolExecutor(2) as threads:
            for done in [threads.submit(ask), threads.submit(erase)]:
                done.result()
        with store.read() as unit:
            assert {each.state for each in rights_requests.of(unit.db, maya)} <= {REFUSED}


def test_a_restricted_record_is_in_no_export_count_or_report_until_that_is_lifted(store: Store):
    maya, noor = created(store, ANSWERS), created(store, ANSWERS)
    assert exported(store) == (sorted_as_made(store, maya, noor), 2)
    assert restricts(store, maya)
    assert not restricts(store, maya), "of two who do, one is told"
    assert exported(store) == ([noor], 1)
    with store.read() as unit:
        counted = report_rows.intakes(unit.db, NOW - timedelta(days=900), NOW + timedelta(days=900), 50)
    assert len(counted) == 1
    with store.begin() as unit:
        assert restrictions.lift(unit.db, maya, STAFF, NOW)
        assert not restrictions.lift(unit.db, maya, STAFF, NOW)
    assert exported(store)[1] == 2
    assert restricts(store, maya), "it may be restricted again"
    with store.read() as unit:
        assert [each.lifted_at for each in restrictions.of(unit.db, maya)].count(None) == 1


def sorted_as_made(store: Store, *people: UUID) -> list[UUID]:
    with store.read() as unit:
        made = {each.id: (each.created_at, each.id) for each in patients.page(unit.db, 50)}
    return sorted(people, key=lambda each: made[each])


def test_a_restricted_records_row_is_taken_out_of_a_sheet_and_no_push_under_way_brings_it_back(store: Store):
    maya, noor = created(store, ANSWERS), created(store, ANSWERS)
    with store.begin() as unit:
        assert sheets.put_many(unit.db, SHEET, {maya: b"x" * 32, noor: b"y" * 32}, UUID(int=7), NOW) == set()
    restricts(store, maya)
    with store.read() as unit:
        assert sheets.erased(unit.db) == {SHEET: {maya}}
        assert [job.subject_id for job in jobs.page(unit.db, 9) if job.kind == REMOVAL] == [maya]
    with store.begin() as unit:
        assert sheets.put_many(unit.db, SHEET, {maya: b"x" * 32, noor: b"y" * 32}, UUID(int=7), NOW) == {maya}
    with store.read() as unit:
        assert set(sheets.known(unit.db, SHEET)) == {noor}
    with store.begin() as unit:
        sheets.removed(unit.db, SHEET, [maya])
        restrictions.lift(unit.db, maya, STAFF, NOW)
        assert sheets.put_many(unit.db, SHEET, {maya: None}, UUID(int=7), NOW) == set()


def test_a_push_and_a_restriction_at_once_end_with_the_row_to_be_taken_out(store: Store):
    for _ in range(6):
        maya = created(store, ANSWERS)
        here = threading.Barrier(2)

        def push(maya: UUID = maya, here: threading.Barrier = here) -> None:
            here.wait()
            with store.begin() as unit:
                sheets.put_many(unit.db, SHEET, {maya: b"x" * 32}, UUID(int=7), NOW)

        def restrict(maya: UUID = maya, here: threading.Barrier = here) -> None:
            here.wait()
            assert restricts(store, maya)

        with ThreadPoolExecutor(2) as threads:
            for done in [threads.submit(push), threads.submit(restrict)]:
                done.result()
        with store.read() as unit:
            assert maya not in sheets.known(unit.db, SHEET)
            assert maya in sheets.erased(unit.db).get(SHEET, {maya})


def test_a_workbook_that_waits_is_forgotten_and_one_under_way_is_made_again(store: Store):
    maya = created(store, ANSWERS)
    with store.begin() as unit:
        member = staff.add(unit.db, "n@larkfield.example", "Nkechi", "clinician", NOW)
        new = Export.wanted(
            "xlsx", member, f"staff:{member}", "Audit", ("name",), PatientFilters(), protected=True
        )
        export = exports.ask(unit.db, new, NOW)
        export_files.write_part(unit.db, export, 0, b"PK", NOW)
        before = tombstones.count(unit.db)
    restricts(store, maya)
    with store.begin() as unit:
        assert export_files.count(unit.db, export) == 0
        assert tombstones.count_settled(unit.db) == before + 1
        restrictions.lift(unit.db, maya, STAFF, NOW)
        erasures.erase(unit.db, maya, "other", STAFF, NOW)
        assert tombstones.count(unit.db) == before + 2, "it only grows"


def test_nobody_who_is_not_there_is_restricted(store: Store):
    with pytest.raises(NoSuchPatient), store.begin() as unit:
        erasures.restrict(unit.db, uuid4(), STAFF, NOW)
