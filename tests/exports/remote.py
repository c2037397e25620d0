"""Somebody who exports over a real connection."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from app.guard.tokens import new_token, token_hash
from app.store.staff import sessions, staff
from tests.exports.export_requests import REASON

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.store import Store
    from tests.server.live_server import Server

CUT_OFF = (http.client.IncompleteRead, ConnectionError, ssl.SSLError)


class _Http10(http.client.HTTPSConnection):
    """A connection of a client that speaks HTTP/1.0."""

    _http_vsn = 10
    _http_vsn_str = "HTTP/1.0"


class RemoteColleague:
    """A clinician with a fresh code, who exports over a real connection."""

    def __init__(self, server: Server, store: Store, name: str = "Priya") -> None:
        self._server = server
        token, now = new_token(), datetime.now(UTC)
        hashed = token_hash(token)
        assert hashed
        with store.begin() as unit:
            staff_id = staff.add(unit.db, f"{name.lower()}@larkfield.example", name, "clinician", now)
            staff.enrol(unit.db, staff_id, "not hashed", "SEED", 0, b"0" * 16, [], now)
            sessions.begin(
                unit.db,
                staff_id,
                hashed,
                now,
                now + timedelta(hours=1),
                device="A browser",
                network="test",
                confirmed_at=now,
            )
        self._host = f"localhost:{server.port}"
        self._cookie = f"__Host-session={token}"

    @property
    def headers(self) -> dict[str, str]:
        """What a request of theirs carries."""
        return {"Host": self._host, "Cookie": self._cookie}

    def takes(
        self, target: str = "csv", **fields: object
    ) -> tuple[http.client.HTTPResponse, http.client.HTTPSConnection]:
        """Post the form, and return the answer with nothing of its body read, and the connection that it comes over."""
        answer, connection = self.asks(target, **fields)
        assert answer.status == 200, answer.read()
        return answer, connection

    def asks(
        self, target: str, **changed: object
    ) -> tuple[http.client.HTTPResponse, http.client.HTTPSConnection]:
        """Post the form with some fields changed, whatever the answer is."""
        return self._posts(self._server.connect(), target, changed)

    def asks_by_http_1_0(self, target: str) -> tuple[http.client.HTTPResponse, http.client.HTTPSConnection]:
        """Post the form as nginx does when it is not told otherwise."""
        context = ssl.create_default_context(cafile=str(self._server.certificate))
        return self._posts(_Http10("localhost", self._server.port, timeout=20, context=context), target, {})

    def _posts(
        self, connection: http.client.HTTPSConnection, target: str, changed: dict[str, Any]
    ) -> tuple[http.client.HTTPResponse, http.client.HTTPSConnection]:
        connection.connect()
        # Else the kernel would take in whole exports that nobody reads.
        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2**16)
        connection.request("GET", "/exports", headers=self.headers)
        page = connection.getresponse()
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', page.read().decode())
        assert csrf, page.status
        form = SimpleCookie(page.headers["Set-Cookie"])["__Host-form"]
        fields = {
            "csrf_token": csrf[1],
            "reason": REASON,
            "columns": ["record_id", "medical_history"],
        } | changed
        headers = self.headers | {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"{self._cookie}; __Host-form={form.value}",
            "Referer": self._server.public_url + "/exports",
        }
        connection.request("POST", f"/exports/{target}", urlencode(fields, doseq=True), headers)
        return connection.getresponse(), connection


def eventually(reading: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not reading() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert reading()
