"""Where patients answer on our own page, a message may bring a one-time link that is kept in its transaction."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from app.config import load
from app.guard.tokens import token_hash
from app.intake.progress import dump
from app.services import Services
from app.store.conversations import conversations, form_links
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.work import alarms
from app.webhook.replies import MOST_A_DAY
from tests.databases import on_each_engine, on_either_engine
from tests.people import PUBLIC_URL, Patient, begins
from tests.settings import complete_environment

if TYPE_CHECKING:
    from pathlib import Path

pytest_generate_tests = on_either_engine
LINK = re.compile(rf"{re.escape(PUBLIC_URL)}/f/([A-Za-z0-9_-]{{43}})\b")


@pytest.fixture
def mode() -> str:
    return "link"


@pytest.fixture
def services(store, clock, tmp_path: Path, mode: str) -> Services:
    settings = load(complete_environment(INTAKE_MODE=mode, FORM_LINK_HOURS="24"), tmp_path)
    return Services(settings, store, clock)


def token_in(reply: str) -> str:
    (found,) = LINK.finditer(reply)
    return found[1]


def kept_link(services: Services, token: str):
    with services.store.read() as unit:
        return form_links.find(unit.db, token_hash(token) or b"")


def test_a_link_that_is_handed_out_opens_the_form_for_as_long_as_is_said(patient, services, clock):
    reply = patient.says("good morning")
    assert "24 hours" in reply
    kept = kept_link(services, token_in(reply))
    assert kept is not None
    assert kept.is_good(clock())
    clock.moves(hours=25)
    assert not kept.is_good(clock())


def test_a_new_link_is_in_the_trail_without_its_token(patient, services):
    token = token_in(patient.says("good morning"))
    with services.store.read() as unit:
        made = [
            entry for entry in audit.page(unit.db, AuditFilters(), 50) if entry.action == "form.link_made"
        ]
    assert [entry.actor for entry in made] == ["patient"]
    assert token not in repr(made)


def test_a_repeated_message_gets_the_same_link(patient, services):
    sid = "SM" + "5" * 32
    first = patient.says("good morning", MessageSid=sid, SmsSid=sid, SmsMessageSid=sid)
    assert patient.says("good morning", MessageSid=sid, SmsSid=sid, SmsMessageSid=sid) == first
    with services.store.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM form_links")).scalar() == 1


def test_no_more_than_ten_are_handed_out_in_a_day(patient, services, clock):
    patient.says("good morning")
    for _ in range(MOST_A_DAY - 1):
        clock.moves(minutes=1)
        last = token_in(patient.says("LINK"))
    clock.moves(minutes=1)
    reply = patient.says("LINK")
    assert LINK.search(reply) is None
    assert "01632 960 555" in reply
    kept = kept_link(services, last)
    assert kept is not None
    assert kept.is_good(clock())
    clock.moves(hours=24)
    assert LINK.search(patient.says("LINK"))


@on_each_engine
def test_what_is_typed_is_in_no_draft_and_in_no_alarm(patient, services):
    patient.tells("good morning", "I have zebra fever", "chest pain and zebra fever", "1", "zebra")
    with services.store.begin() as unit:
        conversation = conversations.find(unit.db, patient.address)
        assert conversation
        (alarm,) = alarms.of(unit.db, conversation, with_words=True)
        held = conversations.hold(unit.db, conversation)
        progress = held.read() if held else None
    assert alarm.words == ""
    assert progress
    assert "zebra" not in dump(progress)


@pytest.mark.parametrize("mode", ["ask"])
def test_where_they_may_choose_the_page_is_a_choice(patient, services, mode):
    reply = patient.says("hello")
    assert "Where would you like to answer?" in reply
    assert LINK.search(reply) is None
    assert LINK.search(patient.says("2"))
    assert "Who are these questions about?" in patient.says("I have asthma")
    assert "privacy" in patient.says("1")


@pytest.mark.parametrize("mode", ["chat"])
def test_in_the_chat_alone_there_is_no_link(patient: Patient, services, mode):
    begins(patient)
    patient.says("LINK")
    with services.store.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM form_links")).scalar() == 0
