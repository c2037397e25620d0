"""With WORKERS=celery and no Redis, alarms are told at once, and messages go a little later."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from app.config import Secret, Workers, load
from app.features import FEATURES
from app.jobs.dispatcher import beside_celery
from app.jobs.worker import PATIENCE
from app.store.messages.outbound import SEND
from app.store.work import jobs
from tests.server.live_server import wait_until
from tests.settings import complete_environment
from tests.store_queries import job

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from app.jobs.rounds import Together
    from app.services import Services
    from tests.messages.mail_server import MailBox
    from tests.people import Clock, Patient


@pytest.fixture
def services(services: Services, box: MailBox, tmp_path: Path) -> Services:
    """The services of a server whose jobs Celery does, on a Redis that is away."""
    environment = complete_environment(ALERT_EMAIL_TO="oncall@clinic.example.org", SMTP_URL=box.url)
    settings = replace(
        load(environment, tmp_path), redis_url=Secret(f"unix://{tmp_path}/redis"), jobs_by=Workers.CELERY
    )
    return replace(services, settings=settings)


@pytest.fixture
def beside(services: Services) -> Iterator[Together]:
    together = beside_celery(services, FEATURES.jobs)
    yield together
    together.stop()


def test_a_cry_is_mailed_at_once(patient: Patient, services: Services, beside: Together, box: MailBox):
    patient.says("I have chest pain and I cannot breathe")
    beside.start()
    wait_until(lambda: bool(box.received))
    assert box.received[0]["Subject"] == "Anteroom: A patient may need help now."


def test_a_message_is_left_to_celery_for_a_moment_and_then_taken_by_the_server(
    services: Services, beside: Together, clock: Clock
):
    late = added(services)
    clock.moves(seconds=PATIENCE.total_seconds())
    fresh = added(services)
    beside.start()
    wait_until(lambda: job(services.store, late).over)
    assert job(services.store, fresh).state == "queued"


def test_what_does_the_alarms_gives_no_sign_of_a_worker(
    patient: Patient, services: Services, beside: Together, box: MailBox
):
    patient.says("I have chest pain and I cannot breathe")
    beside.start()
    wait_until(lambda: bool(box.received))
    beside.stop()
    with services.store.read() as unit:
        assert not jobs.is_worked(unit.db, services.clock())


def added(services: Services) -> UUID:
    """Queue a job that would send a message that is not there any more."""
    with services.store.begin() as unit:
        return jobs.add(unit.db, SEND, uuid4(), "operator", services.clock())
