"""Set the security headers, check CSRF tokens, and list the trusted hosts."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Request, Response, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_talisman import Talisman
from flask_wtf.csrf import CSRFError, CSRFProtect
from itsdangerous import BadSignature

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
_LINKS: Final = ("/enrol/", "/f/")
_TWO_YEARS: Final = 63_072_000


def init_headers(app: Flask, *, production: bool) -> None:
    """Set security headers on every answer, including errors (ASVS 3.4).

    Each door decides about HTTPS itself, because Talisman would answer Twilio's POST over http with a redirect. HSTS
    is off in development, where it would pin localhost for every port.
    """
    app.after_request(_add_what_talisman_lacks)  # functions registered first run last, over Talisman's
    Talisman(
        app,
        force_https=False,
        strict_transport_security=production,
        strict_transport_security_max_age=_TWO_YEARS,
        content_security_policy=_in_one_directive(_POLICY),
        frame_options="DENY",
        referrer_policy="same-origin",
        permissions_policy={"camera": "()", "geolocation": "()", "microphone": "()", "payment": "()"},
        session_cookie_samesite="Strict",
    )


def _in_one_directive(policy: Mapping[str, str]) -> dict[str, str]:
    """Return a policy whose first directive holds the others.

    Talisman would join them again for each answer.
    """
    (first, sources), *others = policy.items()
    return {first: "; ".join([sources, *map(" ".join, others)])}


def _add_what_talisman_lacks(response: Response) -> Response:
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.path.startswith(_LINKS):
        response.headers["Referrer-Policy"] = (
            "strict-origin"  # the address itself is secret, even from our own pages
        )
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if request.endpoint != _STATIC or response.status_code >= HTTPStatus.BAD_REQUEST:
        response.headers["Cache-Control"] = "no-store"
    return response


# Every state change needs a token that only our own pages have (ASVS 3.5.1).

_FORM_COOKIE: Final = "__Host-form"


class _FormCookies(SecureCookieSessionInterface):
    """Read the cookie whenever it was signed.

    itsdangerous treats a signature dated in the future as expired. After a fast clock is set right, it would refuse every
    open form. The browser keeps the cookie until it is closed, and gets another one at each sign-in and sign-out.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        if "HTTP_COOKIE" not in request.environ:  # as in all of Twilio's requests
            return self.session_class()
        cookie = request.cookies.get(self.get_cookie_name(app))
        signer = self.get_signing_serializer(app)
        if not cookie or signer is None:
            return self.session_class()
        try:
            return self.session_class(signer.loads(cookie))
        except BadSignature:
            return self.session_class()


def init_csrf(app: Flask, signed_by_others: list[Blueprint]) -> None:
    """Check the token of every POST.

    `signed_by_others` are blueprints whose door checks a signature instead. Flask's session cookie holds nothing but
    this token.
    """
    app.session_interface = _FormCookies()
    app.config.update(
        # Flask reads its cookie under older keys too, so these tokens must be as well. The last key signs.
        WTF_CSRF_SECRET_KEY=[*reversed(app.config["SECRET_KEY_FALLBACKS"]), app.config["SECRET_KEY"]],
        SESSION_COOKIE_NAME=_FORM_COOKIE,
        SESSION_COOKIE_PATH="/",
        WTF_CSRF_TIME_LIMIT=None,  # a token lasts as long as the cookie; a limit would refuse one from the future
        WTF_CSRF_SSL_STRICT=True,
    )
    protect = CSRFProtect(app)
    for blueprint in signed_by_others:
        protect.exempt(blueprint)


def is_out_of_date(error: Exception) -> bool:
    """Return whether a form was refused because its token is old or not ours."""
    return isinstance(error, CSRFError)


def renew() -> None:
    """Issue a new token, so that forms from before a sign-in or sign-out are invalid."""
    session.clear()


def trusted_hosts(public_url: str) -> list[str]:
    """Return Flask's TRUSTED_HOSTS: our own host, and this computer for health checks.

    Any other Host is answered with 400, so that it cannot get into a link or a redirect.
    """
    return [urlsplit(public_url).hostname or "", "localhost", "127.0.0.1", "[::1]"]
