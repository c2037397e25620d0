"""Names are shown for a reason, for a minute, and each is in the trail."""

from __future__ import annotations

from html import unescape

import pytest

from app.store.patients import patients
from app.store.staff import sessions, staff
from app.store.trail import audit
from tests.dashboard.people_on_file import details, events, on_file, read_off


@pytest.fixture
def maya(store, clock):
    return on_file(store, clock())


@pytest.fixture
def noor(store, clock):
    clock.moves(minutes=1)
    return on_file(store, clock(), name="Noor Haddad", birth_date="1980-01-01")


def shows_all(person, **more):
    return person.browser.post("/patients/show", all="1", reason="calling_in", **more)


def shows_one(person, patient_id, **more):
    answer = person.browser.post("/patients/show", id=str(patient_id), reason="ringing", **more)
    where = answer.headers.get("Location", "").partition("#")[0]
    return person.browser.get(where).text if where else answer.text


def test_one_name_is_shown_in_the_list_and_no_other(ines, maya, noor, store):
    page = shows_one(ines, maya)
    assert "<bdi>Maya Okafor-Lindt</bdi>" in page
    assert "Haddad" not in page
    assert "Only what you chose to show is visible." in page


def test_one_name_shown_is_one_event_about_that_patient_and_each_page_with_it_mentions_them(
    ines, maya, store
):
    shows_one(ines, maya)
    looked, event = events(store)
    assert (event.action, event.subject_kind, event.subject_id) == ("patients.name_shown", "patient", maya)
    assert event.details == {"reason": "ringing"}
    assert looked.action == "patients.listed"
    assert looked.details["mentions"] == [maya.hex]


def test_all_names_are_shown_on_every_page_of_the_session_for_a_minute_and_the_page_says_until_when(
    ines, maya, noor, clock
):
    answer = shows_all(ines, status="new")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/patients?status=new")
    page = ines.browser.get("/patients").text
    assert "Maya Okafor-Lindt" in page
    assert "Noor Haddad" in page
    clock.moves(seconds=59)
    assert "Okafor" in ines.browser.get("/patients").text
    clock.moves(seconds=1)
    assert "Okafor" not in ines.browser.get("/patients").text


def test_the_page_says_to_the_second_until_when_in_the_clinics_time(ines, maya, clock):
    shows_all(ines)
    until = f"{clock.now:%H}"
    page = ines.browser.get("/patients").text
    said = read_off(r"are shown until (\d\d:\d\d:\d\d)\. Recorded for one patient\.", page)
    assert said.startswith(until)


@pytest.mark.parametrize(("gone", "left"), [(0, 60), (9, 50), (31, 20), (55, 10)])
def test_the_page_knows_what_is_left_of_the_minute(gone, left, ines, maya, clock):
    shows_all(ines)
    clock.moves(seconds=gone)
    page = ines.browser.get("/patients").text
    assert f'class="left-{left}" data-seconds="{60 - gone}"' in page


def test_a_look_does_not_make_the_minute_longer(ines, maya, clock):
    shows_all(ines)
    for _ in range(3):
        clock.moves(seconds=20)
        page = ines.browser.get("/patients").text
    assert "Okafor" not in page


def test_another_session_shows_no_names(ines, colleague, maya):
    shows_all(ines)
    other = colleague("clinician")
    other.is_let_in()
    assert "Okafor" not in other.browser.get("/patients").text


def test_every_look_with_names_shown_mentions_each_of_them(ines, maya, noor, store):
    shows_all(ines)
    ines.browser.get("/patients")
    looked = details(store, "patients.listed")[0]
    assert (looked["patients"], looked["shown"]) == (2, 2)
    assert set(looked["mentions"]) == {maya.hex, noor.hex}
    with store.read() as unit:
        assert "patients.listed" in [each.action for each in audit.about(unit.db, maya, 10)]


def test_showing_all_is_an_event_with_its_reason(ines, maya, store):
    shows_all(ines)
    assert details(store, "patients.names_shown") == [{"reason": "calling_in"}]


@pytest.mark.parametrize("reason", ["", "because", "<script>"])
def test_without_a_reason_of_ours_no_name_is_shown(reason, ines, maya, store):
    for asked in ({"all": "1"}, {"id": str(maya)}):
        answer = ines.browser.post("/patients/show", reason=reason, **asked)
        assert answer.status_code == 422
        assert "Choose why names are shown." in answer.text
        assert "Okafor" not in answer.text
    assert "patients.names_shown" not in {each.action for each in events(store)}


def test_hide_now_hides_them_on_every_page_and_is_written_down(ines, maya, store):
    shows_all(ines)
    answer = ines.browser.post("/patients/hide", status="new")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/patients?status=new")
    assert "Okafor" not in ines.browser.get("/patients").text
    assert details(store, "patients.names_hidden") == [{}]


def test_a_page_that_is_loaded_by_a_script_has_no_name(ines, maya):
    shows_one(ines, maya)
    shows_all(ines)
    page = ines.browser.get("/patients", **{"Anteroom-Live": "1"}).text
    assert "Okafor" not in page


def test_names_are_shown_and_hidden_on_what_a_search_found_and_the_search_stays(ines, maya, noor, store):
    ines.browser.post("/patients/search", q="okafor")
    answer = ines.browser.post("/patients/show", found="1", id=str(maya), reason="ringing")
    assert answer.headers["Location"] == f"/patients/found/1#r-{maya.hex}"
    page = ines.browser.get("/patients/found/1").text
    assert "<bdi>Maya Okafor-Lindt</bdi>" in page
    ines.browser.post("/patients/show", found="1", all="1", reason="ringing")
    page = ines.browser.get("/patients/found/1").text
    assert "<bdi>Maya Okafor-Lindt</bdi>" in page
    assert 'name="found" value="1"' in page
    ines.browser.post("/patients/hide", found="1")
    page = ines.browser.get("/patients/found/1").text
    assert "Okafor-Lindt" not in page
    assert "1 record" in page
    assert {each["kind"] for each in details(store, "patients.searched")} == {"name"}


def test_an_id_that_is_none_is_refused(ines, maya):
    assert ines.browser.post("/patients/show", id="Maya", reason="ringing").status_code == 400


def test_a_name_that_was_shown_is_in_no_address_cookie_or_title(ines, maya):
    answer = ines.browser.post("/patients/show", id=str(maya), reason="ringing")
    assert "Okafor" not in str(answer.headers)
    assert "Okafor" not in read_off("<title>(.*)</title>", ines.browser.get("/patients").text)
    answer = shows_all(ines)
    assert "Okafor" not in str(answer.headers)


def test_a_hostile_name_is_shown_as_typed(ines, store, clock):
    theirs = on_file(store, clock(), name="<script>alert(1)</script> \"'><img src=x onerror=alert(1)>")
    page = shows_one(ines, theirs)
    assert "<script>alert" not in page
    assert "<bdi>&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_shown_name_lies_over_its_mask_so_that_it_can_be_hidden_without_the_server(ines, maya):
    page = shows_one(ines, maya)
    assert (
        '<span class="veil left-60" data-seconds="60"><span class="shown"><bdi>Maya Okafor-Lindt</bdi></span><span class="hidden-again">'
        in page
    )


def test_showing_names_is_for_a_session_that_is_still_alive(ines, maya, store):
    token = ines.browser.token("/patients")
    with store.begin() as unit:
        me = next(each.id for each in staff.all_members(unit.db) if each.email == ines.email)
        sessions.end_all(unit.db, me)
    answer = ines.browser.post_with(token, "/patients/show", {"all": "1", "reason": "ringing"})
    assert answer.status_code in {303, 403}
    assert details(store, "patients.names_shown") == []


def test_more_names_than_a_page_holds_are_each_in_the_trail_when_news_is_on_top(ines, store, clock):
    ids = []
    for _ in range(53):
        clock.moves(seconds=1)
        ids.append(on_file(store, clock()))
    with store.begin() as unit:
        for patient in ids[:3]:
            patients.change(unit.db, patient, {}, False, "patient", clock())
    shows_all(ines)
    older = unescape(read_off(r'href="(/patients\?before=[^"]+)"', ines.browser.get("/patients").text))
    assert ines.browser.get(older).status_code == 200
    second, first = details(store, "patients.listed")[:2]
    assert (first["shown"], second["shown"]) == (50, 3)
    assert {each.hex for each in ids[:3]} <= set(first["mentions"])
    assert {*first["mentions"], *second["mentions"]} == {each.hex for each in ids}
