"""Twilio: who may post to the webhook and as whom, and the key with which its REST API is called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from app.config.addresses import stand_in_problems
from app.config.keys import is_placeholder
from app.config.secret import Secret
from app.config.settings import TwilioApi, TwilioSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.config.reading import Reading

_ACCOUNT_SID: Final = re.compile(r"AC[0-9a-fA-F]{32}")
_SENDER: Final = re.compile(r"(whatsapp:)?\+[1-9]\d{6,14}")
_KEY: Final = re.compile(r"SK[0-9a-fA-F]{32}")
_SHORTEST: Final = 16


def read(reading: Reading, *, production: bool) -> TwilioSettings:
    """Return what is set of Twilio."""
    return TwilioSettings(
        account_sid=reading.matching(
            "TWILIO_ACCOUNT_SID", _ACCOUNT_SID, "the Account SID of Twilio's console: AC and 32 digits"
        ),
        auth_tokens=reading.secrets(
            "TWILIO_AUTH_TOKEN",
            lambda name, tokens: _token_problems(name, tokens, production),
            "Copy it from Twilio's console: Account info, Auth Token.",
        ),
        senders=_senders(reading),
        api=_api(reading, production),
    )


def _token_problems(name: str, tokens: tuple[Secret, ...], production: bool) -> Iterator[str]:
    """A token that can be guessed lets anybody sign as Twilio; an empty one is refused before this."""
    for token in tokens:
        text = token.reveal()
        if is_placeholder(text) or (production and len(text) < _SHORTEST):
            yield f"{name} is a placeholder or too short. Copy the Auth Token from Twilio's console."


def _senders(reading: Reading) -> tuple[str, ...]:
    found = reading.listed("TWILIO_SENDERS")
    if not found or not all(_SENDER.fullmatch(sender) for sender in found):
        reading.note(
            f"TWILIO_SENDERS {'is malformed' if found else 'is missing'}. "
            "List your own numbers, for example whatsapp:+14155238886 (the sandbox)."
        )
    return found


def _api(reading: Reading, production: bool) -> TwilioApi | None:
    """Return the key and its secret; None until a clinic wants copies deleted at Twilio, and after a problem."""
    key, secret = reading.text("TWILIO_API_KEY"), reading.secret("TWILIO_API_SECRET")
    if secret is None:
        return None
    base_url = reading.text("TWILIO_API_BASE_URL").removesuffix("/")
    if base_url:
        reading.note(*stand_in_problems("TWILIO_API_BASE_URL", "Twilio", base_url, production=production))
    if not key and not secret:
        return None
    reading.note(*_api_problems(key, secret))
    return TwilioApi(key, Secret(secret), base_url or None)


def _api_problems(key: str, secret: str) -> Iterator[str]:
    """Yield what is wrong with the two settings of which each needs the other."""
    if not key:
        yield "TWILIO_API_KEY is missing. Make one in Twilio's console: Account, API keys."
    elif not _KEY.fullmatch(key):
        yield "TWILIO_API_KEY is malformed. It is SK and 32 digits; the account's own SID and token do not serve."
    if not secret:
        yield "TWILIO_API_SECRET is missing. Twilio shows it once, when the key is made."
    elif len(secret) < _SHORTEST:
        yield "TWILIO_API_SECRET is too short. Twilio shows it once, when the key is made."
