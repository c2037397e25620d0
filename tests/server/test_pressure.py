"""More work than threads: what people ask for leaves room for messages, what waits too long is told, and nothing is done twice."""

from __future__ import annotations

import http.client
import socket
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing, suppress
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from tests.people import FORM, message_fields
from tests.project import ROOT
from tests.server.live_server import RemotePatient

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server.live_server import Server

PEOPLE = 5  # threads, of eight
MESSAGES = 2
HOLDING = """
import runpy, socket

from flask import request

globals().update(runpy.run_path("{root}/deploy/gunicorn.conf.py"))
begin = post_worker_init

def hold():
    if request.query_string == b"held":
        with socket.create_connection(("127.0.0.1", {port})) as wire:
            wire.recv(1)

def post_worker_init(worker):
    begin(worker)
    before = worker.wsgi.before_request_funcs[None]
    before.insert([each.__name__ for each in before].index("_receive") + 1, hold)
"""
"""Hold the thread of each request with ?held that is begun, until the test hangs up."""


class Holder:
    """Counts the threads that the server's handlers hold, and frees them."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._held: list[socket.socket] = []
        self.port = self._listener.getsockname()[1]

    def sees(self, many: int) -> bool:
        """Wait until so many more are held, and tell whether that is all."""
        self._listener.settimeout(60)
        self._held += [self._listener.accept()[0] for _ in range(many)]
        self._listener.settimeout(0)
        with suppress(BlockingIOError):
            self._held.append(self._listener.accept()[0])
            return False
        return True

    def frees(self, many: int) -> None:
        for _ in range(many):
            self._held.pop(0).close()

    def close(self) -> None:
        self.frees(len(self._held))
        self._listener.close()


def asks(server: Server, method: str, path: str) -> http.client.HTTPSConnection:
    """Ask, and do not wait for the answer."""
    connection = server.connect()
    headers = {
        "Content-Type": FORM,
        "X-Twilio-Signature": "x",
        "Accept": "text/html",
        "Accept-Language": "es",
    }
    connection.request(method, path, urlencode({"Body": "x"}) if method == "POST" else None, headers)
    return connection


@pytest.mark.timeout(180)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_held_threads_keep_neither_messages_nor_health_checks_waiting_and_who_waits_too_long_is_told(
    serve, tmp_path: Path
):
    with ThreadPoolExecutor(12) as pool, closing(Holder()) as holder:
        config = tmp_path / "holding.conf.py"
        config.write_text(HOLDING.replace("{root}", str(ROOT)).replace("{port}", str(holder.port)))
        server = serve(GUNICORN_CONFIG=str(config))
        patient = RemotePatient(server, "whatsapp:+15005550006")

        paths = [("POST", "/exports/csv?held"), ("POST", "/login?held"), ("GET", "/login?held")]
        asked = [asks(server, *path) for path in paths for _ in range(4)]
        assert holder.sees(PEOPLE), "downloads, sign-ins and pages together hold no more"
        assert patient.deliver(message_fields("hello", patient.address))[0] == 200
        assert asks(server, "GET", "/healthz").getresponse().status == 200

        messages = [asks(server, "POST", "/webhook?held") for _ in range(MESSAGES)]
        assert holder.sees(MESSAGES)
        status, told = patient.deliver(message_fields("1", patient.address))
        assert status == 503
        assert "<Message" not in told
        assert asks(server, "GET", "/healthz").getresponse().status == 200

        answered = as_completed([pool.submit(connection.getresponse) for connection in asked])
        answers = [each.result() for each in islice(answered, len(asked) - PEOPLE)]
        assert {answer.status for answer in answers} == {503}
        assert {answer.headers["Retry-After"] for answer in answers} == {"10"}
        assert all("Espere diez segundos" in answer.read().decode() for answer in answers)
        assert holder.sees(0), "what was told to come back was not begun"

        asks(server, "GET", "/login?held").close()
        stays = asks(server, "GET", "/login?held")
        holder.frees(PEOPLE + MESSAGES)
        assert holder.sees(1), "who has hung up is passed over"
        holder.frees(1)
        assert stays.getresponse().status == 200
        assert [each.getresponse().status for each in messages] == [403] * MESSAGES
        assert patient.says("1"), "the message that was turned away is delivered again, and answered"
    assert "exception" not in server.log.read_text()
