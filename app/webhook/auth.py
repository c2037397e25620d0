"""Admit only requests that Twilio signed.

The cheap checks come first, so that a forged request costs almost nothing: size, content type, header, body, signature.
Views read the verified form.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final, cast

from flask import Response, current_app, g, request

from app.guard.address import raw_target
from app.guard.doors import Door, PlainHttp
from app.services import current
from app.webhook.fields import Reason, Refused
from app.webhook.signature import HEADER, SCHEME_HEADER, digest, signing_token
from app.webhook.signed_form import FORM_TYPE, LARGEST_BODY, SignedForm, parse
from app.webhook.tokens import KEY, Tokens, log
from app.webhook.twiml import NOTHING, TWIML_TYPE

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
    tokens = cast("Tokens", current_app.extensions[KEY])
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
