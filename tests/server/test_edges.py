"""What only a real server shows: oversized headers and bodies, smuggling, plain http, a stop that loses nothing."""

from __future__ import annotations

import http.client
import json
from contextlib import closing

import pytest
from sqlalchemy import text

from tests.people import message_fields
from tests.server.serving import RemotePatient


@pytest.fixture
def server(serve):
    return serve()


def exchange(server, request: bytes) -> bytes:
    with server.raw_connection() as wire:
        wire.settimeout(10)
        try:
            wire.sendall(request)
            answer = b""
            while piece := wire.recv(65536):
                answer += piece
        except OSError:
            return answer
    return answer


def head(*lines: str) -> bytes:
    return "\r\n".join(["POST /webhook HTTP/1.1", "Host: localhost", *lines, "", ""]).encode()


@pytest.mark.parametrize(
    ("case", "request_bytes"),
    [
        ("F5 a signature of 60,000 characters", head(f"X-Twilio-Signature: {'a' * 60_000}", "Content-Length: 0")),
        (
            "F57 five megabytes announced and not yet sent",
            head("Content-Type: application/x-www-form-urlencoded", "X-Twilio-Signature: x", "Content-Length: 5000000"),
        ),
        (
            "F58 a second request hidden in the body",
            head("Content-Length: 4", "Transfer-Encoding: chunked", "Connection: close")
            + b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        ),
        ("a chunked body past the cap", head(
            "Content-Type: application/x-www-form-urlencoded", "X-Twilio-Signature: x", "Transfer-Encoding: chunked",
            "Connection: close",
        ) + b"11170\r\n" + b"a" * 0x11170 + b"\r\n0\r\n\r\n"),
    ],
)  # fmt: skip
def test_a_request_that_abuses_http_is_refused_with_one_answer_at_most(server, case, request_bytes):
    answer = exchange(server, request_bytes)
    assert answer.count(b"HTTP/1.1 ") <= 1, case
    if answer:
        assert 400 <= int(answer.split(b" ")[1]) < 500, case


def test_plain_http_to_the_tls_port_is_not_served(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    with closing(connection), pytest.raises((OSError, http.client.HTTPException)):
        connection.request("POST", "/webhook", "x=1")
        connection.getresponse()


def test_a_healthy_server_says_so_and_names_no_version(server):
    connection = server.connect()
    connection.request("GET", "/healthz")
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())) == (200, {"status": "ok"})
    assert not any(character.isdigit() for character in answer.headers.get("Server", ""))
    connection.request("GET", "/readyz")
    answer = connection.getresponse()
    assert json.loads(answer.read()) == {"database": "ok", "migrations": "ok", "keys": "ok"}


def test_refusals_counted_in_memory_are_written_when_the_server_stops(server, store):
    stranger = RemotePatient(server, "whatsapp:+15005550006")
    for _ in range(25):
        assert stranger.deliver(message_fields() | {"AccountSid": "AC" + "3" * 32})[0] == 403
    server.stop()
    with store.engine.connect() as connection:
        total = connection.execute(
            text("SELECT SUM(count) FROM refusals WHERE reason = 'account'")
        ).scalar_one()
    assert total == 25
