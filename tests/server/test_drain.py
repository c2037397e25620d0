"""SIGTERM: a server that is to drain turns `/readyz` red first, answers on, and stops at a second one."""

from __future__ import annotations

import json
import os
import signal

from tests.server.serving import RemotePatient, Server, wait_until


def ask(server: Server, path: str) -> tuple[int, dict[str, str]]:
    connection = server.connect()
    connection.request("GET", path)
    answer = connection.getresponse()
    told: dict[str, str] = json.loads(answer.read())
    connection.close()
    return answer.status, told


def test_a_server_that_drains_answers_patients_while_it_is_not_ready(tmp_path, sqlite_url):
    server = Server(tmp_path, sqlite_url, WEB_CONCURRENCY="1", DRAIN_SECONDS="120").start()
    try:
        assert ask(server, "/readyz")[0] == 200
        os.kill(server.pid, signal.SIGTERM)
        wait_until(lambda: ask(server, "/readyz") == (503, {"status": "draining"}))
        assert ask(server, "/healthz") == (200, {"status": "ok"})
        assert "Larkfield Clinic" in RemotePatient(server, "whatsapp:+15005550006").says("hello")
        assert server.stop() == 0
    finally:
        server.end()
