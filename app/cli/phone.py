"""The phone of `flask chat`: a small stand-in for Twilio's Messages API.

It is for development alone, behind a TWILIO_API_BASE_URL on this computer: what the clinic writes to a patient arrives
in the patient's terminal, and is reported as delivered.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from app.config import TwilioSettings

_REPORTED: Final = ("sent", "delivered", "read")
_BETWEEN: Final = 0.3
"""Seconds between two reports."""
_LONGEST: Final = 65_536
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


@dataclass
class Phone:
    """Takes messages of the account, shows each, and reports what became of it.

    `show` gets the receiver and the words; `report` posts the fields of a status callback.
    """

    twilio: TwilioSettings
    show: Callable[[str, str], None]
    report: Callable[[dict[str, str]], object]
    new_sid: Callable[[], str]
    _taken: list[dict[str, Any]] = field(default_factory=list)

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
        if path != f"/2010-04-01/Accounts/{self.twilio.account_sid}/Messages.json":
            return 404, {"code": 20404, "message": "Not found", "status": 404}
        if method == "GET":
            asked = parse_qs(urlsplit(target).query)
            theirs = [each for each in self._taken if [each["to"]] == asked.get("To")]
            return 200, {"messages": theirs[::-1], "next_page_uri": None, "page_size": 50}
        return 201, self._take({name: values[0] for name, values in parse_qs(body).items()})

    def _is_ours(self, authorization: str) -> bool:
        pairs = [(self.twilio.account_sid, token) for token in self.twilio.auth_tokens]
        if self.twilio.api is not None:
            pairs.append((self.twilio.api.key, self.twilio.api.secret))
        known = (f"{user}:{secret.reveal()}" for user, secret in pairs)
        return authorization in {f"Basic {base64.b64encode(each.encode()).decode()}" for each in known}

    def _take(self, fields: dict[str, str]) -> dict[str, Any]:
        words = fields.get("Body") or f"[{fields.get('ContentSid', '')} {fields.get('ContentVariables', '')}]"
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
        self.show(message["to"], words)
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
            """Keep the terminal to the patient."""

    return Handler
