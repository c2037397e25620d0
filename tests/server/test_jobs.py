"""Every server process does jobs, and puts the one under way down when it is asked to stop."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from app.jobs import schedule

if TYPE_CHECKING:
    from app.store import Job, Store
    from tests.server.fixtures import Serve


def swept(store: Store) -> list[Job]:
    with store.read() as unit:
        return [job for job in unit.outbox.page(10) if job.kind == schedule.SWEEP and job.state == "done"]


def test_a_server_does_jobs_and_stops_when_it_is_asked_to(serve: Serve, store: Store):
    server = serve()
    while not swept(store):
        time.sleep(0.05)
    server.stop()
    assert "Traceback" not in server.log.read_text()
    with store.read() as unit:
        assert [job for job in unit.outbox.page(10) if job.state == "running"] == []
