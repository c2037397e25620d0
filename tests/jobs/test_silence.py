"""A time in which nobody could answer is noticed, and what was written in it is fetched from Twilio."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from app.checks import State
from app.checks.twilio import unanswered
from app.jobs import recover
from app.jobs.recover import RECOVER
from app.jobs.silence import SILENCE, WAIT, Answering
from app.jobs.worker import Worker
from app.observe.missed import Missed, missed_by
from app.store import StoreUnavailable
from app.store.engine.write_trial import WriteTrial
from app.store.messages import receipts
from app.store.work import jobs
from tests.messages.clinic import with_twilio
from tests.people import message_fields
from tests.twilio_api import FakeTwilioApi

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Flask

    from app.services import Services
    from tests.people import Clock, Patient, Twilio


def waiting(services: Services) -> list[datetime]:
    with services.store.read() as unit:
        return [
            job.not_before for job in jobs.page(unit.db, 50) if job.kind == RECOVER and job.state == "queued"
        ]


def test_a_restart_is_no_silence_and_a_minute_without_an_answer_is_one(services: Services, clock: Clock):
    first, second = Answering(services, Missed()), Answering(services, Missed())
    first.note()
    for process in (first, second, first):
        clock.moves(seconds=SILENCE.total_seconds())
        process.note()
    assert waiting(services) == []
    assert "no time is known" in unanswered(services).said
    clock.moves(seconds=SILENCE.total_seconds() + 1)
    second.note()
    first.note()
    assert waiting(services) == [clock() + WAIT]
    assert "nobody answered from 2026-11-25 09:03:00 to 2026-11-25 09:04:01 UTC" in unanswered(services).said


def test_a_message_that_was_answered_5xx_is_fetched_though_others_answer(
    services: Services, app: Flask, twilio: Twilio, patient: Patient, clock: Clock
):
    with FakeTwilioApi(clock) as api:
        process, services = Answering(services, missed_by(app)), with_twilio(services, api.url)
        process.note()
        clock.moves(seconds=20)
        with services.store.engine.begin() as connection:
            connection.execute(text("ALTER TABLE receipts RENAME TO away"))
        fields = message_fields("hello", patient.address)
        assert twilio.post(fields).status_code >= 500
        with services.store.engine.begin() as connection:
            connection.execute(text("ALTER TABLE away RENAME TO receipts"))
        api.inbox.gets(patient.address, "hello", clock(), sid=fields["MessageSid"])
        clock.moves(seconds=5)
        process.note()
        assert waiting(services) == [clock() + WAIT]
        assert unanswered(services).state is State.OK
        clock.moves(minutes=20)
        assert unanswered(services).state is State.WARN
        assert "messages recover" in unanswered(services).mend
        Worker(services, {RECOVER: recover.run}).once()
        assert "was fetched" in unanswered(services).said
        with services.store.read() as unit:
            assert receipts.unknown(unit.db, [fields["MessageSid"]]) == set()


def test_what_was_missed_is_not_forgotten_while_nothing_can_be_written(
    services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    missed = Missed()
    process = Answering(services, missed)
    process.note()
    missed.note(clock() + timedelta(seconds=9))
    missed.note(clock())
    with monkeypatch.context() as down:
        down.setattr(WriteTrial, "reason", lambda _self: "disk_full")
        process.note()
    assert waiting(services) == []

    def fails(*_: object) -> None:
        raise StoreUnavailable("no_connection")

    with monkeypatch.context() as down:
        down.setattr(Answering, "_keep", fails)
        with pytest.raises(StoreUnavailable):
            process.note()
    process.note()
    assert waiting(services) == [clock() + WAIT]
    assert missed.take() is None


def test_a_computer_at_home_is_off_at_night_and_asks_nobody(services: Services, clock: Clock):
    at_home = replace(services, settings=replace(services.settings, production=False))
    recover.ask(at_home)
    clock.moves(hours=9)
    recover.ask(at_home)
    process = Answering(at_home, Missed())
    process.start()
    process.stop()
    assert waiting(services) == []
