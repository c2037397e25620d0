"""A Google of our own: tokens for a signed assertion, quotas by the minute, and whatever can go wrong on the way."""

from __future__ import annotations

import base64
import json
import secrets
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.exports.google.spreadsheet import Spreadsheet
from tests.exports.google.tab import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

SHEET_ID = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_abcd"
EMAIL = "anteroom@larkfield.iam.gserviceaccount.com"
SCOPE = "https://www.googleapis.com/auth/spreadsheets"
AUDIENCE = "https://oauth2.googleapis.com/token"
A_MINUTE = 60
HTML_503 = b"<!DOCTYPE html><html><title>Error 503</title>That is an error.</html>"


@dataclass(frozen=True)
class Asked:
    """A request as it came in. `kind` is token, shape, read, append, write or change."""

    kind: str
    method: str
    path: str
    body: bytes = field(repr=False)


@dataclass
class Fault:
    """What goes wrong with one request: a status instead of the deed, no answer before or after it, or a long wait."""

    status: int = 0
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    drop: str = ""
    """`before` or `after` the deed."""
    held: threading.Event | None = None
    """What is waited for before the deed; whoever asked may have given up by then."""


class Key:
    """The service account's key pair. It is short: every worker that reads a longer one takes long to check it."""

    def __init__(self, bits: int = 1024) -> None:
        self._private = rsa.generate_private_key(public_exponent=65537, key_size=bits)
        self.public = self._private.public_key()

    @property
    def pem(self) -> str:
        return self._private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()


class FakeGoogle:
    """Serves one spreadsheet to one account. `clock` is in seconds, and need not be the real one."""

    def __init__(self, key: Key, clock: Callable[[], float] = time.monotonic) -> None:
        self.book = Spreadsheet()
        self.asked: list[Asked] = []
        self.refusals: Counter[int] = Counter()
        self.scopes: set[str] = set()
        self.token_lifetime = 3600.0
        self.allowance = 60
        self.faults: dict[str, list[Fault]] = {}
        """By kind of request; `any` fits every one but for tokens."""
        self.watch: Callable[[str, Asked], None] = lambda _moment, _asked: None
        """Called `before` and `after` each deed."""
        self._key = key
        self._clock = clock
        self._tokens: dict[str, float] = {}
        self._used: dict[str, tuple[float, int]] = {}
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def count(self, *kinds: str) -> int:
        """Return how many requests came in, of these kinds or of any but for tokens."""
        return sum(asked.kind in kinds if kinds else asked.kind != "token" for asked in self.asked)

    def goes_wrong(self, kind: str, *faults: Fault) -> None:
        self.faults.setdefault(kind, []).extend(faults)

    def expire_tokens(self) -> None:
        self._tokens.clear()

    def forget_requests(self) -> None:
        self.asked.clear()
        self.refusals.clear()

    def answer(self, asked: Asked, authorization: str) -> tuple[int, bytes, dict[str, str]] | None:
        """Return the answer; None is a connection that just ends."""
        fault = self._fault(asked.kind)
        if fault.held:
            fault.held.wait(10)
        if fault.drop == "before":
            return None
        if fault.status:
            return fault.status, fault.body, fault.headers
        self.watch("before", asked)
        with self._lock:
            answer = self._push(asked, authorization)
        self.watch("after", asked)
        return None if fault.drop == "after" else answer

    def _fault(self, kind: str) -> Fault:
        for name in (kind, *(["any"] if kind != "token" else [])):
            if waiting := self.faults.get(name):
                return waiting.pop(0)
        return Fault()

    def _push(self, asked: Asked, authorization: str) -> tuple[int, bytes, dict[str, str]]:
        if asked.kind == "token":
            return self._give_token(asked.body)
        if self._tokens.get(authorization.removeprefix("Bearer "), 0) <= self._clock():
            return _error(401, "UNAUTHENTICATED")
        if wait := self._over_quota("read" if asked.method == "GET" else "write"):
            return _error(429, "RESOURCE_EXHAUSTED", {"Retry-After": str(wait)})
        if f"/spreadsheets/{SHEET_ID}" not in asked.path:
            return _error(404, "NOT_FOUND")
        return self._done(asked)

    def _done(self, asked: Asked) -> tuple[int, bytes, dict[str, str]]:
        try:
            return 200, json.dumps(self._deed(asked)).encode(), {}
        except Refused as refused:
            return _error(400, "INVALID_ARGUMENT", said=str(refused))

    def _deed(self, asked: Asked) -> dict[str, Any]:
        parts = urlsplit(asked.path)
        query = parse_qs(parts.query)
        body = json.loads(asked.body) if asked.body else {}
        match asked.kind:
            case "shape":
                return self.book.shape()
            case "read":
                return {"valueRanges": self.book.get(query["ranges"])}
            case "change":
                return {"replies": self.book.change(body["requests"])}
            case "append":
                name = unquote(parts.path.rpartition("/values/")[2].removesuffix(":append"))
                option, insert = query["valueInputOption"][0], query["insertDataOption"][0]
                return self.book.append(name, body["values"], option, insert)
            case "write":
                for part in body["data"]:
                    self.book.put(part["range"], part["values"], body["valueInputOption"])
                return {}
        raise Refused(f"Unknown: {parts.path}")

    def _over_quota(self, kind: str) -> int:
        """Count a request, and return how many seconds are left of a minute that is used up."""
        now = self._clock()
        began, used = self._used.get(kind, (now, 0))
        if now - began >= A_MINUTE:
            began, used = now, 0
        self._used[kind] = began, used + 1
        return max(1, round(began + A_MINUTE - now)) if used >= self.allowance else 0

    def _give_token(self, body: bytes) -> tuple[int, bytes, dict[str, str]]:
        form = parse_qs(body.decode())
        head, claims, signature = form["assertion"][0].split(".")
        try:
            self._key.public.verify(
                _decoded(signature), f"{head}.{claims}".encode(), padding.PKCS1v15(), hashes.SHA256()
            )
        except InvalidSignature:
            return 400, b'{"error": "invalid_grant"}', {}
        said = json.loads(_decoded(claims))
        self.scopes.add(said["scope"])
        right = said["iss"] == EMAIL and said["aud"] == AUDIENCE and said["exp"] - said["iat"] <= 3600
        if not right or form["grant_type"] != ["urn:ietf:params:oauth:grant-type:jwt-bearer"]:
            return 400, b'{"error": "invalid_grant"}', {}
        token = secrets.token_urlsafe(24)
        self._tokens[token] = self._clock() + self.token_lifetime
        told = {"access_token": token, "expires_in": 3599, "token_type": "Bearer"}
        return 200, json.dumps(told).encode(), {}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        google = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def _serve(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                asked = Asked(_kind(self.command, self.path), self.command, self.path, body)
                google.asked.append(asked)
                answer = google.answer(asked, self.headers.get("Authorization", ""))
                self.close_connection = answer is None
                if answer is None:
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                status, content, headers = answer
                if status != 200:
                    google.refusals[status] += 1
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = _serve  # noqa: N815  (the base's names)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the base's name)
                """Say nothing."""

            def handle(self) -> None:
                try:
                    super().handle()
                except (ConnectionError, BrokenPipeError):  # a client that was killed
                    self.close_connection = True

        return Handler


def _kind(method: str, path: str) -> str:
    path = path.partition("?")[0]
    for kind, end in (
        ("token", "/token"),
        ("read", "/values:batchGet"),
        ("write", "/values:batchUpdate"),
        ("append", ":append"),
        ("change", ":batchUpdate"),
    ):
        if path.endswith(end):
            return kind
    return "shape" if method == "GET" else "unknown"


def _error(
    status: int, name: str, headers: dict[str, str] | None = None, said: str = ""
) -> tuple[int, bytes, dict[str, str]]:
    told = {"error": {"code": status, "status": name, "message": said or name}}
    return status, json.dumps(told).encode(), headers or {}


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
