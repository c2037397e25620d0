"""Rows go to the clinic's spreadsheet only when whoever sends them has said so of that very one."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from argon2.profiles import CHEAPEST

from app import create_app
from app.config import GoogleSettings
from app.store.exports import exports
from app.store.exports.exports import Export
from app.store.patients.patient_filters import PatientFilters
from app.store.work import jobs
from tests.exports.export_requests import actions, id_in, on_the_list, takes
from tests.staff_people import add_colleague

SHEET = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"


@pytest.fixture
def ana(services, clock):
    """A clinician of a clinic that has a spreadsheet."""
    google = GoogleSettings(Path("/nowhere"), SHEET, None)
    with_a_sheet = replace(services, settings=replace(services.settings, google=google))
    app = create_app(with_a_sheet, CHEAPEST)
    ana = add_colleague(app, with_a_sheet, clock, "ana@larkfield.example", "clinician")
    ana.is_let_in()
    ana.confirms()
    return ana


def test_the_page_names_the_spreadsheet(ana):
    page = html.unescape(ana.browser.get("/exports").text)
    assert f"Send these rows to the spreadsheet {SHEET}" in page
    assert "Rows in the sheet" in page
    assert "changes made in the sheet are kept" in page
    assert page.count("The sheet will contain these patients and these columns, and no others.") == 2


def pushed(store, spreadsheet, at):
    """Write down a push that was asked for at a moment, and was over an hour later."""
    later = at + timedelta(hours=1)
    with store.begin() as unit:
        export_id = exports.ask(
            unit.db,
            Export.wanted(
                "sheets", None, "operator", "Weekly", ("record_id",), PatientFilters(), sheet_id=spreadsheet
            ),
            at,
        )
        assert exports.start(unit.db, export_id, at)
        assert exports.finish(unit.db, export_id, 1, "ab" * 32, 10, later)


def test_the_last_push_is_found_however_long_ago_it_was_and_told_by_its_end(ana, store, clock):
    pushed(store, SHEET, clock.now - timedelta(hours=6))
    with store.begin() as unit:
        for _ in range(30):
            exports.ask(
                unit.db,
                Export.wanted("csv", None, "operator", "Other", ("record_id",), PatientFilters()),
                clock.now,
            )
    page = html.unescape(ana.browser.get("/exports").text)
    ended = clock.now - timedelta(hours=5)
    assert re.search(rf"Last push</dt><dd><time[^>]*>Today, {ended:%H:%M}", page)
    assert "1 column, no identifiers" in page[page.index("Last push") : page.index("Earlier exports")]


def test_a_push_to_another_spreadsheet_is_not_the_last_to_this_one(ana, store, clock):
    pushed(store, "another", clock.now - timedelta(hours=6))
    assert "Last push" not in ana.browser.get("/exports").text


@pytest.mark.parametrize("sheet", ["", "yes", SHEET[:-1]])
def test_without_saying_so_nothing_is_sent(sheet, ana, maya, store):
    answer = takes(ana, "sheets", sheet=sheet)
    assert answer.status_code == 422
    assert "Confirm that this is the right spreadsheet." in answer.text
    assert on_the_list(store) == []


def test_a_member_who_confirms_gets_a_job_and_its_page(ana, maya, store):
    answer = takes(ana, "sheets", sheet=SHEET)
    assert answer.status_code == 303
    job = id_in(answer)
    assert "Sending to Google Sheets" in ana.browser.get(f"/jobs/{job}").text
    assert actions(store) == ["export.asked"]
    (export,) = on_the_list(store)
    assert (export.job_id, export.target, export.sheet_id) == (job, "sheets", SHEET)
    with store.read() as unit:
        found = jobs.get(unit.db, job)
    assert found
    assert found.kind == "sheets.push"


def test_saying_so_counts_for_one_push(ana, maya):
    assert takes(ana, "sheets", sheet=SHEET).status_code == 303
    again = takes(ana, "sheets", sheet=SHEET, reason="")
    assert again.status_code == 422
    assert f'value="{SHEET}">' in again.text, "not ticked"
    assert takes(ana, "sheets").status_code == 422
