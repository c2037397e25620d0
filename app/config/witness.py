"""The witness: where the audit trail's head goes every day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from app.config import values
from app.config.alerts import AlertSettings
from app.config.mail_address import is_mail_address
from app.config.variables import Reading

_WANTED: Final = (
    "WITNESS_URL must list a time-stamp authority (https://…), a file elsewhere (file:///mnt/elsewhere/anteroom.witness) "
    "or a mailbox (mailto:auditor@example.org), each at most once."
)


class Way(StrEnum):
    """How a head leaves, in this order: the others carry the time-stamp."""

    TIME_STAMP = "time_stamp"
    FILE = "file"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class WitnessSettings:
    """The ways in which the trail's head leaves; it stays, if none is set."""

    authority: str = ""
    """The address of a time-stamp authority (RFC 3161)."""
    trusted: Path | None = None
    """The file with the certificates by which its stamps are proved."""
    file: Path | None = None
    """A file to which each head is added."""
    mailbox: str = ""

    @property
    def ways(self) -> tuple[Way, ...]:
        """The ways that are set, in their order."""
        there = {Way.TIME_STAMP: self.authority, Way.FILE: self.file, Way.MAIL: self.mailbox}
        return tuple(way for way, place in there.items() if place)

    @property
    def is_outside(self) -> bool:
        """Whether what a witness said is also kept apart from the database."""
        return bool(self.file or self.mailbox)


def read_witness(reading: Reading, *, production: bool) -> WitnessSettings:
    """Return the ways in which the head leaves."""
    authority, file, mailbox = "", None, ""
    listed = reading.listed("WITNESS_URL")
    certificates = reading.text("WITNESS_CA")
    places = [parts for url in listed if (parts := _split(url)) is not None]
    for url, parts in zip(listed, places, strict=False):
        if parts.scheme == "file" and not parts.netloc and parts.path.strip("/"):
            file = Path(unquote(parts.path))
        elif parts.scheme == "mailto" and is_mail_address(unquote(parts.path)) and not parts.query:
            mailbox = unquote(parts.path)
        elif values.is_safe(url, production=production) and "@" not in parts.netloc:
            authority = url
    found = WitnessSettings(authority, Path(certificates) if certificates else None, file, mailbox)
    if len(found.ways) != len(listed):
        reading.note(_WANTED)
    elif authority and not certificates:
        reading.note(
            "WITNESS_CA is missing, and WITNESS_URL names a time-stamp authority. Set it to a file with the certificate of "
            "that authority's root (PEM): without it, nobody could tell its stamps from others."
        )
    if found.trusted and not found.trusted.is_absolute():
        reading.note("WITNESS_CA is a relative path. Write it from the root: /etc/…")
    return found


def without_a_server(witness: WitnessSettings, alerts: AlertSettings) -> Iterator[str]:
    """Yield the problem of a mailbox to which no mail server delivers."""
    if witness.mailbox and alerts.mail is None:
        yield "WITNESS_URL names a mailbox, which needs SMTP_URL and ALERT_EMAIL_TO."


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None
