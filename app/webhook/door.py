"""The door `signed_by_twilio`: nothing behind it sees a request that Twilio did not sign.

In this order, so that a forged request costs next to nothing: size, content type, header present, body parsed,
signature. The verified form is what the views read.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final, cast

from flask import Response, current_app, g, request

from app.guard.doors import Door, PlainHttp
from app.guard.target import raw_target
from app.observe.logs import get_logger
from app.services import current
from app.webhook import form, sightings, signature
from app.webhook.refusal import Reason, Refused
from app.webhook.twiml import CONTENT_TYPE, NOTHING

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

log = get_logger("anteroom.webhook")

_CHARSETS: Final = frozenset({"", "utf-8"})
_STATUSES: Final = {
    Reason.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Reason.HOST: HTTPStatus.BAD_REQUEST,
}


def admit() -> None:
    """Let a request through when Twilio signed it.

    Raises:
        Refused: it did not, or it may not have.
    """
    settings = current().settings
    if not request.is_secure:
        raise Refused(Reason.PLAIN_HTTP)
    request.max_content_length = form.LARGEST_BODY + 1  # one more, to see that there is more
    if (request.content_length or 0) > form.LARGEST_BODY:
        raise Refused(Reason.TOO_LARGE)
    charset = request.mimetype_params.get("charset", "").lower()
    if request.mimetype != form.CONTENT_TYPE or charset not in _CHARSETS:
        raise Refused(Reason.CONTENT_TYPE)
    signed = request.headers.getlist(signature.HEADER)
    if len(signed) != 1 or not signed[0]:
        raise Refused(Reason.NO_SIGNATURE)
    if signature.SCHEME_HEADER in request.headers:
        raise Refused(Reason.SIGNATURE_SCHEME)
    fields = form.parse(_body())
    url = settings.public_url + raw_target(request.environ)
    token = signature.signing_token(url, fields, signed[0], settings.twilio.auth_tokens)
    if token is None:
        raise Refused(Reason.BAD_SIGNATURE)
    if token > 0:
        log.info("signed with an older token", token=token)
    sightings.note(current_app, token)
    g.signed_form = fields
    g.signature_digest = signature.digest(signed[0])


def _body() -> bytes:
    try:
        body = request.get_data(cache=False, parse_form_data=False)
    except Exception:  # noqa: BLE001 - a server has errors of its own for a broken chunk or a client that is gone
        raise Refused(Reason.MALFORMED_FORM) from None
    if len(body) > form.LARGEST_BODY:  # in chunks, which announce no length
        raise Refused(Reason.TOO_LARGE)
    return body


def signed_form() -> MultiDict[str, str]:
    """Return the fields that Twilio signed."""
    return cast("MultiDict[str, str]", g.signed_form)


def signature_digest() -> bytes:
    """Return the digest of the signature that covers them."""
    return cast("bytes", g.signature_digest)


def turn_away(refused: Refused) -> Response:
    """Return the answer to a refused request: no reason, and nothing that Twilio could send on as a message."""
    status = _STATUSES.get(refused.reason, HTTPStatus.FORBIDDEN)
    return Response(NOTHING, status, content_type=CONTENT_TYPE)


signed_by_twilio: Final = Door("signed by Twilio", admit, PlainHttp.REFUSE)
