"""Give a member's browser its two cookies, and take them back.

Both hold an opaque token. `__Host-` makes the browser refuse them without Secure, with a Domain, or from another host
(ASVS 3.3.1, 3.3.3).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from flask import Response, request

from app.guard.tokens import token_hash

SESSION_COOKIE: Final = "__Host-session"
DEVICE_COOKIE: Final = "__Host-device"
_DEVICE_LASTS: Final = timedelta(days=180)


def session_hash() -> bytes | None:
    """Return the hash of the request's session token, or None."""
    return token_hash(request.cookies.get(SESSION_COOKIE, ""))


def device_hash() -> bytes | None:
    """Return the hash of the request's known-device token, or None."""
    return token_hash(request.cookies.get(DEVICE_COOKIE, ""))


def give_session(response: Response, token: str) -> None:
    """Give the browser its session until it is closed.

    The database decides when it ends.
    """
    response.set_cookie(SESSION_COOKIE, token, secure=True, httponly=True, samesite="Strict", path="/")


def give_device(response: Response, token: str) -> None:
    """Let the browser be recognised later.

    The cookie opens nothing. It only keeps strangers from locking the member out.
    """
    response.set_cookie(
        DEVICE_COOKIE, token, max_age=_DEVICE_LASTS, secure=True, httponly=True, samesite="Strict", path="/"
    )


def take_session(response: Response) -> None:
    """Remove the session, and what the browser has kept of the pages (ASVS 14.3.1)."""
    response.delete_cookie(SESSION_COOKIE, secure=True, httponly=True, samesite="Strict", path="/")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
