"""Admit only requests that Twilio signed.

The cheap checks come first, so that a forged request costs almost nothing: size, content type, header, body, signature.
Views read the verified form.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final, cast
from urllib.parse import parse_qsl

from flask import Flask, Response, after_this_request, current_app, g, request
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from app.config import Secret
from app.guard.address import raw_target
from app.guard.doors import Door, PlainHttp
from app.intervals import Interval
from app.observe.logs import get_logger
from app.services import Services, current
from app.store import StoreUnavailable, WrongKeys
from app.store.messages import token_sightings
from app.store.messages.token_sightings import SEEN_FOR
from app.webhook.fields import Reason, Refused
from app.webhook.schema import NOTHING, TWIML_TYPE

# See Twilio's webhook security guide on `X-Twilio-Signature`.

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


# Only one parser reads the webhook's body (ASVS 1.5.3), so views use exactly what the signature covers.

LARGEST_BODY: Final = 64 * 1024
"""Bytes. A full message of 1,600 characters, percent-encoded, with its 31 parameters is about 25 kB."""
_MOST_FIELDS: Final = 200  # Flask itself has no limit for urlencoded bodies
FORM_TYPE: Final = "application/x-www-form-urlencoded"


class SignedForm(MultiDict[str, str]):
    """The fields that Twilio signed.

    Twilio's validator tries `getall` first. Without it, each field would cost an exception before `getlist` is tried.
    """

    getall = MultiDict.getlist


def parse(body: bytes) -> SignedForm:
    """Return the fields of an urlencoded body.

    Blank values are kept, nothing is trimmed, and percent-escapes are strict UTF-8.

    Raises:
        Refused: the body is not ASCII, holds broken UTF-8 or too many fields, or has no field at all.
    """
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:  # UnicodeDecodeError is one
        raise Refused(Reason.MALFORMED_FORM) from None
    if not pairs:
        raise Refused(Reason.MALFORMED_FORM)
    return SignedForm(pairs)


log = get_logger("anteroom.webhook")

_CHARSETS: Final = frozenset({"", "utf-8"})
_STATUSES: Final = {
    Reason.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Reason.HOST: HTTPStatus.BAD_REQUEST,
}


def admit() -> None:
    """Admit a request that Twilio signed.

    Raises:
        Refused: Twilio did not sign it, or may not have.
    """
    settings = current().settings
    if not request.is_secure:
        raise Refused(Reason.PLAIN_HTTP)
    request.max_content_length = LARGEST_BODY + 1  # one byte more, to notice that a body is too large
    if (request.content_length or 0) > LARGEST_BODY:
        raise Refused(Reason.TOO_LARGE)
    charset = request.mimetype_params.get("charset", "").lower()
    if request.mimetype != FORM_TYPE or charset not in _CHARSETS:
        raise Refused(Reason.CONTENT_TYPE)
    signed = request.headers.getlist(HEADER)
    if len(signed) != 1 or not signed[0]:
        raise Refused(Reason.NO_SIGNATURE)
    if SCHEME_HEADER in request.headers:
        raise Refused(Reason.SIGNATURE_SCHEME)
    fields = parse(_body())
    url = settings.public_url + raw_target(request.environ)
    tokens = cast("Tokens", current_app.extensions[_KEY])
    token = signing_token(url, fields, signed[0], tokens.validators)
    if token is None:
        raise Refused(Reason.BAD_SIGNATURE)
    if token > 0:
        log.info("signed with an older token", token=token)
    tokens.note(token)
    g.signed_form = fields
    g.signature_digest = digest(signed[0])


def _body() -> bytes:
    try:
        body = request.get_data(cache=False, parse_form_data=False)
    except Exception:  # noqa: BLE001 - each server has its own errors for a broken chunk or a lost client
        raise Refused(Reason.MALFORMED_FORM) from None
    if len(body) > LARGEST_BODY:  # a body in chunks announces no length
        raise Refused(Reason.TOO_LARGE)
    return body


def signed_form() -> SignedForm:
    """Return the fields that Twilio signed."""
    return cast("SignedForm", g.signed_form)


def signature_digest() -> bytes:
    """Return the digest of the signature of these fields."""
    return cast("bytes", g.signature_digest)


def turn_away(refused: Refused) -> Response:
    """Return the answer to a refused request.

    It gives no reason, and holds no message for Twilio to send.
    """
    status = _STATUSES.get(refused.reason, HTTPStatus.FORBIDDEN)
    return Response(NOTHING, status, content_type=TWIML_TYPE)


signed_by_twilio: Final = Door("signed by Twilio", admit, PlainHttp.REFUSE)

# Record which auth tokens Twilio still signs with, so that an old one can be removed.
#
# The use of a token is written at most once an hour, after the answer has been sent, so that Twilio does not wait for it.

_KEY: Final = "anteroom.tokens"
_AGAIN: Final = SEEN_FOR.total_seconds()


class Tokens:
    """Twilio's tokens, and when this process last recorded their use.

    Threads may share it.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self.validators = tuple(map(validator_of, services.settings.twilio.auth_tokens))
        self._note_again = Interval(_AGAIN)

    def note(self, position: int) -> None:
        """Record, after this request is answered, which token signed it."""
        if not self._note_again.take(position):
            return

        @after_this_request
        def once_answered(response: Response) -> Response:
            response.call_on_close(lambda: self._write(position))
            return response

    def _write(self, position: int) -> None:
        """Record that the token was used.

        A failure is logged, and the next message tries again.
        """
        try:
            with self._services.store.begin() as unit:
                token_sightings.note(unit.db, position, len(self.validators), self._services.clock())
        except (StoreUnavailable, WrongKeys):
            self._note_again.end(position)
            log.warning("the use of a token is not recorded yet")


def init_tokens(app: Flask, services: Services) -> None:
    """Give the app the tokens that its settings name."""
    app.extensions[_KEY] = Tokens(services)
