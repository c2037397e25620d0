"""A push: the sheet holds the table and nothing else of ours, in as few requests as that takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from uuid import uuid4

import pytest

from app.exports.columns import COLUMNS
from app.exports.custody import table_of
from app.exports.targets.sheets.push import PUSH
from app.jobs.lease import LEASE
from app.store.exports import exports, taken_records
from app.store.exports.sheets import REMOVAL
from app.store.staff import staff
from app.store.trail import audit
from app.store.work import jobs
from tests.exports.google.clinic import with_google
from tests.exports.google.fake import SCOPE, SHEET_ID
from tests.exports.google.tab import Formula, Tab
from tests.own_questions import INTERPRETER, SMOKING, WEIGHT, published
from tests.own_questions import on_file as own_answers
from tests.store.example import enrolled

WORDS = ("record_id", "status", "name", "medical_history")
AT_LENGTH = "Asthma, since " + "long ago " * 4000
TALKATIVE = 120
"""As many patients with such a history: they take more than one append, as thousands do who say little."""


def expected(clinic, export):
    """Return the heading and the rows of an export, as they stand in the database now."""
    table = table_of(export, COLUMNS, clinic.services.clock(), UTC)
    rows = [list(row) for batch in table.batches(clinic.services.store) for row in batch]
    return [list(export.chosen), *rows]


def standing(clinic):
    """Return the rows of the tab, without blank cells at their ends."""
    heading, *rows = clinic.google.book.table()
    return [heading, *(row + [""] * (len(heading) - len(row)) for row in rows)]


def test_a_first_push_makes_the_tab_with_a_row_for_each_patient(sheet_clinic):
    sheet_clinic.on_file(30)
    export = sheet_clinic.pushes()
    assert (export.state, export.rows) == ("done", 30)
    assert standing(sheet_clinic) == expected(sheet_clinic, export)
    assert sheet_clinic.google.book.titles() == ["Sheet1", "Anteroom"]
    tab = sheet_clinic.google.book.tab("Anteroom")
    assert (tab.hidden, tab.frozen) == (False, 1)


def test_a_first_push_takes_five_requests(sheet_clinic):
    sheet_clinic.on_file(30)
    sheet_clinic.pushes()
    assert [asked.kind for asked in sheet_clinic.google.asked] == [
        "token", "shape", "change", "append", "read", "change",
    ]  # fmt: skip


def test_a_second_push_finds_everything_there_and_writes_nothing(sheet_clinic):
    sheet_clinic.on_file(30)
    sheet_clinic.pushes()
    export = sheet_clinic.pushes()
    assert (export.state, export.rows) == ("done", 30)
    assert [asked.kind for asked in sheet_clinic.google.asked] == ["token", "shape", "read"]


def test_the_trail_has_the_same_digest_of_two_equal_pushes(sheet_clinic):
    sheet_clinic.on_file(3)
    assert sheet_clinic.pushes().digest == sheet_clinic.pushes().digest


def test_a_changed_patient_is_one_row_of_one_request(sheet_clinic):
    *_, changed, _ = sheet_clinic.on_file(30)
    sheet_clinic.pushes()
    before = standing(sheet_clinic)
    sheet_clinic.changes(changed, "done")
    export = sheet_clinic.pushes()
    (write,) = (asked for asked in sheet_clinic.google.asked if asked.kind in {"write", "append", "change"})
    assert write.kind == "write"
    assert write.body.count(b"Asthma") == 1
    after = standing(sheet_clinic)
    assert after == expected(sheet_clinic, export)
    assert [old[0] for old, new in zip(before, after, strict=True) if old != new] == [str(changed)]


def test_neighbouring_rows_are_written_as_one_range(sheet_clinic):
    patients = sheet_clinic.on_file(30)
    sheet_clinic.pushes()
    for patient in patients[3:9]:
        sheet_clinic.changes(patient, "done")
    sheet_clinic.pushes()
    (write,) = (asked for asked in sheet_clinic.google.asked if asked.kind == "write")
    assert write.body.count(b'"range"') == 1


def test_a_new_patient_is_added_below_the_others(sheet_clinic):
    sheet_clinic.on_file(3)
    sheet_clinic.pushes()
    sheet_clinic.hours.pass_by(days=1)
    (newcomer,) = sheet_clinic.on_file(1)
    sheet_clinic.pushes()
    assert standing(sheet_clinic)[-1][0] == str(newcomer)
    assert sheet_clinic.google.count("append") == 1
    assert sheet_clinic.google.count("change") == 0


def test_what_a_narrower_push_leaves_out_is_taken_out(sheet_clinic):
    done, *_ = sheet_clinic.on_file(5)
    sheet_clinic.pushes()
    sheet_clinic.changes(done, "done")
    sheet_clinic.pushes(status="done")
    assert [row[0] for row in standing(sheet_clinic)] == ["record_id", str(done)]
    assert sheet_clinic.ledger() == {done}


def test_a_push_of_nobody_leaves_the_heading(sheet_clinic):
    sheet_clinic.on_file(5)
    sheet_clinic.pushes()
    assert sheet_clinic.pushes(status="done").rows == 0
    assert len(standing(sheet_clinic)) == 1
    assert sheet_clinic.ledger() == set()
    sheet_clinic.pushes()
    assert len(standing(sheet_clinic)) == 6


def test_a_first_push_of_nobody_makes_the_tab(sheet_clinic):
    assert sheet_clinic.pushes().state == "done"
    assert len(standing(sheet_clinic)) == 1


def test_a_push_of_other_columns_replaces_the_tab_at_one_moment(sheet_clinic):
    sheet_clinic.on_file(TALKATIVE, medical_history=AT_LENGTH)
    sheet_clinic.pushes(*WORDS)
    seen = []
    sheet_clinic.google.watch = lambda _moment, _asked: seen.append(
        (tuple(standing(sheet_clinic)[0]), len(standing(sheet_clinic)))
    )
    sheet_clinic.pushes(*WORDS[:2], *WORDS[3:])
    assert sheet_clinic.google.count("append") > 1
    assert set(seen) == {(WORDS, TALKATIVE + 1), ((*WORDS[:2], *WORDS[3:]), TALKATIVE + 1)}
    assert sheet_clinic.google.book.titles() == ["Sheet1", "Anteroom"]


def test_a_push_into_the_only_tab_there_is_replaces_it_too(sheet_clinic):
    sheet_clinic.on_file(2)
    sheet_clinic.pushes(*WORDS)
    sheet_clinic.google.book.tabs = [sheet_clinic.google.book.tab("Anteroom")]
    assert sheet_clinic.pushes("record_id", "status").state == "done"
    assert sheet_clinic.google.book.titles() == ["Anteroom"]


@pytest.mark.parametrize(
    "heading",
    [
        [],
        ["Name", "Phone call"],
        ["record_id", "status", "name", "medical_history", "Our notes"],
        ["status", "record_id"],
        ["record_id", "status", "status"],
        ["status"],
    ],
)
def test_a_tab_that_is_not_ours_is_refused_and_left_as_it_is(sheet_clinic, heading):
    sheet_clinic.on_file(3)
    theirs = Tab(7, "Anteroom", rows=[list(heading), ["Maya", "12"]])
    sheet_clinic.google.book.tabs.append(theirs)
    export = sheet_clinic.pushes(*WORDS)
    assert export.state == "broken"
    assert (sheet_clinic.job().state, sheet_clinic.job().error) == ("failed", "sheet_heading_foreign")
    assert sheet_clinic.google.count("append", "write", "change") == 0
    assert theirs.rows == [list(heading), ["Maya", "12"]]


def test_rows_that_people_have_added_stay(sheet_clinic):
    sheet_clinic.on_file(3)
    sheet_clinic.pushes()
    sheet_clinic.google.book.tab("Anteroom").rows.insert(2, ["Rung on Monday"])
    sheet_clinic.on_file(2)
    sheet_clinic.pushes()
    column = [row[0] for row in standing(sheet_clinic)]
    assert column[2] == "Rung on Monday"
    assert len(column) == 1 + 3 + 1 + 2


def test_a_tab_with_rows_of_other_people_is_not_replaced(sheet_clinic):
    sheet_clinic.on_file(3)
    sheet_clinic.pushes(*WORDS)
    sheet_clinic.google.book.tab("Anteroom").rows.append(["Rung on Monday"])
    sheet_clinic.pushes("status")
    assert sheet_clinic.job().error == "sheet_rows_foreign"
    assert sheet_clinic.google.count("append", "write", "change") == 0


@pytest.mark.parametrize("added", [["", "Total: 2 (Noor)"], ["Total"], ["", "", "", "", "", "", "2"]])
def test_a_tab_with_anything_of_other_people_is_not_replaced(sheet_clinic, added):
    sheet_clinic.on_file(3)
    sheet_clinic.pushes(*WORDS)
    sheet_clinic.google.book.tab("Anteroom").rows.append(added)
    assert sheet_clinic.pushes("record_id", "status").state == "broken"
    assert sheet_clinic.job().error == "sheet_rows_foreign"
    assert sheet_clinic.google.book.tab("Anteroom").rows[-1] == added


def test_a_tab_with_notes_beside_our_rows_is_not_replaced(sheet_clinic):
    sheet_clinic.on_file(3)
    sheet_clinic.pushes(*WORDS)
    sheet_clinic.google.book.tab("Anteroom").rows[1].append("Rung on Monday")
    sheet_clinic.pushes("record_id", "status")
    assert sheet_clinic.job().error == "sheet_rows_foreign"
    assert sheet_clinic.google.book.tab("Anteroom").rows[1][-1] == "Rung on Monday"


def test_a_list_of_somebodys_own_record_ids_is_not_taken_for_ours(sheet_clinic):
    sheet_clinic.on_file(3)
    theirs = Tab(7, "Anteroom", rows=[["record_id"], [str(uuid4())]])
    sheet_clinic.google.book.tabs.append(theirs)
    for keys in (WORDS, ("record_id",)):
        sheet_clinic.pushes(*keys)
        assert sheet_clinic.job().error == "sheet_heading_foreign"
        assert len(theirs.rows) == 2
        assert sheet_clinic.google.book.titles() == ["Sheet1", "Anteroom"]


def test_a_push_of_references_alone_is_followed_by_one_of_other_columns(sheet_clinic):
    sheet_clinic.on_file(3)
    assert sheet_clinic.pushes("record_id").state == "done"
    assert sheet_clinic.pushes("record_id").state == "done"
    assert sheet_clinic.pushes(*WORDS).state == "done"
    assert standing(sheet_clinic)[0] == list(WORDS)


def test_a_cell_that_somebody_altered_stays_so_until_its_record_changes_here(sheet_clinic):
    patient, _ = sheet_clinic.on_file(2)
    sheet_clinic.pushes()
    sheet_clinic.google.book.tab("Anteroom").rows[1][-1] = "Altered"
    sheet_clinic.pushes()
    assert standing(sheet_clinic)[1][-1] == "Altered"
    sheet_clinic.changes(patient, "done")
    export = sheet_clinic.pushes()
    assert standing(sheet_clinic) == expected(sheet_clinic, export)


def test_rows_go_to_the_sheet_that_was_said_yes_to_and_to_no_other(sheet_clinic):
    sheet_clinic.on_file(2)
    sheet_clinic.asks()
    today = replace(sheet_clinic.services.settings.google, sheet_id="another-one-" + SHEET_ID[:20])
    with_google(sheet_clinic, today).works()
    assert (sheet_clinic.job().state, sheet_clinic.job().error) == ("failed", "sheet_changed")
    assert sheet_clinic.google.asked == []


def test_a_row_that_somebody_deleted_comes_back(sheet_clinic):
    sheet_clinic.on_file(5)
    sheet_clinic.pushes()
    del sheet_clinic.google.book.tab("Anteroom").rows[2]
    export = sheet_clinic.pushes()
    assert sorted(standing(sheet_clinic)[1:]) == sorted(expected(sheet_clinic, export)[1:])


def test_a_row_that_somebody_copied_is_there_once_again_and_right(sheet_clinic):
    sheet_clinic.on_file(5)
    sheet_clinic.pushes()
    rows = sheet_clinic.google.book.tab("Anteroom").rows
    rows.insert(1, [*rows[3][:3], "not what was pushed"])
    export = sheet_clinic.pushes()
    assert sorted(standing(sheet_clinic)[1:]) == sorted(expected(sheet_clinic, export)[1:])


def test_rows_in_another_order_stay_in_it(sheet_clinic):
    patients = sheet_clinic.on_file(5)
    sheet_clinic.pushes()
    tab = sheet_clinic.google.book.tab("Anteroom")
    tab.rows[1:] = tab.rows[:0:-1]
    sheet_clinic.changes(patients[0], "done")
    export = sheet_clinic.pushes()
    heading, *rows = expected(sheet_clinic, export)
    assert standing(sheet_clinic) == [heading, *rows[::-1]]


def test_rows_that_somebody_sorts_in_the_middle_of_a_push_are_right_in_the_end(sheet_clinic):
    patients = sheet_clinic.on_file(6)
    sheet_clinic.pushes()
    for patient in patients[:4]:
        sheet_clinic.changes(patient, "done")

    def sort(moment, asked):
        if (moment, asked.kind) == ("before", "write"):
            sheet_clinic.google.watch = lambda _moment, _asked: None
            tab = sheet_clinic.google.book.tab("Anteroom")
            tab.rows[1:] = tab.rows[:0:-1]

    sheet_clinic.google.watch = sort
    export = sheet_clinic.pushes()
    assert export.state == "done"
    assert sorted(standing(sheet_clinic)[1:]) == sorted(expected(sheet_clinic, export)[1:])


@pytest.mark.parametrize(
    "answer", ["=1+1", '=HYPERLINK("https://evil.example")', "+447700900123", "@SUM(A1)", "\t=1"]
)
def test_no_answer_becomes_a_formula(sheet_clinic, answer):
    sheet_clinic.on_file(2, name=answer, medical_history=answer)
    sheet_clinic.pushes(*WORDS)
    sheet_clinic.pushes("status", "name")
    cells = [cell for tab in sheet_clinic.google.book.tabs for row in tab.rows for cell in row]
    assert not any(isinstance(cell, Formula) for cell in cells)
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_a_cell_longer_than_google_takes_is_cut_and_says_so(sheet_clinic):
    sheet_clinic.on_file(1, medical_history="Asthma 🫁 " * 9000)
    assert sheet_clinic.pushes("medical_history").state == "done"
    cell = standing(sheet_clinic)[1][1]
    assert cell.startswith("Asthma 🫁")
    assert cell.endswith("[cut: the whole text is in Anteroom]")


def test_no_request_is_larger_than_google_recommends(sheet_clinic):
    sheet_clinic.on_file(100, medical_history="حساسية من البنسلين " * 800)
    sheet_clinic.pushes()
    assert max(len(asked.body) for asked in sheet_clinic.google.asked) < 2_000_000
    assert sheet_clinic.google.count("append") > 1


def test_only_one_scope_and_one_spreadsheet_are_asked_for(sheet_clinic):
    sheet_clinic.on_file(2)
    sheet_clinic.pushes()
    assert sheet_clinic.google.scopes == {SCOPE}
    paths = [asked.path for asked in sheet_clinic.google.asked if asked.kind != "token"]
    assert all(path.startswith(f"/v4/spreadsheets/{SHEET_ID}") for path in paths)


def test_what_another_push_has_left_half_done_is_deleted(sheet_clinic):
    sheet_clinic.on_file(2)
    book = sheet_clinic.google.book
    book.tabs.append(Tab(8, f"anteroom-stage-{uuid4()}", hidden=True, rows=[["record_id"], [str(uuid4())]]))
    sheet_clinic.pushes()
    assert book.titles() == ["Sheet1", "Anteroom"]
    book.tabs.append(Tab(8, f"anteroom-stage-{uuid4()}", hidden=True, rows=[["record_id"], [str(uuid4())]]))
    sheet_clinic.pushes()
    assert book.titles() == ["Sheet1", "Anteroom"]


def test_a_spreadsheet_that_has_no_room_is_refused_before_anything_is_written(sheet_clinic):
    sheet_clinic.on_file(2)
    sheet_clinic.google.book.tabs[0].row_count = 10_000_000 // 26
    sheet_clinic.pushes()
    assert sheet_clinic.job().error == "sheet_full"
    assert sheet_clinic.google.count("change") == 0


def test_a_chart_on_a_sheet_of_its_own_is_in_nobodys_way(sheet_clinic):
    (patient,) = sheet_clinic.on_file(1)
    sheet_clinic.google.book.tabs.append(Tab(9, "Chart1", is_chart=True))
    sheet_clinic.pushes()
    sheet_clinic.erases(patient)
    sheet_clinic.works()
    assert [job.state for job in sheet_clinic.jobs()] == ["done", "done"]


def test_a_push_that_is_stopped_stops_at_the_next_request_and_nothing_of_it_is_seen(sheet_clinic):
    sheet_clinic.on_file(30)
    export_id = sheet_clinic.asks()

    def stop(moment, asked):
        if (moment, asked.kind) == ("after", "append"):
            with sheet_clinic.services.store.begin() as unit:
                now = sheet_clinic.services.clock()
                jobs.cancel(unit.db, sheet_clinic.export(export_id).job_id, now)
                exports.cancel(unit.db, export_id, now)
                jobs.add(unit.db, REMOVAL, export_id, "operator", now)

    sheet_clinic.google.watch = stop
    sheet_clinic.works_for(minutes=2)
    assert sheet_clinic.export(export_id).state == "cancelled"
    assert {job.kind: job.state for job in sheet_clinic.jobs()} == {
        "sheets.push": "cancelled",
        REMOVAL: "done",
    }
    assert sheet_clinic.google.book.titles() == ["Sheet1"]


def test_whoever_may_not_export_any_more_has_their_push_broken_off(sheet_clinic):
    sheet_clinic.on_file(TALKATIVE, medical_history=AT_LENGTH)
    member = enrolled(sheet_clinic.services.store)

    def disable(moment, asked):
        if (moment, asked.kind) == ("after", "append"):
            with sheet_clinic.services.store.begin() as unit:
                staff.disable(unit.db, member, sheet_clinic.services.clock())

    sheet_clinic.google.watch = disable
    export_id = sheet_clinic.asks(staff_id=member)
    sheet_clinic.works_for(minutes=1)
    assert sheet_clinic.export(export_id).state == "broken"
    assert sheet_clinic.job().error == "not_allowed"
    assert sheet_clinic.google.count("append") == 1
    assert sheet_clinic.google.book.titles() == ["Sheet1"]


def test_no_transaction_is_open_while_google_is_waited_for(sheet_clinic):
    patients = sheet_clinic.on_file(30)
    pool, seen = sheet_clinic.services.store.engine.pool, []
    sheet_clinic.google.watch = lambda *_: seen.append(pool.checkedout())
    sheet_clinic.pushes()
    sheet_clinic.erases(patients[0])
    sheet_clinic.works()
    assert set(seen) == {0}


def test_the_page_of_the_job_is_told_how_far_it_is(sheet_clinic):
    sheet_clinic.on_file(TALKATIVE, medical_history=AT_LENGTH)
    seen = []
    sheet_clinic.google.watch = lambda *_: seen.append(
        (sheet_clinic.job().progress, sheet_clinic.job().total)
    )
    sheet_clinic.pushes()
    assert {total for _, total in seen} == {TALKATIVE}
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert len({done for done, _ in seen}) >= 3
    assert sheet_clinic.job().progress == TALKATIVE


def test_two_jobs_are_never_at_the_sheet_at_once(sheet_clinic):
    sheet_clinic.on_file(3)
    first, second = sheet_clinic.asks(), sheet_clinic.asks()

    def meanwhile(moment, asked):
        if (moment, asked.kind) == ("after", "append"):
            sheet_clinic.google.watch = lambda _moment, _asked: None
            assert sheet_clinic.worker().once()

    sheet_clinic.google.watch = meanwhile
    sheet_clinic.works_for(minutes=1)
    assert {sheet_clinic.export(each).state for each in (first, second)} == {"done"}
    assert sheet_clinic.google.count("append") == 1  # the second waited, and found everything there
    assert len(standing(sheet_clinic)) == 4


def test_the_trail_has_the_beginning_before_the_first_row_and_the_end_after_the_last(sheet_clinic):
    sheet_clinic.on_file(3)
    seen = []
    sheet_clinic.google.watch = lambda *_: seen.append([event.action for event in trail(sheet_clinic)])
    export = sheet_clinic.pushes()
    assert set(map(tuple, seen)) == {("export.started",)}
    finished, _ = trail(sheet_clinic)
    assert finished.action == "export.finished"
    assert finished.details == {"patients": 3, "bytes": export.bytes, "sha256": export.digest}


def trail(clinic):
    with clinic.services.store.read() as unit:
        return [event for event in audit.latest(unit.db, 50) if event.action.startswith("export.")]


def test_nothing_is_asked_of_google_where_no_sheet_is_set(sheet_clinic):
    clinic = with_google(sheet_clinic, None)
    clinic.pushes()
    assert clinic.job().error == "sheets_off"
    assert clinic.google.asked == []


def test_a_push_that_another_worker_has_taken_over_does_not_say_that_it_is_done(sheet_clinic):
    sheet_clinic.on_file(2)
    export_id = sheet_clinic.asks()

    def take_over(moment, asked):
        if (moment, asked.kind, sheet_clinic.google.count("change")) == ("after", "change", 2):
            sheet_clinic.hours.pass_by(minutes=3)
            with sheet_clinic.services.store.begin() as unit:
                assert jobs.claim(unit.db, sheet_clinic.services.clock(), LEASE, [PUSH])

    sheet_clinic.google.watch = take_over
    sheet_clinic.worker().once()
    assert (sheet_clinic.export(export_id).state, sheet_clinic.job().state) == ("running", "running")
    sheet_clinic.works_for(minutes=4)
    assert (sheet_clinic.export(export_id).state, sheet_clinic.job().state) == ("done", "done")


def test_who_is_in_the_spreadsheet_is_noted_before_they_leave_and_kept_for_a_breach(sheet_clinic):
    """Also those whose rows were there already, and those who are erased later."""
    first = sheet_clinic.on_file(3)
    sheet_clinic.pushes()
    export = sheet_clinic.pushes()
    sheet_clinic.erases(first[0])
    sheet_clinic.works()
    with sheet_clinic.services.store.read() as unit:
        assert taken_records.of(unit.db, export.id) == set(first)
        assert taken_records.with_record(unit.db, first[0]) >= {export.id}
        started = next(each for each in audit.about(unit.db, export.id, 9) if each.action == "export.started")
    assert started.details["parts"] == ["health"]


def test_questions_that_are_published_between_two_pushes_come_after_the_columns_that_are_there(sheet_clinic):
    clinic = sheet_clinic
    store, now = clinic.services.store, clinic.services.clock()
    asked = published(store, now, INTERPRETER, SMOKING)
    maya = own_answers(store, now, asked)
    clinic.hours.pass_by(seconds=1)
    clinic.pushes("record_id", "medical_history", "interpreter", "smoking")
    before = standing(clinic)
    assert before[1] == [str(maya), "Asthma", "yes", "daily"]
    newest = published(store, now, WEIGHT, SMOKING, INTERPRETER)  # another order, and a new one first
    noor = own_answers(store, clinic.services.clock(), newest)
    clinic.hours.pass_by(seconds=1)
    export = clinic.pushes("record_id", "medical_history", "weight", "interpreter", "smoking")
    assert export.state == "done"
    heading, *rows = standing(clinic)
    assert heading == [*before[0], "weight"]
    assert [row[:4] for row in rows if row[0] == str(maya)] == [before[1]]
    assert [row[1:] for row in rows if row[0] == str(noor)] == [["Asthma", "yes", "daily", "70.5"]]
