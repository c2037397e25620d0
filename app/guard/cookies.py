"""Handle the two cookies of a signed-in member.

Both hold an opaque token, of which the database has an HMAC. `__Host-` makes the browser refuse them without Secure,
with a Domain, or from another host (ASVS 3.3.1, 3.3.3).
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import timedelta
from typing import Final

from flask import Response, request

# A cookie or a link holds an opaque token; the database holds an HMAC of its SHA-256.

_BYTES: Final = 32
_SHAPE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """Return 256 random bits as 43 characters that are safe in a URL (ASVS 7.2.3)."""
    return secrets.token_urlsafe(_BYTES)


def token_hash(token: str) -> bytes | None:
    """Return the SHA-256 with which to ask the store, or None for an impossible token.

    A fast hash is enough, because nobody guesses 256 bits (ASVS 6.5.2 asks for a slow one below 112). The store keeps
    an HMAC of it.
    """
    return hashlib.sha256(token.encode()).digest() if _SHAPE.fullmatch(token) else None


SESSION: Final = "__Host-session"
DEVICE: Final = "__Host-device"
_DEVICE_LASTS: Final = timedelta(days=180)


def session_hash() -> bytes | None:
    """Return the hash of the request's session token, or None."""
    return token_hash(request.cookies.get(SESSION, ""))


def device_hash() -> bytes | None:
    """Return the hash of the request's known-device token, or None."""
    return token_hash(request.cookies.get(DEVICE, ""))


def give_session(response: Response, token: str) -> None:
    """Give the browser its session until it is closed.

    The database decides when it ends.
    """
    response.set_cookie(SESSION, token, secure=True, httponly=True, samesite="Strict", path="/")


def give_device(response: Response, token: str) -> None:
    """Let the browser be recognised later.

    The cookie opens nothing. It only keeps strangers from locking the member out.
    """
    response.set_cookie(
        DEVICE, token, max_age=_DEVICE_LASTS, secure=True, httponly=True, samesite="Strict", path="/"
    )


def take_session(response: Response) -> None:
    """Remove the session, and what the browser has kept of the pages (ASVS 14.3.1)."""
    response.delete_cookie(SESSION, secure=True, httponly=True, samesite="Strict", path="/")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
