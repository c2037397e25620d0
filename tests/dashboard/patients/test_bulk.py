"""Many records are changed at once: a page says how many, and what changed meanwhile is left and told of."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest

from app.store.patients import patient_notes, patients
from app.store.staff import staff
from tests.dashboard.at_the_record import does, happened, plain
from tests.dashboard.list_page import listed
from tests.dashboard.people_on_file import on_file
from tests.store_queries import news_to, the_patient


@pytest.fixture
def five(store, clock):
    return [on_file(store, clock() - timedelta(minutes=minute)) for minute in range(5)]


def asks(person, ids, to, queue="status:new"):
    """Choose records in the list, and what to do with them."""
    chosen = "&".join(f"id={each.hex}" for each in ids)
    return person.browser.get(f"/patients/bulk?{chosen}&to={to}&queue={queue}")


def confirms(person, page, **more):
    fields = {
        name: [unescape(value) for value in re.findall(rf'name="{name}" value="([^"]*)"', page)]
        for name in ("queue", "to", "record")
    }
    headers = more.pop("headers", {})
    return person.browser.post_with(person.browser.last_token(), "/patients/bulk", fields | more, **headers)


def member_of(store, person):
    with store.read() as unit:
        return next(each.id for each in staff.all_members(unit.db) if each.email == person.email)


def test_twelve_is_said_before_it_is_done_and_each_is_in_the_trail(ines, five, store):
    assert 'form="bulk"' in ines.browser.get("/patients").text
    does(ines, five[4], "status", **{"from": "new", "status": "rejected", "work_note": "Spam"})
    page = asks(ines, five, "status:done").text
    assert "Set 4 records to Done" in page
    assert "Stays as it is 1" in plain(page)
    assert [each.action for each in happened(store, five[0])] == []
    answer = confirms(ines, page)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/patients?status=new")
    assert "4 records were changed." in ines.browser.get("/patients?status=new").text
    assert sorted(listed(ines.browser.get("/patients?status=done").text)) == sorted(map(str, five[:4]))
    for each in five[:4]:
        assert [(event.action, dict(event.details)) for event in happened(store, each)] == [
            ("patient.status_changed", {"from": "new", "to": "done"})
        ]


def test_what_changed_meanwhile_is_left_and_counted(ines, priya, five, store, clock):
    page = asks(ines, five, "status:done").text
    does(priya, five[0], "status", **{"from": "new", "status": "rejected", "work_note": "Spam"})
    with store.begin() as unit:
        patients.change(unit.db, five[1], {}, False, "patient", clock())
    confirms(ines, page)
    said = plain(ines.browser.get("/patients").text)
    assert "3 records were changed. 2 had changed meanwhile and were left as they are." in said
    with store.read() as unit:
        states = [the_patient(unit, each, ()).status for each in five]
    assert states == ["rejected", "new", "done", "done", "done"]


def test_news_that_nobody_has_read_keeps_a_record_out_of_done(ines, five, store, clock):
    with store.begin() as unit:
        patients.change(unit.db, five[1], {}, False, "patient", clock())
    assert "Set 4 records to Done" in asks(ines, five, "status:done").text
    assert "Set 5 records to In review" in asks(ines, five, "status:in_review").text


def test_records_are_assigned_together_to_a_colleague_who_is_told_and_to_nobody(ines, priya, five, store):
    hers = member_of(store, priya)
    page = asks(ines, five, f"assign:{hers}").text
    assert "Assign 5 records to Clinician" in plain(page)
    confirms(ines, page)
    with store.read() as unit:
        assert len(news_to(unit, hers)) == 5
    assert ("patient.assigned", {"from": "", "to": str(hers)}) in [
        (event.action, dict(event.details)) for event in happened(store, five[3])
    ]
    does(ines, five[0], "assign", **{"from": str(hers), "assigned_to": ""})
    page = asks(ines, five, "assign:nobody").text
    assert "Assign 4 records to nobody" in page
    confirms(ines, page)
    with store.read() as unit:
        assert {the_patient(unit, each, ()).assigned_to for each in five} == {None}


def test_nothing_chosen_leads_back_to_the_list_and_says_so(ines, five):
    for query in ("to=status:done", f"id={five[0].hex}", f"id={five[0].hex}&to=status:lost", "id=&to="):
        answer = ines.browser.get(f"/patients/bulk?{query}&queue=status:new")
        if "id=&" in query:
            assert answer.status_code == 400
            continue
        assert (answer.status_code, answer.headers["Location"]) == (303, "/patients?status=new")
        assert "Select records, and choose what to do with them." in ines.browser.get("/patients").text


def test_what_the_page_did_not_write_is_refused_and_an_erased_record_is_left(ines, five, store):
    token = ines.browser.last_token()
    for fields in (
        {"to": "status:done", "record": "Maya~new"}, {"to": "status:done", "record": f"{five[0].hex}~done"},
        {"to": "assign:nobody", "record": f"{five[0].hex}~Maya Okafor"},
        {"to": "assign:nobody", "record": f"{five[0].hex}~new"}, {"to": "", "record": f"{five[0].hex}~new"},
    ):  # fmt: skip
        assert ines.browser.post_with(token, "/patients/bulk", fields).status_code == 400
    gone = {"to": "status:done", "record": [f"{uuid4().hex}~new", f"{five[0].hex}~new"]}
    assert ines.browser.post_with(token, "/patients/bulk", gone).status_code == 303
    assert "1 record was changed. 1 had changed" in plain(ines.browser.get("/patients").text)


def test_a_rejection_says_why_and_each_record_keeps_it(ines, priya, five, store):
    """A member who reads health answers chooses whether reception reads it, as on one record."""
    page = asks(ines, five[:3], "status:rejected").text
    refused = confirms(ines, page)
    assert (refused.status_code, happened(store, five[0])) == (422, [])
    assert "Write in the note why they are rejected." in refused.text
    assert "Set 3 records to Rejected" in refused.text
    assert confirms(ines, page, note="x" * 2001).status_code == 422
    assert confirms(ines, page, note="Spam", **{"for": "clinicians"}).status_code == 403
    assert confirms(ines, page, note="Sent by a robot").status_code == 303
    for each in five[:3]:
        with store.read() as unit:
            [note] = patient_notes.of(unit.db, each)
            assert the_patient(unit, each, ()).status == "rejected"
        assert (note.text, note.clinical) == ("Sent by a robot", False)
        assert [event.action for event in happened(store, each)] == [
            "patient.status_changed", "patient.note_added"
        ]  # fmt: skip
    page = asks(priya, five[3:], "status:rejected").text
    confirms(priya, page, note="Not ours to treat", **{"for": "clinicians"})
    with store.read() as unit:
        assert [each.clinical for each in patient_notes.of(unit.db, five[4])] == [True]


def test_a_refused_rejection_comes_back_to_its_page_with_the_records(ines, five):
    page = asks(ines, five[:2], "status:rejected", queue="status:new").text
    answer = confirms(ines, page, headers={"Sec-Fetch-Mode": "navigate"})
    assert answer.status_code == 303
    again = ines.browser.get(answer.headers["Location"]).text
    assert "Write in the note why they are rejected." in again
    assert confirms(ines, again, note="Spam").headers["Location"] == "/patients?status=new"
    assert "2 records were changed." in ines.browser.get("/patients").text


def test_a_tick_in_the_heading_selects_every_row_of_the_page(ines, five):
    page = ines.browser.get("/patients").text
    [whole] = re.findall(r'name="id" value="([^"]+)" form="bulk" data-all', page)
    assert len(whole) == 22 * len(five)
    both = f"id={whole}&id={five[0].hex}&to=status:done&queue=all"
    assert "Set 5 records to Done" in ines.browser.get(f"/patients/bulk?{both}").text
    assert ines.browser.get(f"/patients/bulk?id={whole[:-1]}&to=status:done").status_code == 400


def test_an_auditor_changes_nothing(colleague, five, store):
    auditor = colleague("auditor")
    auditor.is_let_in()
    assert asks(auditor, five, "status:done").status_code == 403
    fields = {"to": "status:done", "record": f"{five[0].hex}~new"}
    assert (
        auditor.browser.post_with(auditor.browser.last_token(), "/patients/bulk", fields).status_code == 403
    )
    assert happened(store, five[0]) == []
