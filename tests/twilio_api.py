"""A Twilio of our own over real HTTP: it takes, lists and deletes messages and keeps contents, as Twilio's API does.

It checks the credentials, and every request against Twilio's OpenAPI and the rules of its pages. It answers with Twilio's
codes, and whatever can go wrong on the way does: `faults` are the next answers, each a code, a status, a wait, or a hang-up
before or after the deed.
"""

from __future__ import annotations

import base64
import json
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import SplitResult, parse_qs, urlsplit

from tests.people import ACCOUNT_SID, SENDER, TOKEN
from tests.twilio_contents import CONTENT, FakeContents
from tests.twilio_inbox import FakeInbox
from tests.twilio_openapi import FORM, JSON, Refusal, refusal
from tests.twilio_refusals import REFUSED
from tests.twilio_rules import INVALID, INVALID_CONTENT, wrong_message

if TYPE_CHECKING:
    from collections.abc import Callable

MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
ACCOUNT = f"/2010-04-01/Accounts/{ACCOUNT_SID}.json"
NUMBERS = f"/2010-04-01/Accounts/{ACCOUNT_SID}/IncomingPhoneNumbers.json"
SENDERS = "/v2/Channels/Senders"
KEY = "SK" + "2" * 32
SECRET = "a secret that Twilio showed once"
_MESSAGE = re.compile(
    rf"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/((?:SM|MM)[0-9a-f]{{32}})(?:/Media/(ME[0-9a-f]{{32}}))?\.json"
)
_MEDIA_LIST = re.compile(
    rf"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/((?:SM|MM)[0-9a-f]{{32}})/Media\.json"
)


@dataclass(frozen=True)
class Sent:
    """A message that it took, with the fields as they came."""

    sid: str
    fields: dict[str, str] = field(repr=False)
    at: datetime

    @property
    def body(self) -> str:
        return self.fields.get("Body", "")

    @property
    def to(self) -> str:
        return self.fields["To"]


@dataclass
class Fault:
    """What goes wrong with one request to send."""

    code: int = 0
    status: int = 400
    headers: dict[str, str] = field(default_factory=dict)
    drop: str = ""
    """`before` or `after` the deed: the connection ends without an answer."""
    held: Event | None = None
    """What is waited for after the deed, before the answer."""


@dataclass
class FakeTwilioApi:
    """One account. `clock` is its time, and need not be the real one."""

    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    sent: list[Sent] = field(default_factory=list)
    statuses: dict[str, str] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    listing_faults: list[Fault] = field(default_factory=list)
    deleting_faults: list[Fault] = field(default_factory=list)
    content_faults: list[Fault] = field(default_factory=list)
    kept: dict[str, set[str]] = field(default_factory=dict)
    """Messages that may be deleted: sid -> the sids of their media."""
    emptied: list[str] = field(default_factory=list)
    """Of which the words were deleted, in the order in which that was asked."""
    contents: FakeContents = field(default_factory=FakeContents)
    inbox: FakeInbox = field(default_factory=FakeInbox)
    user: str = ACCOUNT_SID
    password: str = TOKEN
    senders: tuple[str, ...] = (SENDER, "+15005550100")
    account_status: str = "active"
    webhooks: dict[str, str] = field(default_factory=dict)
    """The numbers in the account, and where their messages go."""
    redaction: bool = True
    """Whether the account may ask for `ContentRetention=discard`."""
    asked: list[str] = field(default_factory=list)
    before: Callable[[str], None] = lambda _path: None
    """Called with the path of each request, before anything is done."""
    after: Callable[[Sent], None] = lambda _sent: None
    """Called once a message is taken, before the answer: Twilio may call back that early."""
    url: str = ""

    def __enter__(self) -> Self:
        self._lock = Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.contents.url = self.url
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(
        self, method: str, target: str, headers: Any, body: bytes
    ) -> tuple[int, Any, dict[str, str]] | None:
        """Return the answer; None is a connection that just ends."""
        parts = urlsplit(target)
        self.asked.append(f"{method} {parts.path}")
        self.before(parts.path)
        refused = self._refusal(method, target, headers.get("Content-Type", ""), body)
        if refused is not None:
            REFUSED.append(f"{method} {parts.path}: {refused.code}, {refused.why}")
        expected = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        if headers.get("Authorization") != f"Basic {expected}":
            return 401, problem(20003, 401), {}
        if refused is not None:
            return refused.status, problem(refused.code, refused.status), {}
        if parts.path in {ACCOUNT, NUMBERS, SENDERS}:
            return 200, self._account(parts.path), {}
        if parts.path.startswith(CONTENT):
            return self._content(method, parts.path, parse_qs(parts.query), body)
        return self._messages(method, parts, body)

    def _messages(
        self, method: str, parts: SplitResult, body: bytes
    ) -> tuple[int, Any, dict[str, str]] | None:
        if parts.path != MESSAGES:
            return self._one(method, parts.path, body)
        if method == "GET":
            return self._list(parse_qs(parts.query))
        return self._take(parse_qs(body.decode(), keep_blank_values=True))

    def _account(self, path: str) -> dict[str, Any]:
        if path == ACCOUNT:
            return {"sid": ACCOUNT_SID, "status": self.account_status}
        if path == NUMBERS:
            numbers = [
                {"phone_number": each, "sms_url": url}
                for each, url in self.webhooks.items()
                if each.startswith("+")
            ]
            return {"incoming_phone_numbers": numbers, "next_page_uri": None}
        senders = [
            {"sid": "XE" + "0" * 32, "sender_id": each, "webhook": {"callback_url": url}}
            for each, url in self.webhooks.items()
            if each.startswith("whatsapp:")
        ]
        return {"senders": senders, "meta": {"key": "senders", "next_page_url": None}}

    def _refusal(self, method: str, target: str, kind: str, body: bytes) -> Refusal | None:
        """Return why Twilio would not do what is asked, whatever the state of the account."""
        path = urlsplit(target).path
        is_message = (method, path, kind) == ("POST", MESSAGES, FORM)
        if is_message:
            form = parse_qs(body.decode(errors="replace"), keep_blank_values=True)
            with self._lock:
                code = wrong_message(form, self.contents.made.get, self.contents.is_approved)
            if code:
                return Refusal(400, code, f"a rule of the page of error {code}")
        found = refusal(method, target, kind, body, code=INVALID_CONTENT if kind == JSON else INVALID)
        is_redaction = (method, body) == ("POST", b"Body=") or is_message or path.startswith(CONTENT)
        if found is None and method == "POST" and not is_redaction:
            return Refusal(400, INVALID, "only the words of a message are changed, and only to none")
        return found

    def _take(self, form: dict[str, list[str]]) -> tuple[int, Any, dict[str, str]] | None:
        fault = self.faults.pop(0) if self.faults else Fault()
        if fault.drop == "before":
            return None
        if fault.code or fault.status >= 500:
            return fault.status, problem(fault.code, fault.status), fault.headers
        fields = {name: values[0] for name, values in form.items()}
        if code := self._wrong(fields):
            return 400, problem(code), {}
        with self._lock:
            taken = Sent("SM" + secrets.token_hex(16), fields, self.clock())
            self.sent.append(taken)
            self.statuses[taken.sid] = "queued"
        self.after(taken)
        if fault.held is not None:
            fault.held.wait(30)
        return None if fault.drop == "after" else (201, self._shown(taken), {})

    def _wrong(self, fields: dict[str, str]) -> int:
        """Return Twilio's code for what this account may not ask, or 0."""
        checks = (
            (fields.get("From") in self.senders, 63007),
            (fields.get("ContentSid", "") in {"", *self.contents.made}, 21655),
            (self.redaction or "ContentRetention" not in fields, 30029),
        )
        return next((code for is_right, code in checks if not is_right), 0)

    def _list(self, query: dict[str, list[str]]) -> tuple[int, Any, dict[str, str]] | None:
        fault = self.listing_faults.pop(0) if self.listing_faults else Fault()
        if fault.drop:
            return None
        if fault.code or fault.status >= 500:
            return fault.status, problem(fault.code, fault.status), {}
        if "From" not in query:
            status, listed = self.inbox.answer(query)
            return status, listed if status < 400 else problem(20001, status), {}
        with self._lock:
            found = [
                self._shown(each)
                for each in reversed(self.sent)
                if each.to == query["To"][0] and each.fields["From"] == query["From"][0]
            ]
        return 200, {"messages": found, "next_page_uri": None, "page_size": 50}, {}

    def _one(self, method: str, path: str, body: bytes) -> tuple[int, Any, dict[str, str]] | None:
        """Answer about one message: its media are listed, it or one of them is deleted, or its words are."""
        if self.deleting_faults:
            fault = self.deleting_faults.pop(0)
            return None if fault.drop else (fault.status, problem(fault.code, fault.status), fault.headers)
        if method == "GET":
            return self._read(path)
        if method == "POST" and (found := _MESSAGE.fullmatch(path)) and found[1] in self.kept and body:
            self.emptied.append(found[1])
            return 200, {"sid": found[1], "body": ""}, {}
        if method == "DELETE" and (found := _MESSAGE.fullmatch(path)) and self._delete(*found.groups()):
            return 204, None, {}
        return 404, problem(20404, 404), {}

    def _read(self, path: str) -> tuple[int, Any, dict[str, str]]:
        """Show a message, or list its media."""
        if (found := _MEDIA_LIST.fullmatch(path)) and found[1] in self.kept:
            media = [{"sid": each, "content_type": "image/jpeg"} for each in sorted(self.kept[found[1]])]
            return 200, {"media_list": media, "next_page_uri": None, "page_size": 50}, {}
        if (found := _MEDIA_LIST.fullmatch(path)) and (types := self.inbox.media(found[1])):
            media = [{"sid": "ME" + "0" * 32, "content_type": each} for each in types]
            return 200, {"media_list": media, "next_page_uri": None, "page_size": 50}, {}
        found = _MESSAGE.fullmatch(path)
        message = next((each for each in self.sent if found and each.sid == found[1]), None)
        return (200, self._shown(message), {}) if message else (404, problem(20404, 404), {})

    def _delete(self, sid: str, medium: str | None) -> bool:
        """Return whether it was there."""
        if medium is None:
            return self.kept.pop(sid, None) is not None
        is_there = medium in self.kept.get(sid, set())
        self.kept.get(sid, set()).discard(medium)
        return is_there

    def _content(
        self, method: str, path: str, query: dict[str, list[str]], body: bytes
    ) -> tuple[int, Any, dict[str, str]] | None:
        fault = self.content_faults.pop(0) if self.content_faults else Fault()
        if fault.drop == "before":
            return None
        if fault.code:
            return fault.status, problem(fault.code, fault.status), fault.headers
        with self._lock:
            status, said = self.contents.answer(method, path, query, json.loads(body) if body else {})
        if said == INVALID_CONTENT:
            REFUSED.append(f"{method} {path}: {INVALID_CONTENT}, a rule of the Content API's pages")
        if fault.drop == "after":
            return None
        return status, problem(said, status) if isinstance(said, int) else said, {}

    def _shown(self, message: Sent) -> dict[str, Any]:
        is_kept = message.fields.get("ContentRetention") != "discard"
        return {
            "sid": message.sid,
            "account_sid": ACCOUNT_SID,
            "status": self.statuses[message.sid],
            "direction": "outbound-api",
            "body": message.body if is_kept else "",
            "to": message.to,
            "from": message.fields["From"],
            "date_created": format_datetime(message.at),
            "date_sent": None,
            "error_code": self.errors.get(message.sid),
        }


def problem(code: int, status: int = 400) -> dict[str, Any]:
    return {"code": code, "message": "no", "status": status, "more_info": "https://www.twilio.com/docs"}


def _handler(twilio: FakeTwilioApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _do(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            if len(body) < length:  # whoever sent it was killed meanwhile
                self.close_connection = True
                return
            answer = twilio.answer(self.command, self.path, self.headers, body)
            if answer is None:
                self.close_connection = True
                return
            status, content, extra = answer
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
