"""The headers that every answer carries."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from flask import request, session
from flask_talisman import Talisman
from flask_wtf.csrf import CSRFProtect

if TYPE_CHECKING:
    from datetime import timedelta

    from flask import Blueprint, Flask, Response


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


# Every state change carries a token that only our own pages hold (ASVS 3.5.1).

_FORM_COOKIE: Final = "__Host-form"


def init_csrf(app: Flask, lasts: timedelta, signed_by_others: list[Blueprint]) -> None:
    """Check the token of every POST. `signed_by_others` are blueprints whose door checks a signature instead.

    Flask's own session cookie holds nothing but this token. Initialise after the limiter: requests that fail here
    have to be counted there.
    """
    app.config.update(
        # Flask's own cookie is read under older keys too; these tokens would not be. The oldest first: the last one signs.
        WTF_CSRF_SECRET_KEY=[*reversed(app.config["SECRET_KEY_FALLBACKS"]), app.config["SECRET_KEY"]],
        SESSION_COOKIE_NAME=_FORM_COOKIE,
        SESSION_COOKIE_PATH="/",
        WTF_CSRF_TIME_LIMIT=round(lasts.total_seconds()),
        WTF_CSRF_SSL_STRICT=True,
    )
    protect = CSRFProtect(app)
    for blueprint in signed_by_others:
        protect.exempt(blueprint)


def renew() -> None:
    """Begin with a new token: what a page held before signing in or out is worth nothing after."""
    session.clear()


# The host names that this app answers to.


def trusted_hosts(public_url: str) -> list[str]:
    """Return the hosts for Flask's TRUSTED_HOSTS: our own, and this computer for health checks.

    Any other Host is answered 400, so that it cannot end up in a link or a redirect.
    """
    return [urlsplit(public_url).hostname or "", "localhost", "127.0.0.1", "[::1]"]
