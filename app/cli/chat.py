"""`flask chat`: a patient in the terminal. It needs no Twilio account."""

from __future__ import annotations

import re
import secrets
import ssl
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http.client import HTTPException
from io import TextIOWrapper
from threading import Event
from typing import Final, NoReturn, TextIO
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import click
from flask.cli import with_appcontext
from werkzeug.datastructures import MultiDict
from werkzeug.http import parse_date

from app.cli.phone import Button, Phone
from app.config import Settings
from app.intake.clinic import Clinic
from app.intake.phrases import SHIPPED
from app.intake.progress import as_if_earlier, dump
from app.services import Services, current
from app.store.conversations import conversations
from app.store.messages import contents
from app.store.messages.contents import Content
from app.webhook import signature
from app.webhook.signed_form import FORM_TYPE

_TIMEOUT: Final = 15.0  # seconds; Twilio waits no longer
_API_VERSION: Final = "2010-04-01"

TEXT: Final = {"MessageType": "text", "NumMedia": "0"}
PHOTO: Final = {"MessageType": "image", "NumMedia": "1", "MediaContentType0": "image/jpeg"}
ATTACHMENTS: Final = {
    "photo": PHOTO,
    "voice": {"MessageType": "audio", "NumMedia": "1", "MediaContentType0": "audio/ogg"},
    "sticker": {"MessageType": "sticker", "NumMedia": "1", "MediaContentType0": "image/webp"},
    "location": {"MessageType": "location", "NumMedia": "0", "Latitude": "51.5", "Longitude": "-0.1"},
    "contact": {"MessageType": "contacts", "NumMedia": "1", "MediaContentType0": "text/vcard"},
}


class NotAnswered(Exception):
    """The server gave no answer that Twilio could use; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Posted:
    """The answer to one request."""

    status: int
    body: str
    date: datetime | None = None
    """The time by the clock of whatever answered, if it gave one."""


class TwilioStandIn:
    """A client that signs for `PUBLIC_URL` as Twilio does and posts to `base_url`.

    `base_url` may be another way to the same server.
    """

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
            "To": self._number_for(address),
            "NumSegments": "1",
            "ReferralNumMedia": "0",
            "MessageSid": message_sid,
            "AccountSid": self._settings.twilio.account_sid,
            "From": address,
            "ApiVersion": _API_VERSION,
        }

    def _number_for(self, address: str) -> str:
        """Return the number of ours that this sender writes to: one of their channel."""
        senders, is_whatsapp = self._settings.twilio.senders, address.startswith("whatsapp:")
        return next((each for each in senders if each.startswith("whatsapp:") is is_whatsapp), senders[0])

    def post(self, path: str, fields: dict[str, str], *, signed: bool = True) -> Posted:
        """Post the fields and return the answer, whatever its status.

        Raises:
            NotAnswered: nothing answered at all.
        """
        request = urllib.request.Request(  # noqa: S310 - an https address from the settings
            self._base_url + path, urlencode(fields).encode(), {"Content-Type": FORM_TYPE}
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
    """Return a TLS context that trusts the usual authorities.

    For localhost it also trusts the certificate that `flask dev` made.
    """
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


_ADDRESS: Final = re.compile(r"whatsapp:(\+[1-9][0-9]{6,14}|[A-Z]{2}\.[0-9A-Za-z]{1,128})|\+[1-9][0-9]{6,14}")
_BOLD: Final = re.compile(r"\*([^*\n]+)\*")
_HELP: Final = """\
  Type what a patient would. Also:
    /photo /voice /sticker /contact    send one of these
    /caption TEXT                      send a photo with a caption
    /location, /location ADDRESS       send a place, with or without an address
    /tap 2                             tap the second button of the last message
    /button TEXT                       tap a button with this text that nobody sent
    /burst A | B | C                   send several messages at once
    /wait 3d                           let 3 days pass (s, m, h or d; in development)
    /again                             deliver the last message again, as Twilio's retry does
    \\n in a line                       a line break
    /help                              this
    /quit                              leave (the conversation stays where it is)
"""
_WAITED: Final = re.compile(r"([1-9][0-9]{0,4}) ?([smhd])")
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_ON_ITS_WAY: Final = 5.0
"""Seconds that a reply with buttons may take: a worker sends it."""
_NOT_ANSWERED: Final = 2
_NOT_AS_EXPECTED: Final = 1


@click.command(short_help="Write to the running server as a patient.")
@click.option(
    "--from", "address", default="whatsapp:+15005550006", show_default=True, help="The sender's address."
)
@click.option(
    "--script",
    type=click.File("r", encoding="utf-8", errors="replace"),
    help="Send a file's lines; `-` reads standard input.",
)
@click.option(
    "--to", "base_url", help="Post here instead of PUBLIC_URL (the signature is still for PUBLIC_URL)."
)
@click.option(
    "--pace",
    type=click.FloatRange(0, 60),
    default=6.0,
    show_default=True,
    help="Seconds that a script reads before it answers. In development they pass at once.",
)
@with_appcontext
def chat(address: str, script: TextIO | None, base_url: str | None, pace: float) -> None:
    """Write to the running server as a patient, and read its replies.

    In a script each line is a message. `# …` is a comment, and `< words` checks that the last reply holds the
    words. Exit status: 0; 1 when a check fails or a line was not accepted; 2 when the server does not answer.
    """
    if not _ADDRESS.fullmatch(address):
        raise click.BadParameter(
            "use whatsapp:+ and digits, or whatsapp:CC.id for a sender without a number", param_hint="--from"
        )
    services = current()
    settings = services.settings
    twilio = TwilioStandIn(settings, base_url)
    patient = _Patient(twilio, address, services)
    if not settings.production:
        _start_phone(services, twilio, patient, address)
    try:
        if script is not None:
            lines = [line.rstrip("\n") for line in script]
            _follow(patient, lines, _too_fast(settings.clinic), timedelta(seconds=pace))
        else:
            _converse(patient)
    except NotAnswered as error:
        click.echo(str(error), err=True)
        sys.exit(_NOT_ANSWERED)


def _start_phone(services: Services, twilio: TwilioStandIn, patient: _Patient, address: str) -> None:
    """Show in this terminal what the clinic writes.

    Of several terminals, only the first has the phone.
    """

    def show(to: str, words: str, buttons: list[Button]) -> None:
        whom = "" if to == address else f"  (to {to})"
        tapped = "".join(f"\n[{place}] {title}" for place, (title, _) in enumerate(buttons, 1))
        click.echo(f"\n{click.style('the clinic writes', dim=True)}{whom}{_bubble(words + tapped)}")
        if to == address:
            patient.reads(words, buttons)

    def find(sid: str) -> Content | None:
        with services.store.read() as unit:
            return next((each for each in contents.all_contents(unit.db) if each.sid == sid), None)

    def report(fields: dict[str, str]) -> None:
        with suppress(NotAnswered):
            twilio.post("/webhook/status", fields)

    if Phone(services.settings.twilio, show, report, new_message_sid, find).ring():
        with services.store.read() as unit:
            patient.has_buttons = bool(contents.session_sids(unit.db))


class _NotSent(Exception):
    """The line was not sent as a message; the text says why."""


class _Patient:
    """Remembers the last message and the last reply."""

    def __init__(self, twilio: TwilioStandIn, address: str, services: Services) -> None:
        self._twilio = twilio
        self._address = address
        self._services = services
        self._last: tuple[str, dict[str, str], str] | None = None
        self._arrived = Event()
        self._buttons: list[Button] = []
        self.heard = ""
        self.has_buttons = False
        """Whether a reply may come to the phone, and not with the answer."""

    def reads(self, words: str, buttons: list[Button]) -> None:
        """Take what arrives on the phone."""
        self.heard, self._buttons = words, buttons
        self._arrived.set()

    def says(self, line: str) -> None:
        """Send a line and print what comes back.

        Raises:
            _NotSent: it is for the terminal, or is not a command that exists.
        """
        # A half-typed character leaves a lone surrogate, which no message can carry.
        whole = line.encode(errors="replace").decode()
        if not whole.startswith("/"):
            self._send(whole.replace("\\n", "\n"), {})
            return
        command, _, rest = (part.strip() for part in whole[1:].partition(" "))
        match command:
            case "help":
                raise _NotSent(_HELP)
            case "again":
                self._send_again()
            case "tap":
                self._send(*self._tapped(rest))
            case "wait":
                self.pauses(_span(rest))
            case "burst":
                for text in filter(None, map(str.strip, rest.split("|"))):
                    self._send(text, {})
            case _:
                self._send(*_made(command, rest))

    def pauses(self, span: timedelta) -> None:
        """Let time pass for this conversation, by dating what it holds earlier.

        Raises:
            _NotSent: in production, where nothing stored is made up.
        """
        if self._services.settings.production:
            raise _NotSent("Not done: /wait changes what is stored, so it works in development only.")
        with self._services.store.begin() as unit:
            found = conversations.find(unit.db, self._address)
            held = conversations.hold(unit.db, found) if found else None
            progress = held.read() if held else None
            if held is None or progress is None:
                return
            conversations.save(unit.db,
                held.id, dump(as_if_earlier(progress, span)), held.step, held.language, held.opted_out,
                held.last_inbound_at - span, replace(held.window, started_at=held.window.started_at - span),
            )  # fmt: skip

    def _send(self, text: str, extra: dict[str, str]) -> None:
        self._last = text, extra, new_message_sid()
        self._deliver(*self._last)

    def _send_again(self) -> None:
        if self._last is None:
            raise _NotSent("Nothing has been sent yet.")
        self._deliver(*self._last)

    def _tapped(self, place: str) -> tuple[str, dict[str, str]]:
        """Return the text and the further fields of a tap on the button at that place.

        Raises:
            _NotSent: there is none.
        """
        if not place.isdecimal() or not 1 <= int(place) <= len(self._buttons):
            raise _NotSent("Not sent: the last message has no such button.")
        title, payload = self._buttons[int(place) - 1]
        return title, {"MessageType": "interactive", "ButtonText": title, "ButtonPayload": payload}

    def _deliver(self, text: str, extra: dict[str, str], message_sid: str) -> None:
        self._arrived.clear()
        replies = self._twilio.message(self._address, text, extra, message_sid)
        if not replies and self.has_buttons and self._arrived.wait(_ON_ITS_WAY):
            return
        self.heard, self._buttons = "\n".join(replies), []
        for reply in replies or ["(no reply)"]:
            click.echo(_bubble(reply))


def _made(command: str, rest: str) -> tuple[str, dict[str, str]]:
    """Return the text and the further fields of what a command sends."""
    match command:
        case "caption":
            return rest, PHOTO
        case "button":
            return rest, {"MessageType": "button", "ButtonText": rest, "ButtonPayload": rest}
        case "location" if rest:
            return "", ATTACHMENTS[command] | {"Address": rest}
        case _ if command in ATTACHMENTS:
            return "", ATTACHMENTS[command]
        case _:
            raise _NotSent(f"Not sent: there is no /{command}. /help lists the commands.")


def _span(text: str) -> timedelta:
    found = _WAITED.fullmatch(text)
    if not found:
        raise _NotSent("Not done: /wait takes a number and s, m, h or d, such as /wait 3d.")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _converse(patient: _Patient) -> None:
    click.echo(_HELP)
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    while True:
        try:
            line = click.prompt(
                click.style("you", bold=True), prompt_suffix=" › ", default="", show_default=False
            )
        except (EOFError, click.Abort):
            click.echo()
            return
        if line.strip() == "/quit":
            return
        try:
            if line.strip():
                patient.says(line)
        except _NotSent as error:
            click.echo(str(error))


def _follow(patient: _Patient, lines: list[str], too_fast: tuple[str, ...], pace: timedelta) -> None:
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.strip() == "/quit":
            return
        if line.startswith("< "):
            if line[2:].strip() not in patient.heard:
                _fail(number, f"the reply does not contain: {line[2:].strip()}")
            continue
        click.echo(f"{click.style('you', bold=True)} › {line}")
        _read_first(patient, pace)
        try:
            patient.says(line)
        except _NotSent as error:
            _fail(number, str(error))
        if any(text in patient.heard for text in too_fast):
            _fail(number, "not saved: too many messages in a minute. Wait, or use another --from.")


def _read_first(patient: _Patient, pace: timedelta) -> None:
    """Wait as a person who reads would: a line sent at once joins the answer before."""
    if not pace:
        return
    try:
        patient.pauses(pace)
    except _NotSent:
        time.sleep(pace.total_seconds())


def _too_fast(clinic: Clinic) -> tuple[str, ...]:
    """Return the server's reply, in each language, to somebody who writes too fast."""
    names = {"clinic": clinic.name, "phone": clinic.phone, "emergency": clinic.emergency_number}
    said = (text for phrases in SHIPPED.values() for text in (phrases.slow_down, phrases.not_kept_at_pace))
    return tuple(text.format(**names) for text in said)


def _fail(number: int, why: str) -> NoReturn:
    click.echo(f"Line {number}: {why}", err=True)
    sys.exit(_NOT_AS_EXPECTED)


def _bubble(reply: str) -> str:
    bar = click.style("│ ", fg="cyan")
    shown = _BOLD.sub(lambda match: click.style(match[1], bold=True), reply) if sys.stdout.isatty() else reply
    return "\n".join(["", *(bar + line for line in shown.splitlines()), ""])
