"""Clients who connect and are silent, begin and stop, take no answer or do not hang up: others are served meanwhile."""

from __future__ import annotations

import select
import shutil
import socket
from contextlib import ExitStack, suppress
from ipaddress import ip_network
from pathlib import Path

import pytest

from app.config import TrustedProxies
from app.guard.server import customer_of_client
from tests.people import FORM
from tests.server.live_server import RemotePatient, Server

MOST_HELD = 400  # connections of one process
THREADS = 8  # of the one process
CLOSE = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
PAGE = b"GET /static/style.css HTTP/1.1\r\nHost: localhost\r\n\r\n"
HEAD = (
    f"POST /webhook HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\nX-Twilio-Signature: x\r\n".encode()
)


@pytest.fixture(scope="module")
def server(sqlite_template, tmp_path_factory):
    """One for all: no test here reaches a database that another looks at."""
    folder = tmp_path_factory.mktemp("server")
    url = f"sqlite:///{shutil.copy(sqlite_template, folder / 'anteroom.db')}"
    running = Server(folder, url, WEB_CONCURRENCY="1").start()
    yield running
    running.end()


def tcp(server, beginning: bytes = b""):
    wire = socket.create_connection(("127.0.0.1", server.port), 60)
    wire.sendall(beginning)
    return wire


def tls(server, beginning: bytes):
    wire = server.raw_connection()
    wire.sendall(beginning)
    return wire


KINDS = {
    "say nothing": tcp,
    "begin a handshake": lambda server: tcp(server, b"\x16\x03\x01"),
    "shake hands and say nothing": lambda server: tls(server, b""),
    "begin the headers": lambda server: tls(server, HEAD),
    "begin a body": lambda server: tls(server, HEAD + b"Content-Length: 100\r\n\r\nBod"),
    "begin a chunk": lambda server: tls(server, HEAD + b"Transfer-Encoding: chunked\r\n\r\n40\r\nBod"),
    "begin a trailer": lambda server: tls(server, HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n"),
    "do not hang up": lambda server: tls(server, CLOSE),
    "read nothing": lambda server: tls(server, PAGE * 60),
}


@pytest.mark.timeout(180)
def test_a_message_is_answered_while_more_clients_than_threads_waste_time_and_each_is_hung_up_on(server):
    with ExitStack() as stack:
        wires = []
        for waste in KINDS.values():
            wires += [stack.enter_context(waste(server)) for _ in range(2 * THREADS)]
            assert RemotePatient(server, "whatsapp:+15005550006").says("hello")
        silent = [stack.enter_context(tcp(server)) for _ in range(2 * THREADS)]
        assert RemotePatient(server, "whatsapp:+15005550007").says("hello")
        hung_up_on = select.select(silent, [], [], 0)[0]
        assert len(silent) - len(hung_up_on) > THREADS, "answered while they were there"
        for wire in (*wires, *silent):
            wire.settimeout(60)
            with suppress(OSError):
                while wire.recv(65536):
                    pass
    assert "exception" not in server.log.read_text()


def workers(server) -> str:
    return Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text()


@pytest.mark.timeout(180)
def test_more_connections_than_are_held_shut_nobody_out(server):
    before = workers(server)
    with ExitStack() as stack:
        for _ in range(20):
            kept = stack.enter_context(tls(server, CLOSE.replace(b"close", b"keep-alive")))
            assert kept.recv(4096).startswith(b"HTTP/1.1 200 ")
        silent = [stack.enter_context(tcp(server)) for _ in range(MOST_HELD + 100)]
        assert RemotePatient(server, "whatsapp:+15005550008").says("hello")
        hung_up_on = select.poll()
        for wire in silent[:50]:
            hung_up_on.register(wire, select.POLLIN)
        assert hung_up_on.poll(60_000), "who has been silent longest makes room"
    assert workers(server) == before


@pytest.mark.parametrize("size", [65_537, 100_000, 1_100_000, 5_000_000])
@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_body_that_is_too_large_is_always_answered_413(size, is_chunked, server):
    for path in ("/login", "/webhook", "/nothing"):
        connection = server.connect()
        body = iter([b"a" * 50_000] * (size // 50_000 + 1)) if is_chunked else b"a" * size
        headers = {"Content-Type": FORM, "X-Twilio-Signature": "x"}
        connection.request("POST", path, body, headers, encode_chunked=is_chunked)
        assert connection.getresponse().status == (404 if path == "/nothing" else 413)


@pytest.mark.parametrize(
    ("client", "customer"),
    [
        (("203.0.113.7", 4000), "203.0.113.7"),
        (("::ffff:203.0.113.7", 4000, 0, 0), "203.0.113.7"),
        (("2001:db8:1:2::9", 4000, 0, 0), "2001:db8:1:2::/64"),
        (("127.0.0.1", 4000), ""),
        (("::1", 4000, 0, 0), ""),
        (("10.0.0.7", 4000), ""),
        ("", ""),
    ],
)
def test_connections_are_counted_by_who_is_behind_them_and_not_where_everybody_is(client, customer):
    proxies = TrustedProxies((ip_network("10.0.0.0/24"),), unix_socket=True)
    assert customer_of_client(client, proxies) == customer
