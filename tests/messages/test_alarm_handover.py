"""Whoever an alarm is handed to, or taken over from, is told of it, and by no word of the patient's."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from app.config import load
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.work import alarms
from tests.dashboard.at_the_record import plain
from tests.databases import on_each_engine, on_either_engine
from tests.messages.worker import do_jobs
from tests.people import SENDER
from tests.settings import complete_environment

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.test import TestResponse

    from app.services import Services
    from tests.messages.mail_server import MailBox
    from tests.people import Clock, Patient
    from tests.staff_people import Colleague

pytest_generate_tests = on_either_engine
CRY = "zzcanary chest pain and I cannot breathe"
PHONE = "+15005550061"


@pytest.fixture
def services(services: Services, tmp_path: Path, box: MailBox, request: pytest.FixtureRequest) -> Services:
    by_mail = {"ALERT_EMAIL_TO": "it@clinic.example.org", "SMTP_URL": box.url}
    environment = complete_environment(
        ALARM_CHAIN=f"{PHONE} 0, again 15",
        TWILIO_SENDERS=f"{SENDER},+15005550100",
        **getattr(request, "param", by_mail),
    )
    return replace(services, settings=load(environment, tmp_path))


@pytest.fixture
def ines(receptionist_in: Colleague) -> Colleague:
    return receptionist_in


@pytest.fixture
def nurse(clinician_in: Colleague) -> Colleague:
    return clinician_in


@pytest.fixture
def path(patient: Patient, services: Services, ines: Colleague) -> str:
    """The address of an alarm that a receptionist has taken."""
    patient.says(CRY)
    with services.store.read() as unit:
        (alarm,) = alarms.latest(unit.db)
    path = f"/alarms/{alarm.conversation_id}"
    does(ines, path, "take", seen=str(alarm.id))
    return path


def does(person: Colleague, path: str, act: str, **fields: str) -> TestResponse:
    person.browser.get(path)
    return person.browser.post_with(person.browser.last_token(), f"{path}/{act}", fields)


def hands_over(person: Colleague, path: str) -> str:
    """Hand the alarm to the only colleague who is signed in, and return the page that follows."""
    (to,) = re.findall(r'<option value="([0-9a-f-]{36})">', person.browser.get(path).text)
    assert does(person, path, "hand", to=to).status_code == 303
    return person.browser.get(path).text


def test_whoever_an_alarm_is_handed_to_is_told_by_e_mail_once(
    path: str, ines: Colleague, nurse: Colleague, services: Services, box: MailBox
):
    assert "has it now, and is told by e-mail." in hands_over(ines, path)
    do_jobs(services)
    (mailed,) = box.got(nurse.email)
    assert mailed["Subject"] == "Anteroom, Larkfield Clinic: An alarm was handed over to you."
    assert mailed.get_content().count(f"https://intake.example.org{path}") == 2, "in each language"
    with services.store.read() as unit:
        (line,) = audit.page(unit.db, AuditFilters(action="alarm.handover_told"), 10)
    assert line.actor == "anteroom"
    do_jobs(services)
    assert len(box.received) == 1
    assert "Clinician was told by e-mail The mail server took it" in so_far(ines, path)


def test_whoever_an_alarm_is_taken_over_from_is_told_by_e_mail_once(
    path: str, ines: Colleague, nurse: Colleague, services: Services, clock: Clock, box: MailBox
):
    clock.moves(minutes=1)
    (holder,) = set(re.findall(r'name="holder" value="([0-9a-f-]{36})"', nurse.browser.get(path).text))
    assert does(nurse, path, "outcome", end="safe", holder=holder).status_code == 303
    do_jobs(services)
    do_jobs(services)
    (mailed,) = box.got(ines.email)
    assert mailed["Subject"] == "Anteroom, Larkfield Clinic: A colleague took over an alarm from you."
    assert mailed.get_content().count(f"https://intake.example.org{path}") == 2, "in each language"
    assert "zzcanary" not in str(mailed)
    told = so_far(nurse, path)
    assert "Taken over by Clinician from Reception" in told
    assert "Reception was told by e-mail The mail server took it" in told


def so_far(person: Colleague, path: str) -> str:
    """Return what the page says happened, without times."""
    page = person.browser.get(path).text.partition('id="h-far"')[2].partition("</ol>")[0]
    return plain(re.sub(r"<time.*?</time>", "", page))


def test_nobody_is_told_of_what_has_gone_on_or_ended_since(
    path: str, ines: Colleague, nurse: Colleague, services: Services, box: MailBox
):
    hands_over(ines, path)
    assert does(nurse, path, "outcome", end="safe").status_code == 303
    do_jobs(services)
    assert does(nurse, path, "reopen").status_code == 303
    assert box.received == []


def test_a_mail_server_that_puts_it_off_is_tried_again(
    path: str, ines: Colleague, nurse: Colleague, services: Services, box: MailBox, clock: Clock
):
    box.answer = "451 4.3.2 Try again later"
    hands_over(ines, path)
    do_jobs(services)
    assert box.received == []
    assert so_far(ines, path).count("Clinician was told by e-mail Not delivered") == 1
    box.answer = "250 OK"
    clock.moves(minutes=2)
    do_jobs(services)
    assert len(box.got(nurse.email)) == 1
    assert "Clinician was told by e-mail The mail server took it" in so_far(ines, path)


@pytest.mark.parametrize("services", [{}], indirect=True)
def test_without_a_mail_server_the_page_does_not_say_that_a_mail_was_sent(
    path: str, ines: Colleague, nurse: Colleague, services: Services
):
    page = hands_over(ines, path)
    assert "has it now." in page
    assert "e-mail." not in page
    do_jobs(services)
    assert "You are dealing with this" in nurse.browser.get(path).text


@on_each_engine
def test_no_word_or_number_of_the_patient_is_in_what_a_colleague_is_sent(
    path: str,
    ines: Colleague,
    nurse: Colleague,
    patient: Patient,
    services: Services,
    box: MailBox,
    caplog: pytest.LogCaptureFixture,
):
    hands_over(ines, path)
    with services.store.engine.connect() as connection:
        queued = repr(connection.execute(text("SELECT * FROM jobs")).all())
    do_jobs(services)
    (mailed,) = box.got(nurse.email)
    for word in ("zzcanary", "chest", "breathe", patient.address[-7:]):
        assert not [each for each in (mailed.as_string(), queued, caplog.text) if word in each], word
    assert nurse.email not in queued
    assert nurse.email not in caplog.text
