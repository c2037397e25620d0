"""A worker that is killed in the middle of a job loses nothing: another does the job, and it is done once."""

from __future__ import annotations

import base64
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from app.config import load
from app.jobs.worker import Worker
from app.services import Services
from app.store.trail import audit
from app.store.work import jobs
from tests.databases import on_each_engine
from tests.fork_client import loaded_app
from tests.settings import bare_environment, complete_environment
from tests.store_queries import job

if TYPE_CHECKING:
    from app.store import Store
    from app.store.work.jobs import Beat, Job
    from tests.databases import Keys

KIND = "x.test"
ROWS = 5
IN_THE_MIDDLE = """
import sys, time
from datetime import timedelta
from app.config import from_environment
from app.jobs.worker import Worker
from app.services import build
from app.store.trail import audit
from tests.trail import event

def handler(services, job, beat):
    beat(1, 5)
    with services.store.begin() as unit:
        audit.record(unit.db, "worker", event("row.done"), "job", job.id, {"row": 0}, at=services.clock())
    print("in the middle", flush=True)
    time.sleep(600)

Worker(build(from_environment()), {"x.test": handler}, lease=timedelta(seconds=2)).once()
"""


@on_each_engine
def test_what_a_killed_worker_leaves_another_finishes_and_nobody_does_it_twice(
    store: Store, database_url: str, keys: Keys, tmp_path: Path
):
    services = Services(load(complete_environment(), tmp_path), store, lambda: datetime.now(UTC))
    with store.begin() as unit:
        job_id = jobs.add(unit.db, KIND, uuid4(), "operator", services.clock())
    killed_in_the_middle(database_url, keys)
    left = job(store, job_id)
    assert (left.state, left.attempts, left.progress) == ("running", 1, 1)
    done = []

    def handler(given: Services, again: Job, beat: Beat) -> None:
        with given.store.read() as unit:
            start = len([each for each in audit.about(unit.db, again.id, 50) if each.action == "row.done"])
        for row in range(start, ROWS):
            assert beat(row, ROWS)
            done.append(row)

    others = [Worker(services, {KIND: handler}) for _ in range(2)]
    for other in others:
        other.start()
    while not job(store, job_id).over:
        time.sleep(0.02)
    for other in others:
        other.stop()
    assert done == [1, 2, 3, 4], "it went on from where the other was killed"
    finished = job(store, job_id)
    assert (finished.state, finished.attempts) == ("done", 2)


def killed_in_the_middle(database_url: str, keys: Keys) -> None:
    """Let a process of its own begin, and kill it."""
    environment = bare_environment() | complete_environment(
        DATABASE_URL=database_url, FERNET_KEYS=listed(keys.masters), INDEX_KEY=listed(keys.index_keys)
    )
    process = loaded_app().start("-c", IN_THE_MIDDLE, environment=environment, stdout=subprocess.PIPE)
    assert process.next_line() == "in the middle\n"
    process.kill()
    process.wait()


def listed(masters: tuple[bytes, ...]) -> str:
    return ",".join(base64.urlsafe_b64encode(key).decode() for key in masters)
