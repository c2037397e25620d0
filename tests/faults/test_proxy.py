"""The proxy in front is killed while patients write."""

from __future__ import annotations

import os
import signal
import time
from copy import copy

import pytest

from tests.faults.traffic import traffic
from tests.server.proxies import running
from tests.server.serving import free_port

pytestmark = pytest.mark.fault


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nginx_is_killed_and_started_again(server_at_rest, store):
    port = free_port()
    server = server_at_rest(
        WEB_CONCURRENCY="2", PUBLIC_URL=f"https://localhost:{port}", TRUSTED_PROXIES="127.0.0.1"
    )
    server.tls = False
    server.start()
    in_front = copy(server)
    in_front.port, in_front.tls = port, True
    try:
        with running("nginx", server, port) as proxy, traffic("nginx killed", [in_front], store) as flowing:
            flowing.flows()
            os.kill(int((proxy.folder / "nginx.pid").read_text()), signal.SIGKILL)
            time.sleep(1)
            with running("nginx", server, port):
                flowing.healed()
                flowing.stop()
    finally:
        server.end()
