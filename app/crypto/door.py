"""Keyed hashes of what gives access: sessions, one-time links, known computers."""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.crypto.keys import KEY_BYTES, Column, Keyring

_PURPOSE: Final = "anteroom/v1/door"
Fields = tuple[str | int | None, ...]
"""What a row says, in the order of its columns."""


class DoorKeys:
    """HMAC-SHA256 with a key for each column, derived from SECRET_KEY.

    Threads may share it.

    Takes the secrets newest first: the first makes hashes, all of them are accepted. Someone who writes the database
    without a secret can make no row that counts.

    Raises:
        ValueError: no secret.
    """

    __slots__ = ("_keyring",)

    def __init__(self, secrets: Sequence[str]) -> None:
        masters = [_master(secret) for secret in dict.fromkeys(secrets)]
        self._keyring = Keyring(masters, purpose=_PURPOSE)

    def token(self, column: Column, digest: bytes) -> bytes:
        """Return the 32 bytes under which the database stores a token's SHA-256."""
        return self.token_candidates(column, digest)[0]

    def token_candidates(self, column: Column, digest: bytes) -> tuple[bytes, ...]:
        """Return a token's hash under every secret; a row matches if it holds any.

        The newest secret comes first.
        """
        return tuple(hmac.digest(key, digest, "sha256") for key in self._keyring.keys_for(column))

    def mac(self, column: Column, fields: Fields) -> bytes:
        """Return the 32 bytes that vouch for a row."""
        return hmac.digest(self._keyring.keys_for(column)[0], _text(fields), "sha256")

    def vouches(self, column: Column, fields: Fields, mac: bytes) -> bool:
        """Return whether `mac` was made of these fields, under any of the secrets."""
        text = _text(fields)
        made = (hmac.digest(key, text, "sha256") for key in self._keyring.keys_for(column))
        return any(hmac.compare_digest(each, mac) for each in made)

    def __repr__(self) -> str:
        return f"DoorKeys({self._keyring!r})"


def _master(secret: str) -> bytes:
    # SECRET_KEY is a text of any length. It also signs forms and cookies, so the keys here are derived from it.
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=_PURPOSE.encode()).derive(
        secret.encode()
    )


def _text(fields: Fields) -> bytes:
    return json.dumps(fields, separators=(",", ":")).encode()
