"""The navigation, the title and the list say what waits for this member; `/news` says what has happened."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from app.store.exports import exports
from app.store.exports.exports import Export
from app.store.patients.patient_filters import PatientFilters
from app.store.work import jobs, news
from app.store.work.news import MOST, WAITING
from tests.dashboard.at_the_record import does, plain
from tests.dashboard.people_on_file import events, on_file, read_off
from tests.store_queries import member_of

LIVE = {"Anteroom-Live": "1"}


def waits(person, page="/patients"):
    """Return the counts of the navigation, by kind; "" is what has happened."""
    nav = read_off(r'<nav class="nav".*?>(.*?)</nav>', person.browser.get(page).text)
    return {
        kind: count
        for kind, count in re.findall(r'data-count="(\w*)".*?<b>(.*?)</b>', nav, re.DOTALL)
        if count
    }


@pytest.fixture
def export_asked(store, clock):
    """A function that has somebody ask for an export, which waits for approval."""

    def asks(person):
        with store.begin() as unit:
            member = member_of(unit, person.email)
            new = Export.wanted(
                *("csv", member.id, f"staff:{member.id}", "Referrals", ("name",), PatientFilters()),
                needs_approval=True,
            )
            return exports.ask(unit.db, new, clock())

    return asks


def test_the_navigation_counts_what_a_role_can_do_something_about(
    ines, priya, admin, colleague, store, clock, export_asked
):
    assert waits(ines) == {}
    clock.moves(seconds=1)
    for _ in range(2):
        on_file(store, clock())
    export_asked(priya)
    with store.begin() as unit:
        job = jobs.add(unit.db, "exports.sweep", None, "anteroom", clock())
        claimed = jobs.claim(unit.db, clock(), timedelta(minutes=1), ["exports.sweep"])
        assert claimed
        assert jobs.fail(unit.db, job, claimed.lease_token, clock(), "Boom")
    admin.is_let_in()
    assert waits(ines) == {"new": "2", "": "2"}
    assert waits(priya) == {"new": "2", "": "2"}, "nobody approves their own export"
    assert waits(admin) == {"new": "2", "approvals": "1", "failed": "1", "": "4"}
    auditor = colleague("auditor")
    auditor.is_let_in()
    assert waits(auditor, "/audit") == {}


def test_an_intake_that_is_not_sent_and_an_alarm_are_counted(ines, app, patient, store):
    patient.tells("hello", "1", "1", "Maya Okafor")
    assert waits(ines)["unfinished"] == "1"
    patient.says("I want to kill myself")
    assert waits(ines)["alarms"] == "1"
    assert "<title>(1) Patients" in ines.browser.get("/patients").text, "an alarm comes before new records"


def test_the_title_and_the_list_say_how_many_wait_and_since_when(ines, store, clock):
    page = ines.browser.get("/patients").text
    assert "<title>Patients" in page
    assert "No new records are waiting." in page
    on_file(store, clock())
    first = f"{clock():%H:%M}"
    assert f"One new record waits, since today, {first}." in ines.browser.get("/patients").text
    clock.moves(minutes=5)
    on_file(store, clock())
    page = ines.browser.get("/patients").text
    assert f"2 new records wait, the oldest since today, {first}." in page
    assert "<title>(2) Patients" in page


def test_a_colleague_is_told_that_a_record_was_assigned_to_them(ines, priya, maya, store, clock):
    with store.read() as unit:
        priyas = member_of(unit, priya.email).id
    assert does(ines, maya, "assign", **{"from": "", "assigned_to": str(priyas)}).status_code == 303
    assert waits(priya)["mine"] == "1"
    assert "mine" not in waits(ines)
    assert "A record was assigned to you" in priya.browser.get("/news").text
    assert "A record was assigned to you" not in ines.browser.get("/news").text


def test_news_are_new_until_somebody_has_looked_and_hold_nothing_of_anybody(
    ines, maya, patient, store, clock
):
    clock.moves(seconds=1)
    patient.says("DELETE MY DATA")
    page = ines.browser.get("/news").text
    assert "2 things have happened" in page
    assert 'data-count="" hidden' in page, "they are seen by now"
    assert re.findall(r'<th scope="row".*?>(.*?)</th>', page) == ["Request from a patient", "New record"]
    assert page.count(f"/patients/{maya}") == 2
    assert not [
        word
        for word in ("Okafor", "Mill Lane", "1990-03", "March 1990", "Asthma", "1500555")
        if word in plain(page)
    ]
    (looked,) = [each for each in events(store, "news.") if each.action == "news.listed"]
    assert dict(looked.details) == {"news": 2, "mentions": [maya.hex]}
    looked_at = f"{clock():%H:%M}"
    clock.moves(minutes=1)
    again = ines.browser.get("/news").text
    assert f"Nothing has happened since you last looked, today, {looked_at}." in again
    assert "New record" in again, "what was seen stays on the page"
    clock.moves(days=15)
    ines.is_let_in()
    assert "No news" in ines.browser.get("/news").text


def test_a_script_asks_for_the_counts_alone_and_no_look_is_written_down(ines, store, clock):
    on_file(store, clock())
    answer = ines.browser.get("/news/counts", **LIVE)
    assert set(answer.json) == {"counts", "title", "alarms"}
    assert answer.json["title"] == "1"
    assert answer.json["counts"] == {
        "": "1", "new": "1", "mine": "", "unfinished": "", "alarms": "", "requests": ""
    }  # fmt: skip
    assert events(store, "news.") == []
    assert 'data-ask="/news/counts"' in ines.browser.get("/patients").text


def test_what_is_assigned_to_me_has_an_entry_of_its_own(ines, store, clock):
    def current(page):
        nav = read_off(r'<nav class="nav".*?>(.*?)</nav>', ines.browser.get(page).text)
        return re.findall(r'href="([^"]+)" aria-current', nav)

    assert current("/patients") == ["/patients"]
    assert current("/patients?assigned=me") == ["/patients?assigned=me"]
    assert current("/answering") == ["/answering"]
    assert current(f"/patients/{on_file(store, clock())}") == ["/patients"]


def test_counts_go_no_further_than_is_shown(ines, store, clock):
    for _ in range(MOST + 1):
        on_file(store, clock())
    assert waits(ines)["new"] == "99+"
    with store.read() as unit:
        now, me = clock(), member_of(unit, ines.email).id
        counts = news.waiting(unit.db, me, WAITING, ["received"], now, now)
    assert counts["new"] == MOST
