"""Whatever may be in a spreadsheet is in the ledger, so an erasure removes it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.store.exports import sheets
from app.store.exports.sheets import REMOVAL, SHEET_ROW, SheetRow
from app.store.patients import erasures
from app.store.work import jobs
from tests.databases import Keys
from tests.store.example import ANSWERS, NOW, created

if TYPE_CHECKING:
    from app.store import Store

SHEET, OTHER = "1AbCdEf", "2GhIjKl"
EXPORT = UUID(int=7)


def put(store: Store, *people: UUID, sheet: str = SHEET, sent: bool = True) -> set[UUID]:
    with store.begin() as unit:
        rows = {
            patient: sheets.digest(unit.db, [str(patient), "new"]) if sent else None for patient in people
        }
        return sheets.put_many(unit.db, sheet, rows, EXPORT, NOW)


def known(store: Store, sheet: str = SHEET) -> dict[UUID, bytes | None]:
    with store.read() as unit:
        return sheets.known(unit.db, sheet)


def to_remove(store: Store, patient: UUID) -> list[str]:
    """Return the spreadsheets that the patient is to be taken out of."""
    with store.read() as unit:
        return sorted(sheet for sheet, patients in sheets.erased(unit.db).items() if patient in patients)


def erase(store: Store, patient: UUID) -> bool:
    with store.begin() as unit:
        return erasures.erase(unit.db, patient, "other", "staff:1", NOW)


def removals(store: Store) -> list[UUID | None]:
    """Return whose rows jobs are to take out."""
    with store.read() as unit:
        return [job.subject_id for job in jobs.page(unit.db, 50) if job.kind == REMOVAL]


def test_rows_are_written_down_before_they_are_sent_and_known_when_they_are(store: Store):
    maya, noor = created(store, ANSWERS), created(store, ANSWERS)
    assert put(store) == set()
    assert put(store, maya, noor, sent=False) == set()
    assert known(store) == {maya: None, noor: None}
    put(store, maya)
    with store.read() as unit:
        assert known(store) == {maya: sheets.digest(unit.db, [str(maya), "new"]), noor: None}
        assert (sheets.count(unit.db, SHEET), sheets.count(unit.db, OTHER)) == (1, 0)
    put(store, maya, sent=False)
    assert known(store)[maya] is None, "what is being changed is not known until it is sent"


def test_a_digest_tells_cells_apart_and_is_another_under_another_key(store: Store, keys: Keys):
    with store.read() as unit:
        one = sheets.digest(unit.db, ["a", "b"])
        assert one == keys.index.marked(SHEET_ROW, '["a", "b"]')
        assert one != Keys().index.marked(SHEET_ROW, '["a", "b"]')
        assert one == sheets.digest(unit.db, ("a", "b"))
        assert len({one, sheets.digest(unit.db, ["ab", ""]), sheets.digest(unit.db, ['a", "b'])}) == 3


def test_an_erased_patient_is_marked_in_every_spreadsheet_and_a_job_takes_them_out(store: Store):
    maya, noor = created(store, ANSWERS), created(store, ANSWERS)
    put(store, maya, noor)
    put(store, maya, sheet=OTHER)
    assert erase(store, maya)
    assert (to_remove(store, maya), to_remove(store, noor)) == ([SHEET, OTHER], [])
    assert list(known(store)) == [noor]
    assert removals(store) == [maya]
    with store.engine.connect() as connection:
        marked = select(SheetRow.digest).where(SheetRow.patient_id == maya)
        assert connection.execute(marked).scalars().all() == [None, None]
    with store.begin() as unit:
        assert sheets.removed(unit.db, SHEET, [maya, uuid4()]) == 1
    assert to_remove(store, maya) == [OTHER]


def test_a_patient_who_leaves_our_tab_stays_in_the_ledger_and_is_taken_out_when_they_are_erased(store: Store):
    maya, noor = created(store, ANSWERS), created(store, ANSWERS)
    put(store, maya, noor)
    with store.begin() as unit:
        sheets.left_out(unit.db, SHEET, [maya])
        assert sheets.removed(unit.db, SHEET, [maya, noor]) == 0, "nobody is crossed out who was not erased"
        assert sheets.count(unit.db, SHEET) == 1
    assert known(store)[maya] is None
    assert erase(store, maya)
    assert (to_remove(store, maya), removals(store)) == ([SHEET], [maya])


def test_no_push_crosses_out_who_is_still_to_be_taken_out(store: Store):
    maya = created(store, ANSWERS)
    put(store, maya)
    erase(store, maya)
    with store.begin() as unit:
        sheets.left_out(unit.db, SHEET, [maya])
    assert to_remove(store, maya) == [SHEET]


def test_a_patient_in_no_spreadsheet_is_erased_without_a_job(store: Store):
    assert erase(store, created(store, ANSWERS))
    assert removals(store) == []


def test_an_erasure_that_is_undone_marks_nothing(store: Store):
    maya = created(store, ANSWERS)
    put(store, maya)

    def fails() -> None:
        with store.begin() as unit:
            erasures.erase(unit.db, maya, "other", "staff:1", NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert (to_remove(store, maya), removals(store)) == ([], [])


def test_a_patient_erased_before_they_were_in_the_ledger_is_reported_and_taken_out_in_case(store: Store):
    maya, noor = created(store, ANSWERS), created(store, ANSWERS)
    erase(store, maya)
    assert put(store, maya, noor, sent=False) == {maya}
    assert (to_remove(store, maya), removals(store)) == ([SHEET], [maya])
    assert list(known(store)) == [noor]


def test_a_patient_erased_while_they_were_sent_is_taken_out_once_more(store: Store):
    maya = created(store, ANSWERS)
    put(store, maya, sent=False)
    erase(store, maya)
    with store.begin() as unit:
        [job] = jobs.page(unit.db, 5)
        jobs.claim(unit.db, NOW, timedelta(minutes=1), (REMOVAL,))
        sheets.removed(unit.db, SHEET, [maya])  # it looked before the row had come
    assert put(store, maya) == {maya}
    assert to_remove(store, maya) == [SHEET]
    assert removals(store) == [maya, maya]
    with store.read() as unit:
        [again] = [each for each in jobs.page(unit.db, 5) if each.id != job.id]
    assert again.state == "queued"


def test_whoever_is_erased_at_any_moment_of_a_push_is_found_by_it_or_by_the_erasure(store: Store):
    for _ in range(8):
        maya = created(store, ANSWERS)
        here = threading.Barrier(2)

        def pushes(maya: UUID = maya, here: threading.Barrier = here) -> None:
            here.wait()
            put(store, maya, sent=False)
            put(store, maya)

        def erases(maya: UUID = maya, here: threading.Barrier = here) -> None:
            here.wait()
            assert erase(store, maya)

        with ThreadPoolExecutor(2) as pool:
            for work in [pool.submit(pushes), pool.submit(erases)]:
                work.result()
        assert to_remove(store, maya) == [SHEET]
        assert maya in removals(store)
        assert maya not in known(store)
