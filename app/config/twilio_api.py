"""What is wrong with the settings of Twilio's REST API. All of it is left out until a clinic wants copies deleted there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEY: Final = re.compile(r"SK[0-9a-fA-F]{32}")
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
_SHORTEST_SECRET: Final = 16


def api_problems(key: str, secret: str) -> Iterator[str]:
    """Yield what is wrong with the two settings of which each needs the other, without quoting the secret."""
    if not key:
        yield "TWILIO_API_KEY is missing. Make one in Twilio's console: Account, API keys."
    elif not _KEY.fullmatch(key):
        yield "TWILIO_API_KEY is malformed. It is SK and 32 digits; the account's own SID and token do not serve."
    if not secret:
        yield "TWILIO_API_SECRET is missing. Twilio shows it once, when the key is made."
    elif len(secret) < _SHORTEST_SECRET:
        yield "TWILIO_API_SECRET is too short. Twilio shows it once, when the key is made."


def base_url_problems(url: str, production: bool) -> Iterator[str]:
    """Yield what is wrong with the address that is called in the place of Twilio's."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    plain = url == f"{parts.scheme}://{parts.netloc}" and host and "@" not in parts.netloc
    if not plain or parts.scheme not in {"https", "http"}:
        yield "TWILIO_API_BASE_URL is scheme, host and port only. Leave it out for Twilio itself."
    elif parts.scheme == "http" and (production or host not in _LOOPBACK):
        yield "TWILIO_API_BASE_URL must begin with https://. Leave it out for Twilio itself."
