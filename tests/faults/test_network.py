"""The network between Anteroom and PostgreSQL is cut while patients write, and mended later."""

from __future__ import annotations

import time

import pytest

from tests.faults.traffic import traffic
from tests.faults.wire import wire

pytestmark = pytest.mark.fault
CUT = 15


def test_the_wire_to_postgresql_is_cut_without_a_word(node, cluster, keys, open_store):
    with wire(cluster.port) as to_database:
        server = node(cluster.url_by(to_database.port), WEB_CONCURRENCY="2")
        with traffic(
            f"wire to PostgreSQL cut for {CUT} s", [server], open_store(cluster.url, keys)
        ) as flowing:
            flowing.flows()
            to_database.cut()
            time.sleep(CUT)
            to_database.mend()
            flowing.healed()


def test_one_of_two_nodes_is_cut_off_and_twilio_reaches_the_other(node, cluster, keys, open_store):
    with wire(cluster.port) as to_database:
        whole = node(cluster.url, WEB_CONCURRENCY="1")
        cut_off = node(cluster.url_by(to_database.port), WEB_CONCURRENCY="1", PUBLIC_URL=whole.public_url)
        with traffic("one of two nodes cut off", [whole, cut_off], open_store(cluster.url, keys)) as flowing:
            flowing.flows()
            to_database.cut()
            time.sleep(CUT)
            to_database.mend()
            flowing.healed()
        assert all(intake.in_doubt is None for intake in flowing.chats.intakes.values())
