"""Posts to a running server as Twilio does: the same fields, the same signature, over TLS."""

from __future__ import annotations

import secrets
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from werkzeug.datastructures import MultiDict
from werkzeug.http import parse_date

from app.webhook import signature
from app.webhook.form import CONTENT_TYPE

if TYPE_CHECKING:
    from datetime import datetime

    from app.config import Settings

_TIMEOUT: Final = 15.0  # seconds; Twilio waits no longer
_API_VERSION: Final = "2010-04-01"

TEXT: Final = {"MessageType": "text", "NumMedia": "0"}
ATTACHMENTS: Final = {
    "photo": {"MessageType": "image", "NumMedia": "1", "MediaContentType0": "image/jpeg"},
    "voice": {"MessageType": "audio", "NumMedia": "1", "MediaContentType0": "audio/ogg"},
    "sticker": {"MessageType": "sticker", "NumMedia": "1", "MediaContentType0": "image/webp"},
    "location": {"MessageType": "location", "NumMedia": "0", "Latitude": "51.5", "Longitude": "-0.1"},
}


class NotAnswered(Exception):
    """The server could not be reached, or did not answer as to Twilio; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What one request got."""

    status: int
    body: str
    date: datetime | None = None
    """What time it was for whatever answered, if it said so."""


class TwilioStandIn:
    """Signs for `PUBLIC_URL` and posts to `base_url`, which may be another way to the same server."""

    def __init__(self, settings: Settings, base_url: str | None = None) -> None:
        self._settings = settings
        self._base_url = (base_url or settings.public_url).rstrip("/")
        self._tls = trusting(settings)

    def message(self, address: str, text: str, extra: dict[str, str], message_sid: str) -> list[str]:
        """Send one message as the patient at `address`, and return the texts of the reply.

        Raises:
            NotAnswered: it was not answered with TwiML.
        """
        posted = self.post("/webhook", self.fields(address, text, message_sid) | extra)
        if posted.status != 200:  # noqa: PLR2004
            raise NotAnswered(_advice(posted.status))
        try:
            twiml = ET.fromstring(posted.body)  # noqa: S314
        except ET.ParseError:
            raise NotAnswered(f"What answers at {self._base_url} is not Anteroom.") from None
        return ["".join(message.itertext()) for message in twiml.iter("Message")]

    def fields(self, address: str, text: str, message_sid: str) -> dict[str, str]:
        """Return the fields of an incoming text message, as Twilio sends them."""
        number = address.removeprefix("whatsapp:").removeprefix("+")
        return {
            "SmsMessageSid": message_sid,
            "NumMedia": "0",
            "ProfileName": "Terminal patient",
            "MessageType": "text",
            "SmsSid": message_sid,
            "WaId": number if number.isdecimal() else "",
            "SmsStatus": "received",
            "Body": text,
            "To": self._settings.twilio.senders[0],
            "NumSegments": "1",
            "ReferralNumMedia": "0",
            "MessageSid": message_sid,
            "AccountSid": self._settings.twilio.account_sid,
            "From": address,
            "ApiVersion": _API_VERSION,
        }

    def post(self, path: str, fields: dict[str, str], *, signed: bool = True) -> Posted:
        """Post the fields and return the answer, whatever its status.

        Raises:
            NotAnswered: nothing answered at all.
        """
        request = urllib.request.Request(  # noqa: S310 - an https address from the settings
            self._base_url + path, urlencode(fields).encode(), {"Content-Type": CONTENT_TYPE}
        )
        if signed:
            url = self._settings.public_url + path
            token = self._settings.twilio.auth_tokens[0]
            request.add_header(signature.HEADER, signature.sign(url, MultiDict(fields), token))
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT, context=self._tls) as answer:  # noqa: S310
                return Posted(answer.status, answer.read().decode(), parse_date(answer.headers["Date"]))
        except urllib.error.HTTPError as error:
            return Posted(error.code, error.read().decode(errors="replace"))
        except (OSError, ValueError, HTTPException) as error:
            raise NotAnswered(self._why(getattr(error, "reason", error))) from None

    def _why(self, reason: object) -> str:
        where = self._base_url
        if isinstance(reason, ssl.SSLCertVerificationError):
            return (
                f"Something answers at {where}, but its certificate is not trusted: {reason.verify_message}."
            )
        if isinstance(reason, ssl.SSLError) and reason.reason == "WRONG_VERSION_NUMBER":
            return f"Something answers at {where}, but not over TLS."
        start = "" if self._settings.production else " make run"
        return f"Nothing answers at {where} ({reason}). Is it running?{start}"


def new_message_sid() -> str:
    """Return a MessageSid such as Twilio makes."""
    return f"SM{secrets.token_hex(16)}"


def trusting(settings: Settings) -> ssl.SSLContext:
    """Return what trusts the usual authorities and, for localhost, the certificate that `flask dev` made."""
    context, certificate = ssl.create_default_context(), settings.instance / "tls" / "localhost.crt"
    if certificate.exists():
        context.load_verify_locations(cafile=certificate)
    return context


def _advice(status: int) -> str:
    match status:
        case 403:
            return "The server refused the signature. Does it run with the same .env: TWILIO_AUTH_TOKEN and PUBLIC_URL?"
        case 503:
            return "The message was not saved; send it again. `.venv/bin/flask --app wsgi doctor` says why."
        case _:
            return f"The server answered {status}. Its log has the reason."
