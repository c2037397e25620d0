"""Staff remind somebody who is still answering: once, by the same rules as the clock, or are told why not."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from app.config import load
from app.intake.progress import Consent, Whom, dump
from app.services import Services
from app.store.conversations import conversations
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from tests.settings import complete_environment
from tests.staff_people import version_on
from tests.store_queries import asked_for

if TYPE_CHECKING:
    from pathlib import Path

    from app.store import Store
    from tests.people import Clock, Patient
    from tests.staff_people import Colleague

NAME = "Maya Okafor-Lindt"


@pytest.fixture
def nurse(receptionist_in: Colleague) -> Colleague:
    return receptionist_in


def here(nurse: Colleague) -> tuple[str, str]:
    """Return the address and the version that the pages have for the only one who is answering."""
    found = re.search(r'href="(/answering/[0-9a-f-]{36})/remind"', nurse.browser.get("/answering").text)
    assert found
    return found[1], version_on(nurse.browser.get(f"{found[1]}/restart").text)


def test_a_reminder_is_shown_before_it_is_sent_and_is_sent_once(
    nurse: Colleague, patient: Patient, store: Store, clock: Clock
):
    patient.tells("hello", "1", "1", NAME)
    clock.moves(hours=3)
    nurse.is_let_in()
    there, version = here(nurse)
    page = nurse.browser.get(f"{there}/remind").text
    assert "has not received your answers yet" in page
    assert "What is your date of birth?" in page
    assert NAME not in page
    sent = nurse.browser.post_with(nurse.browser.last_token(), f"{there}/remind", {"version": version})
    assert sent.headers["Location"] == "/answering"
    assert 'data-label="Reminder"><time' in nurse.browser.get("/answering").text
    again = nurse.browser.post_with(nurse.browser.last_token(), f"{there}/remind", {"version": version})
    assert again.status_code == 409
    assert "They were already reminded of this intake." in again.text
    assert asked_for(store) == ["reminder"]
    with store.read() as unit:
        assert len(audit.page(unit.db, AuditFilters(action="conversation.reminded"), 5)) == 1


@pytest.mark.parametrize(
    ("said", "later", "because"),
    [
        ((NAME,), timedelta(minutes=59), "They wrote less than an hour ago."),
        ((NAME,), timedelta(hours=12), "Quiet hours: remind them when they are over."),
        ((NAME,), timedelta(hours=23, minutes=55), "They have not written for 24 hours"),
        ((NAME, "no reminders"), timedelta(hours=3), "They asked for no reminders."),
        ((), timedelta(hours=3), None),
    ],
)
def test_what_the_rules_forbid_is_refused_with_the_reason(
    nurse: Colleague, patient: Patient, store: Store, clock: Clock, said, later, because
):
    patient.tells("hello", "1", *(("1", *said) if said else ()))
    clock.moves(seconds=later.total_seconds())
    nurse.is_let_in()
    there, version = here(nurse)
    because = because or "They have not agreed to the privacy text"
    assert because in nurse.browser.get(f"{there}/remind").text
    refused = nurse.browser.post_with(nurse.browser.last_token(), f"{there}/remind", {"version": version})
    assert refused.status_code == 409
    assert because in refused.text
    assert asked_for(store) == []


def test_somebody_who_has_written_meanwhile_is_not_reminded(
    nurse: Colleague, patient: Patient, store: Store, clock: Clock
):
    patient.tells("hello", "1", "1", NAME)
    clock.moves(hours=3)
    nurse.is_let_in()
    there, version = here(nurse)
    patient.says("4 March 1990")
    refused = nurse.browser.post_with(nurse.browser.last_token(), f"{there}/remind", {"version": version})
    assert refused.status_code == 409
    assert asked_for(store) == []


class TestWherePatientsAnswerOnOurOwnPage:
    @pytest.fixture
    def services(self, store: Store, clock: Clock, tmp_path: Path) -> Services:
        return Services(load(complete_environment(INTAKE_MODE="link"), tmp_path), store, clock)

    @pytest.fixture
    def begun(self, patient: Patient, store: Store) -> UUID:
        """Return the conversation of somebody who has got a link and begun on the page."""
        patient.says("good morning")
        with store.begin() as unit:
            found = conversations.find(unit.db, patient.address)
            held = conversations.hold(unit.db, found) if found else None
            progress = held.read() if held else None
            assert held is not None
            assert progress is not None
            agreed = Consent("1", "en", "0" * 64)
            there = replace(progress, step="medications", patient=UUID(int=1), consent=agreed, whom=Whom.SELF)
            conversations.save(unit.db,
                held.id, dump(there), there.step, there.language, False, held.last_inbound_at, held.window, held.written_to
            )  # fmt: skip
        return held.id

    def test_a_reminder_says_link_and_no_word_of_what_is_asked(
        self, nurse: Colleague, clock: Clock, begun: UUID
    ):
        clock.moves(hours=3)
        nurse.is_let_in()
        page = nurse.browser.get(f"/answering/{begun}/remind").text
        said = page.partition('<p class="lines"')[2].partition("</p>")[0]
        assert "*LINK*" in said
        assert "edicine" not in said

    def test_nobody_is_reminded_who_was_on_the_page_within_the_hour(
        self, nurse: Colleague, store: Store, clock: Clock, begun: UUID
    ):
        clock.moves(hours=3)
        with store.begin() as unit:
            held = conversations.hold(unit.db, begun)
            progress = held.read() if held else None
            assert held is not None
            assert progress is not None
            there = replace(progress, last_at=clock() - timedelta(minutes=30))
            conversations.save(unit.db,
                held.id, dump(there), there.step, there.language, False, held.last_inbound_at, held.window, held.written_to
            )  # fmt: skip
        nurse.is_let_in()
        assert "They wrote less than an hour ago." in nurse.browser.get(f"/answering/{begun}/remind").text
