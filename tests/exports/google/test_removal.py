"""An erased patient leaves the spreadsheet: at once, wherever in it they stand, and whatever is under way."""

from __future__ import annotations

import copy
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert

from app.store.exports import sheets
from app.store.exports.sheets import REMOVAL, SheetRow
from app.store.work import jobs
from tests.exports.google.clinic import everywhere, with_google
from tests.exports.google.fake import SHEET_ID, Fault
from tests.exports.google.tab import Tab

LONG_GONE = "0-a-spreadsheet-that-somebody-has-deleted"


def cells(clinic):
    """Return every cell of every tab."""
    return [cell for tab in clinic.google.book.tabs for row in tab.rows for cell in row]


def copied(clinic, title="Noor's copy"):
    """Copy our tab, as somebody at Google may."""
    theirs = copy.deepcopy(clinic.google.book.tab("Anteroom"))
    theirs.id, theirs.title = 99, title
    clinic.google.book.tabs.append(theirs)
    return theirs


def to_remove(clinic):
    with clinic.services.store.read() as unit:
        return sheets.erased(unit.db)


def test_an_erased_patients_row_disappears_and_no_other(sheet_clinic):
    first, erased, last = sheet_clinic.on_file(3)
    sheet_clinic.pushes()
    sheet_clinic.erases(erased)
    sheet_clinic.works()
    assert everywhere(sheet_clinic) == ["record_id", str(first), str(last)]
    assert sheet_clinic.ledger() == {first, last}
    assert sheet_clinic.job(REMOVAL).state == "done"


def test_an_erased_patient_leaves_the_tabs_that_people_have_copied_too(sheet_clinic):
    _, erased = sheet_clinic.on_file(2)
    sheet_clinic.pushes()
    copied(sheet_clinic).rows.insert(1, [str(erased), "pasted twice"])
    sheet_clinic.erases(erased)
    sheet_clinic.works()
    assert str(erased) not in everywhere(sheet_clinic)


def test_many_erased_patients_leave_in_the_requests_of_one(sheet_clinic):
    patients = sheet_clinic.on_file(20)
    sheet_clinic.pushes()
    sheet_clinic.google.forget_requests()
    for patient in patients[2:12]:
        sheet_clinic.erases(patient)
    sheet_clinic.works()
    assert len(everywhere(sheet_clinic)) == 11
    assert [asked.kind for asked in sheet_clinic.google.asked] == [
        "token", "shape", "read", "read", "change", "shape", "read", "read",
    ]  # fmt: skip
    assert {job.state for job in sheet_clinic.jobs()} == {"done"}


def test_when_all_are_erased_the_heading_stays(sheet_clinic):
    patients = sheet_clinic.on_file(3)
    sheet_clinic.pushes()
    tab = sheet_clinic.google.book.tab("Anteroom")
    tab.row_count = len(tab.rows)  # somebody deleted the empty rows below
    for patient in patients:
        sheet_clinic.erases(patient)
    sheet_clinic.works()
    assert everywhere(sheet_clinic) == ["record_id"]
    assert sheet_clinic.job(REMOVAL).state == "done"


def test_a_patient_who_was_never_pushed_is_nobodys_job(sheet_clinic):
    sheet_clinic.on_file(1)
    sheet_clinic.pushes()
    (newcomer,) = sheet_clinic.on_file(1)
    sheet_clinic.google.forget_requests()
    sheet_clinic.erases(newcomer)
    sheet_clinic.works()
    assert sheet_clinic.google.asked == []


@pytest.mark.parametrize("kind", ["change", "append", "read"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_patient_who_is_erased_in_the_middle_of_a_push_is_not_there_in_the_end(sheet_clinic, kind, moment):
    patients = sheet_clinic.on_file(20)
    erased = patients[7]

    def erase(now, asked):
        if (now, asked.kind) == (moment, kind):
            sheet_clinic.google.watch = lambda _moment, _asked: None
            sheet_clinic.erases(erased)

    sheet_clinic.google.watch = erase
    export = sheet_clinic.pushes()
    sheet_clinic.works_for(minutes=2)
    assert export.state == "done"
    assert sorted(everywhere(sheet_clinic)[1:]) == sorted(str(each) for each in patients if each != erased)
    assert sheet_clinic.ledger() == set(patients) - {erased}
    assert {job.state for job in sheet_clinic.jobs()} == {"done"}


def test_a_removal_waits_for_a_push_and_still_comes_within_two_minutes(sheet_clinic):
    patients = sheet_clinic.on_file(3)
    sheet_clinic.pushes()
    sheet_clinic.changes(patients[0], "done")

    def erase(moment, asked):
        if (moment, asked.kind) == ("before", "write"):
            sheet_clinic.google.watch = lambda _moment, _asked: None
            sheet_clinic.erases(patients[1])
            assert sheet_clinic.worker().once()  # another process has a worker too

    sheet_clinic.google.watch = erase
    sheet_clinic.asks()
    sheet_clinic.works_for(minutes=2)
    assert everywhere(sheet_clinic) == ["record_id", str(patients[0]), str(patients[2])]
    assert {job.state for job in sheet_clinic.jobs()} == {"done"}


@pytest.mark.parametrize("drop", ["before", "after"])
def test_an_answer_that_is_lost_is_looked_up(sheet_clinic, drop):
    first, erased = sheet_clinic.on_file(2)
    sheet_clinic.pushes()
    sheet_clinic.erases(erased)
    sheet_clinic.google.goes_wrong("change", Fault(drop=drop))
    sheet_clinic.works()
    assert everywhere(sheet_clinic) == ["record_id", str(first)]
    assert sheet_clinic.job(REMOVAL).state == "done"


def test_a_sheet_that_is_switched_off_leaves_a_job_for_somebody_to_look_at(sheet_clinic):
    (patient,) = sheet_clinic.on_file(1)
    sheet_clinic.pushes()
    sheet_clinic.erases(patient)
    with_google(sheet_clinic, None).works()
    assert (sheet_clinic.job(REMOVAL).state, sheet_clinic.job(REMOVAL).error) == ("failed", "sheets_off")


def test_the_patient_leaves_the_sheet_that_they_went_to_and_not_the_one_of_today(sheet_clinic):
    first, erased = sheet_clinic.on_file(2)
    sheet_clinic.pushes()
    sheet_clinic.erases(erased)
    today = replace(sheet_clinic.services.settings.google, sheet_id="another-one-" + SHEET_ID[:20])
    with_google(sheet_clinic, today).works()
    assert everywhere(sheet_clinic) == ["record_id", str(first)]


def test_a_patient_erased_in_the_middle_of_a_push_leaves_the_copied_tabs_too(sheet_clinic):
    first, erased, _ = sheet_clinic.on_file(3)
    sheet_clinic.pushes()
    copied(sheet_clinic)
    sheet_clinic.changes(first, "done")

    def erase(moment, asked):
        if (moment, asked.kind) == ("before", "write"):
            sheet_clinic.google.watch = lambda _moment, _asked: None
            sheet_clinic.erases(erased)

    sheet_clinic.google.watch = erase
    sheet_clinic.asks()
    sheet_clinic.works_for(minutes=3)
    assert str(erased) not in cells(sheet_clinic)
    assert to_remove(sheet_clinic) == {}


def test_a_push_that_comes_before_the_removal_leaves_the_copied_tabs_to_it(sheet_clinic):
    _, erased, _ = sheet_clinic.on_file(3)
    sheet_clinic.pushes()
    copied(sheet_clinic)
    export_id = sheet_clinic.asks()
    sheet_clinic.hours.pass_by(seconds=1)
    sheet_clinic.erases(erased)
    assert sheet_clinic.worker().once()
    assert sheet_clinic.export(export_id).state == "done"
    assert to_remove(sheet_clinic) == {SHEET_ID: {erased}}
    sheet_clinic.works_for(minutes=3)
    assert str(erased) not in cells(sheet_clinic)
    assert to_remove(sheet_clinic) == {}


def test_a_patient_who_left_the_filter_is_taken_out_of_a_tab_that_was_renamed(sheet_clinic):
    done, erased, _ = sheet_clinic.on_file(3)
    sheet_clinic.pushes()
    sheet_clinic.changes(done, "done")
    sheet_clinic.google.book.tab("Anteroom").title = "Last month"
    sheet_clinic.pushes(status="done")
    assert sheet_clinic.ledger() == {done}
    sheet_clinic.erases(erased)
    sheet_clinic.works_for(minutes=3)
    assert str(erased) not in cells(sheet_clinic)


def test_a_spreadsheet_that_is_gone_does_not_keep_anybody_in_the_others(sheet_clinic):
    first, second = sheet_clinic.on_file(2)
    with sheet_clinic.services.store.begin() as unit:
        sheets.put_many(unit.db, LONG_GONE, {first: None}, uuid4(), sheet_clinic.services.clock())
    sheet_clinic.pushes()
    for erased in (first, second):
        sheet_clinic.erases(erased)
        sheet_clinic.works_for(minutes=3)
        job = sheet_clinic.job(REMOVAL)
        assert (job.state, job.error) == ("failed", "sheet_not_found")
        assert str(erased) not in cells(sheet_clinic)
    assert to_remove(sheet_clinic) == {LONG_GONE: {first}}


def test_a_spreadsheet_that_is_gone_does_not_end_the_tries_at_one_that_is_busy(sheet_clinic):
    _, erased = sheet_clinic.on_file(2)
    with sheet_clinic.services.store.begin() as unit:
        sheets.put_many(unit.db, LONG_GONE, {erased: None}, uuid4(), sheet_clinic.services.clock())
    sheet_clinic.pushes()
    sheet_clinic.erases(erased)
    today = replace(sheet_clinic.services.settings.google, sheet_id=LONG_GONE)
    sheet_clinic.google.goes_wrong("read", *[Fault(503)] * 20)
    with_google(sheet_clinic, today).works_for(hours=1)
    assert str(erased) not in cells(sheet_clinic)
    assert sheet_clinic.job(REMOVAL).error == "sheet_not_found"


@pytest.mark.parametrize("title", ["Anteroom", "Noor's copy"])
def test_a_column_that_somebody_put_before_ours_hides_nobody(sheet_clinic, title):
    first, erased = sheet_clinic.on_file(2)
    sheet_clinic.pushes()
    copied(sheet_clinic)
    for row in sheet_clinic.google.book.tab(title).rows:
        row.insert(0, "")
    sheet_clinic.erases(erased)
    sheet_clinic.works_for(minutes=3)
    assert str(erased) not in cells(sheet_clinic)
    assert cells(sheet_clinic).count(str(first)) == 2
    assert sheet_clinic.job(REMOVAL).state == "done"


def test_a_copy_without_its_heading_hides_nobody(sheet_clinic):
    erased, _ = sheet_clinic.on_file(2)
    sheet_clinic.pushes()
    del copied(sheet_clinic).rows[0]
    sheet_clinic.erases(erased)
    sheet_clinic.works()
    assert str(erased) not in cells(sheet_clinic)


def test_when_our_tab_has_lost_the_records_nobody_says_that_a_patient_is_gone(sheet_clinic):
    _, erased = sheet_clinic.on_file(2)
    sheet_clinic.pushes()
    copied(sheet_clinic)
    for row in sheet_clinic.google.book.tab("Anteroom").rows:
        del row[0]
    sheet_clinic.erases(erased)
    sheet_clinic.works()
    job = sheet_clinic.job(REMOVAL)
    assert (job.state, job.error) == ("failed", "sheet_heading_foreign")
    assert to_remove(sheet_clinic) == {SHEET_ID: {erased}}
    assert str(erased) not in cells(sheet_clinic), "where they can be found, they are taken out"


def test_more_erased_patients_than_a_statement_takes_are_taken_out(sheet_clinic):
    sheet_clinic.on_file(1)
    sheet_clinic.pushes()
    now = sheet_clinic.services.clock()
    values = {"spreadsheet_id": SHEET_ID, "export_id": uuid4(), "pushed_at": now, "state": "to_remove"}
    many = [UUID(int=number) for number in range(33_000)]
    with sheet_clinic.services.store.engine.begin() as connection:
        connection.execute(insert(SheetRow), [values | {"patient_id": each} for each in many])
    long_ago = Tab(9, "Long ago", row_count=9000, rows=[["record_id"]])
    for each in many[:4400]:
        long_ago.rows += [str(each)], ["Rung on Monday"]
    sheet_clinic.google.book.tabs.append(long_ago)
    sheet_clinic.google.forget_requests()
    with sheet_clinic.services.store.begin() as unit:
        jobs.add(unit.db, REMOVAL, many[0], "operator", now)
    sheet_clinic.works()
    assert sheet_clinic.job(REMOVAL).state == "done"
    assert to_remove(sheet_clinic) == {}
    left = [row[0] for row in sheet_clinic.google.book.tab("Long ago").rows]
    assert left == ["record_id", *["Rung on Monday"] * 4400]
    assert sheet_clinic.google.count("change") == 5
