"""Somebody who opens an enrolment link first does not own the second factor, and leaves a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyotp
import pytest

from app.staff.enrolment import make_link
from app.store.staff import staff
from app.store.trail import audit
from tests.staff_people import HOST, PASSWORD, Browser, Colleague, carried_by, seed_on, token_on

if TYPE_CHECKING:
    from flask import Flask

    from app.services import Services
    from app.store.trail.audit import AuditEvent
    from tests.people import Clock


@pytest.fixture
def link(services: Services, clock: Clock) -> str:
    with services.store.begin() as unit:
        staff_id = staff.add(unit.db, "ines@larkfield.example", "Ines", "reception", clock())
        return make_link(services, unit, staff_id, None).removeprefix(HOST)


def openings(services: Services) -> list[AuditEvent]:
    with services.store.read() as unit:
        return [each for each in audit.latest(unit.db, 100) if each.action == "staff.link_opened"]


def test_a_key_seen_at_an_earlier_opening_signs_nobody_in(
    app: Flask, services: Services, clock: Clock, link: str
) -> None:
    captured = seed_on(Browser(app, "198.51.100.7").get(link).text)
    ines = Colleague(app, clock, "ines@larkfield.example", "reception")
    assert ines.enrols(HOST + link).status_code == 200
    clock.moves(seconds=60)

    assert captured != ines.seed
    assert ines.signs_in(code=pyotp.TOTP(captured).at(clock.now)).status_code == 401
    assert ines.signs_in().status_code == 303


def test_each_opening_is_in_the_trail_and_the_next_page_says_from_where(
    app: Flask, services: Services, link: str
) -> None:
    first = Browser(app, "198.51.100.7").get(link).text
    second = Browser(app, "203.0.113.9").get(link).text

    assert "opened before" not in first
    assert "opened before" in second
    assert "198.51.100.7" in second
    assert [event.details["network"] for event in openings(services)] == ["203.0.113.9", "198.51.100.7"]


def test_a_link_that_is_fetched_for_ever_does_not_flood_the_trail(
    app: Flask, services: Services, clock: Clock, link: str
) -> None:
    for _ in range(5):
        Browser(app, "198.51.100.7").get(link)
    assert len(openings(services)) == 1
    for number in range(30):
        clock.moves(minutes=1)
        Browser(app, f"198.51.100.{number}").get(link)
    assert len(openings(services)) == 20


def test_the_forms_key_is_good_for_its_own_link_and_hour_and_a_slip_keeps_it(
    app: Flask, clock: Clock, link: str
) -> None:
    browser = Browser(app)
    page = browser.get(link).text
    seed = seed_on(page)

    def sends(page: str, **changed: str) -> tuple[int, str]:
        code = pyotp.TOTP(seed).at(clock.now)
        fields = {"carried": carried_by(page), "password": PASSWORD, "code": code} | changed
        answer = browser.post_with(token_on(page), link, fields)
        return answer.status_code, answer.text

    status, again = sends(page, code="000000")
    assert (status, seed_on(again)) == (422, seed), "who scanned the code need not scan another"
    status, other = sends(again, carried="gAAAAA" + "A" * 100)
    assert (status, seed_on(other) == seed) == (422, False)
    clock.moves(minutes=61)
    status, late = sends(again)
    assert (status, "open for too long" in late) == (422, True)
    seed = seed_on(late)
    assert sends(late)[0] == 200
