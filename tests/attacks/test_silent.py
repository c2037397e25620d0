"""Clients who connect and are silent, begin and stop, take no answer or do not hang up: others are served meanwhile."""

from __future__ import annotations

import select
import socket
from contextlib import ExitStack

import pytest

from tests.people import FORM
from tests.server.live_server import RemotePatient
from tests.server.proxies import running

EACH = 10  # more than the requests that a process works on at once
CLOSE = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
PAGE = b"GET /static/style.css HTTP/1.1\r\nHost: localhost\r\n\r\n"
HEAD = (
    f"POST /webhook HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\nX-Twilio-Signature: x\r\n".encode()
)


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
@pytest.mark.parametrize("proxy", ["nginx", "caddy"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_message_is_answered_while_many_clients_of_a_proxy_waste_time_in_every_way(fronted, proxy):
    server, in_front = fronted
    for waste in KINDS.values():
        with running(proxy, server, in_front.port), ExitStack() as stack:
            wires = [stack.enter_context(waste(in_front)) for _ in range(EACH)]
            assert RemotePatient(in_front, "whatsapp:+15005550006").says("hello")
            if waste is tcp:
                assert not select.select(wires, [], [], 0)[0], "answered while they were there"
    assert "exception" not in server.log.read_text()
