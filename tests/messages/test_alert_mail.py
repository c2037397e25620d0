"""People away from the desk are told by mail, once, and nothing of a patient."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from flask import Flask

from app.checks import State
from app.checks.database import failed_jobs
from app.cli.outside.alerts import refused_addresses
from app.config import load
from app.messages import alert
from app.messages.alert_words import ALERTS, TEST, in_each
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.work import alarms, alerts, jobs
from app.store.work.alerts import ALERT_MAIL, ALERT_TEST
from app.web.languages import LANGUAGES
from tests.databases import on_either_engine
from tests.messages.mail_server import PASSWORD, MailBox
from tests.messages.worker import do_jobs, looks
from tests.settings import complete_environment

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from app.services import Services
    from tests.people import Clock, Patient

pytest_generate_tests = on_either_engine

ON_CALL, IT = "oncall@clinic.example.org", "it@clinic.example.org"
CRY = "zzcanary chest pain and I cannot breathe"


@pytest.fixture
def services(services: Services, box: MailBox, tmp_path: Path) -> Services:
    """The services of a clinic that alerts one person."""
    return told_to(services, box, tmp_path, ON_CALL)


def told_to(services: Services, box: MailBox, tmp_path: Path, *people: str) -> Services:
    environment = complete_environment(ALERT_EMAIL_TO=", ".join(people), SMTP_URL=box.url)
    return replace(services, settings=load(environment, tmp_path))


def body(message: EmailMessage) -> str:
    content: str = message.get_content()
    return content


def test_an_alarm_is_mailed_once_to_everybody_without_a_word_of_the_patient(
    patient: Patient, services: Services, box: MailBox, tmp_path: Path
):
    services = told_to(services, box, tmp_path, ON_CALL, IT)
    patient.says(CRY)
    do_jobs(services)
    looks(services)
    looks(services)
    message, _ = box.received
    assert sorted(box.recipients) == [[IT], [ON_CALL]]
    assert {each["To"] for each in box.received} == {IT, ON_CALL}
    assert len({each["Message-ID"] for each in box.received}) == 2
    assert message["Subject"] == "Anteroom: A patient may need help now."
    assert message["From"] == "anteroom@intake.example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "https://intake.example.org/alarms" in body(message)
    assert not [word for word in ("zzcanary", "chest", patient.address[-6:]) if word in message.as_string()]
    with services.store.read() as unit:
        (line,) = audit.page(unit.db, AuditFilters(action=alert.MAILED.code), 10)
    assert line.details == {"alert_kinds": ["alarm"]}


def test_a_new_alarm_is_told_again_after_five_minutes_and_an_all_clear_once_none_waits(
    patient: Patient, services: Services, clock: Clock, box: MailBox
):
    patient.says(CRY)
    do_jobs(services)
    clock.moves(minutes=2)
    patient.says(CRY)
    do_jobs(services)
    looks(services)
    assert len(box.received) == 1, "not before five minutes have passed"
    clock.moves(minutes=4)
    looks(services)
    assert [message["Subject"] for message in box.received] == ["Anteroom: A patient may need help now."] * 2
    clock.moves(minutes=1)
    with services.store.begin() as unit:
        for waiting in alarms.latest(unit.db):
            alarms.take(unit.db, waiting.conversation_id, waiting.id, "staff:1", services.clock())
    looks(services)
    assert len(box.received) == 2
    clock.moves(minutes=6)
    looks(services)
    looks(services)
    assert [message["Subject"] for message in box.received[2:]] == [
        "Anteroom: All clear: Every alarm has been taken."
    ]


def test_what_came_and_went_before_anybody_was_told_is_not_told(services: Services, box: MailBox):
    with services.store.begin() as unit:
        alerts.raise_(unit.db, "disk", services.clock())
        alerts.clear(unit.db, "disk", services.clock())
    looks(services)
    assert box.received == []


def test_a_failed_job_is_told_and_its_end_too(services: Services, clock: Clock, box: MailBox):
    with services.store.begin() as unit:
        job = jobs.add(unit.db, "x.test", uuid4(), "operator", services.clock())
        held = jobs.claim(unit.db, services.clock(), alert.PAUSE, ["x.test"])
        assert held is not None
        jobs.fail(unit.db, job, held.lease_token, services.clock(), "never_finished")
    alert.note(services, {"jobs": alert.wrong_by_checks(services)["jobs"]})
    do_jobs(services)
    assert box.received[0]["Subject"] == "Anteroom: Work in the background has failed."
    clock.moves(minutes=6)
    with services.store.begin() as unit:
        assert jobs.again(unit.db, job, services.clock())
    alert.note(services, {"jobs": alert.wrong_by_checks(services)["jobs"]})
    do_jobs(services)
    assert box.received[1]["Subject"] == "Anteroom: All clear: No failed work is left."


def test_a_busy_server_is_tried_again_and_the_message_comes_once(
    patient: Patient, services: Services, clock: Clock, box: MailBox
):
    box.answer = "451 4.3.2 Try again later"
    patient.says(CRY)
    do_jobs(services)
    looks(services)
    with services.store.read() as unit:
        queued = [job for job in jobs.page(unit.db, 50) if job.kind == ALERT_MAIL]
    assert [(job.state, job.error) for job in queued] == [("queued", "mail_unreachable")]
    box.answer = "250 OK"
    clock.moves(minutes=1)
    looks(services)
    assert len(box.received) == 1


def test_who_is_refused_for_good_is_named_by_their_place_and_the_others_are_told_once(
    patient: Patient, services: Services, clock: Clock, box: MailBox, tmp_path: Path, caplog
):
    services = told_to(services, box, tmp_path, IT, ON_CALL)
    box.refuses[ON_CALL] = f"550 5.1.1 No such user {ON_CALL}"
    patient.says(CRY)
    do_jobs(services)
    clock.moves(minutes=2)
    looks(services)
    assert (len(box.got(IT)), box.got(ON_CALL)) == (1, [])
    (finding,) = refused_addresses(services)
    assert (finding.state, finding.said) == (State.BAD, "the mail server refused address 2 of ALERT_EMAIL_TO")
    assert failed_jobs(services).state is State.WARN, "of which the others are alerted"
    assert "oncall@" not in caplog.text


def test_who_is_put_off_gets_the_alert_later_and_the_others_get_it_once(
    patient: Patient, services: Services, clock: Clock, box: MailBox, tmp_path: Path
):
    services = told_to(services, box, tmp_path, ON_CALL, IT)
    box.refuses[ON_CALL] = "450 4.2.0 Greylisted, come again"
    patient.says(CRY)
    for _ in range(12):  # more often than other jobs are tried
        do_jobs(services)
        clock.moves(minutes=2)
    assert (box.got(ON_CALL), len(box.got(IT))) == ([], 1)
    box.refuses.clear()
    looks(services)
    looks(services)
    assert (len(box.got(ON_CALL)), len(box.got(IT))) == (1, 1)
    assert box.got(ON_CALL)[0]["Subject"] == "Anteroom: A patient may need help now."


def test_who_is_put_off_is_told_each_alert_once(
    patient: Patient, services: Services, clock: Clock, box: MailBox, tmp_path: Path
):
    services = told_to(services, box, tmp_path, ON_CALL, IT)
    box.refuses[ON_CALL] = "450 4.2.0 Greylisted, come again"
    patient.says(CRY)
    do_jobs(services)
    clock.moves(minutes=6)
    patient.says(CRY)
    do_jobs(services)
    clock.moves(seconds=1)
    alert.note(services, {"alarm": True, "disk": True})
    box.refuses.clear()
    clock.moves(minutes=2)
    do_jobs(services)
    wanted = ["Anteroom: A patient may need help now.", "Anteroom: The disk is nearly full."]
    assert sorted(each["Subject"] for each in box.got(ON_CALL)) == wanted
    assert len(box.got(IT)) == 3


def test_a_wrong_password_is_tried_again_until_it_is_right(
    patient: Patient, services: Services, clock: Clock, box: MailBox, tmp_path: Path
):
    url = f"smtp://anteroom:wrong@127.0.0.1:{box.port}"
    environment = complete_environment(ALERT_EMAIL_TO=ON_CALL, SMTP_URL=url)
    patient.says(CRY)
    do_jobs(replace(services, settings=load(environment, tmp_path)))
    with services.store.read() as unit:
        (job,) = [job for job in jobs.page(unit.db, 50) if job.kind == ALERT_MAIL]
    assert (job.state, job.error) == ("queued", "mail_login_refused")
    clock.moves(minutes=2)
    do_jobs(services)
    assert len(box.received) == 1


@pytest.mark.parametrize(
    ("answer", "password", "code"),
    [("550 5.7.1 No such user oncall@clinic.example.org", PASSWORD, "mail_refused")],
)
def test_a_server_that_refuses_leaves_a_failed_job_that_quotes_nothing(
    patient: Patient,
    services: Services,
    box: MailBox,
    tmp_path: Path,
    answer: str,
    password: str,
    code: str,
    caplog: pytest.LogCaptureFixture,
):
    box.answer = answer
    url = f"smtp://anteroom:{password.replace(' ', '%20')}@127.0.0.1:{box.port}"
    environment = complete_environment(ALERT_EMAIL_TO="oncall@clinic.example.org", SMTP_URL=url)
    services = replace(services, settings=load(environment, tmp_path))
    patient.says(CRY)
    do_jobs(services)
    with services.store.read() as unit:
        (job,) = [job for job in jobs.page(unit.db, 50) if job.kind == ALERT_MAIL]
    assert (job.state, job.error) == ("failed", code)
    assert "oncall@" not in caplog.text
    assert password not in caplog.text


def test_a_test_message_says_that_it_is_one(services: Services, box: MailBox):
    with services.store.begin() as unit:
        jobs.add(unit.db, ALERT_TEST, None, "operator", services.clock())
    do_jobs(services)
    (message,) = box.received
    assert message["Subject"] == "Anteroom: Test of alerts"
    assert all(said in body(message) for said in in_each(TEST))


def test_whatever_can_be_alerted_has_words_in_every_language_and_a_page(app: Flask):
    adapter = app.url_map.bind("intake.example.org")
    for kind, told in ALERTS.items():
        for words in (told.wrong, told.over):
            assert len(set(in_each(words))) == len(LANGUAGES), kind
        adapter.match(told.page, method="GET")


def test_nobody_is_told_and_nothing_is_noted_where_no_mail_is_set_up(
    patient: Patient, services: Services, tmp_path: Path, box: MailBox
):
    services = replace(services, settings=load(complete_environment(), tmp_path))
    patient.says(CRY)
    do_jobs(services)
    with services.store.read() as unit:
        assert alerts.all_alerts(unit.db) == []
    assert box.received == []
