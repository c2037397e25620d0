"""Jobs are done however the app is started, or else it says that nobody does them."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

from app.jobs import sweep
from app.store.clinic import milestones
from app.store.trail import audit
from app.store.work import jobs
from tests.fork_client import loaded_app
from tests.server.live_server import Server
from tests.store.example import NOW
from tests.trail import event

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask

    from app.services import Services
    from app.store import Store
    from tests.people import Clock
    from tests.server.fixtures import Serve
    from tests.staff_people import Colleague


def write_an_entry(store: Store) -> None:
    with store.begin() as unit:
        audit.record(unit.db, "operator", event("staff.invited"), at=NOW)


def is_swept_and_linked(store: Store) -> bool:
    with store.read() as unit:
        swept = any(job.kind == sweep.SWEEP and job.state == "done" for job in jobs.page(unit.db, 10))
    return swept and store.verify_audit().linked > 0


def readyz(server: Server) -> dict[str, str]:
    connection = server.connect()
    connection.request("GET", "/readyz")
    answer = connection.getresponse()
    assert answer.status == 200
    found: dict[str, str] = json.loads(answer.read())
    return found


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_gunicorn_that_is_started_plainly_in_the_projects_folder_does_jobs_and_links_the_trail(
    serve: Serve, store: Store
):
    write_an_entry(store)
    server = serve(GUNICORN_CONFIG="")
    while not is_swept_and_linked(store):
        time.sleep(0.05)
    assert readyz(server)["jobs"] == "ok"
    server.stop()
    log = server.log.read_text()
    assert "Traceback" not in log
    assert all(line.startswith("{") for line in log.splitlines()), "and has the shipped settings"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_that_only_answers_says_that_nobody_does_the_jobs_until_a_worker_runs_beside_it(
    serve: Serve, store: Store, tmp_path: Path
):
    write_an_entry(store)
    own = tmp_path / "own.py"
    own.write_text("threads = 2\n")
    server = serve(GUNICORN_CONFIG=str(own))
    assert readyz(server)["jobs"] == "silent"
    assert "nobody does the jobs" in server.log.read_text()
    beside = loaded_app().start("-m", "flask", "--app", "wsgi", "worker", environment=server.environment)
    try:
        while not is_swept_and_linked(store):
            time.sleep(0.05)
        assert readyz(server)["jobs"] == "ok"
    finally:
        beside.terminate()
    assert beside.wait() == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_admins_are_told_when_nobody_has_done_jobs_for_an_hour(
    colleague: Callable[[str], Colleague], app: Flask, services: Services, store: Store, clock: Clock
):
    ana = colleague("admin")
    ana.signs_in()
    assert "No background worker is running" not in ana.browser.get("/patients").text
    clock.moves(hours=1, minutes=1)
    ana.signs_in()
    assert "No background worker is running" in ana.browser.get("/patients").text
    with store.begin() as unit:
        milestones.mark(unit.db, "worker", "anteroom", clock())
    assert "No background worker is running" not in ana.browser.get("/patients").text
