"""The shipped files of nginx and Caddy in front of two servers: one may die, and no message is sent twice."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from tests.people import message_fields
from tests.server.live_server import RemotePatient, Server, free_port, wait_until
from tests.server.proxies import Proxied, running

if TYPE_CHECKING:
    from collections.abc import Iterator

WRITERS = 8
MANY = 24
"""Requests. Caddy chooses by lot between two idle servers, so of fewer one might get none."""
_HELD = {"01", "08"}
"""States in `/proc/net/tcp`: connected, and not yet closed on this side."""


class Silent(BaseHTTPRequestHandler):
    """Takes a message in, and breaks off without an answer, as a server that is killed there."""

    taken = 0

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        type(self).taken += 1
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def silent() -> Iterator[int]:
    Silent.taken = 0
    with ThreadingHTTPServer(("127.0.0.1", 0), Silent) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def is_gone(server: Server) -> bool:
    """Return whether nothing of it listens any more, and whoever was connected has seen that it is gone."""
    with socket.socket() as visitor:
        if visitor.connect_ex(("127.0.0.1", server.port)) == 0:
            return False
    connections = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return all(
        int(there.partition(":")[2], 16) != server.port or state not in _HELD
        for _, _, there, state, *_ in connections
    )


def started(folder: Path, database: Path, port: int) -> Server:
    folder.mkdir()
    server = Server(
        folder, f"sqlite:///{database}",
        PUBLIC_URL=f"https://localhost:{port}", TRUSTED_PROXIES="127.0.0.1", WEB_CONCURRENCY="1",
    )  # fmt: skip
    server.tls = False
    server.begin()
    return server


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def first(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, port: int
) -> Iterator[tuple[Server, Path]]:
    folder = tmp_path_factory.mktemp("two")
    database = folder / "anteroom.db"
    database.write_bytes(sqlite_template.read_bytes())
    database.chmod(0o600)
    server = started(folder / "first", database, port)
    server.wait_until_it_answers()
    yield server, database
    server.end()


@pytest.mark.parametrize("kind", ["nginx", "caddy"])
def test_when_one_of_two_servers_dies_the_other_answers_everybody(kind, first, port, tmp_path):
    server, database = first
    second = started(tmp_path / "second", database, port)
    second.wait_until_it_answers()
    try:
        with running(kind, server, port, second=second.port) as proxy:
            proxied = Proxied(server, proxy)
            patient = RemotePatient(proxied, "whatsapp:+15005550006")
            assert [patient.deliver(message_fields())[0] for _ in range(MANY)] == [200] * MANY
            second.kill()
            wait_until(lambda: is_gone(second))
            answers = [status for each in at_once(proxied) for status in each]
            wait_until(lambda: patient.deliver(message_fields())[0] == 200)
            proxied.close()
    finally:
        second.end()
    assert second.log.read_text().count('"route": "/webhook"') > 0, "it had its share before"
    # A Caddy before 2.11.2 says 502 until it sees that the server is gone. 403 would be a message without its own body.
    assert set(answers) <= ({200} if kind == "nginx" else {200, 502})


def at_once(proxied: Proxied) -> list[list[int]]:
    """Have several people write, each message of another length; return what each was answered."""

    def writes(number: int) -> list[int]:
        patient = RemotePatient(proxied, f"whatsapp:+1500555{number:04d}")
        return [
            patient.deliver(message_fields("x" * (number * WRITERS + each), patient.address))[0]
            for each in range(WRITERS)
        ]

    with ThreadPoolExecutor(WRITERS) as people:
        return list(people.map(writes, range(WRITERS)))


@pytest.mark.parametrize("kind", ["nginx", "caddy"])
def test_a_message_that_a_server_may_have_got_is_not_sent_to_another(kind, first, port):
    server, _ = first
    with silent() as second, running(kind, server, port, second=second) as proxy:
        proxied = Proxied(server, proxy)
        patient = RemotePatient(proxied, "whatsapp:+15005550006")
        answers = [patient.deliver(message_fields())[0] for _ in range(MANY)]
        proxied.close()
    assert set(answers) == {200, 502}
    assert answers.count(502) == Silent.taken
