"""PostgreSQL's primary dies for good, and its standby takes over while patients write; or the standby dies."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from tests.faults.clusters import Cluster, clusters
from tests.faults.traffic import Traffic, traffic
from tests.server.live_server import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.databases import Postgres

pytestmark = pytest.mark.fault
NOTICED_AFTER = 3.0
"""Seconds until whatever watches the primary promotes the standby."""


@pytest.fixture
def pair(postgres: Postgres) -> Iterator[tuple[Cluster, Cluster]]:
    """A primary and the standby that follows it; a commit does not wait for the standby."""
    with clusters(2) as (primary, standby):
        primary.make()
        standby.copy_of(primary, "standby")
        yield primary, standby


def wait_for_the_standby(primary: Cluster) -> None:
    """Have the primary acknowledge a commit once its standby has it."""
    with primary.owner() as owner:
        owner.execute("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
        owner.execute("SELECT pg_reload_conf()")
    wait_until(lambda: primary.asked("SELECT sync_state FROM pg_stat_replication") == "sync")


def test_the_primary_dies_and_the_synchronous_standby_has_all_that_was_acknowledged(
    node, pair, keys, open_store
):
    primary, standby = pair
    wait_for_the_standby(primary)
    both = f"{primary.url_by(primary.port, standby.port)}?target_session_attrs=read-write"
    server = node(both, WEB_CONCURRENCY="2")
    with traffic("failover to a synchronous standby", [server], open_store(primary.url, keys)) as flowing:
        flowing.flows(24, 16)
        primary.kill()
        time.sleep(NOTICED_AFTER)
        standby.promote()
        flowing.store = open_store(standby.url, keys)
        flowing.healed()


def test_a_standby_that_nobody_waits_for_lacks_what_was_acknowledged_last(node, pair, keys, open_store):
    primary, standby = pair
    flowing = Traffic("", [node(primary.url, WEB_CONCURRENCY="1")], open_store(primary.url, keys))
    try:
        flowing.flows()
        os.kill(primary.asked("SELECT pid FROM pg_stat_replication"), signal.SIGSTOP)
        flowing.flows()
    finally:
        flowing.stop()
    primary.kill()
    standby.promote()
    sent = {sid for intake in flowing.chats.intakes.values() for sid in intake.acknowledged}
    with open_store(standby.url, keys).engine.connect() as connection:
        kept = set(connection.execute(text("SELECT message_sid FROM receipts")).scalars())
    assert sent - kept


def test_the_synchronous_standby_dies_and_comes_back(node, pair, keys, open_store):
    primary, standby = pair
    wait_for_the_standby(primary)
    server = node(primary.url, WEB_CONCURRENCY="2")
    with traffic("synchronous standby dead for 15 s", [server], open_store(primary.url, keys)) as flowing:
        flowing.flows()
        standby.kill()
        time.sleep(15)
        standby.start()
        flowing.healed()
