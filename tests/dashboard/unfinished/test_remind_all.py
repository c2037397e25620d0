"""Whoever fell silent and may be reminded is reminded with all the others, and nobody else is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from tests.acts import Act
from tests.dashboard.at_the_record import plain
from tests.doors import WORK
from tests.people import Patient
from tests.store_queries import asked_for

if TYPE_CHECKING:
    from app.store import Store
    from tests.people import Clock, Twilio
    from tests.staff_people import Colleague

DOORS = {"GET /answering/remind": WORK, "POST /answering/remind": WORK}
LOOKS = {
    "GET /answering/remind": ("conversations.listed", {}),
    "POST /answering/remind": ("conversation.reminded", {"one": "{conversation}~{version}"}),
}
ACTS = (Act("/answering/remind", "/remind"),)
NAME = "Maya Okafor-Lindt"


@pytest.fixture
def nurse(receptionist_in: Colleague) -> Colleague:
    return receptionist_in


@pytest.fixture
def silent(twilio: Twilio, clock: Clock) -> list[Patient]:
    """Three who fell silent three hours ago, and one who wrote a moment ago."""
    four = [Patient(twilio, f"whatsapp:+1500555010{place}") for place in range(4)]
    for each in four[:3]:
        each.tells("hello", "1", "1", NAME)
    clock.moves(hours=3)
    four[3].tells("hello", "1", "1", NAME)
    return four


def shown(nurse: Colleague) -> list[str]:
    return re.findall(r'name="one" value="([^"]+)"', nurse.browser.get("/answering/remind").text)


def sends(nurse: Colleague, ones: list[str]):
    return nurse.browser.post_with(nurse.browser.last_token(), "/answering/remind", {"one": ones})


def test_all_who_fell_silent_are_reminded_at_once_and_only_once(
    nurse: Colleague, silent: list[Patient], store: Store
):
    nurse.is_let_in()
    assert "Remind 3 people…" in nurse.browser.get("/answering").text
    page = plain(nurse.browser.get("/answering/remind").text)
    assert "Remind 3 people?" in page
    assert ("••• 100" in page, "••• 103" in page, NAME in page) == (True, False, False)
    ones = shown(nurse)
    sends(nurse, ones)
    assert "3 reminders are on their way." in nurse.browser.get("/answering").text
    assert "Remind 3 people" not in nurse.browser.get("/answering").text
    assert "Nobody to remind" in nurse.browser.get("/answering/remind").text
    sends(nurse, ones)
    assert "3 people were not reminded" in nurse.browser.get("/answering").text
    assert asked_for(store) == ["reminder"] * 3
    with store.read() as unit:
        assert len(audit.page(unit.db, AuditFilters(action="conversation.reminded"), 9)) == 3


def test_whoever_writes_or_stops_meanwhile_is_left_out_and_counted(
    nurse: Colleague, silent: list[Patient], store: Store
):
    nurse.is_let_in()
    ones = shown(nurse)
    silent[0].says("4 March 1990")
    silent[1].says("STOP")
    sends(nurse, ones)
    said = nurse.browser.get("/answering").text
    assert "1 reminder is on its way. 2 people were not reminded" in said
    assert asked_for(store).count("reminder") == 1


def test_in_quiet_hours_nobody_is_reminded_and_the_page_says_why(
    nurse: Colleague, silent: list[Patient], clock: Clock, store: Store
):
    nurse.is_let_in()
    ones = shown(nurse)
    clock.moves(hours=10)
    nurse.is_let_in()
    assert "/answering/remind" not in nurse.browser.get("/answering").text
    assert "Quiet hours: remind them when they are over." in nurse.browser.get("/answering/remind").text
    sends(nurse, ones)
    assert "reminder" not in asked_for(store)


@pytest.mark.parametrize(
    "one",
    ["", "nonsense", "0f4b1c5de0a94c53a31b8c1a4f6d2e77", "~1", "x~1", "0f4b1c5de0a94c53a31b8c1a4f6d2e77~-1"],
)
def test_what_no_page_would_send_is_refused(nurse: Colleague, one: str):
    nurse.browser.get("/answering/remind")
    assert sends(nurse, [one]).status_code == 400
