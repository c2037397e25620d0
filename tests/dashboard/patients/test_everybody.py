"""Everybody is found: on file, still answering or invited, in the ways in which people look for somebody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from flask_babel import force_locale
from sqlalchemy import event, select

from app.store.conversations import invitations
from app.store.tables import metadata
from tests.dashboard.people_on_file import details, on_file
from tests.found import HALVES, House, read
from tests.people import HANDS_IN, Patient

if TYPE_CHECKING:
    from flask import Flask

    from app.store import Store
    from tests.people import Clock

FEWEST = 150
MOST_STATEMENTS = 22
"""Of the form and of the page that it leads to, with the session of each."""
NUMBER = "whatsapp:+447700900106"


@pytest.fixture
def find(ines):
    """A function that searches, and returns the page that it leads to."""

    def search(text, **more):
        answer = ines.browser.post("/patients/search", q=text, **more)
        while answer.status_code == 303:
            answer = ines.browser.get(answer.headers["Location"])
        return answer

    return search


def test_of_160_ways_to_look_for_somebody_150_find_and_the_others_say_what_was_tried(
    app: Flask, store: Store, clock: Clock
):
    people, ways = read()
    house = House(store, people, clock())
    with app.test_request_context(), force_locale("en"):
        missed = [way.typed for half in HALVES for way in ways[half] if not house.finds(way)]
        assert sum(map(len, ways.values())) == 160
        assert len(missed) <= 160 - FEWEST, missed
        for typed in missed:
            assert house.says_what_was_tried(typed), typed


def test_somebody_in_the_middle_of_an_intake_is_found_by_number_and_name_and_leads_to_where_they_are(
    find, twilio, subtests
):
    Patient(twilio, NUMBER).tells("hello", "1", "1", "Fatima Nasser", "30 August 1990")
    for text in ("106", "07700 900106", "fatima nas", "nasser 106", "Ms Nasser 30/8/1990", "August 1990"):
        with subtests.test(text):
            page = find(text).text
            assert "1 without a record" in page
            assert re.search(r'class="cover" href="/answering/[0-9a-f-]{36}">Asked: ', page)
            assert "Nasser" not in re.sub(r'value="[^"]*"', "", page)
            assert "900106" not in re.sub(r'value="[^"]*"', "", page)


def test_who_wrote_and_never_began_or_was_only_invited_is_found_by_number(find, twilio, store, clock):
    Patient(twilio, NUMBER).says("hello")
    with store.begin() as unit:
        assert invitations.claim(unit.db, "whatsapp:+447700900711", "en", "first_visit", "staff:1", clock())
        assert invitations.claim(unit.db, NUMBER, "en", "first_visit", "staff:1", clock())
    page = find("07700 900106").text
    assert "1 without a record" in page
    assert "1 invited" not in page
    for text in ("07700 900711", "711"):
        page = find(text).text
        assert "1 invited" in page
        assert "They have not written yet" in page


def test_names_of_people_without_a_record_are_shown_for_a_reason_and_each_is_in_the_trail(
    find, twilio, store
):
    Patient(twilio, NUMBER).tells("hello", "1", "1", "Fatima Nasser")
    assert "Fatima Nasser" in find("106", why="ringing").text
    [shown] = details(store, "patients.names_shown")
    assert shown == {"reason": "ringing"}
    [searched] = details(store, "patients.searched")
    with store.engine.connect() as connection:
        talk = connection.scalar(select(metadata.tables["conversations"].c.id))
    assert searched == {"kind": "number", "found": 1, "shown": 1, "reason": "ringing", "mentions": [talk.hex]}


def test_a_search_without_a_reason_of_the_list_shows_no_name(find, twilio, store):
    Patient(twilio, NUMBER).tells("hello", "1", "1", "Fatima Nasser")
    assert "Fatima Nasser" not in find("106", why="made up").text
    assert details(store, "patients.names_shown") == []


def test_a_record_and_another_intake_of_the_same_number_are_both_found(find, twilio):
    mother = Patient(twilio, NUMBER)
    mother.tells("hello", "1", "1", "Maya Okafor", "4 March 1990", "12 Mill Lane", "NONE", "NONE", *HANDS_IN)
    assert "<h1>Search</h1>" not in find("07700 900106").text  # the only record is shown at once
    mother.tells("2", "2", "1", "Ann Okafor", "mother")
    page = find("07700 900106").text
    assert "1 record" in page
    assert "1 without a record" in page


def test_a_name_with_a_slip_of_the_finger_is_offered_among_the_last_days_and_called_nearly(
    find, store, clock
):
    on_file(store, clock(), name="Peter Johnson")
    page = find("jonson piter").text
    assert "Did you mean one of these?" in page
    assert "Nearly the name" in page
    clock.moves(days=20)
    assert "Did you mean one of these?" not in find("piter").text
    assert details(store, "patients.searched")[-1] == {"kind": "name", "found": 0, "near": 1, "shown": 0}


def test_a_search_takes_as_many_statements_among_many_as_among_few(ines, find, store, clock):
    def statements(text: str) -> int:
        said: list[str] = []

        def hear(*args: object) -> None:
            said.append(str(args[2]))

        event.listen(store.engine, "before_cursor_execute", hear)
        find(text)
        event.remove(store.engine, "before_cursor_execute", hear)
        return sum(each.startswith(("SELECT", "INSERT", "UPDATE", "DELETE")) for each in said)

    on_file(store, clock(), name="Peter Johnson")
    on_file(store, clock(), name="Ann Other")  # born on the same day
    texts = ("johnson", "peter johnson", "johnson 1990", "jonson", "nobody at all")
    find("johnson")
    few = [statements(text) for text in texts]
    for _ in range(60):
        on_file(store, clock(), name="Ann Other")
    assert [statements(text) for text in texts] == few
    assert max(few) <= MOST_STATEMENTS, few
