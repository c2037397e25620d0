"""SIGTERM: a server that is to drain turns `/readyz` and `/healthz` red first, answers on, and stops at a second one or when it is time.

A worker whose master died stops as if it had got one.
"""

from __future__ import annotations

import json
import os
import signal
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from app.observe import drain
from tests.server.live_server import RemotePatient, Server, wait_until

if TYPE_CHECKING:
    import pytest


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
        assert ask(server, "/healthz") == (503, {"status": "draining"}), "a proxy may ask for this alone"
        assert "Larkfield Clinic" in RemotePatient(server, "whatsapp:+15005550006").says("hello")
    finally:
        server.end()


def test_a_worker_whose_master_was_killed_hangs_up_after_its_next_answer_on_a_connection_that_is_in_use(
    tmp_path, sqlite_url
):
    server = Server(tmp_path, sqlite_url, WEB_CONCURRENCY="1").start()
    (worker,) = server.workers()
    try:
        connection = server.connect()
        connection.connect()
        says = ""
        os.kill(server.pid, signal.SIGKILL)
        while says != "close":
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            answer.read()
            says = answer.getheader("Connection", "")
            assert connection.sock or says == "close", "it was hung up on without a word"
        wait_until(lambda: not Path(f"/proc/{worker}").exists())
    finally:
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)


def test_gunicorn_stops_at_the_second_signal_which_comes_when_it_is_time(monkeypatch: pytest.MonkeyPatch):
    told: list[object] = []
    timers: list[tuple[object, ...]] = []

    def timer(*given: object) -> SimpleNamespace:
        timers.append(given)
        return SimpleNamespace(start=lambda: None)

    monkeypatch.setattr(drain, "_LEAVING", drain._Leaving())
    monkeypatch.setattr(drain, "Timer", timer)
    arbiter = SimpleNamespace(
        handle_term=lambda: told.append("stops"),
        kill_workers=told.append,
        log=SimpleNamespace(info=lambda *_: None),
    )
    drain.before_stopping(arbiter, timedelta(seconds=15))
    arbiter.handle_term()
    assert (told, timers) == ([signal.SIGURG], [(15.0, os.kill, (os.getpid(), signal.SIGTERM))])
    assert drain.is_on()
    arbiter.handle_term()
    assert told[-1] == "stops"
