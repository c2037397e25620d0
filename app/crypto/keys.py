"""Keyrings, which derive a key for each column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

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
