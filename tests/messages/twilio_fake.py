"""A Twilio of our own: messages and their media of one account, deleted with a key, and whatever can go wrong on the way."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, Self

from tests.people import ACCOUNT_SID

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = "SK" + "2" * 32
SECRET = "a secret that Twilio showed once"
_MESSAGE = re.compile(rf"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/((?:SM|MM)[0-9a-f]{{32}})\.json")
_MEDIA_LIST = re.compile(
    rf"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/((?:SM|MM)[0-9a-f]{{32}})/Media\.json"
)
_MEDIA = re.compile(
    rf"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/((?:SM|MM)[0-9a-f]{{32}})/Media/(ME[0-9a-f]{{32}})\.json"
)


@dataclass
class FakeTwilio:
    """Keeps messages by sid, each with the sids of its media."""

    messages: dict[str, set[str]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    faults: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    """Statuses that are answered in place of the next deeds; 0 hangs up."""
    secret: str = SECRET
    before: Callable[[str], None] = lambda _path: None
    url: str = ""

    def answer(self, method: str, path: str, headers: Any, body: bytes) -> tuple[int, Any, dict[str, str]]:
        plain = path.partition("?")[0]
        self.asked.append((method, path))
        self.before(plain)
        expected = base64.b64encode(f"{KEY}:{self.secret}".encode()).decode()
        if headers.get("Authorization") != f"Basic {expected}":
            return 401, problem(20003, "Authentication Error"), {}
        if body:
            return 400, problem(20001, "a deletion has no body"), {}
        if self.faults:
            status, extra = self.faults.pop(0)
            return status, problem(20429 if status == 429 else status, "no"), extra
        if method == "GET" and (found := _MEDIA_LIST.fullmatch(plain)):
            return self._list_media(found[1])
        if method == "DELETE" and (found := _MEDIA.fullmatch(plain) or _MESSAGE.fullmatch(plain)):
            return (
                (204, None, {}) if self._delete(*found.groups()) else (404, problem(20404, "not found"), {})
            )
        return 405, problem(20004, "no such thing"), {}

    def _list_media(self, sid: str) -> tuple[int, Any, dict[str, str]]:
        if sid not in self.messages:
            return 404, problem(20404, "not found"), {}
        media = [{"sid": each, "content_type": "image/jpeg"} for each in sorted(self.messages[sid])]
        return 200, {"media_list": media, "next_page_uri": None, "page_size": 50}, {}

    def _delete(self, sid: str, medium: str = "") -> bool:
        """Return whether it was there."""
        if not medium:
            return self.messages.pop(sid, None) is not None
        is_there = medium in self.messages.get(sid, set())
        self.messages.get(sid, set()).discard(medium)
        return is_there

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def problem(code: int, message: str) -> dict[str, Any]:
    return {"code": code, "message": message, "status": code, "more_info": "https://www.twilio.com/docs"}


def _handler(twilio: FakeTwilio) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, content, extra = twilio.answer(self.command, self.path, self.headers, body)
            if not status:
                self.close_connection = True
                return
            payload = b"" if content is None else json.dumps(content).encode()
            self.send_response(status)
            for name, value in extra.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        do_GET = do_POST = do_DELETE = _do  # noqa: N815  (http.server's names)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
