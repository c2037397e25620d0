"""The navigation, the title and the list say what waits for this member; `/news` says what has happened."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from app.store.exports import exports
from app.store.exports.exports import Export
from app.store.messages import outbound
from app.store.patients.patient_filters import PatientFilters
from app.store.work import jobs, news
from app.store.work.news import MOST, WAITING
from tests.acts import Act
from tests.dashboard.at_the_record import does, plain
from tests.dashboard.people_on_file import events, on_file, read_off
from tests.doors import PATIENTS
from tests.store_queries import member_of

LIVE = {"Anteroom-Live": "1"}
DOORS = {"POST /news/seen": PATIENTS}
SEE_NOBODY = {"POST /news/seen"}
ACTS = (Act("/news", "/news/seen", {}, "[name=seen]"),)


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
    assert waits(ines) == {"new": "2"}, "what is for everybody is no news of mine"
    assert waits(priya) == {"new": "2"}, "nobody approves their own export"
    assert waits(admin) == {"new": "2", "approvals": "1", "failed": "1"}
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


def news_of(person, address="/news"):
    """Return the lines of each section of the news, by its heading, and its count."""
    page = person.browser.get(address).text
    parts = re.findall(r'<section class="section" aria-labelledby="h-(\w+)">(.*?)</section>', page, re.DOTALL)
    return {
        name: [plain(line) for line in re.findall(r"<li.*?>(.*?)</li>", part, re.DOTALL)]
        for name, part in parts
    }


def test_what_is_for_me_for_everybody_and_only_counted_is_apart_and_holds_nothing_of_anybody(
    ines, priya, maya, patient, store, clock
):
    for _ in range(3):
        clock.moves(seconds=1)
        on_file(store, clock())
    assert news_of(ines) == {"counted": ["New records 4", "People who began to answer 1"]}
    assert "Nothing new for you" in ines.browser.get("/news").text
    clock.moves(minutes=1)
    does(ines, maya, "reply", text="Which day?", **{"for": "all"})
    for text in ("Tuesday", "DELETE MY DATA"):
        clock.moves(seconds=1)
        patient.says(text)
    reference = f"{maya.hex[:4]}-{maya.hex[4:8]}"
    found = news_of(ines)
    assert list(found) == ["mine", "all", "counted"]
    assert [line.rpartition(" Today")[0] for line in found["mine"]] == [
        f"{reference} The patient has written, or sent something new"
    ]
    assert [line.rpartition(" Today")[0] for line in found["all"]] == [f"{reference} Request from a patient"]
    assert found["counted"] == [
        "New records 4",
        "Records with new information 1",
        "People who began to answer 1",
    ]
    assert "mine" not in news_of(priya), "she wrote nothing, and is responsible for nothing"
    assert (waits(ines)[""], waits(priya).get("")) == ("1", None)
    page = ines.browser.get("/news").text
    assert not [
        word
        for word in (
            "Okafor",
            "Mill Lane",
            "1990-03",
            "March 1990",
            "Asthma",
            "1500555",
            "Tuesday",
            "Which day",
        )
        if word in plain(page)
    ]
    looked = events(store, "news.")[0]
    assert dict(looked.details) == {"news": 2, "mentions": [maya.hex]}


def test_who_asks_to_be_called_is_news_for_everybody_until_somebody_has_called(ines, patient, maya, clock):
    clock.moves(seconds=1)
    patient.says("call me")
    page = ines.browser.get("/news").text
    assert "Asked to be called" in "".join(news_of(ines)["all"])
    path = read_off(r'href="(/patients/callbacks/[0-9a-f-]{36})"', page)
    assert ines.browser.post_with(ines.browser.last_token(), f"{path}/done", {}).status_code == 303
    assert "Asked to be called" not in "".join(news_of(ines).get("all", []))


def test_a_reply_of_mine_that_does_not_arrive_is_news_for_me_alone(ines, priya, maya, store, clock):
    does(ines, maya, "reply", text="Which day?")
    with store.begin() as unit:
        (sent,) = outbound.of(unit.db, maya)
        assert outbound.give_up(unit.db, sent, "window_closed", clock())
    clock.moves(seconds=1)
    assert "Your message did not arrive" in "".join(news_of(ines)["mine"])
    assert "mine" not in news_of(priya)


def test_what_happened_is_new_until_a_member_says_that_they_have_seen_it(ines, priya, maya, store, clock):
    with store.read() as unit:
        mine = str(member_of(unit, ines.email).id)
    clock.moves(seconds=1)
    does(priya, maya, "assign", **{"from": "", "assigned_to": mine})
    clock.moves(seconds=1)
    page = ines.browser.get("/news").text
    shown_until = read_off(r'name="seen" value="([^"]+)"', page)
    assert waits(ines)[""] == "1", "a look alone marks nothing as seen"
    clock.moves(minutes=1)
    does(priya, maya, "assign", **{"from": mine, "assigned_to": ""})
    does(priya, maya, "assign", **{"from": "", "assigned_to": mine})
    token = ines.browser.last_token()
    assert ines.browser.post_with(token, "/news/seen", {"seen": shown_until}).status_code == 303
    assert waits(ines)[""] == "1", "what came after the page is new"
    latest = clock().isoformat()
    assert ines.browser.post_with(token, "/news/seen", {"seen": latest}).status_code == 303
    assert ines.browser.post_with(token, "/news/seen", {"seen": shown_until}).status_code == 303
    assert waits(ines).get("") is None, "and an older page takes nothing back"
    assert "mine" not in news_of(ines)
    assert len(news_of(ines, "/news?earlier=1")["mine"]) == 1, "what was seen can be looked up"
    ahead = (clock() + timedelta(minutes=1)).isoformat()
    for wrong in ("", "yesterday", "2026-11-25T09:00:00", ahead):
        assert ines.browser.post_with(token, "/news/seen", {"seen": wrong}).status_code == 400
    clock.moves(days=15)
    ines.is_let_in()
    assert "Nothing new for you" in ines.browser.get("/news?earlier=1").text


def test_many_failed_jobs_are_one_line_with_a_number(admin, store, clock):
    admin.is_let_in()
    clock.moves(seconds=1)
    with store.begin() as unit:
        for _ in range(3):
            job = jobs.add(unit.db, "exports.sweep", None, "anteroom", clock())
            claimed = jobs.claim(unit.db, clock(), timedelta(minutes=1), ["exports.sweep"])
            assert claimed
            assert jobs.fail(unit.db, job, claimed.lease_token, clock(), "Boom")
    (line,) = news_of(admin)["all"]
    assert line.startswith("A job failed 3 times")


def test_a_script_asks_for_the_counts_alone_and_no_look_is_written_down(ines, store, clock):
    on_file(store, clock())
    answer = ines.browser.get("/news/counts", **LIVE)
    assert set(answer.json) == {"counts", "title", "alarms"}
    assert answer.json["title"] == "1"
    assert answer.json["counts"] == {
        "": "", "new": "1", "mine": "", "unfinished": "", "alarms": "", "requests": ""
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
        counts = news.glance(unit.db, me, WAITING, ["assigned"], now, now).counts
    assert counts["new"] == MOST
