"""An admin sees who is told of an alarm, sends each of them a test, and is told what came of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from app.config import load
from app.store.messages.statuses import Told, note_status
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.work import alarms
from tests.acts import Act
from tests.dashboard.at_the_record import plain
from tests.databases import on_either_engine
from tests.messages.worker import do_jobs
from tests.people import SENDER
from tests.settings import complete_environment

if TYPE_CHECKING:
    from pathlib import Path

    from app.services import Services
    from tests.messages.mail_server import MailBox
    from tests.people import Clock, Patient
    from tests.staff_people import Colleague
    from tests.twilio_api import FakeTwilioApi

DOORS = {"POST /settings/chain/test": "signed in, may change the settings"}
ACTS = (Act("/settings/danger", "/chain/test"),)

pytest_generate_tests = on_either_engine
DESK, PHONE, DOCTOR = "desk@clinic.example.org", "+15005550061", "dr.ortega@clinic.example.org"
CHAIN = f"{DESK} 0, {PHONE} 5, {DOCTOR} 10, again 15"
CRY = "zzcanary chest pain and I cannot breathe"


@pytest.fixture
def services(
    services: Services, tmp_path: Path, box: MailBox, api: FakeTwilioApi, request: pytest.FixtureRequest
) -> Services:
    environment = complete_environment(
        ALARM_CHAIN=getattr(request, "param", CHAIN),
        ALERT_EMAIL_TO="it@clinic.example.org",
        SMTP_URL=box.url,
        TWILIO_SENDERS=f"{SENDER},+15005550100",
    )
    settings = load(environment, tmp_path)
    twilio = replace(settings.twilio, base_url=api.url)
    return replace(services, settings=replace(settings, twilio=twilio))


@pytest.fixture
def ada(admin: Colleague) -> Colleague:
    admin.is_let_in()
    return admin


def sends_a_test(ada: Colleague, services: Services) -> None:
    answer = ada.browser.post("/settings/chain/test")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/settings/danger#chain")
    do_jobs(services)


def chain(ada: Colleague) -> str:
    page = ada.browser.get("/settings/danger").text
    return plain(page.partition('id="chain"')[2].partition("</section>")[0])


def test_the_page_says_who_is_told_and_after_how_long(ada: Colleague):
    said = chain(ada)
    assert f"1 {DESK} e-mail at once Not tested" in said
    assert f"2 {PHONE} SMS 5 minutes Not tested" in said
    assert f"3 {DOCTOR} e-mail 10 minutes Not tested" in said
    assert "15 minutes after the last step it begins again." in said


def test_each_is_sent_a_test_at_once_and_the_page_says_what_came_of_it(
    ada: Colleague, services: Services, box: MailBox, api: FakeTwilioApi, clock: Clock
):
    box.refuses[DOCTOR] = f"550 5.1.1 No such user {DOCTOR}"
    sends_a_test(ada, services)
    (mailed,) = box.got(DESK)
    assert mailed["Subject"] == "Anteroom, Larkfield Clinic: Test of alarms"
    (sms,) = api.sent
    assert sms.to == PHONE
    assert "This is a test: no patient needs help." in sms.body
    said = chain(ada)
    assert f"1 {DESK} e-mail at once The mail server took it" in said
    assert f"2 {PHONE} SMS 5 minutes Sent" in said
    assert f"3 {DOCTOR} e-mail 10 minutes Refused by the mail server It does not take this address." in said
    with services.store.begin() as unit:
        note_status(unit, Told(sms.sid, sms.to, "undelivered", "30003"), clock())
    assert f"2 {PHONE} SMS 5 minutes Not delivered Error 30003." in chain(ada)
    with services.store.read() as unit:
        (line,) = audit.page(unit.db, AuditFilters(action="alarm_chain.tested"), 10)
        assert not audit.page(unit.db, AuditFilters(action="alarm.told"), 10)
    assert line.actor.startswith("staff:")


def test_a_mail_server_that_is_away_is_tried_again(
    ada: Colleague, services: Services, box: MailBox, clock: Clock
):
    box.answer = "451 4.3.2 Try again later"
    sends_a_test(ada, services)
    assert "Not sent yet The mail server could not be reached. It is tried again." in chain(ada)
    box.answer = "250 OK"
    clock.moves(minutes=2)
    do_jobs(services)
    ada.browser.get("/account")
    assert chain(ada).count("The mail server took it") == 2


def test_a_second_test_within_a_minute_sends_nothing(
    ada: Colleague, services: Services, box: MailBox, clock: Clock
):
    sends_a_test(ada, services)
    sends_a_test(ada, services)
    assert len(box.got(DESK)) == 1
    clock.moves(minutes=1)
    sends_a_test(ada, services)
    assert len(box.got(DESK)) == 2


def test_what_came_of_the_test_of_somebody_else_is_not_said_of_this_one(ada: Colleague, services: Services):
    sends_a_test(ada, services)
    with services.store.engine.begin() as connection:
        connection.execute(text("UPDATE chain_tests SET place = 4 - place"))
    said = chain(ada)
    assert said.count("Not tested") == 2


def test_a_test_takes_no_alarm_and_holds_no_word_of_a_patient(
    ada: Colleague,
    patient: Patient,
    services: Services,
    box: MailBox,
    api: FakeTwilioApi,
    caplog: pytest.LogCaptureFixture,
):
    patient.says(CRY)
    sends_a_test(ada, services)
    with services.store.engine.connect() as connection:
        kept = [repr(connection.execute(text("SELECT * FROM jobs")).all())]
        kept += [repr(connection.execute(text("SELECT * FROM chain_tests")).all())]
    with services.store.read() as unit:
        assert alarms.count_waiting(unit.db) == 1
    sent = [each.as_string() for each in box.got(DOCTOR)] + [repr(each.fields) for each in api.sent]
    assert sent
    for word in ("zzcanary", "chest", patient.address[-7:]):
        assert not [each for each in (*kept, *sent, caplog.text) if word in each], word
    for who in (DESK, DOCTOR, PHONE):
        assert not [each for each in (*kept, caplog.text) if who in each], who


@pytest.mark.parametrize("services", [""], indirect=True)
def test_without_a_chain_the_page_says_how_to_have_one_and_no_test_is_taken(ada: Colleague):
    assert "set ALARM_CHAIN on the server" in chain(ada)
    assert "Send each of them a test" not in chain(ada)
    assert ada.browser.post("/settings/chain/test").status_code == 400


def test_a_form_that_is_not_ours_sends_no_test(ada: Colleague, services: Services, box: MailBox):
    assert ada.browser.post_with("forged", "/settings/chain/test", {}).status_code in {400, 403}
    do_jobs(services)
    assert box.received == []
