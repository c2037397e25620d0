"""Did Twilio sign this? (`X-Twilio-Signature`, Twilio's webhook security guide.)"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from twilio.request_validator import RequestValidator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.datastructures import MultiDict

    from app.config import Secret

HEADER: Final = "X-Twilio-Signature"
SCHEME_HEADER: Final = "X-Twilio-Webhooks-Signature-Settings"
"""Announces Twilio's shared-key scheme. It may never choose a secret that is not configured, and none is."""
_LONGEST: Final = 64  # base64 of HMAC-SHA1 is 28 characters


def signing_token(
    url: str, form: MultiDict[str, str], signature: str, tokens: Sequence[Secret]
) -> int | None:
    """Return which of the tokens (0 is the newest) signed `url` and `form`, or None.

    `url` is the public address as Twilio was told it plus the raw request target, never what Host says. The
    validator raises on many malformed inputs; whatever it raises means: not Twilio.
    """
    if not signature or len(signature) > _LONGEST or not signature.isascii():
        return None
    for position, token in enumerate(tokens):
        try:
            genuine = RequestValidator(token.reveal()).validate(url, form, signature)
        except Exception:  # noqa: BLE001 - any doubt is a refusal
            return None
        if genuine:
            return position
    return None


def digest(signature: str) -> bytes:
    """Return the SHA-256 of a signature: its second unique key, for a signature itself is never kept."""
    return hashlib.sha256(signature.encode()).digest()


def sign(url: str, form: MultiDict[str, str], token: Secret) -> str:
    """Return the signature that Twilio would send: for the terminal patient and the self-test of the set-up."""
    return str(RequestValidator(token.reveal()).compute_signature(url, form))
