"""Every state change carries a token that only our own pages hold (ASVS 3.5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import session
from flask_wtf.csrf import CSRFProtect

if TYPE_CHECKING:
    from datetime import timedelta

    from flask import Blueprint, Flask

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
