"""People away from the desk are told by SMS as well as by mail: each once, and nothing of a patient."""

from __future__ import annotations

from dataclasses import replace
from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest

from app.checks import State
from app.cli.outside.alerts import text_alerts
from app.config import load
from app.messages import alert, alert_sms
from app.messages.alert_words import ALERTS, TEST, in_each
from app.store.messages.statuses import Told, note_status
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.work import alarms, jobs
from app.store.work.alerts import ALERT_SMS_TEST
from tests.databases import on_each_engine, on_either_engine
from tests.messages.mail_server import MailBox
from tests.messages.worker import do_jobs, looks
from tests.people import SENDER
from tests.settings import complete_environment

if TYPE_CHECKING:
    from pathlib import Path

    from app.services import Services
    from tests.people import Clock, Patient
    from tests.twilio_api import FakeTwilioApi

pytest_generate_tests = on_either_engine
CRY = "zzcanary chest pain and I cannot breathe"
ON_CALL = ("+15005550061", "+15005550062")
OURS = "+15005550100"


@pytest.fixture
def services(services: Services, api: FakeTwilioApi, tmp_path: Path) -> Services:
    """The services of a clinic that alerts two people by SMS alone."""
    return told_by(services, api, tmp_path)


def told_by(services: Services, api: FakeTwilioApi, tmp_path: Path, **changed: str) -> Services:
    environment = complete_environment(
        ALERT_SMS_TO=", ".join(ON_CALL), TWILIO_SENDERS=f"{SENDER},{OURS}", **changed
    )
    settings = load(environment, tmp_path)
    twilio = replace(settings.twilio, base_url=api.url)
    return replace(services, settings=replace(settings, twilio=twilio))


def test_an_alarm_is_texted_once_to_everybody_beside_the_mail_without_a_word_of_the_patient(
    patient: Patient, services: Services, api: FakeTwilioApi, box: MailBox, tmp_path: Path
):
    services = told_by(services, api, tmp_path, ALERT_EMAIL_TO="oncall@clinic.example.org", SMTP_URL=box.url)
    patient.says(CRY)
    do_jobs(services)
    looks(services)
    looks(services)
    assert sorted(sent.to for sent in api.sent) == list(ON_CALL)
    assert len(box.received) == 1
    (body,) = {sent.body for sent in api.sent}
    assert body == (
        "Anteroom: A patient may need help now. Es posible que un paciente necesite ayuda ahora."
        " https://intake.example.org/alarms"
    )
    assert {sent.fields["From"] for sent in api.sent} == {OURS}
    with services.store.read() as unit:
        (line,) = audit.page(unit.db, AuditFilters(action=alert_sms.TEXTED.code), 10)
    assert line.details == {"alert_kinds": ["alarm"]}


def test_that_a_patient_was_asked_and_did_not_answer_is_in_the_alert_and_in_its_all_clear(
    patient: Patient, services: Services, api: FakeTwilioApi, tmp_path: Path, clock: Clock
):
    services = told_by(services, api, tmp_path)
    patient.says("chst pain")
    looks(services)
    assert not api.sent
    clock.moves(minutes=2)
    looks(services)
    looks(services)
    assert sorted(sent.to for sent in api.sent) == list(ON_CALL)
    (body,) = {sent.body for sent in api.sent}
    assert body == (
        "Anteroom: A patient may need help now. They were asked, and have not answered. Es posible que un paciente"
        " necesite ayuda ahora. Se le preguntó y no ha respondido. https://intake.example.org/alarms"
    )
    with services.store.begin() as unit:
        for waiting in alarms.latest(unit.db):
            alarms.take(unit.db, waiting.conversation_id, waiting.id, "staff:1", services.clock())
    clock.moves(minutes=5)
    looks(services)
    assert api.sent[-1].body.startswith(
        "Anteroom: All clear: Every alarm because a patient did not answer has been taken."
    )
    assert len(api.sent) == 2 * len(ON_CALL)


def test_a_mail_server_that_is_away_keeps_no_sms_back(
    patient: Patient, services: Services, api: FakeTwilioApi, box: MailBox, tmp_path: Path
):
    services = told_by(services, api, tmp_path, ALERT_EMAIL_TO="oncall@clinic.example.org", SMTP_URL=box.url)
    box.answer = "451 4.3.2 Try again later"
    patient.says(CRY)
    do_jobs(services)
    assert len(api.sent) == len(ON_CALL)


def test_an_all_clear_comes_once_after_five_minutes(
    patient: Patient, services: Services, clock: Clock, api: FakeTwilioApi
):
    patient.says(CRY)
    do_jobs(services)
    with services.store.begin() as unit:
        for waiting in alarms.latest(unit.db):
            alarms.take(unit.db, waiting.conversation_id, waiting.id, "staff:1", services.clock())
    clock.moves(minutes=1)
    looks(services)
    assert len(api.sent) == 2, "not before five minutes have passed"
    clock.moves(minutes=5)
    looks(services)
    looks(services)
    assert len(api.sent) == 4
    assert api.sent[-1].body.startswith("Anteroom: All clear: Every alarm has been taken. Resuelto:")


@on_each_engine
def test_only_one_of_two_workers_that_see_the_same_thing_tells_it(services: Services, api: FakeTwilioApi):
    both = Barrier(2)

    def sees() -> None:
        both.wait(30)
        alert.note(services, {"disk": True})

    threads = [Thread(target=sees) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    do_jobs(services)
    assert sorted(sent.to for sent in api.sent) == list(ON_CALL)


def test_a_test_says_that_it_is_one(services: Services, api: FakeTwilioApi):
    with services.store.begin() as unit:
        jobs.add(unit.db, ALERT_SMS_TEST, None, "staff:1", services.clock())
    do_jobs(services)
    assert sorted(sent.to for sent in api.sent) == list(ON_CALL)
    assert all(said in api.sent[0].body for said in in_each(TEST))


def test_doctor_says_whom_alerts_reach_and_that_the_last_one_did_not_arrive(
    patient: Patient, services: Services, api: FakeTwilioApi
):
    assert text_alerts(services).said == "to 2 numbers"
    patient.says(CRY)
    do_jobs(services)
    assert text_alerts(services).state is State.OK
    with services.store.begin() as unit:
        for sent in api.sent:
            note_status(unit, Told(sent.sid, sent.to, "undelivered", "30003"), services.clock())
    found = text_alerts(services)
    assert found.state is State.BAD
    assert found.said == "the last SMS did not arrive (30003)"


def test_however_much_is_wrong_at_once_all_of_it_is_texted(
    services: Services, api: FakeTwilioApi, clock: Clock
):
    alert.note(services, dict.fromkeys(ALERTS, True))
    for _ in range(4):
        do_jobs(services)
        clock.moves(seconds=2)
    for number in ON_CALL:
        read = "\n".join(sent.body for sent in api.sent if sent.to == number)
        for kind, told in ALERTS.items():
            assert told.wrong.partition("{")[0][:30] in read, kind
