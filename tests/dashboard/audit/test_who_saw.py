"""An auditor reads who saw a record, a line for each person, act and reason."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest

from app.store.trail import audit
from tests.dashboard.at_the_record import does, plain, url_of
from tests.dashboard.people_on_file import details, on_file
from tests.exports.export_requests import takes
from tests.trail import event


@pytest.fixture
def auditor(colleague):
    auditor = colleague("auditor")
    auditor.is_let_in()
    return auditor


@pytest.fixture
def maya(store, clock):
    return on_file(store, clock())


@pytest.fixture
def priya(colleague):
    priya = colleague("clinician")
    priya.is_let_in()
    return priya


def groups(page):
    """Return the lines by their group: who, what, times, when, why."""
    found: dict[str, list[list[str]]] = {}
    for is_group, row in re.findall(
        r"<tr( class=\"group\")?>(.*?)</tr>", page.partition("<tbody>")[2], re.DOTALL
    ):
        if is_group:
            lines = found.setdefault(plain(re.findall(r"<b>(.*?)</b>", row)[0]), [])
        else:
            seen = re.sub(r"<details.*?</details>", "", row, flags=re.DOTALL)
            lines.append([plain(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", seen, re.DOTALL)])
    return found


def figures(page):
    cells = re.findall(r"<dt>(.*?)</dt><dd>(.*?)<small>(.*?)</small>", page)
    return {name: (figure, plain(aside)) for name, figure, aside in cells}


def test_names_that_lists_showed_are_one_line_with_the_reason_and_each_entry_is_folded_beneath(
    auditor, ines, maya, store
):
    ines.browser.post("/patients/show", all="1", reason="ringing")
    for _each in range(3):
        ines.browser.get("/patients")
    page = auditor.browser.get(f"/audit?record={maya}").text
    lines = groups(page)["Saw who it is, or notes"]
    assert [line[:3] for line in lines] == [["Reception reception", "The name, in a list or a search", "3"]]
    assert lines[0][4] == "Calling a patient by phone"
    assert page.count("Viewed the list") == 3, "in the fold alone"
    assert "Each of the 3 entries" in page
    assert all(each["reason"] == "ringing" for each in details(store, "patients.listed") if each["shown"])


def test_a_list_without_a_name_gives_no_reason_and_is_no_look_at_the_record(auditor, ines, maya, store):
    ines.browser.get("/patients")
    assert ["reason" in each for each in details(store, "patients.listed")] == [False]
    assert "Viewed the list" not in auditor.browser.get(f"/audit?record={maya}").text


def test_health_answers_and_copies_come_first_and_are_counted(auditor, ines, priya, maya):
    ines.browser.get(url_of(maya))
    does(priya, maya, "show", part="all", reason="reviewing")
    does(priya, maya, "print", parts="identity")
    does(ines, maya, "note", note="Rang")
    page = auditor.browser.get(f"/audit?record={maya}").text
    found = groups(page)
    assert list(found) == ["Left the house", "Saw health answers", "Changed or did"]
    assert found["Left the house"][0][0] == "Clinician clinician"
    assert {line[4] for line in found["Saw health answers"]} == {"Reviewing answers"}, (
        "the page that showed them has the reason for which they were shown"
    )
    told = figures(page)
    assert told["People of the clinic"][0] == "2"
    assert told["Saw health answers"] == ("1", "Clinician")
    assert told["Left the house"][0] == "1"
    assert told["Without a reason"][0] == "0"


def test_a_file_that_had_the_record_counts_once_with_whoever_took_it_and_no_other_files_do(
    auditor, priya, maya, store, clock
):
    other = on_file(store, clock() + timedelta(days=3))
    clock.moves(minutes=1)
    priya.confirms()
    taken = takes(priya, "csv", columns=["record_id", "name"], until=f"{clock():%Y-%m-%d}")
    assert "Okafor" in taken.text
    taken.close()
    page = auditor.browser.get(f"/audit?record={maya}").text
    [line] = [each for each in groups(page)["Left the house"] if "Excel" in each[1] or "CSV" in each[1]]
    assert (line[0], line[2]) == ("Clinician clinician", "1")
    assert figures(page)["Left the house"][0] == "1"
    assert "Left the house" not in groups(auditor.browser.get(f"/audit?record={other}").text)
    elsewhere = auditor.browser.get(f"/audit?record={maya}&until=2020-01-01").text
    assert "CSV" not in plain(elsewhere.partition("<tbody>")[2])


def test_a_look_without_a_reason_is_counted_and_marked(auditor, priya, maya, store, clock):
    does(priya, maya, "show", part="health", reason="reviewing")
    with store.begin() as unit:
        look = audit.latest(unit.db, 1)[0]
        later = clock() + timedelta(minutes=2)
        audit.record(
            unit.db, look.actor, event("patient.opened"), "patient", maya, {"parts": ["health"]}, at=later
        )
    page = auditor.browser.get(f"/audit?record={maya}").text
    assert figures(page)["Without a reason"][0] == "1"
    assert "None given" in [line[4] for line in groups(page)["Saw health answers"]]


def test_a_correction_needs_no_other_reason(auditor, priya, maya):
    priya.browser.get(f"{url_of(maya)}/edit")
    page = auditor.browser.get(f"/audit?record={maya}").text
    assert groups(page)["Saw health answers"][0][1].startswith("Opened the answers to correct them")
    assert figures(page)["Without a reason"][0] == "0"
    assert "None given" not in page


def test_what_is_older_than_a_page_is_counted_on_the_next(auditor, maya, store, clock, monkeypatch):
    monkeypatch.setattr("app.dashboard.audit.page.MOST", 3)
    with store.begin() as unit:
        for _each in range(5):
            audit.record(unit.db, "operator", event("patient.opened"), "patient", maya, at=clock())
    page = auditor.browser.get(f"/audit?record={maya}").text
    assert [line[2] for line in groups(page)["Changed or did"]] == ["3"]
    assert "Only the newest 3 entries" in page
    older = re.search(r'href="([^"]+before=\d+)"', page)
    assert older
    assert [
        line[2] for line in groups(auditor.browser.get(older[1].replace("&amp;", "&")).text)["Changed or did"]
    ] == ["2"]


def test_the_readable_list_names_people_acts_and_reasons_and_has_no_identifier(auditor, ines, maya):
    does(ines, maya, "show", part="identity", reason="ringing")
    answer = auditor.browser.post("/audit/download", format="list", record=str(maya))
    assert answer.headers["Content-Disposition"].endswith('.csv"')
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    assert ("Reception", "reception", "Showed who they are", "Calling a patient by phone") in {
        (line["Who"], line["Role"], line["What"], line["Why"]) for line in lines
    }
    assert {line["About"] for line in lines} <= {f"{maya.hex[:4]}-{maya.hex[4:8]}"}
    assert not re.search(r"[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-", answer.text)
    assert "Okafor" not in answer.text


def test_the_csv_names_people_too_and_keeps_what_proves_each_entry(auditor, ines, maya):
    ines.browser.get(url_of(maya))
    answer = auditor.browser.post("/audit/download", format="csv", record=str(maya))
    line = next(csv.DictReader(io.StringIO(answer.text)))
    assert (line["Who"], line["What"]) == ("Reception", "Opened the record")
    assert line["actor"].startswith("staff:")
    assert len(line["hash"]) == len(line["previous"]) == 64 or line["position"] == "1"


def test_a_line_altered_by_hand_is_in_the_download_as_far_as_it_can_be_read(auditor, maya, store, clock):
    with store.begin() as unit:
        audit.record(unit.db, "=1+1", event("of.nobody"), "patient", maya, {"parts": 3}, at=clock())
    for kind in ("list", "csv"):
        answer = auditor.browser.post("/audit/download", format=kind, record=str(maya))
        assert answer.status_code == 200
        assert "'=1+1" in answer.text
