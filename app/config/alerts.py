"""The people to alert by e-mail and by SMS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from app.config import values
from app.config.alarm_chain import NUMBER, AlarmChain, read_alarm_chain
from app.config.mail_address import is_mail_address
from app.config.values import ConfigurationError, Secret
from app.config.variables import Reading

_MOST: Final = 20
_PORTS: Final = {"smtp": 587, "smtps": 465}
"""RFC 6409 and RFC 8314."""
_SHAPE: Final = (
    "SMTP_URL must look like smtps://user:password@mail.example.org, or smtp://… for a server that begins without TLS "
    "and then starts it. Write an @ in the user or password as %40."
)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in (RFC 6409), and as whom."""

    host: str
    port: int
    implicit_tls: bool
    """TLS from the first byte. Otherwise STARTTLS is required, except on this computer."""
    sender: str
    """The address that mail comes from; "": one at the host of PUBLIC_URL."""
    user: str
    password: Secret

    @property
    def is_here(self) -> bool:
        """Return whether the server is this computer, so that nobody can listen in."""
        return values.is_this_computer(self.host)


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """The people to alert, and the server to do it with."""

    email_to: tuple[str, ...] = ()
    mail: MailServer | None = None
    """None: nobody is sent mail."""
    sms_to: tuple[str, ...] = ()
    """Numbers (E.164) that get an SMS."""
    chain: AlarmChain | None = None
    """The people to tell of an alarm in their place, until somebody has it."""

    @property
    def reaches(self) -> bool:
        """Whether anybody is told."""
        return self.mail is not None or bool(self.sms_to)

    @property
    def watches(self) -> bool:
        """Whether anybody is told, or goes on being told of an alarm."""
        return self.reaches or self.chain is not None


def read_alerts(reading: Reading) -> AlertSettings:
    """Return who is alerted: by mail once both of its settings are there, and by SMS."""
    sms_to = _read_numbers(reading)
    to, url = reading.listed("ALERT_EMAIL_TO"), reading.secret("SMTP_URL")
    chain = read_alarm_chain(reading, has_mail=url != "")
    if not all(map(is_mail_address, to)) or len(to) > _MOST:
        reading.note(f"ALERT_EMAIL_TO must be at most {_MOST} e-mail addresses, separated by commas.")
    if url is None:
        return AlertSettings(sms_to=sms_to, chain=chain)
    if to and not url:
        reading.note("SMTP_URL is missing. ALERT_EMAIL_TO needs a mail server to reach anybody.")
    if url and not to:
        reading.note("ALERT_EMAIL_TO is missing. SMTP_URL alone alerts nobody.")
    mail = _server(reading, url) if url else None
    return AlertSettings(to if mail else (), mail, sms_to, chain)


def read_mail_alone(environ: Mapping[str, str]) -> AlertSettings:
    """Return who is alerted by mail, whatever the other settings are.

    Raises:
        ConfigurationError: ALERT_EMAIL_TO or SMTP_URL is at fault.
    """
    reading = Reading(environ)
    found = read_alerts(reading)
    problems = [each for each in reading.problems if "ALERT_EMAIL_TO" in each or "SMTP_URL" in each]
    if problems:
        raise ConfigurationError(problems)
    return found


def _read_numbers(reading: Reading) -> tuple[str, ...]:
    numbers = reading.listed("ALERT_SMS_TO")
    if not all(map(NUMBER.fullmatch, numbers)) or len(numbers) > _MOST:
        reading.note(
            f"ALERT_SMS_TO must be at most {_MOST} numbers with their country code, such as +14155550100, separated by commas."
        )
    if numbers and all(sender.startswith("whatsapp:") for sender in reading.listed("TWILIO_SENDERS")):
        reading.note(
            "TWILIO_SENDERS has no number that sends SMS. ALERT_SMS_TO needs one of yours, such as +14155550100."
        )
    return numbers


def _server(reading: Reading, url: str) -> MailServer | None:
    """Return the server, or None after a problem.

    No problem quotes the URL: it may hold a password.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        reading.note(_SHAPE)
        return None
    if not host or parts.scheme not in _PORTS or parts.path.strip("/") or port == 0:
        reading.note(_SHAPE)
        return None
    sender = parse_qs(parts.query).get("from", [""])[-1]
    if sender and not is_mail_address(sender):
        reading.note("SMTP_URL has a ?from= that is no e-mail address.")
        return None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        reading.note("SMTP_URL names a user without a password, or a password without a user.")
    implicit = parts.scheme == "smtps"
    return MailServer(host, port or _PORTS[parts.scheme], implicit, sender, user, Secret(password))
