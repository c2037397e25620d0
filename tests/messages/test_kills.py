"""Whatever kills the worker, and wherever: a message is sent once."""

from __future__ import annotations

import os
import random
import signal
import time
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from app.jobs.worker import Worker
from app.messages import alert, send, twilio_sender
from app.reminders import run as reminders
from app.store.messages.outbound import SEND, SEND_ALERT
from app.store.work import jobs
from app.store.work.alarms import ALERT
from tests.databases import on_both_engines
from tests.messages.worker import do_jobs
from tests.people import Patient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.services import Services
    from app.web.feature import Run
    from tests.databases import Keys, OpenStore
    from tests.messages.clinic import Clinic
    from tests.twilio_api import FakeTwilioApi

pytest_generate_tests = on_both_engines
KILLS = 20
KINDS: dict[str, Run] = {
    SEND: send.run,
    SEND_ALERT: send.run,
    reminders.KIND: reminders.write,
    ALERT: alert.run,
}
ON_CALL = ("+15005550061", "+15005550062")


def test_twenty_kills_at_any_moment_leave_every_message_reminder_and_alert_sent_once(
    clinic: Clinic, database_url: str, keys: Keys, open_store: OpenStore
):
    chance = random.Random(database_url[:6])  # noqa: S311  (not a secret)
    clinic.clock.moves(hours=5)
    silent = [Patient(clinic.patient.twilio, f"whatsapp:+1500555020{number}") for number in range(3)]
    for patient in silent:
        patient.tells("hello", "1", "1", "Maya Okafor")
    clinic.clock.moves(hours=20, minutes=5)  # the reminders are due, for three hours
    clinic.patient.says("hello")
    clinic.services = _texting(clinic.services, clinic.api)
    Patient(clinic.patient.twilio, "whatsapp:+15005550299").says("I cannot breathe")
    replies = [clinic.writes(body=f"Reply {number}") for number in range(4)]
    killed = 0
    twilio_sender.sender_of(clinic.services.settings.twilio)  # its client is imported here, and in no worker
    clinic.api.after = lambda _sent: time.sleep(chance.random() / 50)
    for kill in count(1):
        ready, tell = os.pipe()
        child = os.fork()
        if not child:
            _works_until_killed(clinic, lambda: open_store(database_url, keys), tell)
        os.read(ready, 1)
        time.sleep(chance.random() * max(1, kill - KILLS) / 4)
        os.kill(child, signal.SIGKILL)
        killed += os.waitpid(child, 0)[1] == signal.SIGKILL
        os.close(ready)
        os.close(tell)
        clinic.moves(minutes=3)  # its lease is over
        # On a busy computer none of them may have come as far as Twilio.
        if kill >= KILLS and clinic.api.sent:
            break
    clinic.api.after = lambda _sent: None
    do_jobs(clinic.services, {ALERT: alert.run})
    for _ in range(20):
        with clinic.services.store.begin() as unit:
            for job in jobs.dead(
                unit.db
            ):  # killed eight times in the middle: the operator has it tried again
                jobs.again(unit.db, job.id, clinic.clock())
        clinic.patient.says("hello")
        reminders.ask(clinic.services)
        clinic.works(minutes=3)
    assert killed == kill
    answered = [sent.body for sent in clinic.api.sent if sent.to == clinic.patient.address]
    assert sorted(answered) == [f"Reply {number}" for number in range(4)]
    others = [sent.to for sent in clinic.api.sent if sent.to != clinic.patient.address]
    assert sorted(others) == [*ON_CALL, *(patient.address for patient in silent)]
    assert {clinic.message(reply).message_sid for reply in replies} < {sent.sid for sent in clinic.api.sent}


def _texting(services: Services, api: FakeTwilioApi) -> Services:
    """Return services that text alerts, from a number for SMS."""
    alerts = replace(services.settings.alerts, sms_to=ON_CALL)
    twilio = replace(services.settings.twilio, senders=api.senders)
    return replace(services, settings=replace(services.settings, alerts=alerts, twilio=twilio))


def _works_until_killed(clinic: Clinic, opened: Callable[[], Any], tell: int) -> None:
    """Do what is due, in a process of its own, with connections of its own."""
    try:
        twilio_sender.sender_of.cache_clear()
        services = replace(clinic.services, store=opened())
        worker = Worker(services, KINDS)
        twilio_sender.sender_of(services.settings.twilio)
        os.write(tell, b".")
        while True:
            reminders.ask(services)
            if not worker.once():
                time.sleep(0.005)
    finally:
        os._exit(1)


class Killed(BaseException):
    """Ends a worker as a kill does: nothing that it would write down afterwards is written."""


@pytest.mark.parametrize("moment", ["before the request", "after the request"])
def test_a_kill_beside_the_request_is_settled_by_asking_twilio(
    moment, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
):
    reply = clinic.writes()
    with _killed(monkeypatch, moment), pytest.raises(Killed):
        clinic.works()
    assert clinic.state(reply) == ("sending", None)
    assert len(clinic.api.sent) == (moment == "after the request")
    assert clinic.works(minutes=3) >= 1
    assert clinic.state(reply) == ("sent", None)
    assert len(clinic.api.sent) == 1


def test_a_worker_that_was_frozen_after_its_claim_sends_nothing_that_another_has_sent(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
):
    reply, claim = clinic.writes(), send._claim

    def frozen(*given: Any) -> Any:
        claimed = claim(*given)
        monkeypatch.setattr(send, "_claim", claim)
        assert clinic.works(minutes=3) >= 1, "another worker settles it"
        return claimed

    monkeypatch.setattr(send, "_claim", frozen)
    clinic.works()
    assert len(clinic.api.sent) == 1
    clinic.works(minutes=5)
    assert len(clinic.api.sent) == 1
    assert clinic.state(reply) == ("sent", None)


@contextmanager
def _killed(monkeypatch: pytest.MonkeyPatch, moment: str) -> Iterator[None]:
    create = twilio_sender.TwilioSender.create

    def dies(twilio: twilio_sender.TwilioSender, fields: Any) -> Any:
        if moment == "after the request":
            create(twilio, fields)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(twilio_sender.TwilioSender, "create", dies)
        yield
