"""Every server process does jobs, and gives the one under way back when it is asked to stop. With Celery it publishes them."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from redis import Redis

from app.jobs import sweep
from app.store.clinic import milestones
from app.store.work import jobs
from tests.guard.redis_server import running_redis

if TYPE_CHECKING:
    from app.store import Store
    from app.store.work.jobs import Job
    from tests.server.fixtures import Serve


def swept(store: Store) -> list[Job]:
    with store.read() as unit:
        return [job for job in jobs.page(unit.db, 10) if job.kind == sweep.SWEEP and job.state == "done"]


def test_a_server_does_jobs_and_stops_when_it_is_asked_to(serve: Serve, store: Store):
    server = serve(WEB_CONCURRENCY="2")
    while not swept(store):
        time.sleep(0.05)
    server.stop()
    assert "Traceback" not in server.log.read_text()
    with store.read() as unit:
        assert [job for job in jobs.page(unit.db, 10) if job.state == "running"] == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_with_celery_a_server_does_no_job_and_publishes_the_id_of_each(serve: Serve, store: Store):
    with store.begin() as unit:
        job_id = jobs.add(unit.db, "retention.daily", uuid4(), "operator", datetime.now(UTC))
    with running_redis() as url, Redis.from_url(url) as redis:
        server = serve(WORKERS="celery", REDIS_URL=url)
        while not redis.llen("anteroom:others"):
            time.sleep(0.05)
        server.stop()
        assert redis.llen("anteroom:others") == 1, "nor does it ask for regular work"
        assert redis.llen("anteroom:messages") == 0
    assert "Traceback" not in server.log.read_text()
    with store.read() as unit:
        [job] = jobs.page(unit.db, 10)
        assert milestones.get(unit.db, "worker") is None
    assert (job.id, job.state) == (job_id, "queued")
