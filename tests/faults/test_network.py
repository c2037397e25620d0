"""The network between Anteroom and PostgreSQL is cut while patients write, and mended later.

A node that reaches its database over a network has to do so over TLS in production, which this PostgreSQL does not speak.
So the nodes are those of a developer. What they do with a connection is the same.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.faults.network import far_away, hears_nothing, url_by
from tests.faults.traffic import traffic

if TYPE_CHECKING:
    from tests.faults.clusters import Cluster
    from tests.faults.network import Way

pytestmark = pytest.mark.fault
CUT = 15
KEPT = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'anteroom web' AND client_port > 0"


@pytest.mark.usefixtures("postgres")
def test_the_wire_to_postgresql_is_cut_without_a_word(node, keys, open_store):
    with far_away() as (cluster, [way]):
        server = node(url_by(way), ANTEROOM_ENV="development", WEB_CONCURRENCY="2")
        name = f"network to PostgreSQL cut for {CUT} s ({way.kind})"
        with traffic(name, [server], open_store(cluster.url, keys)) as flowing:
            flowing.flows()
            is_cut_for_a_while(cluster, way)
            flowing.healed()


@pytest.mark.usefixtures("postgres")
def test_one_of_two_nodes_is_cut_off_and_twilio_reaches_the_other(node, keys, open_store):
    with far_away(2) as (cluster, ways):
        first, second = (url_by(way) for way in ways)
        whole = node(first, ANTEROOM_ENV="development", WEB_CONCURRENCY="1")
        cut_off = node(second, ANTEROOM_ENV="development", WEB_CONCURRENCY="1", PUBLIC_URL=whole.public_url)
        name = f"one of two nodes cut off ({ways[1].kind})"
        with traffic(name, [whole, cut_off], open_store(cluster.url, keys)) as flowing:
            flowing.flows()
            is_cut_for_a_while(cluster, ways[1])
            flowing.healed()
        assert all(intake.in_doubt is None for intake in flowing.chats.intakes.values())


def is_cut_for_a_while(cluster: Cluster, way: Way) -> None:
    """Cut the way, and mend it: to PostgreSQL every connection is there meanwhile, and no new one is told anything."""
    mended_at = time.monotonic() + CUT
    way.cut()
    assert hears_nothing(way)
    assert cluster.asked(KEPT) > 0
    time.sleep(mended_at - time.monotonic())
    way.mend()
