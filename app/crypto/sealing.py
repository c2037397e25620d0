"""Sealing and opening values, each bound to its column and its row."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken

from app.crypto.body import unwrap, wrap
from app.crypto.bulk import BulkOpener

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from uuid import UUID

    from app.crypto.keyring import Column, Keyring


class Unreadable(Exception):
    """A token that no key of ours opens in this column and row. Holds where it is, never what it says."""

    def __init__(self, column: Column, row: UUID) -> None:
        super().__init__(column, row)
        self.column = column
        self.row = row

    def __str__(self) -> str:
        return f"{self.column} of {self.row} cannot be read"


class Sealer:
    """Seals values as Fernet tokens under a keyring. May be shared between threads."""

    __slots__ = ("_keyring",)

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def fingerprints(self) -> tuple[bytes, ...]:
        """Return what tells each master key from any other, newest first."""
        return self._keyring.fingerprints()

    def seal(self, column: Column, row: UUID, value: str) -> str:
        """Return the token that only this column and row will open, sealed under the newest key.

        Raises:
            ValueError: the value holds a lone surrogate.
        """
        newest = _fernet(self._keyring.keys_for(column)[0])
        # Time 0: a Fernet timestamp is readable without the key, and would tell when a patient wrote.
        return newest.encrypt_at_time(wrap(column, row, value), 0).decode("ascii")

    def seal_many(self, column: Column, pairs: Iterable[tuple[UUID, str]]) -> list[str]:
        """Return the token that `seal` would make for each row and value, in their order. Raises as `seal` does."""
        newest = _fernet(self._keyring.keys_for(column)[0])
        return [newest.encrypt_at_time(wrap(column, row, value), 0).decode("ascii") for row, value in pairs]

    def open(self, column: Column, row: UUID, token: str) -> str:
        """Return the value.

        Raises:
            Unreadable: the token was damaged, moved from elsewhere, or sealed under a key that we no longer have.
        """
        found = _read([_fernet(key).decrypt for key in self._keyring.keys_for(column)], column, row, token)
        if isinstance(found, Unreadable):
            raise found
        return found

    def open_many(self, column: Column, pairs: Iterable[tuple[UUID, str]]) -> list[str | Unreadable]:
        """Return what `open` would return or raise for each row and token, in their order: for lists, exports and rotation."""
        openers = [BulkOpener(key).open for key in self._keyring.keys_for(column)]
        return [_read(openers, column, row, token) for row, token in pairs]

    def find_many(
        self, column: Column, pairs: Iterable[tuple[UUID, str]]
    ) -> list[tuple[int, str] | Unreadable]:
        """Return for each row and token which key opens it, alone (0 is the newest), and the value: for rotation."""
        keys = self._keyring.keys_for(column)
        openers: list[tuple[int, Callable[[str], bytes]]] = [
            (place, BulkOpener(key).open) for place, key in enumerate(keys)
        ]
        return [_find(openers, column, row, token) for row, token in pairs]


def _fernet(key: bytes) -> Fernet:
    return Fernet(urlsafe_b64encode(key))


def _read(
    openers: Sequence[Callable[[str], bytes]], column: Column, row: UUID, token: str
) -> str | Unreadable:
    for opener in openers:
        try:
            body = opener(token)
        except (InvalidToken, ValueError):  # the library lets a ValueError pass for text beyond ASCII
            continue
        value = unwrap(column, row, body)
        return Unreadable(column, row) if value is None else value
    return Unreadable(column, row)


def _find(
    openers: list[tuple[int, Callable[[str], bytes]]], column: Column, row: UUID, token: str
) -> tuple[int, str] | Unreadable:
    for tried, (place, opener) in enumerate(openers):
        found = _read((opener,), column, row, token)
        if isinstance(found, str):
            # The next one is likely to be under the same key.
            openers.insert(0, openers.pop(tried))
            return place, found
    return Unreadable(column, row)
