"""Twilio's signature: see its webhook security guide on `X-Twilio-Signature`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from app.config import Secret

HEADER: Final = "X-Twilio-Signature"
SCHEME_HEADER: Final = "X-Twilio-Webhooks-Signature-Settings"
"""Twilio's shared-key scheme, which is refused: no secret is configured for it."""
_LONGEST: Final = 64  # base64 of HMAC-SHA1 is 28 characters


def signing_token(
    url: str, form: MultiDict[str, str], signature: str, validators: Sequence[RequestValidator]
) -> int | None:
    """Return which token (0 is the newest) signed `url` and `form`, or None.

    `url` is PUBLIC_URL with the raw request target, because the Host header cannot be trusted. The validator raises on
    many malformed inputs. Any error counts as a wrong signature.
    """
    if not signature or len(signature) > _LONGEST or not signature.isascii():
        return None
    for position, validator in enumerate(validators):
        try:
            genuine = validator.validate(url, form, signature)
        except Exception:  # noqa: BLE001 - any doubt is a refusal
            return None
        if genuine:
            return position
    return None


def validator_of(token: Secret) -> RequestValidator:
    """Return the validator of a token's signatures. Its repr does not show the token."""
    return RequestValidator(token.reveal())


def digest(signature: str) -> bytes:
    """Return the SHA-256 of a signature, which is stored instead of the signature."""
    return hashlib.sha256(signature.encode()).digest()


def sign(url: str, form: MultiDict[str, str], token: Secret) -> str:
    """Return the signature that Twilio would send, for simulator and self-test."""
    return str(validator_of(token).compute_signature(url, form))
