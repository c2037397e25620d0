"""The proxy in front is killed while patients write."""

from __future__ import annotations

import os
import signal
import time

import pytest

from tests.faults.traffic import traffic
from tests.server.proxies import running

pytestmark = pytest.mark.fault


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nginx_is_killed_and_started_again(fronted, store):
    server, in_front = fronted
    with (
        running("nginx", server, in_front.port) as proxy,
        traffic("nginx killed", [in_front], store) as flowing,
    ):
        flowing.flows()
        os.kill(int((proxy.folder / "nginx.pid").read_text()), signal.SIGKILL)
        time.sleep(1)
        with running("nginx", server, in_front.port):
            flowing.healed()
            flowing.stop()
