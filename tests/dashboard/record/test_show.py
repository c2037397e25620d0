"""What was shown for a reason stays for its minute, over every act, and is one line of the trail."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.store.patients import erasures, patients
from app.store.staff import sessions, staff
from app.store.tables import metadata
from app.store.trail import audit
from tests.dashboard.at_the_record import HEALTH, IDENTITY, does, facts, happened, url_of
from tests.dashboard.people_on_file import on_file
from tests.databases import on_each_engine
from tests.people import HANDS_IN

staff_sessions = metadata.tables["staff_sessions"]
staff_showings = metadata.tables["staff_showings"]

EVERYTHING = (*IDENTITY, *HEALTH)


def unseen(page):
    return [word for word in EVERYTHING if word not in page]


def at(person, patient_id):
    return person.browser.get(url_of(patient_id)).text


def test_one_showing_lasts_its_minute_over_every_act_and_back_from_the_list(priya, maya, store, clock):
    does(priya, maya, "show", part="all", reason="ringing")
    with store.read() as unit:
        me = next(each.id for each in staff.all_members(unit.db) if each.email == priya.email)
    acts = (
        ("note", {"note": "Rang at ten"}, "h-notes"),
        ("status", {"from": "new", "status": "in_review"}, "h-work"),
        ("assign", {"from": "", "assigned_to": str(me)}, "h-work"),
    )
    for act, fields, place in acts:
        answer = does(priya, maya, act, **fields)
        assert answer.headers["Location"] == f"{url_of(maya)}#{place}"
        assert unseen(at(priya, maya)) == []
    assert "<bdi>Maya Okafor-Lindt</bdi>" in priya.browser.get("/patients").text
    priya.browser.post_with(
        priya.browser.last_token(), f"{url_of(maya)}/edit", {"version": "1", "address": "9 Elm Road"}
    )
    page = at(priya, maya)
    assert unseen(page) == []  # the address before, among what was changed
    assert "9 Elm Road" in page
    assert [event.action for event in happened(store, maya)].count("patient.shown") == 1
    clock.moves(seconds=61)
    page = at(priya, maya)
    assert [word for word in (*EVERYTHING, "9 Elm Road") if word in page] == []
    assert "Okafor" not in priya.browser.get("/patients").text


def test_a_part_ends_a_minute_after_it_was_asked_for_whatever_else_is_shown_since(priya, maya, clock):
    does(priya, maya, "show", part="identity")
    clock.moves(seconds=40)
    does(priya, maya, "show", part="health")
    clock.moves(seconds=20)
    page = at(priya, maya)
    assert [word for word in IDENTITY if word in page] == []
    assert [word for word in HEALTH if word not in page] == []


def test_each_page_that_shows_it_is_a_look_that_says_what_was_seen(priya, maya, store):
    does(priya, maya, "show", part="identity", reason="ringing")
    at(priya, maya)
    at(priya, maya)
    assert [(event.action, dict(event.details)) for event in happened(store, maya)] == [
        ("patient.shown", {"parts": ["identity"], "reason": "ringing"}),
        ("patient.opened", {"parts": ["identity"]}),
        ("patient.opened", {"parts": ["identity"]}),
    ]


def test_a_note_is_seen_by_who_has_just_written_it_and_by_nobody_else(ines, priya, maya, clock):
    does(priya, maya, "note", note="Rang about the wheelchair")
    does(ines, maya, "note", note="Rang at ten")
    page = at(ines, maya)
    assert "<bdi>Rang at ten</bdi>" in page
    assert "wheelchair" not in page
    assert "One note is hidden." in page
    assert "Rang at ten" not in at(priya, maya)
    clock.moves(seconds=60)
    assert "Rang at ten" not in at(ines, maya)


def test_what_was_corrected_is_seen_by_who_corrected_it(ines, priya, maya):
    ines.browser.post_with(
        ines.browser.last_token(), f"{url_of(maya)}/edit", {"version": "1", "address": "9 Elm Road"}
    )
    assert "9 Elm Road" in at(ines, maya)
    assert "9 Elm Road" not in at(priya, maya)


@pytest.mark.parametrize("ends", ["hidden", "hidden in the list", "signed out", "role"])
def test_a_showing_ends_when_it_is_hidden_or_the_session_ends(ends, priya, maya, store, clock):
    does(priya, maya, "show", part="all")
    if ends == "hidden":
        answer = does(priya, maya, "hide", part="health")
        assert answer.headers["Location"] == f"{url_of(maya)}#h-health"
    elif ends == "hidden in the list":
        priya.browser.post("/patients/hide")
    elif ends == "signed out":
        priya.browser.post("/logout")
        priya.is_let_in()
    else:
        with store.begin() as unit:
            member = next(each for each in staff.all_members(unit.db) if each.email == priya.email)
            staff.set_role(unit.db, member.id, "reception")
            sessions.end_all(unit.db, member.id)
        clock.moves(seconds=31)
        priya.is_let_in()
    page = at(priya, maya)
    assert [word for word in EVERYTHING if word in page] == []


def test_another_session_and_another_record_show_nothing(ines, priya, maya, store, clock):
    other = on_file(store, clock(), name="Noor Haddad")
    does(priya, maya, "show", part="all")
    page = at(ines, maya)
    assert [word for word in EVERYTHING if word in page] == []
    assert "Haddad" not in at(priya, other)


@on_each_engine
def test_a_showing_written_into_the_database_by_hand_shows_nothing(priya, maya, store, clock):
    does(priya, maya, "show", part="identity")
    with store.engine.begin() as connection:
        connection.execute(update(staff_showings).values(part="health"))
    page = at(priya, maya)
    assert [word for word in EVERYTHING if word in page] == []
    does(priya, maya, "show", part="identity")
    clock.moves(seconds=61)
    with store.engine.begin() as connection:
        later = clock() + timedelta(seconds=30)
        connection.execute(update(staff_showings).values(until=later))
    page = at(priya, maya)
    assert [word for word in EVERYTHING if word in page] == []


@on_each_engine
def test_a_clock_put_back_makes_no_minute_longer(priya, maya, clock):
    does(priya, maya, "show", part="identity")
    clock.moves(minutes=-10)
    page = at(priya, maya)
    assert [word for word in IDENTITY if word in page] == []


@on_each_engine
def test_showings_go_with_their_session_and_with_their_patient(priya, maya, store, clock):
    does(priya, maya, "show", part="all")
    with store.begin() as unit:
        erasures.erase(unit.db, maya, "other", "operator", clock())
    with store.engine.connect() as connection:
        assert connection.execute(select(staff_showings)).all() == []
        assert connection.execute(select(staff_sessions)).all() != []


def test_the_reason_is_asked_once_in_a_session(priya, maya, colleague):
    assert "selected" not in at(priya, maya).partition('id="reason"')[2].partition("</select>")[0]
    does(priya, maya, "show", part="identity", reason="ringing")
    for page in (at(priya, maya), priya.browser.get("/patients").text):
        assert '<option value="ringing" selected>' in page
    priya.browser.post("/logout")
    priya.is_let_in()
    assert '<option value="ringing" selected>' not in at(priya, maya)


# ---------- from the list


def test_names_shown_in_the_list_are_shown_at_the_head_of_a_record(ines, maya, store):
    ines.browser.post("/patients/show", all="1", reason="ringing")
    page = at(ines, maya)
    assert "Maya Okafor-Lindt" in page
    assert "+15005550006" in page
    assert "12 Mill Lane" not in page
    assert happened(store, maya)[-1].details == {"parts": ["name"]}


def test_a_row_is_shown_in_place_and_again_on_the_record(ines, maya, store, clock):
    other = on_file(store, clock(), name="Noor Haddad")
    answer = ines.browser.post("/patients/show", id=str(maya), reason="ringing", status="new")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/patients?status=new#r-{maya.hex}"
    page = ines.browser.get("/patients").text
    row = page[page.index(f'id="r-{maya.hex}"') :].partition("</tr>")[0]
    assert "<bdi>Maya Okafor-Lindt</bdi>" in row
    assert "Haddad" not in page
    assert "Maya Okafor-Lindt" in at(ines, maya)
    assert "Haddad" not in at(ines, other)
    clock.moves(seconds=60)
    assert "Okafor" not in at(ines, maya) + ines.browser.get("/patients").text
    assert [event.action for event in happened(store, maya)].count("patients.name_shown") == 1


def test_nothing_is_shown_of_a_record_that_never_was(ines):
    nobody = str(UUID(int=5))
    assert ines.browser.post("/patients/show", id=nobody, reason="ringing").status_code == 404


# ---------- copies


def test_each_copy_of_a_shown_answer_is_one_event_and_what_is_hidden_is_not_copied(ines, maya, store, clock):
    assert does(ines, maya, "copied", answer="address").status_code == 409
    does(ines, maya, "show", part="identity")
    for answer in ("name", "birth_date", "address", "number"):
        assert does(ines, maya, "copied", answer=answer).status_code == 204
    assert [event.details for event in happened(store, maya) if event.action == "patient.copied"] == [
        {"answer": "name"}, {"answer": "birth_date"}, {"answer": "address"}, {"answer": "number"},
    ]  # fmt: skip
    assert does(ines, maya, "copied", answer="medications").status_code == 400
    assert "Copied from the record: address" in at(ines, maya)
    clock.moves(seconds=60)
    assert does(ines, maya, "copied", answer="name").status_code == 409


def test_a_name_shown_in_the_list_is_copied_with_its_number_and_nothing_else(ines, maya):
    ines.browser.post("/patients/show", id=str(maya), reason="ringing")
    assert [
        does(ines, maya, "copied", answer=each).status_code for each in ("name", "number", "address")
    ] == [
        204,
        204,
        409,
    ]


# ---------- how an answer came about


def test_the_answers_say_what_was_asked_back_what_was_changed_and_which_held_the_danger_word(
    priya, ines, patient, store
):
    patient.tells("hello", "1", "1", "Maya Lindt", "3/4/1990", "1", "12 Mill Lane")
    patient.tells("I have chest pain", "DONE", "NONE", "DONE", *HANDS_IN[:-1], "EDIT 3", "9 Elm Road", "SEND")
    with store.read() as unit:
        (record,) = patients.page(unit.db, 1, columns=())
    told = facts(at(priya, record.id))
    assert "It could be read as two days" in told["Date of birth"]
    assert "Changed while checking the answers." in told["Address"]
    assert "Emergency word" in told["Medical history"]
    assert "Emergency word" not in told["Medicines"]
    assert "Emergency word" not in str(facts(at(ines, record.id)))


# ---------- a morning


@pytest.fixture
def sends(ines):
    """A function that sends a form, follows it, and returns the address that it leads to."""
    token = ines.browser.last_token()

    def send(path, **fields):
        answer = ines.browser.post_with(token, path, fields)
        assert answer.status_code == 303, path
        address = answer.headers["Location"].partition("#")[0]
        ines.browser.get(address)
        return address

    return send


def lines(store):
    """Return how many lines of each kind the trail has."""
    with store.read() as unit:
        return Counter(event.action for event in audit.latest(unit.db, 500))


@on_each_engine
def test_a_whole_morning_leaves_a_line_for_each_look_and_one_for_each_showing(
    ines, sends, maya, store, clock
):
    noor = on_file(store, clock(), name="Noor Haddad")
    before = lines(store)
    ines.browser.get("/patients")
    sends("/patients/show", all="1", reason="ringing")
    at(ines, maya)
    sends(f"{url_of(maya)}/show", part="identity", reason="ringing")
    assert does(ines, maya, "copied", answer="number").status_code == 204
    sends(f"{url_of(maya)}/note", note="Rang at ten, no answer")
    sends(f"{url_of(maya)}/status", **{"from": "new", "status": "in_review"})
    ines.browser.get("/patients")
    at(ines, maya)
    clock.moves(minutes=2)
    at(ines, noor)
    sends(f"{url_of(noor)}/show", part="all", reason="ringing")
    sends(f"{url_of(noor)}/edit", version="1", address="9 Elm Road")
    assert lines(store) - before == {
        "patients.listed": 3, "patients.names_shown": 1, "patient.opened": 8, "patient.shown": 2,
        "patient.copied": 1, "patient.note_added": 1, "patient.status_changed": 1, "patient.corrected": 1,
    }  # fmt: skip


@on_each_engine
def test_callers_found_one_after_the_other_leave_a_line_for_each_look_and_one_for_each_showing(
    ines, sends, store, clock
):
    """Find the caller, show who of three it is, work, go on, print, and finish the others together."""
    for number in range(3):
        clock.moves(seconds=1)
        newest = on_file(store, clock(), name=f"Noor Haddad {number}", birth_date="1950")
    before = lines(store)
    found = sends("/patients/search", q="noor")
    sends("/patients/show", id=str(newest), reason="ringing", found="1")
    ines.browser.get(found)  # the way back
    ines.browser.get(f"{url_of(newest)}?queue=found.1")
    sends(f"{url_of(newest)}/show?queue=found.1", part="identity", reason="ringing")
    sends(f"{url_of(newest)}/print", parts="identity")
    done = {"from": "new", "next": "done", "work_note": "Called"}
    onward = sends(f"{url_of(newest)}/status?queue=found.1", **done)
    assert onward.startswith("/patients/")
    assert onward.endswith("?queue=found.1")
    listed = ines.browser.get("/patients?status=new").text
    chosen = "&".join(
        f"id={each}" for each in re.findall(r'name="id" value="([0-9a-f]{32})" form="bulk"', listed)
    )
    page = ines.browser.get(f"/patients/bulk?{chosen}&to=status:done&queue=status:new").text
    fields = {name: re.findall(rf'name="{name}" value="([^"]*)"', page) for name in ("queue", "to", "record")}
    sends("/patients/bulk", **fields)
    assert lines(store) - before == {
        "patients.searched": 3, "patients.name_shown": 1, "patient.opened": 4, "patient.shown": 1,
        "patient.printed": 1, "patient.note_added": 1, "patient.status_changed": 3, "patients.listed": 2,
    }  # fmt: skip
