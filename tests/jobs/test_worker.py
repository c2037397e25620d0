"""The worker does each job to its end, tries again what failed, gives up in time, and puts down what it must."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from app.features import FEATURES
from app.jobs.lease import LEASE
from app.jobs.worker import Worker, lanes
from app.store import StoreUnavailable
from app.store.model import table_of
from app.store.work import jobs
from app.store.work.jobs import ATTEMPTS, Delayed, Hopeless, Job
from app.web.feature import JobKind, Lane
from tests.databases import on_each_engine
from tests.jobs.executors import EXECUTORS
from tests.store_queries import database_clock_moves

if TYPE_CHECKING:
    from datetime import datetime

    from app.services import Services
    from app.store.work.jobs import Beat, Job
    from app.web.feature import Run
    from tests.jobs.executors import Executor, Executors
    from tests.people import Clock

KIND = "x.test"
HOURS = timedelta(hours=2)


def add(services: Services, kind: str = KIND) -> UUID:
    with services.store.begin() as unit:
        return jobs.add(unit.db, kind, uuid4(), "operator", services.clock())


def got(services: Services, job_id: UUID) -> Job:
    with services.store.read() as unit:
        job = jobs.get(unit.db, job_id)
    assert job is not None
    return job


def cancel(services: Services, job_id: UUID) -> None:
    with services.store.begin() as unit:
        assert jobs.cancel(unit.db, job_id, services.clock())


def worker(services: Services, handler: Run, stop: Event | None = None) -> Worker:
    return Worker(services, {KIND: handler}, stop)


@pytest.fixture(params=EXECUTORS)
def executor(request: pytest.FixtureRequest) -> Executors:
    """Each way in which a job is done."""
    return EXECUTORS[request.param]


def executed(executor: Executors, services: Services, handler: Run, stop: Event | None = None) -> Executor:
    return executor(services, {KIND: handler}, stop)


def failing(error: Exception) -> Run:
    def handler(_services: Services, _job: Job, _beat: Beat) -> None:
        raise error

    return handler


def test_a_job_is_done_once_with_its_progress(services: Services, executor: Executors):
    seen = []

    def handler(given: Services, job: Job, beat: Beat) -> None:
        seen.append((given, job.id, [beat(done, 3) for done in (1, 2, 3)]))

    job_id, one = add(services), executed(executor, services, handler)
    assert [one.once(), one.once()] == [True, False]
    assert seen == [(services, job_id, [True] * 3)]
    job = got(services, job_id)
    assert (job.state, job.progress, job.total, job.attempts) == ("done", 3, 3, 1)


def test_what_fails_is_tried_again_later_and_given_up_after_eight_attempts(
    services: Services, clock: Clock, executor: Executors
):
    job_id, one = add(services), executed(executor, services, failing(Delayed("google_busy")))
    for attempt in range(1, ATTEMPTS):
        assert one.once()
        assert not one.once(), "not before its time"
        job = got(services, job_id)
        assert (job.state, job.attempts, job.error) == ("queued", attempt, "google_busy")
        clock.moves(hours=2)
    assert one.once()
    job = got(services, job_id)
    assert (job.state, job.attempts, job.error) == ("failed", 8, "google_busy")
    clock.moves(hours=2)
    assert not one.once()


def test_a_dead_letter_that_is_tried_again_is_done(services: Services, executor: Executors):
    job_id = add(services)
    assert executed(executor, services, failing(Hopeless("no_such_sheet"))).once()
    assert got(services, job_id).error == "no_such_sheet"
    with services.store.begin() as unit:
        assert jobs.again(unit.db, job_id, services.clock())
    assert executed(executor, services, lambda *_: None).once()
    assert got(services, job_id).state == "done"


def test_the_hopeless_is_given_up_at_once(services: Services):
    job_id = add(services)
    assert worker(services, failing(Hopeless("no_such_sheet"))).once()
    assert (got(services, job_id).state, got(services, job_id).attempts) == ("failed", 1)


def test_a_job_waits_at_least_as_long_as_the_other_side_asks_for(services: Services, clock: Clock):
    job_id, start = add(services), services.clock()
    worker(services, failing(Delayed("google_busy", HOURS))).once()
    assert got(services, job_id).not_before == start + HOURS


def test_nobody_asks_for_more_than_a_day(services: Services, clock: Clock):
    job_id, start = add(services), services.clock()
    worker(services, failing(Delayed("google_busy", timedelta.max))).once()
    assert got(services, job_id).not_before == start + timedelta(days=1)


def test_a_job_that_only_waits_for_another_never_runs_out_of_attempts(services: Services, clock: Clock):
    job_id, one = add(services), worker(services, failing(Delayed("in_use", counts=False)))
    for _ in range(ATTEMPTS + 2):
        assert one.once()
        clock.moves(hours=2)
    assert (got(services, job_id).state, got(services, job_id).attempts) == ("queued", 0)


def test_a_surprise_is_a_code_in_the_job_and_the_log_and_its_words_are_in_neither(
    services: Services, capsys: pytest.CaptureFixture[str], app: object
):
    job_id = add(services)
    assert worker(services, failing(KeyError("Zephyrine Quillfeather"))).once()
    assert got(services, job_id).error == "KeyError"
    [failed, put_off] = [json.loads(line) for line in capsys.readouterr().err.splitlines() if "job" in line]
    assert (failed["job"], failed["kind"], failed["exception"]) == (str(job_id), KIND, "KeyError")
    assert (put_off["event"], put_off["attempts"], put_off["reason"]) == ("job put off", 1, "KeyError")
    assert "Zephyrine" not in json.dumps([failed, put_off])


def test_a_job_that_is_cancelled_stops_at_its_next_beat(services: Services, executor: Executors):
    told = []

    def handler(given: Services, job: Job, beat: Beat) -> None:
        told.append(beat(1, 9))
        cancel(given, job.id)
        told.extend([beat(2, 9), beat(3, 9)])

    job_id = add(services)
    assert executed(executor, services, handler).once()
    assert told == [True, False, False]
    assert (got(services, job_id).state, got(services, job_id).progress) == ("cancelled", 1)


def test_a_job_that_was_cancelled_while_nobody_did_it_is_not_begun_again(
    services: Services, clock: Clock, executor: Executors
):
    job_id = add(services)
    with services.store.begin() as unit:
        assert jobs.claim(unit.db, services.clock(), LEASE, (KIND,))
    cancel(services, job_id)
    clock.moves(minutes=2)
    database_clock_moves(services.store, LEASE)
    assert executed(executor, services, failing(AssertionError())).once()
    assert got(services, job_id).state == "cancelled"


def test_a_worker_that_is_stopped_gives_its_job_back_and_the_attempt_does_not_count(
    services: Services, executor: Executors
):
    stop, told = Event(), []

    def handler(_services: Services, _job: Job, beat: Beat) -> None:
        told.append(beat(1))
        stop.set()
        told.append(beat(2))

    job_id = add(services)
    assert executed(executor, services, handler, stop).once()
    assert told == [True, False]
    assert (got(services, job_id).state, got(services, job_id).attempts) == ("queued", 0)
    assert executed(executor, services, lambda *_: None).once()
    assert got(services, job_id).state == "done"


def test_a_job_that_came_to_its_end_is_done_though_the_worker_is_being_stopped(services: Services):
    stop, job_id = Event(), add(services)
    assert worker(services, lambda *_: stop.set(), stop).once()
    assert got(services, job_id).state == "done"


def test_a_worker_that_lost_its_job_is_told_and_reports_nothing(
    services: Services, clock: Clock, executor: Executors
):
    told = []

    def slow(given: Services, _job: Job, beat: Beat) -> None:
        clock.moves(minutes=3)
        database_clock_moves(services.store, LEASE)
        assert executed(executor, given, lambda *_: None).once()
        told.append(beat(1))

    job_id = add(services)
    assert executed(executor, services, slow).once()
    assert told == [False]
    assert (got(services, job_id).state, got(services, job_id).attempts) == ("done", 2)


def test_a_job_that_kills_every_worker_is_given_up(services: Services, clock: Clock, executor: Executors):
    job_id = add(services)
    for _ in range(ATTEMPTS):
        with services.store.begin() as unit:
            assert jobs.claim(unit.db, services.clock(), LEASE, (KIND,))
        clock.moves(minutes=3)
        database_clock_moves(services.store, LEASE)
    assert executed(executor, services, failing(AssertionError())).once()
    assert (got(services, job_id).state, got(services, job_id).error) == ("failed", "never_finished")


def test_a_job_is_tried_again_when_the_database_failed_under_it(services: Services, executor: Executors):
    job_id = add(services)
    assert executed(executor, services, failing(StoreUnavailable("pool_timeout"))).once()
    assert (got(services, job_id).state, got(services, job_id).error) == ("queued", "store_unavailable")


def test_the_thread_does_what_is_added_and_outlives_what_goes_wrong(services: Services):
    done = Event()

    def handler(_services: Services, job: Job, _beat: Beat) -> None:
        if job.actor == "operator":
            raise ValueError
        done.set()

    add(services)
    one = worker(services, handler)
    one.start()
    with services.store.begin() as unit:
        jobs.add(unit.db, KIND, uuid4(), "staff:1", services.clock())
    assert done.wait(30)
    one.stop()


def test_the_thread_outlives_what_goes_wrong_between_two_jobs_and_the_log_has_no_word_of_it(
    services: Services, capsys: pytest.CaptureFixture[str], app: object
):
    done, failed = Event(), Event()

    def clock() -> datetime:
        if not failed.is_set():
            failed.set()
            raise OverflowError("Zephyrine Quillfeather")
        return services.clock()

    job_id = add(services)
    one = worker(replace(services, clock=clock), lambda *_: done.set())
    assert one._round() > 0
    one.start()
    assert done.wait(30)
    one.stop()
    assert got(services, job_id).state == "done"
    logged = capsys.readouterr().err
    [line] = [json.loads(line) for line in logged.splitlines() if "worker failed" in line]
    assert line["exception"] == "OverflowError"
    assert "Zephyrine" not in logged


@on_each_engine
def test_a_database_that_is_away_makes_the_worker_wait_and_not_end(services: Services):
    one = worker(services, failing(AssertionError()))
    with services.store.engine.begin() as connection:
        table_of(Job).drop(connection)
    pause = one._round()
    with services.store.engine.begin() as connection:
        table_of(Job).create(connection)
    assert one._round() < pause


@on_each_engine
def test_a_message_is_sent_while_a_long_job_runs(services: Services):
    begun, sent, may_end = Event(), Event(), Event()

    def takes_long(_services: Services, _job: Job, _beat: Beat) -> None:
        begun.set()
        assert may_end.wait(30)

    both = {
        "retention.daily": JobKind("retention.daily", "", takes_long),
        "message.send": JobKind("message.send", "", lambda *_: sent.set(), Lane.MESSAGES),
    }
    together = lanes(services, both)
    together.start()
    long_one = add(services, "retention.daily")
    assert begun.wait(30)
    add(services, "message.send")
    assert sent.wait(30)
    assert got(services, long_one).state == "running"
    may_end.set()
    together.stop(within=30)
    assert got(services, long_one).state in {"done", "queued"}


def test_every_kind_of_job_that_is_written_has_somebody_to_do_it(services: Services):
    exports = {"xlsx.protect", "sheets.push", "sheets.remove", "exports.sweep"}
    alerts = {"alert", "alert.mail", "alert.test", "alert.sms_test", "message.send_alert"}
    alarms = {
        *("alarm.first", "alarm.next", "alarm.mail", "alarm.undelivered"),
        *(
            "alarm.lapse",
            "alarm.resume",
            "alarm.unanswered",
            "alarm.handed",
            "alarm.taken_over",
            "alarm.test",
        ),
    }
    twilio = {
        "twilio.scrub",
        "twilio.empty",
        "message.send",
        "message.follow",
        "messages.recover",
        "content.check",
    }
    clock = {"retention.daily", "reminder.write", "trail.witness"}
    assert exports | alerts | alarms | twilio | clock == set(FEATURES.jobs)


@pytest.fixture(autouse=True)
def quiet() -> None:
    logging.getLogger("anteroom.jobs").setLevel(logging.INFO)
