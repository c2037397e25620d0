"""Make the opaque tokens of cookies and links.

The database holds an HMAC of a token's SHA-256.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Final

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
