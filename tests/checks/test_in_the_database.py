"""Worker, jobs, trail, clock, proxies: each made bad for real, and mended by what the finding says."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
from argon2.profiles import CHEAPEST

from app import create_app
from app.checks import Desk, State
from app.checks.checklist import CHECKS
from app.checks.database import failed_jobs, worker
from app.checks.host import clock as clock_check
from app.checks.host import proxies
from app.checks.integrity import trail
from app.config import TrustedProxies
from app.features import FEATURES
from app.guard.forwarders import address_to_keep
from app.jobs.heartbeat import Heartbeat
from app.jobs.lanes import runs_of
from app.jobs.worker import Worker
from app.services import Services
from app.store.clinic import milestones
from app.store.clinic.milestones import FORWARDER, PART_ENDED
from app.store.trail import audit
from app.store.work import background, jobs
from app.store.work.jobs import Hopeless
from tests.people import message_fields
from tests.store.statements import heard as statements_heard
from tests.trail import event


def run(app, mend):
    """Run what a finding advises."""
    (command,) = re.findall(r"\.venv/bin/flask --app wsgi ([a-z -]+[a-zA-Z0-9-]*)$", mend)
    return app.test_cli_runner().invoke(args=command.split())


def heard(services):
    with services.store.read() as unit:
        return milestones.get(unit.db, "worker")


def test_a_worker_that_was_never_started_or_has_stopped_is_told_and_one_that_runs_is_alive(services, clock):
    assert worker(services).state is State.BAD
    working = Worker(services, runs_of(FEATURES.jobs))
    working.start()
    while heard(services) is None:
        time.sleep(0.01)
    working.stop()
    assert worker(services).state is State.OK
    clock.moves(minutes=6)
    assert "no sign of a worker since 2026-11-25T09:00" in worker(services).said


def test_the_alerts_of_a_page_cost_two_statements(services, store):
    services.store.room.measured()  # once a minute
    with services.store.read() as unit, statements_heard(store) as statements:
        desk = Desk(services, unit, background.read(unit.db, services.clock()))
        for check in CHECKS:
            check.on_desk(desk)
    assert len(statements) <= 2


def test_a_part_of_a_worker_that_ended_is_told_for_a_quarter_of_an_hour(services, clock, app):
    Heartbeat(services).beat()
    with services.store.begin() as unit:
        milestones.mark(unit.db, PART_ENDED, "messages@one", clock())
    assert (worker(services).state, worker(services).word) == (State.BAD, "restarted")
    assert "messages@one" in worker(services).said
    clock.moves(minutes=16)
    Heartbeat(services).beat()
    assert worker(services).state is State.OK


def test_a_worker_that_takes_long_over_a_job_is_alive(services, clock):
    with services.store.begin() as unit:
        jobs.add(unit.db, "x.test", None, "operator", clock())
    seen = []
    Worker(services, {"x.test": lambda *_: seen.append(worker(services).state)}).once()
    assert seen == [State.OK]


def test_a_job_that_was_given_up_is_counted_until_it_is_tried_again(services, app, clock):
    with services.store.begin() as unit:
        job_id = jobs.add(unit.db, "x.test", None, "operator", clock())

    def fail(*_):
        raise Hopeless("no_such_sheet")

    Worker(services, {"x.test": fail}).once()
    found = failed_jobs(services)
    assert (found.state, found.said) == (State.WARN, "1 failed after many attempts")
    assert run(app, found.mend.replace("ID", str(job_id))).exit_code == 0
    assert failed_jobs(services).state is State.OK


def test_entries_that_wait_for_their_link_are_told_and_the_command_links_them(services, app, clock):
    with services.store.begin() as unit:
        audit.record(unit.db, "operator", event("staff.invited"), at=clock())
    assert trail(services).state is State.OK
    clock.moves(minutes=6)
    found = trail(services)
    assert (found.state, "since 2026-11-25T09:00" in found.said) == (State.BAD, True)
    assert run(app, found.mend).exit_code == 0
    assert trail(services).state is State.OK


@pytest.mark.parametrize(
    ("ahead", "state", "words"),
    [
        (0, State.OK, "agrees with the database's"),
        (10.4, State.WARN, "10 seconds ahead of"),
        (-7200, State.BAD, "120 minutes behind"),
    ],
)
def test_a_clock_that_is_not_the_databases_is_told(services, postgresql_store, ahead, state, words):
    def now():
        return datetime.now(UTC) + timedelta(seconds=ahead)

    found = clock_check(Services(services.settings, postgresql_store, now))
    assert (found.state, words in found.said) == (state, True)


def test_a_clock_that_has_gone_back_is_told_without_another_clock(services, sqlite_store, clock):
    services = replace(services, store=sqlite_store)
    with sqlite_store.begin() as unit:
        audit.record(unit.db, "operator", event("staff.invited"), at=clock())
    assert clock_check(services).state is State.OK
    clock.moves(hours=-1)
    found = clock_check(services)
    assert (found.state, "60 minutes ahead" in found.said) == (State.BAD, True)


FORWARDED = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}


def ask(app, peer, path="/login"):
    environ = {"REMOTE_ADDR": peer}
    answer = app.test_client().get(
        path, base_url="https://intake.example.org", headers=FORWARDED, environ_base=environ
    )
    answer.close()


def test_a_proxy_that_is_not_trusted_is_named_and_once_it_is_listed_all_is_well(services, app):
    assert proxies(services).said == "TRUSTED_PROXIES names no proxy"
    assert "which buffer requests" in proxies(services).mend
    at_home = replace(services, settings=replace(services.settings, production=False))
    assert proxies(at_home).said == "forwarded headers are trusted from nobody"
    ask(app, "10.0.0.5")
    found = proxies(services)
    assert found.state is State.WARN
    assert "from 10.0.0.5, which is not in TRUSTED_PROXIES" in found.said
    assert "TRUSTED_PROXIES=10.0.0.5," in found.mend
    listed = replace(services.settings, trusted_proxies=TrustedProxies((ip_network("10.0.0.5"),)))
    mended = replace(services, settings=listed)
    assert proxies(mended).said == "forwarded headers are trusted from 10.0.0.5", "at once"
    ask(create_app(mended, CHEAPEST), "10.0.0.5")
    assert proxies(mended).state is State.OK
    another = replace(
        services,
        settings=replace(services.settings, trusted_proxies=TrustedProxies((ip_network("10.0.0.6"),))),
    )
    assert "TRUSTED_PROXIES=10.0.0.6,10.0.0.5," in proxies(another).mend


def test_a_flood_of_forwarded_headers_costs_one_write_and_health_none(services, app, store):
    ask(app, "10.0.0.5", "/healthz")
    with store.read() as unit:
        assert milestones.get(unit.db, FORWARDER) is None
    for last in range(50):
        ask(app, f"10.0.0.{last}")
    with store.read() as unit:
        found = milestones.get(unit.db, FORWARDER)
    assert found is not None
    assert found.actor == "10.0.0.0"


def test_only_the_network_of_a_strangers_address_is_kept():
    kept = [
        address_to_keep(peer)
        for peer in ("8.8.8.8", "2a00:1450::1", "::ffff:10.0.0.5", "172.17.0.1", "", "x" * 500)
    ]
    assert kept == ["8.8.8.0/24", "2a00:1450::/48", "10.0.0.5", "172.17.0.1", "unix", ""]


def test_messages_over_plain_http_are_told(services, twilio):
    assert twilio.post(message_fields(), base_url="http://localhost").status_code == 403
    found = proxies(services)
    assert (found.state, found.said[:2]) == (State.WARN, "1 ")
    assert "X-Forwarded-Proto" in found.mend
