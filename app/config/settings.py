"""The settings, once read: frozen, complete, and safe to print."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any, Final, NamedTuple

from app.config.alerts import AlertSettings
from app.config.profiles import Compliance
from app.config.values import Secret
from app.config.variables import LEAST_CONNECTIONS, RetentionSettings
from app.config.witness import WitnessSettings
from app.intake.clinic import Clinic

SANDBOX: Final = "+14155238886"
"""The number that Twilio lends everybody for WhatsApp. It says nothing about where a clinic is, and sends no SMS."""


class IntakeMode(StrEnum):
    """Where patients answer the form."""

    CHAT = "chat"
    """In the chat."""
    LINK = "link"
    """On our own page. The chat only hands out one-time links, and asks nothing of health, names or dates."""
    ASK = "ask"
    """Where the patient chooses."""


class Workers(StrEnum):
    """The processes that do jobs."""

    INPROCESS = "inprocess"
    """Each server process does some."""
    CELERY = "celery"
    """Processes of their own, on any number of machines: `flask worker`."""


@dataclass(frozen=True, slots=True)
class TwilioApi:
    """The key for Twilio's REST API, which is not the token that signs."""

    key: str
    secret: Secret
    base_url: str | None
    """What is called in Twilio's place, without a trailing slash; None is Twilio itself."""


class Price(NamedTuple):
    """What one message costs: one on WhatsApp, or one SMS."""

    amount: Decimal
    currency: str
    """By ISO 4217, such as USD."""


@dataclass(frozen=True, slots=True)
class TwilioSettings:
    """Our Twilio account: its senders, and the tokens that sign its requests."""

    account_sid: str
    auth_tokens: tuple[Secret, ...]
    """Newest first. Twilio signs with the account's primary token; an older one is accepted while it rotates."""
    senders: tuple[str, ...]
    """Our own channel addresses: `whatsapp:+E164` or `+E164`."""
    api: TwilioApi | None = None
    """None: nothing is deleted at Twilio, and messages are sent with the newest auth token."""
    base_url: str | None = None
    """As `TwilioApi.base_url`, where messages are sent without a key."""
    discards: bool = False
    """Whether Twilio is asked to keep no body of a message that it sends for us."""
    emptied_after: timedelta | None = None
    """How long after an intake was handed in, Twilio has to forget the words of its chat; None for never."""
    price: Price | None = None
    """What the clinic pays for a message, told to those who write one; None: nothing is said of it."""


class TrustedProxies(NamedTuple):
    """The peers whose forwarded headers are believed."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    unix_socket: bool = False


class SessionSettings(NamedTuple):
    """How long a session lasts.

    NIST SP 800-63B-4 AAL2 allows at most an hour idle and a day in all.
    """

    idle: timedelta
    absolute: timedelta


class PaceSettings(NamedTuple):
    """How many records one member may see in an hour.

    The second figure is for an hour in which they gave a fresh code for more.
    """

    records_an_hour: int = 120
    records_after_code: int = 360


@dataclass(frozen=True, slots=True)
class TraceSettings:
    """Where traces go (OTLP over HTTP, no trailing slash), and with which headers."""

    endpoint: str
    headers: Secret


@dataclass(frozen=True, slots=True)
class GoogleSettings:
    """The spreadsheet that the clinic made and shared with its service account."""

    credentials: Path | Secret
    """The file with the account's key, which is read when it is used; or the key itself, from a place that keeps secrets."""
    sheet_id: str
    base_url: str | None
    """What is called in Google's place, without a trailing slash; None is Google itself."""


def variable(name: str, default: int, least: int, most: int, what: str, unit: Any = 1) -> Any:  # noqa: PLR0917
    """Declare a setting that is a whole number of the environment.

    `what` says in words what it counts, where another is refused. Its value is so many of `unit`.
    """
    read = {"read": lambda reading: reading.number(name, default, least, most, what) * unit}
    return field(default=default * unit, metadata=read)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the operator decides.

    Secrets are `Secret`s, so printing a Settings reveals none.
    """

    production: bool
    public_url: str
    """Scheme and host (and port), no path and no trailing slash: the base of every URL that Twilio signs."""
    secret_keys: tuple[Secret, ...]
    fernet_keys: tuple[Secret, ...]
    index_keys: tuple[Secret, ...]
    database_url: Secret
    twilio: TwilioSettings
    clinic: Clinic
    sessions: SessionSettings
    redis_url: Secret | None
    """Where limits are shared between machines, and the broker of Celery; without it, in the database."""
    google: GoogleSettings | None
    """None: this clinic pushes to no sheet."""
    trusted_proxies: TrustedProxies
    workers: int = variable("WEB_CONCURRENCY", 2, 1, 64, "the number of server processes")
    drain: timedelta = variable(
        "DRAIN_SECONDS", 0, 0, 120, "the number of seconds to go on after SIGTERM", timedelta(seconds=1)
    )
    """How long the server goes on after SIGTERM, while `/readyz` is red already."""
    connections: int = variable(
        "DATABASE_CONNECTIONS",
        12,
        LEAST_CONNECTIONS,
        100,
        "the most connections of one process to the database",
    )
    """How many connections to the database one process has at most."""
    rights_due: timedelta = variable(
        "RIGHTS_DUE_DAYS",
        30,
        1,
        90,
        "the number of days in which you must answer a patient's request",
        timedelta(days=1),
    )
    """How long the clinic has for what a patient asks for under their rights."""
    log_level: str
    instance: Path
    """The folder of the default database and of the certificate for localhost; 0700."""
    backup_keys: tuple[str, ...]
    """The public keys for which backups are sealed; empty as long as none are made."""
    erasure_journal: Path
    """The file that names who was erased, apart from the database."""
    journal_url: Secret | None = None
    """The PostgreSQL database that names them in its place."""
    compliance: Compliance = field(default_factory=Compliance)
    intake_mode: IntakeMode = IntakeMode.CHAT
    form_link: timedelta = variable(
        "FORM_LINK_HOURS", 48, 1, 168, "the number of hours that the link to a form works", timedelta(hours=1)
    )
    """How long the one-time link to a form works."""
    pace: PaceSettings = field(default_factory=PaceSettings)
    together: timedelta = variable(
        "TOGETHER_SECONDS",
        4,
        0,
        30,
        "the seconds in which messages belong to the same answer",
        timedelta(seconds=1),
    )
    """Messages of a patient that come this soon after a question belong to the answer before, and longer ones also if they
    come later (`intake.pace`); zero: none do."""
    metrics_tokens: tuple[Secret, ...] = ()
    """Any of them opens /metrics; empty: nothing does, except on this computer in development."""
    traces: TraceSettings | None = None
    """None: nothing is traced."""
    security_contact: str = ""
    """The URI that /.well-known/security.txt names; "": there is no such page."""
    alerts: AlertSettings = field(default_factory=AlertSettings)
    """The people who are alerted by e-mail and SMS; nobody, if unset."""
    witness: WitnessSettings = field(default_factory=WitnessSettings)
    """Where the trail's head goes every day; nowhere, if unset."""
    retention: RetentionSettings = field(default_factory=RetentionSettings)
    """How long data is kept, and how much may come in, until an admin decides otherwise."""
    jobs_by: Workers = Workers.INPROCESS
    secret_stores: frozenset[str] = field(default=frozenset(), compare=False)
    """The names of the stores that keep secrets of ours; empty: all are on this computer.

    Settings are the same wherever their secrets come from.
    """
    names: frozenset[str] = frozenset()
    """The name of every setting that was looked for, whether it was set or not."""
