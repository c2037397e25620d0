"""The settings of Twilio, checked without asking it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Final

from app.config import values
from app.config.settings import SANDBOX, Price, TwilioApi, TwilioSettings
from app.config.values import Secret
from app.config.variables import Reading

_ACCOUNT_SID: Final = re.compile(r"AC[0-9a-fA-F]{32}")
_SENDER: Final = re.compile(r"(whatsapp:)?\+[1-9]\d{6,14}")
_API_KEY: Final = re.compile(r"SK[0-9a-fA-F]{32}")
_PRICE: Final = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,5})?) ([A-Z]{3})")
_SHORTEST: Final = 16
_EMPTIED_AFTER: Final = 15
_DAY_OF_MINUTES: Final = 1440


def read_twilio(reading: Reading, *, production: bool) -> TwilioSettings:
    return TwilioSettings(
        account_sid=reading.matching(
            "TWILIO_ACCOUNT_SID", _ACCOUNT_SID, "the Account SID from Twilio's console: AC and 32 digits"
        ),
        auth_tokens=reading.secrets(
            "TWILIO_AUTH_TOKEN",
            lambda name, tokens: _token_problems(name, tokens, production),
            "Copy it from Twilio's console: Account info, Auth Token.",
        ),
        senders=_senders(reading),
        api=_api(reading, base_url := _base_url(reading, production)),
        base_url=base_url,
        discards=_discards(reading),
        emptied_after=_emptied_after(reading),
        price=_price(reading),
    )


def _token_problems(name: str, tokens: tuple[Secret, ...], production: bool) -> Iterator[str]:
    """Yield problems of a token: with a guessable one anybody can sign as Twilio.

    An empty one is refused before this.
    """
    for token in tokens:
        text = token.reveal()
        if values.is_placeholder(text) or (production and len(text) < _SHORTEST):
            yield f"{name} is a placeholder or too short. Copy the Auth Token from Twilio's console."


def _senders(reading: Reading) -> tuple[str, ...]:
    found = reading.listed("TWILIO_SENDERS")
    if not found or not all(_SENDER.fullmatch(sender) for sender in found):
        reading.note(
            f"TWILIO_SENDERS {'is malformed' if found else 'is missing'}. "
            f"List your own numbers, for example whatsapp:{SANDBOX} (the sandbox)."
        )
    if SANDBOX in found:
        reading.note(
            f"TWILIO_SENDERS has the sandbox's number as one for SMS, which it is not. Write whatsapp:{SANDBOX}."
        )
    return found


def _base_url(reading: Reading, production: bool) -> str | None:
    """Return what is called in Twilio's place, or None for Twilio itself."""
    base_url = reading.text("TWILIO_API_BASE_URL").removesuffix("/")
    if base_url:
        reading.note(
            *values.stand_in_problems("TWILIO_API_BASE_URL", "Twilio", base_url, production=production)
        )
    return base_url or None


def _discards(reading: Reading) -> bool:
    """Return whether Twilio is asked to keep no body."""
    retention = reading.text("TWILIO_CONTENT_RETENTION") or "retain"
    if retention not in {"retain", "discard"}:
        reading.note(
            "TWILIO_CONTENT_RETENTION must be retain or discard. For discard, Twilio first has to enable Message "
            "Redaction on the account."
        )
    return retention == "discard"


def _emptied_after(reading: Reading) -> timedelta | None:
    """Return how long after an intake Twilio is to forget its words; None is never."""
    has_key = bool(reading.text("TWILIO_API_KEY"))
    usual = _EMPTIED_AFTER if has_key else 0
    minutes = reading.number(
        "TWILIO_SCRUB_MINUTES",
        usual,
        0,
        _DAY_OF_MINUTES,
        "minutes after an intake was handed in (0 is never)",
    )
    if minutes and not has_key:
        reading.note(
            "TWILIO_SCRUB_MINUTES needs TWILIO_API_KEY and TWILIO_API_SECRET: they delete at Twilio."
        )
    return timedelta(minutes=minutes) if minutes else None


def _price(reading: Reading) -> Price | None:
    """Return what a message costs; None when that is not set, or after a problem."""
    text = reading.text("MESSAGE_PRICE")
    if not text:
        return None
    found = _PRICE.fullmatch(text)
    if found is None:
        reading.note("MESSAGE_PRICE must be an amount and its currency, for example 0.005 USD.")
        return None
    return Price(Decimal(found[1]), found[2])


def _api(reading: Reading, base_url: str | None) -> TwilioApi | None:
    """Return the API key and its secret, or None when unset or after a problem."""
    key, secret = reading.text("TWILIO_API_KEY"), reading.secret("TWILIO_API_SECRET")
    if not key and not secret:
        return None
    if secret is None:
        return None
    reading.note(*_api_problems(key, secret))
    return TwilioApi(key, Secret(secret), base_url)


def _api_problems(key: str, secret: str) -> Iterator[str]:
    """Yield problems of two settings that need each other."""
    if not key:
        yield "TWILIO_API_KEY is missing. Make one in Twilio's console: Account, API keys."
    elif not _API_KEY.fullmatch(key):
        yield "TWILIO_API_KEY is malformed. It is SK and 32 digits; the account's own SID and token do not work."
    if not secret:
        yield "TWILIO_API_SECRET is missing. Twilio shows it once, when the key is made."
    elif len(secret) < _SHORTEST:
        yield "TWILIO_API_SECRET is too short. Twilio shows it once, when the key is made."
