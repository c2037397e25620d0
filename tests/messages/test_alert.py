"""The job `alert` says once since when an alarm stands on the desk, and sends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.features import FEATURES
from app.messages.alert import ALERTED
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.work import alarms, jobs
from app.store.work.alarms import ALERT, Alarm
from tests.databases import on_either_engine
from tests.messages.worker import do_jobs

if TYPE_CHECKING:
    from app.services import Services
    from tests.people import Clock, Patient

pytest_generate_tests = on_either_engine


@pytest.fixture
def alarm(patient: Patient, services: Services, clock: Clock) -> Alarm:
    """An alarm that waits; its job is done by nobody yet."""
    patient.says("chest pain")
    with services.store.read() as unit:
        (alarm,) = alarms.latest(unit.db)
    return alarm


def works(services: Services) -> None:
    do_jobs(services, {ALERT: FEATURES.jobs[ALERT].run})


def told(services: Services, alarm: Alarm) -> int:
    with services.store.read() as unit:
        return len(audit.page(unit.db, AuditFilters(action=ALERTED.code, subject_id=alarm.id), 10))


def test_an_alarm_has_its_job_which_the_worker_does(services: Services, alarm: Alarm):
    with services.store.read() as unit:
        (job,) = [each for each in jobs.page(unit.db, 10) if each.kind == ALERT]
    assert (job.subject_id, job.state) == (alarm.id, "queued")
    works(services)
    with services.store.read() as unit:
        done = jobs.get(unit.db, job.id)
    assert done is not None
    assert done.state == "done"
    assert told(services, alarm) == 1


def test_a_job_that_is_begun_again_tells_nothing_twice(services: Services, alarm: Alarm):
    for _ in range(2):
        works(services)
        with services.store.begin() as unit:
            jobs.add(unit.db, ALERT, alarm.id, "anteroom", services.clock())
    works(services)
    assert told(services, alarm) == 1


def test_there_is_nothing_to_tell_of_an_alarm_that_somebody_has_taken(services: Services, alarm: Alarm):
    with services.store.begin() as unit:
        alarms.take(unit.db, alarm.conversation_id, alarm.id, "staff:1", services.clock())
    works(services)
    assert told(services, alarm) == 0


def test_there_is_nothing_to_tell_of_an_alarm_that_was_erased(services: Services, alarm: Alarm):
    with services.store.begin() as unit:
        unit.db.delete(alarms.get(unit.db, alarm.id))
        jobs.add(unit.db, ALERT, None, "anteroom", services.clock())
    works(services)
    assert told(services, alarm) == 0
