"""A process of Anteroom is killed while patients write."""

from __future__ import annotations

import time

import pytest

from tests.databases import on_both_engines
from tests.faults.traffic import traffic

pytestmark = pytest.mark.fault
pytest_generate_tests = on_both_engines
TAKES_SYSTEMD = 1.0
"""Seconds until systemd starts again what has died: `RestartSec` of deploy/anteroom.service."""


def test_a_web_worker_is_killed_four_times(serve, store):
    server = serve(WEB_CONCURRENCY="2")
    with traffic("web worker killed", [server], store) as flowing:
        for _ in range(4):
            flowing.flows(6, 4)
            server.kill_one_worker()
        flowing.healed()


def test_the_master_is_killed_and_started_again(serve, store):
    server = serve(WEB_CONCURRENCY="2")
    with traffic("gunicorn's master killed", [server], store) as flowing:
        flowing.flows()
        server.kill_master()
        time.sleep(TAKES_SYSTEMD)
        server.start()
        flowing.healed()


def test_every_process_of_the_server_is_killed_at_once(serve, store):
    server = serve(WEB_CONCURRENCY="2")
    with traffic("all web processes killed", [server], store) as flowing:
        flowing.flows()
        server.kill()
        time.sleep(TAKES_SYSTEMD)
        server.start()
        flowing.healed()
