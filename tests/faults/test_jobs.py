"""Whatever does jobs is killed while patients hand in forms: each is sent the one message with their reference.

Twilio takes its time, so that a kill often comes in the middle of a job. That job then waits until its lease is over, and
whether it was sent before is asked of Twilio.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import update

from app.intake.clinic import Clinic
from app.intake.questions import REMOVABLE
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.work import jobs
from app.store.work.jobs import ATTEMPTS, Job
from tests.faults.traffic import Traffic, traffic
from tests.fork_client import ForkedProcess, loaded_app
from tests.guard.redis_server import RedisServer, redis_server
from tests.people import message_fields
from tests.project import ROOT
from tests.server.form_crowd import address_of
from tests.server.live_server import RemotePatient, Server, wait_until
from tests.store_queries import job
from tests.twilio_api import FakeTwilioApi

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


pytestmark = [pytest.mark.fault, pytest.mark.timeout(400)]
FORMS = 30
PARTS = 3
"""Of Celery's machine: the dispatcher, the worker for messages, the worker for the rest."""
LEASE_AND_MORE = 200.0
AWAKE = Clinic(
    "Larkfield Clinic",
    "01632 960 555",
    "999",
    quiet_from="08:00",
    quiet_until="08:00",
    left_out=tuple(REMOVABLE),
)
POISON = "x.poison"
POISONED = """
import os, runpy, signal, sys

from app.features import FEATURES
from app.web.feature import JobKind

FEATURES.jobs["x.poison"] = JobKind("x.poison", "", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
"""
POISONED_SERVER = f"{POISONED}\nglobals().update(runpy.run_path('{ROOT}/deploy/gunicorn.conf.py'))\n"
POISONED_WORKER = f"""{POISONED}
from flask.cli import main

sys.argv[:] = ["flask", "--app", "wsgi", "worker"]
main()
"""
WORKER = ("-m", "flask", "--app", "wsgi", "worker")


@pytest.fixture
def twilio() -> Iterator[FakeTwilioApi]:
    with FakeTwilioApi() as api:
        api.after = lambda _: time.sleep(0.3)
        yield api


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
def without_jobs(serve, twilio: FakeTwilioApi, redis: RedisServer) -> Server:
    """A server that leaves every job to Celery."""
    server: Server = serve(
        WEB_CONCURRENCY="2",
        ANTEROOM_ENV="development",
        TWILIO_API_BASE_URL=twilio.url,
        WORKERS="celery",
        REDIS_URL=redis.url,
    )
    return server


@contextmanager
def forms_are_handed_in(name: str, server: Server, store, twilio: FakeTwilioApi) -> Iterator[Traffic]:
    """Let patients write who have written before, and see in the end that each is told their reference once."""
    with store.begin() as unit:  # with no quiet hours, in which nobody is told
        assert versions.keep(unit.db, ClinicVersion, 0, AWAKE, "operator", datetime.now(UTC))
    for number in range(1, FORMS + 1):
        patient = RemotePatient(server, address_of(number))
        assert patient.deliver(message_fields("hello", address_of(number)))[0] == 200
        patient.hangs_up()
    with traffic(name, [server], store, FORMS) as flowing:
        yield flowing
    pages = flowing.form.ledger.acknowledged
    handed_in = {address_of(number) for number, sent in pages.items() if "review" in sent}
    assert handed_in
    deadline = time.monotonic() + LEASE_AND_MORE
    while missing := handed_in - {sent.to for sent in twilio.sent}:
        assert time.monotonic() < deadline, missing
        time.sleep(0.5)
    assert {to: many for to, many in Counter(sent.to for sent in twilio.sent).items() if many > 1} == {}


@contextmanager
def working(server: Server, *command: str) -> Iterator[ForkedProcess]:
    """Run `flask worker`, or another program, with a server's settings."""
    log = (server.folder / "worker.log").open("ab")
    program = loaded_app().start(*(command or WORKER), environment=server.environment, stdout=log, stderr=log)
    try:
        yield program
    finally:
        with suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        program.wait(20)
        log.close()


def children_of(pid: int) -> list[int]:
    return sorted(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_web_workers_and_the_worker_beside_them_are_killed(serve, store, twilio):
    server = serve(WEB_CONCURRENCY="2", ANTEROOM_ENV="development", TWILIO_API_BASE_URL=twilio.url)
    with forms_are_handed_in("worker killed", server, store, twilio) as flowing:
        for _ in range(3):
            with working(server) as worker:
                flowing.flows(6, 14)
                worker.kill()
            server.kill_one_worker()
        flowing.healed()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_every_part_of_celerys_machine_is_killed_and_redis_forgets(without_jobs, store, twilio, redis):
    server = without_jobs
    with working(server) as machine, forms_are_handed_in("Celery killed", server, store, twilio) as flowing:
        flowing.flows(6, 10)
        for _ in range(PARTS):
            os.kill(children_of(machine.pid)[0], signal.SIGKILL)  # the eldest: each has its turn
            flowing.flows(6, 6)
            wait_until(lambda: len(children_of(machine.pid)) == PARTS)
        pools = [child for part in children_of(machine.pid) for child in children_of(part)]
        for child in pools:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        flowing.flows(6, 6)
        redis.empty()
        flowing.flows(6, 6)
        redis.end(signal.SIGKILL)
        time.sleep(3)
        redis.start()
        flowing.healed()


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_a_job_kills_every_web_worker_that_takes_it(serve, store, twilio, tmp_path):
    config = tmp_path / "poisoned.conf.py"
    config.write_text(POISONED_SERVER)
    server = serve(
        WEB_CONCURRENCY="2",
        ANTEROOM_ENV="development",
        TWILIO_API_BASE_URL=twilio.url,
        GUNICORN_CONFIG=str(config),
    )
    with forms_are_handed_in("poison job in the web workers", server, store, twilio) as flowing:
        kills_until_it_is_given_up(flowing, server, lambda: server.log.read_text().count("SIGKILL"))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_job_kills_every_process_of_celerys_pool_that_takes_it(without_jobs, store, twilio):
    server = without_jobs
    log = server.folder / "worker.log"
    with (
        working(server, "-c", POISONED_WORKER),
        forms_are_handed_in("poison job in Celery's pool", server, store, twilio) as flowing,
    ):
        kills_until_it_is_given_up(flowing, server, lambda: log.read_text().count("WorkerLostError"))


def kills_until_it_is_given_up(flowing: Traffic, server: Server, killed: Callable[[], int]) -> None:
    """Add a job that kills whatever does it. The two minutes after each kill are over at once."""
    flowing.flows()
    with flowing.store.begin() as unit:
        poison = jobs.add(unit.db, POISON, uuid4(), "operator", datetime.now(UTC))
    for kill in range(1, ATTEMPTS + 1):
        wait_until(partial(is_so_often, killed, kill))
        flowing.flows(4, 4)
        assert (job(flowing.store, poison).state, job(flowing.store, poison).attempts) == ("running", kill)
        with flowing.store.engine.begin() as connection:
            ended = update(Job).where(Job.id == poison).values(lease_until=datetime.now(UTC))
            connection.execute(ended)
    wait_until(lambda: job(flowing.store, poison).over)
    flowing.healed()
    assert (job(flowing.store, poison).state, killed()) == ("failed", ATTEMPTS)
    listed = loaded_app().flask("jobs", "list", environment=server.environment).stdout
    assert str(poison) in listed
    assert "never_finished" in listed


def is_so_often(counted: Callable[[], int], times: int) -> bool:
    return counted() == times
