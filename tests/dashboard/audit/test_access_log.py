"""A record shows who looked at it, to everybody who works on it."""

from __future__ import annotations

import re

import pytest

from app.store.trail import audit
from tests.dashboard.at_the_record import does, happened, plain, url_of
from tests.dashboard.people_on_file import on_file
from tests.trail import event


@pytest.fixture
def maya(store, clock):
    return on_file(store, clock())


def looks(page):
    body = page[page.index('id="h-looked"') :]
    rows = re.findall(r"<tr>(<td.*?)</tr>", body, re.DOTALL)
    return [
        [plain(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)] for row in rows
    ]


def test_each_line_says_when_who_what_and_why(colleague, ines, maya):
    priya = colleague("clinician")
    priya.is_let_in()
    ines.browser.get(url_of(maya))
    does(priya, maya, "show", part="all", reason="reviewing")
    does(priya, maya, "status", **{"from": "new", "status": "in_review"})
    does(ines, maya, "note", note="Rang")
    page = ines.browser.get(url_of(maya)).text
    found = looks(page)
    assert [line[1] for line in found] == [
        "Reception, reception", "Reception, reception", "Clinician, clinician",
        "Clinician, clinician", "Reception, reception",
    ]  # fmt: skip
    assert found[0][2] == found[-1][2] == "Opened the record"
    assert found[1][2] == "Added a note"
    assert found[3][3] == "Reviewing answers"
    assert all(line[0].startswith("Today, ") for line in found)


def test_the_look_that_drew_the_page_is_its_first_line(ines, maya):
    assert looks(ines.browser.get(url_of(maya)).text)[0][1:3] == ["Reception, reception", "Opened the record"]


def test_a_look_at_a_list_that_named_the_patient_is_on_the_record(ines, maya, store, clock):
    with store.begin() as unit:
        audit.record(
            unit.db,
            "operator",
            event("patients.listed"),
            details={"patients": 25, "shown": 1},
            mentions=[maya],
            at=clock(),
        )
    lines = looks(ines.browser.get(url_of(maya)).text)
    assert any(line[1] == "The operator" and line[2].startswith("Viewed the list") for line in lines)


def test_twenty_lines_a_page_and_older_ones_behind_them(ines, maya, store, clock):
    with store.begin() as unit:
        for _ in range(24):
            audit.record(unit.db, "operator", event("patient.opened"), "patient", maya, at=clock())
    page = ines.browser.get(url_of(maya)).text
    assert len(looks(page)) == 20
    older = re.search(r'href="([^"]+\?before=\d+)#h-looked"', page)
    assert older
    page = ines.browser.get(older[1]).text
    assert len(looks(page)) == 5
    assert f'href="{url_of(maya)}#h-looked"' in page
    assert len(happened(store, maya)) == 2, "of theirs, besides the operator's"


@pytest.mark.parametrize("before", ["0", "abc", "-1", "9" * 30, "%00", "1'--"])
def test_a_page_that_is_none_is_no_error(before, ines, maya):
    assert ines.browser.get(f"{url_of(maya)}?before={before}").status_code == 200


def test_the_lines_hold_no_word_of_the_patient_and_no_word_of_a_note(ines, maya, store):
    does(ines, maya, "note", note="Rang about the wheelchair")
    does(ines, maya, "show", part="all", reason="ringing")
    lines = ines.browser.get(url_of(maya)).text.partition('id="h-looked"')[2]
    assert "Added a note" in lines
    assert "wheelchair" not in lines
    assert "Okafor" not in lines
    with store.read() as unit:
        assert "wheelchair" not in repr(audit.latest(unit.db, 50))
