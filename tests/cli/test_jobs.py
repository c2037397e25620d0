"""`flask jobs` and `flask worker`: what was given up, and the process that does jobs."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from app.store.trail import audit
from app.store.work import jobs
from tests.store.example import NOW, asked

HOUR = timedelta(hours=1)


@pytest.fixture
def run(app):
    return lambda *arguments: app.test_cli_runner().invoke(args=list(arguments))


def given_up(store):
    """Add a job, and give it up."""
    with store.begin() as unit:
        job_id = jobs.add(unit.db, "exports.sweep", uuid4(), "staff:1", NOW)
        job = jobs.claim(unit.db, NOW, timedelta(minutes=1), ("exports.sweep",))
        assert job
        jobs.fail(unit.db, job_id, job.lease_token, NOW, "no_such_sheet")
    return job_id


def state_of(unit, job_id):
    job = jobs.get(unit.db, job_id)
    assert job
    return job.state


def test_list_prints_what_was_given_up_and_why(run, store):
    assert "No job has failed." in run("jobs", "list").output
    job_id = given_up(store)
    assert f"{job_id}\texports.sweep\tfailed\t1 attempts\tno_such_sheet\t2026-11-25T09:30:15" in (
        run("jobs", "list").output
    )


def test_list_all_prints_every_job(run, store):
    assert "There are no jobs." in run("jobs", "list", "--all").output
    with store.begin() as unit:
        queued = jobs.add(unit.db, "sheets.push", uuid4(), "staff:1", NOW)
    job_id = given_up(store)
    listed = run("jobs", "list", "--all").output
    assert f"{queued}\tsheets.push\tqueued\t0 attempts\t-" in listed
    assert str(job_id) in listed
    assert len(run("jobs", "list", "--all", "--limit", "1").output.splitlines()) == 1


def test_retry_lets_a_failed_job_be_tried_again_and_the_trail_says_so(run, store):
    job_id = given_up(store)
    done = run("jobs", "retry", str(job_id))
    assert (done.exit_code, done.output) == (0, "It will be tried again.\n")
    with store.read() as unit:
        [event] = audit.about(unit.db, job_id, 5)
        job = jobs.get(unit.db, job_id)
    assert (event.actor, event.action) == ("operator", "job.retried")
    assert job
    assert job.state == "queued"


def test_retry_of_what_was_not_given_up_says_so_and_changes_nothing(run, store):
    with store.begin() as unit:
        queued = jobs.add(unit.db, "sheets.push", uuid4(), "staff:1", NOW)
    for job_id in (queued, uuid4()):
        failed = run("jobs", "retry", str(job_id))
        assert failed.exit_code == 1
        assert "flask --app wsgi jobs list" in failed.output
        with store.read() as unit:
            assert audit.about(unit.db, job_id, 5) == []
    assert run("jobs", "retry", "nonsense").exit_code == 2


def test_retry_of_what_was_asked_for_more_than_a_day_ago_says_so_and_lets_it_go(run, store):
    with store.begin() as unit:
        export_id = asked(unit, None, at=NOW - timedelta(days=400))
        job_id = jobs.add(unit.db, "sheets.push", export_id, "operator", NOW)
        job = jobs.claim(unit.db, NOW, HOUR, ("sheets.push",))
        assert job
        jobs.fail(unit.db, job_id, job.lease_token, NOW, "forbidden")
    failed = run("jobs", "retry", str(job_id))
    assert failed.exit_code == 1
    assert "Request it again" in failed.output
    with store.read() as unit:
        assert state_of(unit, job_id) == "cancelled"
        assert audit.about(unit.db, job_id, 5) == []


def test_a_worker_that_is_to_run_once_does_what_is_due_and_ends(run, store):
    job_id = given_up(store)
    run("jobs", "retry", str(job_id))
    assert run("worker", "--once").exit_code == 0
    with store.read() as unit:
        assert state_of(unit, job_id) == "done"
