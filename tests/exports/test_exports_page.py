"""`/exports`: the form works without a script, what leaves is what was asked for, and the books say so."""

from __future__ import annotations

import hashlib
import html
import io
import re
import zipfile
from datetime import datetime, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import event

from app.staff.shut_out import shut_out
from app.store.exports import exports
from app.store.exports.exports import Export
from app.store.patients import erasures
from app.store.patients.patient_filters import PatientFilters
from tests.dashboard.people_on_file import on_file, read_off
from tests.exports.export_requests import REASON, actions, on_the_list, rows_of, takes, trail
from tests.staff_people import HOST, Browser, token_on
from tests.store_queries import member_of


def test_the_page_says_who_is_confirmed_and_ticks_nothing_that_identifies(priya, maya):
    page = priya.browser.get("/exports").text
    assert "Code confirmed until" in page
    assert 'value="medical_history" checked' in page
    assert 'value="name">' in page
    assert "Okafor" not in page


def test_a_csv_holds_the_columns_that_were_asked_for_and_no_more(priya, maya):
    answer = takes(priya, columns=["record_id", "name", "status"])
    assert answer.status_code == 200
    assert rows_of(answer) == [["record_id", "status", "name"], [str(maya), "new", "Maya Okafor-Lindt"]]


def test_the_page_itself_can_send_to_any_target(priya, maya):
    fields = {"reason": REASON, "columns": ["record_id"], "target": "csv", "program": "yes"}
    answer = priya.browser.post_with(priya.browser.last_token(), "/exports", fields)
    assert rows_of(answer) == [["record_id"], [str(maya)]]


def test_the_answer_is_named_after_the_clinics_clock_and_kept_by_nothing_on_its_way(priya, maya):
    answer = takes(priya)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="anteroom-2026-11-25-0901.csv"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "Content-Length" not in answer.headers


def test_a_workbook_is_whole_and_under_an_xlsx_name(priya, maya):
    answer = takes(priya, "xlsx")
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')
    assert zipfile.ZipFile(io.BytesIO(answer.data)).testzip() is None


def test_people_get_words_in_the_language_of_their_page_unless_it_is_for_a_program(priya, maya):
    assert "Column names, codes and whole record ids that never change" in priya.browser.get("/exports").text
    columns = ["record_id", "status", "language"]
    assert rows_of(takes(priya, program="", columns=columns)) == [
        ["Reference", "Status", "Language"],
        [f"{maya.hex[:4]}-{maya.hex[4:8]}", "New", "English"],
    ]
    assert rows_of(takes(priya, columns=columns))[1:] == [[str(maya), "new", "en"]]
    priya.browser.post("/account/language", language="es")
    heading, row = rows_of(takes(priya, program="", columns=columns))
    assert (heading[0], row[1:]) == ("Referencia", ["Nueva", "Inglés"])


def test_the_mark_that_excel_needs_can_be_left_out(priya, maya):
    assert takes(priya).data.startswith(b"\xef\xbb\xbf")
    assert takes(priya, bom="no").data.startswith(b'"record_id"')


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({}, 3),
        ({"status": "new"}, 3),
        ({"status": "done"}, 0),
        ({"language": "es"}, 1),
        ({"since": "2026-11-25"}, 2),
        ({"until": "2026-11-24"}, 1),
        ({"since": "2026-11-24", "until": "2026-11-24"}, 1),
        ({"assigned": "me"}, 0),
    ],
)
def test_the_filters_are_those_of_the_list(fields, count, priya, store, clock):
    today = clock.now - timedelta(hours=1)
    on_file(store, today)
    on_file(store, today, language="es")
    on_file(store, today.replace(day=24))
    assert len(rows_of(takes(priya, **fields))) == count + 1
    counted = priya.browser.post_with(priya.browser.last_token(), "/exports/form", fields)
    assert ("One patient" if count == 1 else f"{count} patients") in counted.text


def test_the_books_say_it_before_the_first_byte_and_after_the_last(priya, maya, store):
    token = priya.browser.last_token()
    streamed = priya.browser.client.post(  # read bit by bit below
        "/exports/csv",
        base_url=HOST,
        data={"csrf_token": token, "reason": REASON, "columns": ["record_id", "name"]},
        headers={"Referer": HOST + "/"},
        buffered=False,
    )
    assert actions(store) == ["export.started"]
    content = b"".join(streamed.response)
    streamed.close()
    assert actions(store) == ["export.started", "export.finished"]
    began, finished = trail(store)
    (export,) = on_the_list(store)
    assert began.subject_id == finished.subject_id == export.id
    assert began.details == {
        "target": "csv",
        "columns": ["record_id", "name"],
        "parts": ["identity"],
        "patients": 1,
    }
    digest = hashlib.sha256(content).hexdigest()
    assert finished.details == {"patients": 1, "bytes": len(content), "sha256": digest}
    assert (export.state, export.rows, export.bytes, export.digest) == ("done", 1, len(content), digest)
    assert export.reason == REASON


def test_the_trail_tells_the_filters_and_not_the_reason(priya, store):
    takes(priya, status="done", since="2026-11-01", reason="For Maya Okafor").close()
    began = trail(store)[0]
    assert began.details["status"] == "done"
    assert began.details["since"] == "2026-11-01T00:00+00:00"
    assert "Okafor" not in str([each.details for each in trail(store)])


def test_the_history_says_who_took_what_why_and_what_became_of_it(priya, maya):
    assert takes(priya).data
    page = html.unescape(priya.browser.get("/exports").text)
    history = page[page.index("Earlier exports") :]
    for part in ("Clinician, clinician", "CSV", REASON, "Done", "2 columns, with names, no health"):
        assert part in history


def test_the_history_turns_its_pages(priya, store, clock):
    with store.begin() as unit:
        for number in range(23):
            new = Export.wanted(
                "csv", None, "operator", f"Reason <{number}>", ("record_id",), PatientFilters()
            )
            exports.ask(unit.db, new, clock.now + timedelta(seconds=number))
    first = html.unescape(priya.browser.get("/exports").text)
    assert "Reason <22>" in first
    assert "Reason <2>" not in first
    second = html.unescape(
        priya.browser.get(read_off('href="(/exports[?]before=[^"]+)" rel="next"', first)).text
    )
    assert "Reason <2>" in second
    assert "Reason <3>" not in second
    assert 'href="/exports" rel="prev"' in second


REFUSED: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("csv", {"reason": ""}, "Enter what the copy is for"),
    ("csv", {"reason": "  \u200b "}, "Enter what the copy is for"),
    ("csv", {"reason": "x" * 201}, "201 characters"),
    ("csv", {"reason": "a\x00b"}, "can’t be shown"),
    ("csv", {"columns": ["nonsense"]}, "columns on this page"),
    ("csv", {"since": "tomorrow"}, "not a valid day"),
    ("csv", {"since": "2026-11-02", "until": "2026-11-01"}, "before the start date"),
    ("csv", {"status": "everything"}, "not one of the choices"),
    ("csv", {"passphrase": "correct horse battery"}, "Only an Excel workbook"),
    ("xlsx", {"passphrase": "short"}, "5 characters"),
    ("xlsx", {"passphrase": "x" * 256}, "256 characters"),
    ("sheets", {}, "not set up here"),
)


def test_what_cannot_be_is_refused_with_the_form_as_it_was_typed(priya, maya, store, subtests):
    for target, fields, said in REFUSED:
        answer = takes(priya, target, **fields)
        with subtests.test(f"{target} {fields!r:.40}"):
            assert answer.status_code == 422
            page = html.unescape(answer.text)
            assert said in page
            assert 'class="error-summary"' in page
            if "reason" not in fields:
                assert f'value="{REASON}"' in page
            assert "Okafor" not in page
            assert "correct horse" not in page
            assert actions(store) == []
            assert on_the_list(store) == []


def test_a_target_that_there_is_not_is_refused(priya, store):
    fields = {"reason": REASON, "target": "pdf"}
    answer = priya.browser.post_with(priya.browser.last_token(), "/exports", fields)
    assert answer.status_code == 422
    assert "Choose where the export goes" in answer.text
    assert priya.browser.post_with(priya.browser.last_token(), "/exports/pdf", fields).status_code in {
        404,
        405,
    }
    assert on_the_list(store) == []


def test_a_count_keeps_what_was_typed_and_writes_nothing_down(priya, maya, store):
    fields = {"reason": REASON, "columns": ["record_id", "name"], "target": "csv", "status": "new"}
    answer = priya.browser.post_with(priya.browser.last_token(), "/exports/form", fields)
    page = html.unescape(answer.text)
    assert answer.status_code == 200
    assert "One patient" in page
    assert f'value="{REASON}"' in page
    assert 'value="name" checked' in page
    assert 'value="csv" checked' in page
    assert '<option value="new" selected>' in page
    assert actions(store) == []


@pytest.mark.parametrize("role", [None, "reception", "auditor"])
def test_nobody_of_another_role_gets_a_byte(role, colleague, app, store, maya):
    if role is None:
        browser = Browser(app)
        token = browser.last_token()
    else:
        person = colleague(role)
        person.is_let_in()
        person.confirms()
        browser, token = person.browser, person.browser.last_token()
    for path in ("/exports", "/exports/csv", "/exports/xlsx", "/exports/sheets", "/exports/form"):
        answer = browser.post_with(token, path, {"reason": REASON, "columns": "name", "target": "csv"})
        assert answer.status_code in {303, 403}
        assert b"Okafor" not in answer.data
    assert browser.get("/exports").status_code in {303, 403}
    assert actions(store) == []


def test_a_stale_code_gets_no_byte_and_leads_back_to_the_page(priya, maya, clock, store):
    token = priya.browser.last_token()
    clock.moves(minutes=5)
    answer = priya.browser.post_with(token, "/exports/csv", {"reason": REASON, "columns": ["name"]})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/confirm?next=/exports")
    assert actions(store) == []
    assert "Export patients" in priya.browser.get("/confirm?next=/exports").text


@pytest.mark.parametrize(
    "path", ["/exports", "/exports/csv", "/exports/xlsx", "/exports/form", "/exports/presets"]
)
def test_a_forged_form_gets_no_byte(path, priya, maya, store):
    answer = priya.browser.post_with("forged", path, {"reason": REASON, "columns": "name", "target": "csv"})
    assert answer.status_code == 400
    assert b"Okafor" not in answer.data
    assert actions(store) == []


@pytest.mark.parametrize("path", ["/exports/csv", "/exports/xlsx", "/exports/presets"])
def test_a_member_who_is_shut_out_during_the_request_gets_no_byte(path, priya, maya, store, clock):
    people = [priya.email]

    def behind_the_door(*_connection):
        if people:
            email = people.pop()
            with store.begin() as unit:
                shut_out(unit, member_of(unit, email).id)

    token = priya.browser.token("/exports")
    event.listen(store.engine, "checkin", behind_the_door)
    fields = {"reason": REASON, "columns": ["name"], "preset": "Mine", "target": "csv"}
    answer = priya.browser.post_with(token, path, fields)
    event.remove(store.engine, "checkin", behind_the_door)
    assert answer.status_code == 403
    assert b"Okafor" not in answer.data
    assert actions(store) == []


def test_an_export_is_no_page_that_can_be_got(priya, maya):
    for target in ("csv", "xlsx", "sheets"):
        assert priya.browser.get(f"/exports/{target}?reason=x&columns=name").status_code in {404, 405}


def test_members_who_may_export_find_the_way_from_every_page_and_others_do_not(priya, colleague):
    assert 'href="/exports"' in priya.browser.get("/patients").text
    ines = colleague("reception")
    ines.is_let_in()
    assert 'href="/exports"' not in ines.browser.get("/patients").text


def test_the_form_leads_where_its_choice_says(priya, maya, store):
    page = priya.browser.get("/exports").text
    (action,) = re.findall(r'<form class="form" method="post" action="([^"]+)"', page)
    given = {"target": "csv", "reason": REASON, "columns": ["record_id"]}
    answer = priya.browser.post_with(token_on(page), action, given)
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert on_the_list(store)[0].target == "csv"


def test_after_counting_the_button_says_how_many_go_where_and_what_is_left_out(priya, maya, store, clock):
    at_rest = on_file(store, clock())
    with store.begin() as unit:
        assert erasures.restrict(unit.db, at_rest, "operator", clock())
    fields = {"target": "xlsx", "columns": "record_id"}
    page = priya.browser.post_with(priya.browser.last_token(), "/exports/form", fields).text
    assert "Export one patient to Excel</button>" in page
    assert "One restricted record is left out." in page


def test_a_workbooks_headings_are_words_and_its_reference_is_the_one_that_pages_show(priya, maya):
    answer = takes(priya, "xlsx", columns=["record_id", "name", "received"])
    sheet = load_workbook(io.BytesIO(answer.data))["Patients"]
    head, row = (tuple(cell.value for cell in cells) for cells in sheet.iter_rows())
    assert head == ("Reference", "Received", "Name")
    assert row[0] == f"{maya.hex[:4]}-{maya.hex[4:8]}"
    assert isinstance(row[1], datetime)
