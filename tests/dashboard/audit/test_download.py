"""The auditor asks who saw a record, leaves out lists without names, and takes entries away with their proof."""

from __future__ import annotations

import csv
import io
import json

import pytest

from app.crypto import BlindIndex
from app.dashboard.audit import page as audit_page
from app.store.trail import audit
from app.store.trail.audit_chain import AUDIT_LINK
from app.store.trail.audit_entries import Entry
from tests.dashboard.at_the_record import does, plain, url_of
from tests.dashboard.people_on_file import on_file
from tests.databases import on_each_engine
from tests.trail import event


@pytest.fixture
def auditor(colleague):
    auditor = colleague("auditor")
    auditor.is_let_in()
    return auditor


def rows(page):
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [plain(row) for row in body.split("<tr>")[1:]]


def takes(person, kind="jsonl", **fields):
    return person.browser.post("/audit/download", format=kind, **fields)


def test_the_reference_or_its_beginning_finds_who_saw_a_record(auditor, ines, store, clock):
    maya, noor = on_file(store, clock()), on_file(store, clock())
    ines.browser.get(url_of(maya))
    ines.browser.get(url_of(noor))
    ines.browser.post("/patients/show", all="1", reason="ringing")
    ines.browser.get("/patients")
    for written in (str(maya), f"{maya.hex[:4]}-{maya.hex[4:8]}", maya.hex[:8].upper()):
        page = auditor.browser.get(f"/audit?record={written}").text
        assert "Who saw this record" in page
        said = rows(page)
        assert len(said) >= 2, "opened, and shown in the list, which mentions it"
        assert any("Opened the record" in each for each in said)
        assert not [each for each in said if f"{noor.hex[:4]}-{noor.hex[4:8]}" in each]
    assert "Nothing matches" in auditor.browser.get("/audit?record=zz").text


def test_the_page_of_a_record_leads_an_admin_to_who_saw_it(admin, ines, store, clock):
    maya = on_file(store, clock())
    admin.is_let_in()
    link = f'href="/audit?record={maya}"'
    assert link in admin.browser.get(url_of(maya)).text
    assert link not in ines.browser.get(url_of(maya)).text


def test_lists_in_which_no_name_was_shown_can_be_left_out(auditor, ines, store, clock):
    on_file(store, clock())
    ines.browser.get("/patients")
    ines.browser.get("/answering")
    everything = rows(auditor.browser.get("/audit").text)
    without = rows(auditor.browser.get("/audit?lists=without").text)
    assert any("0 names shown" in each for each in everything)
    assert without
    assert not [each for each in without if "Viewed the list" in each or "still answering" in each]


def test_a_reason_that_the_sentence_leaves_out_is_beside_it(auditor, ines, maya):
    does(ines, maya, "show", part="identity", reason="ringing")
    page = auditor.browser.get(f"/audit?record={maya}").text
    assert any("Calling a patient by phone" in each for each in rows(page))


@on_each_engine
def test_each_line_of_a_download_proves_itself_by_the_rule_of_the_chain(auditor, ines, maya, store):
    ines.browser.get(url_of(maya))
    answer = takes(auditor)
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert answer.headers["Content-Type"].startswith("application/jsonl")
    assert [each["position"] for each in lines] == list(range(1, len(lines) + 1))
    index: BlindIndex = store.keys.blind_index
    for each in lines:
        entry = Entry(**{name: each[name] for name in Entry.__dataclass_fields__})
        said = entry.linked_to(bytes.fromhex(each["previous"]))
        assert bytes.fromhex(each["hash"]) in index.candidates(AUDIT_LINK, said)
    assert store.verify_audit().fault is None
    narrowed = [json.loads(line) for line in takes(auditor, record=str(maya)).text.splitlines()]
    assert {each["position"]: each for each in narrowed}.items() <= {
        each["position"]: each for each in lines
    }.items()


@on_each_engine
def test_a_download_is_written_down_before_it_begins(auditor, maya, store):
    takes(auditor, "csv", record=str(maya), action="patient")
    with store.read() as unit:
        told = audit.latest(unit.db, 1)[0]
    assert (told.action, told.details["as"], told.details["action"]) == ("audit.downloaded", "csv", "patient")
    assert told.details["entries"] >= 1


def test_a_downloads_cells_start_no_formula_and_hold_nothing_of_anybody(auditor, maya, store, clock):
    with store.begin() as unit:
        audit.record(unit.db, "=HYPERLINK(1)", event("report.seen"), details={"why": "=1+1"}, at=clock())
    text = takes(auditor, "csv").text
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "|"))]
    assert not [word for word in ("Okafor", "Mill Lane", "Asthma", "15005550006") if word in text]


def test_more_than_one_download_may_have_is_refused_and_said(auditor, maya, monkeypatch, store):
    monkeypatch.setattr("app.dashboard.audit.download.MOST_COUNTED", 3)
    answer = takes(auditor)
    assert answer.status_code == 422
    assert "Choose a shorter period" in answer.text
    assert audit_page.MOST_COUNTED > 3
    with store.read() as unit:
        assert audit.latest(unit.db, 1)[0].action != "audit.downloaded"


def test_only_whom_the_trail_is_open_to_may_take_it(ines, auditor):
    assert ines.browser.post("/audit/download", format="csv").status_code == 403
    assert takes(auditor, "xml").status_code == 400
