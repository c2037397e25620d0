"""From a record one goes on to the next of the list that one came from, and back to the same place in it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from uuid import UUID

import pytest

from app.store.patients import patient_notes, patients
from app.store.staff import staff
from tests.dashboard.at_the_record import does, happened, plain, url_of
from tests.dashboard.list_page import listed, tabs
from tests.dashboard.people_on_file import on_file, read_off
from tests.store_queries import the_patient


@pytest.fixture
def three(store, clock):
    """Three new records, newest first."""
    return [on_file(store, clock() - timedelta(minutes=minute)) for minute in range(3)]


def link(page, rel):
    found = re.search(rf'<a class="btn btn-small" href="([^"]+)" rel="{rel}"', page)
    return unescape(found[1]) if found else None


def back(page):
    found = re.search(r'<a class="back" href="([^"]+)">(.*?)</a>', page, re.DOTALL)
    assert found
    return unescape(found[1]), plain(found[2])


def opened_from(person, list_address, patient_id):
    """Open a record by its link in a list."""
    page = person.browser.get(list_address).text
    found = re.search(rf'class="cover mono" href="({url_of(patient_id)}[^"]*)"', page)
    assert found
    return person.browser.get(unescape(found[1])).text


def acts_in(person, page, path, **fields):
    """Send a form of a page as the page addresses it."""
    found = re.search(rf'action="([^"]*{path}[^"]*)"', page)
    assert found
    return person.browser.post_with(person.browser.last_token(), unescape(found[1]), fields)


def test_next_and_previous_follow_the_list_that_one_came_from(ines, three, store, clock):
    with store.begin() as unit:
        patients.set_status(unit.db, three[1], "new", "in_review", clock())
    page = opened_from(ines, "/patients?status=new", three[0])
    assert link(page, "prev") is None
    assert link(page, "next") == f"{url_of(three[2])}?queue=status:new"
    last = ines.browser.get(link(page, "next")).text
    assert (link(last, "next"), link(last, "prev")) == (None, f"{url_of(three[0])}?queue=status:new")
    assert link(opened_from(ines, "/patients", three[0]), "next") == f"{url_of(three[1])}?queue=all"


def test_the_way_back_is_the_same_page_of_the_same_list_at_the_same_row(ines, three, store, clock):
    for minute in range(60):
        on_file(store, clock() + timedelta(minutes=minute))
    first = ines.browser.get("/patients?status=new&sort=-received").text
    address = unescape(read_off(r'href="([^"]+)" rel="next"', first))
    page = ines.browser.get(address).text
    record = UUID(listed(page)[0])
    url, name = back(opened_from(ines, address, record))
    assert sorted(url.partition("#")[0].partition("?")[2].split("&")) == sorted(
        address.partition("?")[2].split("&")
    )
    assert url.endswith(f"#r-{record.hex}")
    assert name == "New (63)"
    assert f'id="r-{record.hex}"' in ines.browser.get(url.partition("#")[0]).text


def test_a_record_from_elsewhere_leads_to_the_list_and_a_queue_of_nobodys_making_is_none(ines, three):
    for query in (
        "",
        "?queue=",
        "?queue=Maya",
        "?queue=found.1",
        "?queue=status:new,before:x",
        f"?queue={'a:b,' * 90}c:d",
    ):
        page = ines.browser.get(url_of(three[1]) + query)
        assert page.status_code == 200
        assert back(page.text) == ("/patients", "Patients")
        assert link(page.text, "next") is None
        assert 'name="next"' not in page.text


def test_from_what_was_found_one_goes_on_to_the_next_of_it(ines, store, clock):
    names = ("Zoe Alike", "Somebody Else", "Noor Alike", "Ann Alike")
    ids = [on_file(store, clock() - timedelta(minutes=each), name=name) for each, name in enumerate(names)]
    found = ines.browser.post("/patients/search", q="alike").headers["Location"]
    page = opened_from(ines, found, ids[2])
    assert back(page) == (f"{found}#r-{ids[2].hex}", "Search (3)")
    assert link(page, "prev") == f"{url_of(ids[0])}?queue=found.1"
    assert link(page, "next") == f"{url_of(ids[3])}?queue=found.1"
    answer = acts_in(ines, page, "/status", **{"from": "new", "news": "0", "next": "done"})
    assert answer.headers["Location"] == f"{url_of(ids[3])}?queue=found.1"
    last = ines.browser.get(answer.headers["Location"]).text
    assert link(last, "next") is None
    assert acts_in(ines, last, "/status", **{"from": "new", "news": "0", "next": "done"}).headers[
        "Location"
    ] == (f"{found}#r-{ids[3].hex}")


def test_done_and_next_is_one_press(ines, three, store):
    page = opened_from(ines, "/patients?status=new", three[0])
    assert 'name="next" value="done"' in page
    fields = {"from": "new", "news": "0", "next": "done", "work_note": "Called, all fine"}
    answer = acts_in(ines, page, "/status", **fields)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{url_of(three[1])}?queue=status:new")
    assert [each.action for each in happened(store, three[0])] == [
        "patient.opened",
        "patient.status_changed",
        "patient.note_added",
    ]
    reference = f"{three[0].hex[:4]}-{three[0].hex[4:8]}"
    following = ines.browser.get(answer.headers["Location"]).text
    assert f"{reference} is now: Done. This is the next record." in plain(following)
    with store.read() as unit:
        assert [note.text for note in patient_notes.of(unit.db, three[0])] == ["Called, all fine"]
    for record, leads in (
        (three[1], f"{url_of(three[2])}?queue=status:new"),
        (three[2], f"/patients?status=new#r-{three[2].hex}"),
    ):
        address = f"{url_of(record)}?queue=status:new"
        answer = acts_in(ines, ines.browser.get(address).text, "/status", **fields)
        assert answer.headers["Location"] == leads
    assert "It was the last one in this list." in plain(ines.browser.get("/patients?status=new").text)


def test_the_place_is_kept_after_every_act_though_the_record_left_the_list(ines, three, store):
    page = opened_from(ines, "/patients?sort=status", three[1])
    answer = acts_in(ines, page, "/status", **{"from": "new", "status": "in_review"})
    page = ines.browser.get(answer.headers["Location"]).text
    assert link(page, "prev").startswith(url_of(three[0]))
    assert link(page, "next").startswith(url_of(three[2])), "the place is that of when it was new"
    page = acts_in(ines, page, "/status", **{"from": "in_review", "status": "", "work_note": "Rang"})
    assert "queue=sort:status,at:new~" in page.headers["Location"]


def test_a_neighbour_that_went_meanwhile_is_passed_over(ines, priya, three):
    page = opened_from(ines, "/patients?status=new", three[0])
    does(priya, three[1], "status", **{"from": "new", "status": "rejected", "work_note": "Spam"})
    assert ines.browser.get(link(page, "next")).status_code == 200
    answer = acts_in(ines, page, "/status", **{"from": "new", "next": "done"})
    assert answer.headers["Location"].startswith(url_of(three[2]))


def test_done_and_next_stops_at_news_and_at_a_colleague_who_was_first(ines, priya, three, store, clock):
    page = opened_from(ines, "/patients?status=new", three[0])
    with store.begin() as unit:
        patients.change(unit.db, three[0], {}, False, "patient", clock())
    fields = {"from": "new", "news": "0", "next": "done", "work_note": "Kept"}
    answer = acts_in(ines, page, "/status", **fields)
    assert answer.status_code == 409
    assert "The patient has sent something new meanwhile." in plain(answer.text)
    assert ">\nKept</textarea>" in answer.text
    does(priya, three[0], "status", **{"from": "new", "status": "in_review"})
    assert acts_in(ines, page, "/status", **fields).status_code == 409
    with store.read() as unit:
        assert patient_notes.of(unit.db, three[0]) == []


def test_a_clinicians_note_with_a_status_is_kept_from_reception_unless_they_say_otherwise(
    ines, priya, three, store
):
    assert 'name="for" value="clinicians" form="work" checked' in priya.browser.get(url_of(three[0])).text
    note = {"from": "new", "status": "in_review", "work_note": "Wheezes at night", "for": "clinicians"}
    assert does(ines, three[0], "status", **note).status_code == 403
    assert does(priya, three[0], "status", **note).status_code == 303
    assert does(priya, three[1], "status", **(note | {"for": "all"})).status_code == 303
    with store.read() as unit:
        assert [patient_notes.of(unit.db, each)[0].clinical for each in three[:2]] == [True, False]


def test_a_note_that_is_too_long_stops_the_status_too(ines, three, store):
    answer = does(ines, three[0], "status", **{"from": "new", "status": "done", "work_note": "x" * 2001})
    assert answer.status_code == 422
    assert "The note is 1 character too long" in answer.text
    with store.read() as unit:
        assert the_patient(unit, three[0], ()).status == "new"


def test_a_follow_up_has_a_day_of_the_clinics_and_is_under_due_today_from_then_on(ines, three, store, clock):
    today = clock().date()
    for record, day in zip(three, (today, today + timedelta(days=1), None), strict=True):
        fields = {"from": "new", "status": "follow_up", "due": day.isoformat() if day else ""}
        assert does(ines, record, "status", **fields).status_code == 303
    page = ines.browser.get("/patients?due=today").text
    assert (listed(page), tabs(page)["Due today"]) == ([str(three[0])], "1")
    assert "Due" in plain(page[page.index("r-" + three[0].hex) :])
    clock.moves(hours=24)
    ines.is_let_in()
    assert listed(ines.browser.get("/patients?due=today").text) == [str(three[0]), str(three[1])]
    assert back(opened_from(ines, "/patients?due=today", three[1]))[1] == "Due today (2)"
    assert listed(ines.browser.get("/patients?sort=due").text) == [str(each) for each in three]


def test_the_day_of_a_follow_up_is_changed_by_one_at_a_time(ines, priya, three, clock, store):
    does(ines, three[0], "status", **{"from": "new", "status": "follow_up"})
    later, latest = (f"{date(2030, 1, 1) + timedelta(days=days)}" for days in (0, 9))
    assert does(priya, three[0], "due", **{"from": "", "due": later}).status_code == 303
    assert "The follow-up is due on 1 January 2030." in plain(priya.browser.get(url_of(three[0])).text)
    assert does(ines, three[0], "due", **{"from": "", "due": latest}).status_code == 409
    assert does(ines, three[0], "due", **{"from": later, "due": ""}).status_code == 303
    assert [
        dict(each.details) for each in happened(store, three[0]) if each.action == "patient.due_changed"
    ] == [
        {"due": later},
        {},
    ]


@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "2020-01-01", "2099-01-01", "20300101", "\0"])
def test_a_day_that_is_none_or_long_gone_is_told_of_and_nothing_changes(day, ines, three, store):
    answer = does(ines, three[0], "status", **{"from": "new", "status": "follow_up", "due": day})
    assert answer.status_code == 422
    with store.read() as unit:
        assert the_patient(unit, three[0], ()).status == "new"


def test_an_assignment_is_marked_for_the_colleague_until_they_open_the_record(ines, priya, three, store):
    with store.read() as unit:
        hers = next(str(each.id) for each in staff.all_members(unit.db) if each.email == priya.email)
    does(ines, three[0], "assign", **{"from": "", "assigned_to": hers})
    assert "New for you" not in ines.browser.get("/patients").text
    assert "New for you" in priya.browser.get("/patients?assigned=me").text
    ines.browser.get(url_of(three[0]))
    assert "New for you" in priya.browser.get("/patients").text
    priya.browser.get(url_of(three[0]))
    assert "New for you" not in priya.browser.get("/patients").text


def test_flags_nobodys_records_and_orders_are_filters_of_the_list(ines, three, store, clock):
    does(ines, three[1], "restrict")
    with store.begin() as unit:
        me = next(each.id for each in staff.all_members(unit.db) if each.email == ines.email)
        patients.assign(unit.db, three[2], None, me, clock())
        patients.change(unit.db, three[0], {}, True, "patient", clock())
    for query, expected in (
        ("flag=restricted", [1]), ("flag=news", [0]), ("flag=alarm", [0]), ("flag=undelivered", []),
        ("assigned=nobody", [0, 1]), ("sort=-received", [0, 2, 1]), ("sort=assigned", [0, 2, 1]),
    ):  # fmt: skip
        found = listed(ines.browser.get(f"/patients?{query}").text)
        assert found == [str(three[place]) for place in expected], query
    page = ines.browser.get("/patients").text
    assert f'id="r-{three[1].hex}" class="resting"' in page
    assert ines.browser.get("/patients?flag=Maya").status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "sort=due&before=new~20261124T093105.000042_0f4b1c5de0a94c53a31b8c1a4f6d2e77",
        "sort=due&before=2026-02-30~20261124T093105.000042_0f4b1c5de0a94c53a31b8c1a4f6d2e77",
        "sort=assigned&before=abc~20261124T093105.000042_0f4b1c5de0a94c53a31b8c1a4f6d2e77",
        "before=new~20261124T093105.000042_0f4b1c5de0a94c53a31b8c1a4f6d2e77",
        "sort=status&before=~20261124T093105.000042_0f4b1c5de0a94c53a31b8c1a4f6d2e77",
        "sort=status&after=new~",
    ],
)
def test_a_place_of_another_order_is_refused(query, ines):
    assert ines.browser.get(f"/patients?{query}").status_code == 400


def test_emergencies_come_first_in_every_order_and_next_follows_what_the_list_shows(
    ines, three, store, clock
):
    urgent = on_file(store, clock() - timedelta(days=3), emergency=True)
    with store.begin() as unit:
        patients.change(unit.db, three[2], {}, False, "patient", clock())
    for order in ("", "?sort=-received", "?sort=status", "?sort=-assigned", "?sort=due"):
        assert listed(ines.browser.get(f"/patients{order}").text)[0] == str(urgent), order
    shown = listed(ines.browser.get("/patients").text)
    assert shown == [str(each) for each in (urgent, three[2], three[0], three[1])]
    page, walked = opened_from(ines, "/patients", urgent), [str(urgent)]
    assert link(page, "prev") is None
    while following := link(page, "next"):
        walked.append(read_off(r"/patients/([0-9a-f-]{36})", following))
        page = ines.browser.get(following).text
    assert walked == shown
    while earlier := link(page, "prev"):
        page = ines.browser.get(earlier).text
    with store.begin() as unit:
        assert patients.answer_emergency(unit.db, urgent, clock())
    assert link(opened_from(ines, "/patients", three[2]), "prev") is None


def test_an_emergency_is_first_until_its_record_is_done_and_again_once_the_patient_writes(
    ines, three, store, clock
):
    """It keeps its flag, and the filter by flag still finds it."""
    urgent = on_file(store, clock() - timedelta(days=3), emergency=True)
    assert urgent == UUID(listed(ines.browser.get("/patients").text)[0])
    for done in ("done", "rejected"):
        with store.begin() as unit:
            [now] = [each.status for each in patients.page(unit.db, 9, columns=()) if each.id == urgent]
            assert patients.set_status(unit.db, urgent, now, done, clock())
        page = ines.browser.get("/patients?status=all").text
        assert listed(page) == [str(each) for each in (three[0], three[1], three[2], urgent)]
        assert "Emergency word" in page.split("<tbody>")[1]
        assert "First: " not in page
        for order in ("", "&sort=-received", "&sort=status", "&sort=-assigned", "&sort=due"):
            assert listed(ines.browser.get(f"/patients?flag=alarm{order}").text) == [str(urgent)], order
    with store.begin() as unit:
        patients.change(unit.db, urgent, {}, False, "patient", clock())
    assert listed(ines.browser.get("/patients").text)[0] == str(urgent)
