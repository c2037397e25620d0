"""The phone of `flask chat`: a stand-in for Twilio's Messages and Content APIs.

It is for development alone, behind a TWILIO_API_BASE_URL on this computer: what the clinic writes to a patient arrives
in the patient's terminal, and is reported as delivered. Every template is approved at once.
"""

from __future__ import annotations

import base64
import json
import re
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from app.config import TwilioSettings
from app.intake.choices import forms
from app.messages.content import TOKEN
from app.store.messages.contents import Content

_REPORTED: Final = ("sent", "delivered", "read")
_BETWEEN: Final = 0.3
"""Seconds between two reports."""
_LONGEST: Final = 65_536
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
_CONTENT: Final = "/v1/Content"
_NUMBERED: Final = re.compile(r"\{\{(\d+)\}\}")
Button = tuple[str, str]
"""A title, and the id that comes with a tap."""


def shown_on_phone(content: Content, variables: Mapping[str, str]) -> tuple[str, list[Button]]:
    """Return what a patient reads of a content, and what they can tap."""
    words = _NUMBERED.sub(lambda found: variables.get(found[1], ""), content.body)
    form = next((each for each in forms() if each.digest == content.digest), None)
    if form is None:
        return words, []
    named = dict(zip(content.variables.split(","), variables.values(), strict=True))
    titles = form.titles or [value for name, value in named.items() if name.startswith("title_")]
    return words, [(title, f"{named[TOKEN]}:{place}") for place, title in enumerate(titles, 1)]


@dataclass
class Phone:
    """Takes messages of the account, shows each, and reports what became of it.

    `show` gets the receiver, the words, and the title and id of each button; `report` posts the fields of a status
    callback; `find` returns what a ContentSid names.
    """

    twilio: TwilioSettings
    show: Callable[[str, str, list[Button]], None]
    report: Callable[[dict[str, str]], object]
    new_sid: Callable[[], str]
    find: Callable[[str], Content | None] = lambda _sid: None
    _taken: list[dict[str, Any]] = field(default_factory=list)
    _contents: list[dict[str, Any]] = field(default_factory=list)

    def ring(self) -> bool:
        """Listen where TWILIO_API_BASE_URL says, and return whether that is possible."""
        where = urlsplit(self.twilio.base_url or "")
        if where.hostname not in _LOOPBACK or where.port is None:
            return False
        try:
            server = ThreadingHTTPServer((where.hostname, where.port), _handler(self))
        except OSError:  # another terminal has it
            return False
        server.daemon_threads = True
        Thread(target=server.serve_forever, name="phone", daemon=True).start()
        return True

    def answer(self, method: str, target: str, authorization: str, body: str) -> tuple[int, dict[str, Any]]:
        """Return the status and the JSON for a request."""
        path = urlsplit(target).path
        if not self._is_ours(authorization):
            return 401, {"code": 20003, "message": "Authentication Error", "status": 401}
        if path.startswith(_CONTENT):
            return self._content(method, path, body)
        if path != f"/2010-04-01/Accounts/{self.twilio.account_sid}/Messages.json":
            return 404, {"code": 20404, "message": "Not found", "status": 404}
        if method == "GET":
            asked = parse_qs(urlsplit(target).query)
            theirs = [each for each in self._taken if [each["to"]] == asked.get("To")]
            return 200, {"messages": theirs[::-1], "next_page_uri": None, "page_size": 50}
        fields = {name: values[0] for name, values in parse_qs(body).items()}
        content = self.find(fields["ContentSid"]) if "ContentSid" in fields else None
        if "ContentSid" in fields and content is None:
            return 400, {"code": 21655, "message": "The ContentSid is invalid", "status": 400}
        return 201, self._take(fields, content)

    def _is_ours(self, authorization: str) -> bool:
        pairs = [(self.twilio.account_sid, token) for token in self.twilio.auth_tokens]
        if self.twilio.api is not None:
            pairs.append((self.twilio.api.key, self.twilio.api.secret))
        known = (f"{user}:{secret.reveal()}" for user, secret in pairs)
        return authorization in {f"Basic {base64.b64encode(each.encode()).decode()}" for each in known}

    def _content(self, method: str, path: str, body: str) -> tuple[int, dict[str, Any]]:
        if path.removeprefix(_CONTENT):
            approved = {"status": "approved", "rejection_reason": ""}
            return (201, approved) if method == "POST" else (200, {"whatsapp": approved})
        if method == "GET":
            return 200, {"contents": self._contents, "meta": {"key": "contents", "next_page_url": None}}
        made = json.loads(body) | {"sid": f"HX{secrets.token_hex(16)}"}
        self._contents.append(made)
        return 201, made

    def _take(self, fields: dict[str, str], content: Content | None) -> dict[str, Any]:
        words, buttons = fields.get("Body", ""), list[Button]()
        if content is not None:
            words, buttons = shown_on_phone(content, json.loads(fields.get("ContentVariables", "{}")))
        message = {
            "sid": self.new_sid(),
            "status": "queued",
            "direction": "outbound-api",
            "body": words,
            "to": fields.get("To", ""),
            "from": fields.get("From", ""),
            "date_created": format_datetime(datetime.now(UTC)),
        }
        self._taken.append(message)
        self.show(message["to"], words, buttons)
        Thread(target=self._tell, args=(message,), daemon=True).start()
        return message

    def _tell(self, message: dict[str, Any]) -> None:
        for status in _REPORTED:
            time.sleep(_BETWEEN)
            message["status"] = status
            self.report(
                {
                    "MessageSid": message["sid"],
                    "MessageStatus": status,
                    "AccountSid": self.twilio.account_sid,
                    "From": message["from"],
                    "To": message["to"],
                    "ApiVersion": "2010-04-01",
                }
            )


def _handler(phone: Phone) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _do(self) -> None:
            length = min(int(self.headers.get("Content-Length") or 0), _LONGEST)
            body = self.rfile.read(length).decode(errors="replace")
            authorization = self.headers.get("Authorization", "")
            status, content = phone.answer(self.command, self.path, authorization, body)
            payload = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        do_GET = do_POST = _do  # noqa: N815  (http.server's names)

        def log_message(self, *_: object) -> None:
            """Log nothing: the terminal belongs to the patient."""

    return Handler
