"""The headers that every answer carries."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import request
from flask_talisman import Talisman

if TYPE_CHECKING:
    from flask import Flask, Response

_POLICY: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}
_STATIC: Final = "static.file"
_LINKS: Final = "/enrol/"
_TWO_YEARS: Final = 63_072_000


def init_headers(app: Flask, *, production: bool) -> None:
    """Set security headers on every answer, errors too (ASVS 3.4).

    HTTPS itself is each door's business: Talisman would answer Twilio's POST over http with a redirect. HSTS
    stays off in development, where it would pin localhost for every port.
    """
    app.after_request(_add_what_talisman_lacks)  # functions registered first run last, over Talisman's
    Talisman(
        app,
        force_https=False,
        strict_transport_security=production,
        strict_transport_security_max_age=_TWO_YEARS,
        content_security_policy=_POLICY,
        frame_options="DENY",
        referrer_policy="same-origin",
        permissions_policy={"camera": "()", "geolocation": "()", "microphone": "()", "payment": "()"},
        session_cookie_samesite="Strict",
    )


def _add_what_talisman_lacks(response: Response) -> Response:
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.path.startswith(_LINKS):
        response.headers["Referrer-Policy"] = (
            "strict-origin"  # the address itself is the secret: not to our own pages either
        )
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if request.endpoint != _STATIC or response.status_code >= HTTPStatus.BAD_REQUEST:
        response.headers["Cache-Control"] = "no-store"
    return response
