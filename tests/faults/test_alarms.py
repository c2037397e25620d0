"""Two servers and Celery behind a shipped proxy: staff hear of every cry, whatever is broken meanwhile."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import contextmanager
from copy import copy
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

import pytest
from redis import Redis
from sqlalchemy import text

from app import create_app
from app.config import load
from app.services import build
from tests.faults.traffic import MEASURED, traffic
from tests.fork_client import loaded_app
from tests.guard.redis_server import RedisServer, redis_server
from tests.jobs.poison import poisons
from tests.people import SENDER, Clock, message_fields
from tests.server.fixtures import listed
from tests.server.form_crowd import FormBrowser
from tests.server.live_server import RemotePatient, Server, free_port, wait_until
from tests.server.proxies import running
from tests.staff_people import Colleague, add_colleague
from tests.twilio_api import FakeTwilioApi

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.store import Store
    from tests.databases import Keys
    from tests.faults.clusters import Cluster

pytestmark = [pytest.mark.fault, pytest.mark.timeout(400)]
ON_CALL = ("+15005550061", "+15005550062")
OURS = "+15005550100"
WITHIN = 30.0
"""Seconds after which staff have to know of a cry."""


class Clinic(NamedTuple):
    """Everything that runs, and somebody who signs in."""

    kind: str
    front: Server
    """Both servers, as people reach them."""
    postgres: Cluster
    redis: RedisServer
    twilio: FakeTwilioApi
    store: Store
    nurse: Colleague


@pytest.fixture(params=["caddy", "nginx"])
def clinic(
    request: pytest.FixtureRequest, tmp_path: Path, cluster: Cluster, keys: Keys, open_store
) -> Iterator[Clinic]:
    port, nodes = free_port(), []
    with redis_server() as redis, FakeTwilioApi() as twilio:
        shared = {
            "ANTEROOM_ENV": "development", "WORKERS": "celery", "REDIS_URL": redis.url, "WEB_CONCURRENCY": "1",
            "PUBLIC_URL": f"https://localhost:{port}", "TRUSTED_PROXIES": "127.0.0.1", "INTAKE_MODE": "chat",
            "ALERT_SMS_TO": ", ".join(ON_CALL), "TWILIO_SENDERS": f"{SENDER},{OURS}", "TWILIO_API_BASE_URL": twilio.url,
            "FERNET_KEYS": listed(keys.masters), "INDEX_KEY": listed(keys.index_keys),
        }  # fmt: skip
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            nodes.append(Server(tmp_path / name, cluster.url, **shared))
            nodes[-1].tls = False
            nodes[-1].start()
        first, second = nodes
        store = open_store(cluster.url, keys)
        front = copy(first)
        front.port, front.tls = port, True
        with (
            (tmp_path / "worker.log").open("wb") as log,
            running(request.param, first, port, second=second.port),
        ):
            worker = loaded_app().start(
                "-m",
                "flask",
                "--app",
                "wsgi",
                "worker",
                environment=first.environment,
                stdout=log,
                stderr=log,
            )
            yield Clinic(request.param, front, cluster, redis, twilio, store, nurse_of(first))
            worker.terminate()
            worker.wait(30)
        for node in nodes:
            node.end()


def nurse_of(server: Server) -> Colleague:
    services, clock = build(load(server.environment, server.folder)), Clock()
    clock.now = datetime.now(UTC)
    nurse = add_colleague(create_app(services), services, clock, "noor@larkfield.example", "clinician")
    services.store.engine.dispose()
    return nurse


def signs_in(clinic: Clinic, codes: list[str]) -> int:
    """Sign in with a recovery code, and return the status."""
    browser, nurse = FormBrowser(clinic.front), clinic.nurse
    browser.get("/login")
    fields = {"email": nurse.email, "password": nurse.password, "code": codes.pop()}
    status, _, _ = browser.post("/login", fields)
    browser.close()
    return status


class Cries:
    """People who cry for help, and how long it took until both who are on call knew."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic
        self.told: dict[str, float] = {}

    def cry(self, during: str) -> None:
        """Cry for help once, and wait until both got an SMS."""
        clinic, before = self._clinic, len(self._sms())
        with clinic.store.engine.begin() as connection:  # as if the last alert were longer ago than the pause
            connection.execute(text("UPDATE alerts SET texted_at = texted_at - interval '6 minutes'"))
        patient = RemotePatient(clinic.front, f"whatsapp:+1555000{len(self.told):04d}")
        patient.insists(message_fields("I have chest pain and I cannot breathe", patient.address))
        cried = time.monotonic()
        patient.hangs_up()
        while len(self._sms()) < before + len(ON_CALL):
            assert time.monotonic() - cried < WITHIN, during
            time.sleep(0.05)
        self.told[during] = time.monotonic() - cried

    def __str__(self) -> str:
        return ", ".join(f"{seconds:.1f} s ({during})" for during, seconds in self.told.items())

    def _sms(self) -> list[str]:
        return [sent.to for sent in self._clinic.twilio.sent if sent.to in ON_CALL]


@contextmanager
def poisoned(redis: RedisServer) -> Iterator[None]:
    """Have somebody write poison into both of Celery's queues again and again."""
    stopped = threading.Event()

    def writes() -> None:
        with Redis.from_url(redis.url) as client:
            while not stopped.is_set():
                for item in poisons("0" * 32):
                    client.lpush("anteroom:messages", item)
                    client.lpush("anteroom:others", item)
                stopped.wait(1)

    thread = threading.Thread(target=writes)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def test_every_cry_is_told_though_redis_dies_is_poisoned_or_stands_still_and_postgresql_restarts(clinic):
    cries, codes = Cries(clinic), list(clinic.nurse.recovery)
    with traffic(f"two servers behind {clinic.kind}", [clinic.front], clinic.store) as flowing:
        flowing.flows()
        cries.cry("nothing broken")
        clinic.redis.end(signal.SIGKILL)
        cries.cry("Redis away")
        assert signs_in(clinic, codes) == 303
        flowing.flows()
        clinic.redis.start()
        with poisoned(clinic.redis):
            cries.cry("Redis poisoned")
            assert signs_in(clinic, codes) == 303
            flowing.flows()
        clinic.redis.freeze()
        cries.cry("Redis frozen")
        assert signs_in(clinic, codes) == 303
        clinic.redis.thaw()
        clinic.postgres.stop()
        clinic.postgres.start()
        cries.cry("PostgreSQL restarted")
        assert signs_in(clinic, codes) == 303
        flowing.healed()
    wait_until(lambda: noted_after(clinic.store) is not None)
    longest = noted_after(clinic.store)
    assert longest is not None
    assert longest < WITHIN
    MEASURED.append(
        f"{clinic.kind}: both on call knew after {cries}; noted after {longest:.1f} s at the latest"
    )


def noted_after(store: Store) -> float | None:
    """Return the longest time in seconds between a cry and its note that staff are alerted; None if one has none."""
    told = """SELECT a.raised_at, e.at AS told FROM alarms a
              LEFT JOIN audit_events e ON e.subject_id = a.id AND e.action = 'alarm.alerted'"""
    with store.engine.connect() as connection:
        rows = connection.execute(text(told)).all()
    assert rows
    if any(row.told is None for row in rows):
        return None
    return float(max((row.told - row.raised_at).total_seconds() for row in rows))
