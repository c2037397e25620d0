"""The ports that servers of tests get."""

from __future__ import annotations

import itertools

from tests.server.live_server import own_ports


def test_no_server_gets_a_port_that_browsers_refuse():
    given = set(itertools.islice(own_ports(), 2_000))
    assert len(given) in {1_999, 2_000}  # every port of this worker
    assert 10_080 not in given
