"""PostgreSQL dies, freezes or restarts while patients write."""

from __future__ import annotations

import os
import signal
import time

import pytest

from tests.faults.clusters import thaw
from tests.faults.traffic import traffic

pytestmark = pytest.mark.fault


@pytest.fixture
def store(cluster, keys, open_store):
    return open_store(cluster.url, keys)


@pytest.fixture
def server(node, cluster):
    return node(cluster.url, WEB_CONCURRENCY="2")


def test_the_server_is_restarted(cluster, server, store):
    with traffic("PostgreSQL restarted", [server], store) as flowing:
        flowing.flows()
        cluster.stop()
        cluster.start()
        flowing.healed()


def test_every_process_is_killed_and_it_is_started_again(cluster, server, store):
    with traffic("PostgreSQL killed", [server], store) as flowing:
        flowing.flows()
        cluster.kill()
        time.sleep(5)
        cluster.start()
        flowing.healed()


def test_one_backend_is_killed(cluster, server, store):
    with traffic("a backend killed", [server], store) as flowing:
        flowing.flows()
        backend = cluster.asked(
            "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'anteroom%' ORDER BY random() LIMIT 1"
        )
        os.kill(backend, signal.SIGKILL)
        cluster.wait_until_it_answers()
        flowing.healed()


@pytest.mark.parametrize("seconds", [10, 20])
def test_it_stands_still_for_a_while(cluster, server, store, seconds):
    with traffic(f"PostgreSQL stopped for {seconds} s", [server], store) as flowing:
        flowing.flows()
        frozen = cluster.freeze()
        time.sleep(seconds)
        thaw(frozen)
        flowing.healed()
