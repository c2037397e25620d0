"""Blind indexes: finding a value without storing it."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import Final

from app.crypto.keys import Column, Keyring

MARK: Final = 4
"""How many bytes a mark has."""


class BlindIndex:
    """HMAC-SHA256 of values, with a key for each column. Threads may share it.

    Takes the index keys newest first (32 random bytes each, never the sealing keys). Equal values have equal
    indexes: normalise a value before it comes here, and index only what must be found.

    Raises:
        ValueError: no key, one of another length, or the same one twice.
    """

    __slots__ = ("_keyring", "mark")

    def __init__(self, index_keys: Sequence[bytes]) -> None:
        self._keyring = Keyring(index_keys, purpose="anteroom/v1/index")
        self.mark = self.fingerprints()[0][:MARK]
        """Four bytes that tell the newest key from any other, and reveal nothing of it."""

    def of(self, column: Column, value: str) -> bytes:
        """Return the 32 bytes to store: the value's index under the newest key."""
        return self.candidates(column, value)[0]

    def candidates(self, column: Column, value: str) -> tuple[bytes, ...]:
        """Return the value's index under every key; a row matches if it holds any.

        The newest key comes first.
        """
        # Lone surrogates pass: what cannot be sealed is simply not found.
        text = value.encode("utf-8", "surrogatepass")
        return tuple(hmac.digest(key, text, "sha256") for key in self._keyring.keys_for(column))

    def marked(self, column: Column, value: str) -> bytes:
        """Return 32 bytes like `of`, which start with the mark of the key that made them."""
        return self.mark + self.of(column, value)[:-MARK]

    def fingerprints(self) -> tuple[bytes, ...]:
        """Return what tells each index key from any other, newest first."""
        return self._keyring.fingerprints()

    def __repr__(self) -> str:
        return f"BlindIndex({self._keyring!r})"
