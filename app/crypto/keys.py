"""Keyrings, which derive a key for each column, and hashes under their keys."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Column:
    """Where a value lives: `str(Column("patients", "name"))` is `patients.name`.

    A padded column hides how long its values are, in steps of 64 bytes.

    Raises:
        ValueError: a name holds more than lower-case letters, digits and underscores. A dot or a slash
            would let two columns share one derived key.
    """

    table: str
    name: str
    padded: bool = False

    def __post_init__(self) -> None:
        if not (_NAME.fullmatch(self.table) and _NAME.fullmatch(self.name)):
            raise ValueError(f"not a column's name: {self}")

    def __str__(self) -> str:
        return f"{self.table}.{self.name}"


class Keyring:
    """Master keys, and the column keys derived from them. Threads may share it.

    Takes the masters newest first (32 random bytes each): the first seals, all of them open. `purpose` is
    the first part of the derivation's info.

    Raises:
        ValueError: no master, one of another length, or the same one twice.
    """

    __slots__ = ("_derived", "_masters", "_purpose")

    def __init__(self, masters: Sequence[bytes], purpose: str = "anteroom/v1") -> None:
        if not masters:
            raise ValueError("a keyring needs at least one key")
        if any(len(master) != KEY_BYTES for master in masters):
            raise ValueError(f"every key must be {KEY_BYTES} bytes long")
        if len(set(masters)) != len(masters):
            raise ValueError("the same key is listed twice")
        self._masters = tuple(masters)
        self._purpose = purpose
        self._derived: dict[Column, tuple[bytes, ...]] = {}

    def keys_for(self, column: Column) -> tuple[bytes, ...]:
        """Return the column's 32-byte keys, newest first.

        They are made by HKDF-SHA256 (RFC 5869) without a salt, with the info `<purpose>/<column>`.
        """
        keys = self._derived.get(column)
        if keys is None:
            # No lock: two threads at worst derive the same bytes twice.
            keys = tuple(self._derive(master, column) for master in self._masters)
            self._derived[column] = keys
        return keys

    def fingerprints(self) -> tuple[bytes, ...]:
        """Return 32 bytes for each key, newest first, that identify but do not reveal it."""
        # No column shares this info, because a column's name has a dot.
        return tuple(self._derive(master, "fingerprint") for master in self._masters)

    def _derive(self, master: bytes, name: Column | str) -> bytes:
        info = f"{self._purpose}/{name}".encode()
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(master)

    def __repr__(self) -> str:
        return f"Keyring(<{len(self._masters)} hidden>)"


# Blind indexes: finding a value without storing it.

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


# Keyed hashes of what gives access: sessions, one-time links, known computers.

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
