"""An open page asks every few seconds whether somebody has come: it learns that, nothing of anybody, and keeps nobody signed in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from app.store.staff import sessions
from tests.dashboard.people_on_file import details, events, on_file, read_off
from tests.doors import ANYONE, DOORS, IN_CLEAR, METRICS, TWILIO, path_of
from tests.project import ROOT
from tests.store_queries import member_of

LIVE = {"Anteroom-Live": "1"}
BY_ITSELF = {
    "GET /alarms/band",
    "GET /answering/<uuid:conversation_id>",
    "GET /answering/<uuid:conversation_id>/messages",
    "GET /exports",
    "GET /news/counts",
    "GET /patients",
    "GET /patients/<uuid:patient_id>",
    "GET /patients/<uuid:patient_id>/messages",
    "GET /patients/news",
}
"""What scripts ask for. Everything else is somebody's doing, whatever the request says of itself."""
MEMBERS = sorted(route for route, door in DOORS.items() if door not in {ANYONE, IN_CLEAR, METRICS, TWILIO})


def mark(member, address):
    told = member.browser.get(address, **LIVE).json
    assert set(told) == {"counts", "title", "alarms", "mark"}
    return told["mark"]


def test_the_mark_is_the_newest_id_under_the_filters_and_nothing_else_is_told(ines, store, clock):
    assert mark(ines, "/patients/news") == ""
    maya = on_file(store, clock())
    clock.moves(seconds=1)
    noor = on_file(store, clock(), "es")
    assert mark(ines, "/patients/news") == noor.hex
    assert mark(ines, "/patients/news?language=en") == maya.hex
    assert mark(ines, "/patients/news?status=done") == ""


def test_the_page_holds_the_mark_and_where_to_ask(ines, store, clock):
    maya = on_file(store, clock())
    page = ines.browser.get("/patients?status=new").text
    assert (
        f'data-news="/patients/news?status=new" data-page="/patients?status=new" data-mark="{maya.hex}"'
        in page
    )


def test_a_filter_that_cannot_be_read_gets_no_news(ines):
    assert ines.browser.get("/patients/news?since=yesterday").status_code == 400
    assert "data-news" not in ines.browser.get("/patients?since=yesterday").text


def test_older_pages_and_what_was_found_do_not_ask(ines, store, clock):
    for _ in range(51):
        clock.moves(seconds=1)
        on_file(store, clock())
    first = ines.browser.get("/patients").text
    older = read_off(r'href="([^"]+)" rel="next"', first).replace("&amp;", "&")
    assert "live.js" in first
    assert "live.js" not in ines.browser.get(older).text
    ines.browser.post("/patients/search", q="maya")
    assert "live.js" not in ines.browser.get("/patients/found/1").text


def test_asking_is_no_look_and_loading_unasked_is_one_that_says_so(ines, store, clock):
    on_file(store, clock())
    ines.browser.get("/patients/news", **LIVE)
    assert events(store) == []
    ines.browser.get("/patients", **LIVE)
    assert details(store, "patients.listed") == [{"patients": 1, "shown": 0, "live": True}]


def test_a_page_that_asks_for_news_keeps_nobody_signed_in(ines, clock):
    for _ in range(14):
        clock.moves(minutes=1)
        assert ines.browser.get("/patients/news", **LIVE).status_code == 200
        assert ines.browser.get("/patients", **LIVE).status_code == 200
    clock.moves(minutes=1)
    answer = ines.browser.get("/patients/news", **LIVE)
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/login")


# The doors decide, whatever the database.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_only_what_a_script_asks_for_keeps_nobody_signed_in(admin, store, clock):
    with store.read() as unit:
        me = member_of(unit, admin.email).id
    kept = set()
    for route in MEMBERS:
        with store.read() as unit:
            here = sessions.of(unit.db, me, clock(), timedelta(minutes=15))
        if not here:  # at first, and after what ends a session
            admin.is_let_in()
        token = admin.browser.last_token()
        clock.moves(minutes=1)
        method, _, rule = route.partition(" ")
        path = path_of(rule)
        if method == "GET":
            admin.browser.get(path, **LIVE)
        else:
            admin.browser.post_with(token, path, {}, **LIVE)
        with store.read() as unit:
            alive = sessions.of(unit.db, me, clock(), timedelta(minutes=15))
        if [each.last_seen_at for each in alive] == [clock()]:
            kept.add(route)
    assert set(MEMBERS) - kept == BY_ITSELF


def test_a_name_that_somebody_shows_is_not_called_the_doing_of_a_page(ines, store, clock):
    maya = on_file(store, clock())
    token = ines.browser.token("/patients")
    for fields in ({}, {"id": str(maya), "reason": "ringing"}):
        ines.browser.post_with(token, "/patients/show", fields, **LIVE)
    assert not any("live" in each.details for each in events(store))
    assert events(store)[0].action == "patients.name_shown"


def test_a_person_who_loads_the_page_stays_signed_in(ines, clock):
    for _ in range(3):
        clock.moves(minutes=10)
        assert ines.browser.get("/patients").status_code == 200


def test_what_a_page_loads_unasked_has_no_names_though_the_session_shows_them(ines, store, clock):
    on_file(store, clock())
    ines.browser.post("/patients/show", all="1", reason="ringing")
    assert "Okafor" not in ines.browser.get("/patients", **LIVE).text
    assert "Okafor" in ines.browser.get("/patients").text


# The sheet is the same on every engine.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_page_with_keys_lists_each_key_that_its_script_knows(ines, store, clock):
    on_file(store, clock())
    script = (ROOT / "app/static/keys.js").read_text()
    known = set(
        re.findall(
            r'^  "?([^\s"]{1,7})"?: ', read_off(r"(?s)const keys = \{(.*?)\n\};", script), re.MULTILINE
        )
    )
    assert {"r", "c", "e", "n", "/", "?"} <= known
    for address in ("/patients", "/alarms", "/news", "/answering"):
        page = ines.browser.get(address).text
        listed = set(re.findall(r"<kbd>([^<]+)</kbd>", page))
        assert (listed - {"Enter", "1", "4"}, "keys.js" in page) == (known, True), address
