"""PUBLIC_URL: the address that Twilio signs for and browsers use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from app.config.reading import Reading

_HOST: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_WANTED: Final = "Set it to the address that Twilio and browsers use, for example https://intake.example.org."


def read(reading: Reading) -> str:
    """Return the address, without a trailing slash."""
    url = reading.text("PUBLIC_URL").removesuffix("/")
    if fault := _fault_of(url):
        reading.note(f"PUBLIC_URL {fault} {_WANTED}")
    return url


def _fault_of(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "is malformed."
    if not url:
        return "is missing."
    if parts.scheme != "https":
        return "must begin with https://."
    if "@" in parts.netloc or parts.path or parts.query or parts.fragment:
        return "is scheme and host only: no path, query, user or password."
    if not _HOST.fullmatch(parts.hostname or "") or port == 0:
        return "needs a host name."
    # Twilio signs it as it is written: `HTTPS://` or a bare `?` would never match.
    return None if url == f"https://{parts.netloc}" else "is not written plainly."
