"""What the form takes from nobody: too much, too early, about somebody else, or after the end."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from app.staff.factors import hash_of
from app.store.conversations import conversations, form_links, senders
from app.store.conversations.form_links import MOST_TRIES, MOST_TRIES_A_DAY
from app.store.messages import outbound
from app.store.patients import erasures, legal_holds, patients
from app.store.work import storage_counts
from app.store.work.storage_counts import day_of
from tests.databases import on_each_engine
from tests.form.page_people import ANSWERS, NUMBER, AtThePage, another, new_link, trail

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask import Flask

    from app.services import Services
    from tests.people import Clock, Patient
    from tests.staff_people import Colleague

RIGHT = {"day": "3", "month": "4", "year": "1990"}
WRONG = {"day": "4", "month": "4", "year": "1990"}


def only_record(services: Services) -> UUID:
    with services.store.read() as unit:
        (listed,) = patients.page(unit.db, 5)
    return listed.id


@pytest.fixture
def asked(maya: AtThePage) -> AtThePage:
    """A patient at the first question."""
    maya.begins()
    maya.agrees()
    return maya


def test_a_field_that_is_too_long_is_refused_and_a_form_that_is_too_large_is_not_read(
    asked: AtThePage,
) -> None:
    assert asked.sends("name", answer="a" * 5001).status_code == 422
    assert asked.browser.post("/form/name", answer="a" * 70_000).status_code == 413
    many = {f"field{number}": "1" for number in range(201)}
    assert asked.browser.post("/form/name", **many).status_code == 413
    asked.sends("name", **ANSWERS["name"])
    for long in ("9" * 90, "9" * 5000, "٩" * 5000):
        answer = asked.sends("birth_date", day=long, month="4", year="9" * 5000)
        assert answer.status_code == 422, "no figure is so long"
    for row in ("9" * 5000, "-1", "x", "31"):
        assert asked.sends("birth_date", remove=row).status_code == 200


def test_unknown_fields_and_unknown_pages_change_nothing(asked: AtThePage, services: Services) -> None:
    taken = asked.sends("name", answer="Maya Lindt", step="done", is_sure="1", patient_id="x", role="admin")
    assert (taken.status_code, asked.page) == (303, "birth_date")
    for page in ("secret", "check", "done", "minor", "help", "changes", "declined", "__class__", "NAME"):
        for answer in (asked.browser.get(f"/form/{page}"), asked.browser.post(f"/form/{page}")):
            assert answer.headers["Location"] == "/form/birth_date", page
    with services.store.read() as unit:
        assert patients.page(unit.db, 5) == []


def test_nobody_jumps_to_a_later_question_or_hands_in_before_the_last(
    asked: AtThePage, services: Services
) -> None:
    for page, fields in [*list(ANSWERS.items())[1:], ("review", {})]:
        assert asked.browser.get(f"/form/{page}").headers["Location"] == "/form/name"
        assert asked.browser.post(f"/form/{page}", **fields).headers["Location"] == "/form/name"
    with services.store.read() as unit:
        assert patients.page(unit.db, 5) == []


def test_a_page_that_was_open_about_one_person_changes_nothing_of_another(
    asked: AtThePage, services: Services
) -> None:
    asked.answers()
    old = asked.sees("name")
    mark = re.search(r'name="mark" value="([0-9a-f]{16})"', old)
    assert mark
    asked.sends("review")
    asked.sends("done", another="1")
    asked.sends("whom", **{"for": "child"})
    if asked.page == "consent":
        asked.agrees()
    first = asked.page
    sent = asked.browser.post(f"/form/{first}", mark=mark[1], answer="Mallory Lindt")
    assert sent.headers["Location"] == f"/form/{first}"
    assert "Mallory" not in asked.sees(first)
    assert asked.sends(first, answer="Mallory Lindt").status_code == 303


def test_every_form_of_a_page_says_whom_it_is_about(maya: AtThePage) -> None:
    maya.begins()
    seen = set()
    while (page := maya.page) not in seen and page != "closed":
        seen.add(page)
        assert 'name="mark"' in maya.sees(page), page
        match page:
            case "whom":
                maya.sends(page, **{"for": "self"})
            case "consent":
                maya.agrees()
            case "review":
                maya.sends(page)
            case _ if page in ANSWERS:
                maya.sends(page, **ANSWERS[page])
    assert {"whom", "consent", "review", "done", *ANSWERS} <= seen


def test_somebody_too_young_does_not_pass_by_saying_again_whom_it_is_about(asked: AtThePage) -> None:
    asked.sends("name", **ANSWERS["name"])
    asked.sends("birth_date", day="3", month="4", year="2020")
    assert asked.page == "minor"
    asked.browser.post("/form/whom", **{"for": "self"})
    assert asked.page == "minor"
    for page in ("address", "review", "name"):
        assert asked.browser.post(f"/form/{page}", answer="x").headers["Location"] == "/form/minor"


def test_a_year_alone_stops_somebody_too_young_and_leaves_nobody_in_doubt(asked: AtThePage) -> None:
    asked.sends("name", **ANSWERS["name"])
    asked.sends("birth_date", year="2010")
    assert asked.page == "minor"
    shown = asked.browser.get("/form/minor").text
    assert "You may be under 16" in shown
    assert "whole date of birth" in shown
    asked.sends("minor", carer="date")
    assert asked.page == "birth_date"
    asked.sends("birth_date", year="2015")
    assert asked.page == "minor"
    assert "You may be under" not in asked.browser.get("/form/minor").text
    asked.sends("minor", carer="no")
    assert asked.page == "declined"


def test_an_address_with_a_word_of_health_is_asked_about_and_kept(asked: AtThePage) -> None:
    asked.sends("name", **ANSWERS["name"])
    asked.sends("birth_date", **RIGHT)
    doubted = asked.sends("address", line1="44 Cancer Survivor Park Rd", town="Larkfield")
    assert doubted.status_code == 422
    assert "Is this your address?" in doubted.text
    asked.sends("address", line1="44 Cancer Survivor Park Rd", town="Larkfield", sure="yes")
    assert asked.page == "medical_history"


def test_a_slip_in_the_year_does_not_end_the_form(asked: AtThePage) -> None:
    asked.sends("name", **ANSWERS["name"])
    asked.sends("birth_date", day="3", month="4", year="2019")
    asked.sends("minor", carer="date")
    asked.sends("birth_date", day="3", month="4", year="1919")
    assert asked.page == "address"


# Somebody who has a link to what is there already.


@pytest.fixture
def finder(maya: AtThePage, services: Services, app: Flask) -> AtThePage:
    """Somebody who got hold of a new link after answers were handed in."""
    maya.hands_in()
    return another(app, new_link(services))


def test_five_wrong_birth_dates_close_the_link_and_each_is_written_down(
    finder: AtThePage, services: Services
) -> None:
    finder.begins()
    assert finder.page == "check"
    for _ in range(MOST_TRIES - 1):
        assert finder.sends("check", **WRONG).status_code == 422
        assert finder.page == "check"
    last = finder.sends("check", **WRONG)
    assert (last.status_code, last.headers["Clear-Site-Data"]) == (410, '"cache", "storage"')
    assert (finder.page, finder.opens().status_code) == ("closed", 410)
    tries = [line.details["tries"] for line in trail(services, "form.wrong_birth_date")]
    assert sorted(tries) == [1, 2, 3, 4, 5]


def test_wrong_birth_dates_are_ten_a_day_over_all_links_and_then_the_right_one_opens_nothing_either(
    finder: AtThePage, services: Services, app: Flask, clock: Clock
) -> None:
    tried = 0
    for _ in range(3):
        finder.begins()
        while finder.page == "check" and tried < MOST_TRIES_A_DAY:
            finder.sends("check", **WRONG)
            tried += 1
        if tried < MOST_TRIES_A_DAY:
            finder = another(app, new_link(services))
    assert len(trail(services, "form.wrong_birth_date")) == MOST_TRIES_A_DAY
    last = another(app, new_link(services))
    last.begins()
    told = last.sends("check", **RIGHT)
    assert (told.status_code, last.page) == (410, "closed")
    assert "The date of birth was wrong too often" in told.text
    assert len(trail(services, "form.wrong_birth_date")) == MOST_TRIES_A_DAY + 1, "why the link was closed"
    clock.moves(days=1)
    tomorrow = another(app, new_link(services))
    tomorrow.begins()
    assert (tomorrow.sends("check", **RIGHT).status_code, tomorrow.page) == (303, "done")


def test_what_is_no_date_is_no_try(finder: AtThePage, services: Services) -> None:
    finder.begins()
    for fields in ({}, {"day": "x"}, {"day": "3", "month": "Apples", "year": "1990"}, {"year": "9" * 5000}):
        assert finder.sends("check", **fields).status_code == 422
    assert trail(services, "form.wrong_birth_date") == []
    assert (finder.sends("check", **RIGHT).status_code, finder.page) == (303, "done")


def test_before_the_birth_date_no_page_shows_or_takes_anything(finder: AtThePage) -> None:
    finder.begins()
    for page in (*ANSWERS, "whom", "consent", "review", "done", "changes"):
        for answer in (
            finder.browser.get(f"/form/{page}"),
            finder.browser.post(f"/form/{page}"),
        ):
            assert answer.headers["Location"] == "/form/check"


@on_each_engine
def test_birth_dates_that_are_tried_at_once_are_five_at_most(app: Flask, services: Services) -> None:
    AtThePage(app, new_link(services)).hands_in()
    finder = another(app, new_link(services))
    finder.begins()
    finder.sees("check")
    cookies, button = finder.browser.client._cookies or {}, finder.browser.last_token()

    def tries(number: int) -> int:
        one = another(app, finder.token)
        one.browser.client._cookies = cookies.copy()
        fields = {"day": str(5 + number), "month": "5", "year": "1990"}
        return one.browser.post_with(button, "/form/check", fields).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = [*pool.map(tries, range(16))]
    assert answers.count(422) == MOST_TRIES - 1
    assert answers.count(410) == 1
    assert answers.count(403) == 16 - MOST_TRIES
    assert len(trail(services, "form.wrong_birth_date")) == MOST_TRIES


def test_a_made_up_birth_date_shows_nothing_that_was_answered_before_it(
    app: Flask, services: Services, asked: AtThePage
) -> None:
    asked.sends("name", **ANSWERS["name"])
    finder = another(app, new_link(services))
    finder.begins()
    assert "Okafor" not in finder.sees("name")
    finder.sends("birth_date", **RIGHT)
    assert (finder.page, "Okafor" in finder.sees("name")) == ("name", False)
    finder.answers({"name": {"answer": "Mallory Lindt"}})
    assert "Okafor" not in finder.sees("review")


# After the end.


@on_each_engine
def test_a_link_whose_conversation_was_erased_opens_nothing(
    app: Flask, services: Services, clock: Clock
) -> None:
    maya = AtThePage(app, new_link(services))
    maya.begins()
    maya.agrees()
    page = maya.sees("name")
    with services.store.begin() as unit:
        held = senders.lock(unit.db, NUMBER, None, clock())
        erasures.release(unit.db, held)
    assert "What is your full name" in page
    assert maya.browser.post("/form/name", answer="Maya Lindt").status_code == 403
    assert (maya.page, maya.opens().status_code) == ("closed", 404)


def test_the_form_of_an_erased_patient_ends_and_the_sender_is_a_stranger(
    app: Flask, services: Services, clock: Clock, maya: AtThePage
) -> None:
    maya.hands_in()
    maya.sees("done")
    with services.store.begin() as unit:
        erasures.erase(unit.db, only_record(services), "other", "staff:1", clock())
    assert maya.browser.post("/form/done", answer="One more thing").status_code == 403
    assert (maya.page, maya.opens().status_code) == ("closed", 404)
    maya.token = new_link(services)
    maya.begins()
    assert maya.page == "whom", "nothing is left to ask a birth date for"


@pytest.mark.parametrize("state", ["held", "restricted"])
def test_a_held_or_restricted_record_is_asked_for_its_birth_date_as_any_and_shows_nothing(
    services: Services, clock: Clock, finder: AtThePage, state: str
) -> None:
    record = only_record(services)
    with services.store.begin() as unit:
        if state == "held":
            legal_holds.add(unit.db, record, "a claim", "operator", clock())
        else:
            erasures.restrict(unit.db, record, "operator", clock())
    finder.begins()
    assert finder.sends("check", **RIGHT).status_code == 303
    finder.sends("done", change="1")
    assert finder.page == "changes"
    shown = finder.sees("changes") + "".join(finder.sees(key) for key in ANSWERS)
    for words in ("Okafor", "Mill Lane", "Asthma", "Latex", "Ramipril", "Cough"):
        assert words not in shown


def test_a_sender_who_wrote_stop_can_hand_in_and_gets_no_message(
    app: Flask, services: Services, patient: Patient
) -> None:
    patient.tells("hello", "1", "STOP")
    maya = AtThePage(app, new_link(services))
    maya.hands_in()
    assert maya.page == "done"
    with services.store.read() as unit:
        record = only_record(services)
        assert [*outbound.of(unit.db, record, opened=False)] == []
        [conversation] = [
            conversations.get(unit.db, link.conversation_id)
            for link in form_links.of_patient(unit.db, record)
        ]
    assert conversation
    assert conversation.opted_out


def test_pages_of_a_day_are_counted_and_the_trail_says_once_that_it_is_enough(
    services: Services, asked: AtThePage
) -> None:
    now = services.clock()
    with services.store.begin() as unit:
        link = form_links.find(unit.db, hash_of(asked.token))
        assert link
        pages = link.conversation_id, "form", day_of(now)
        storage_counts.add(
            unit.db, *pages, services.settings.retention.sender_messages - storage_counts.get(unit.db, *pages)
        )
    for _ in range(3):
        assert "a lot of messages today" in asked.sends("name", **ANSWERS["name"]).text
    assert asked.page == "name"
    assert len(trail(services, "conversation.limited")) == 1


# Beside a member of staff.


def test_a_member_and_a_patient_in_one_browser_do_not_disturb_each_other(
    app: Flask, services: Services, colleague: Callable[[str], Colleague]
) -> None:
    ines = colleague("reception")
    ines.is_let_in()
    shared = AtThePage(app, new_link(services))
    shared.browser = ines.browser
    shared.begins()
    assert ines.browser.get("/patients").status_code == 200
    assert "Ines" not in shared.sees("whom")
    shared.agrees()
    ines.browser.post("/logout")
    assert ines.browser.get("/patients").status_code == 303
    shared.sends("name", **ANSWERS["name"])
    assert shared.page == "birth_date"
    shared.browser.post("/form/close")
    assert shared.page == "closed"
