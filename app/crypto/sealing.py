"""Sealing and opening values, each bound to its column and its row."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken

from app.crypto.body import unwrap, wrap
from app.crypto.bulk import BulkOpener

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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

    def open(self, column: Column, row: UUID, token: str) -> str:
        """Return the value.

        Raises:
            Unreadable: the token was damaged, moved from elsewhere, or sealed under a key that we no longer have.
        """
        body = self._body(column, token)
        value = None if body is None else unwrap(column, row.bytes, body)
        if value is None:
            raise Unreadable(column, row)
        return value

    def open_many(self, column: Column, pairs: Iterable[tuple[UUID, str]]) -> list[str | Unreadable]:
        """Return what `open` would return or raise for each row and token, in their order: for lists, exports and rotation."""
        rows: list[bytes] = []
        tokens: list[str] = []
        for row, token in pairs:
            rows.append(row.bytes)
            tokens.append(token)
        return self.open_column(column, rows, tokens)

    def open_column(
        self, column: Column, rows: Sequence[bytes], tokens: Sequence[str]
    ) -> list[str | Unreadable]:
        """Return what `open_many` does, for who has the bytes of the rows' UUIDs, and makes no UUID of each."""
        return [
            Unreadable(column, UUID(bytes=row))
            if body is None or (value := unwrap(column, row, body)) is None
            else value
            for row, body in zip(rows, self._bodies(column, tokens), strict=True)
        ]

    def _body(self, column: Column, token: str) -> bytes | None:
        for key in self._keyring.keys_for(column):
            try:
                return _fernet(key).decrypt(token)
            except (InvalidToken, ValueError):  # the library lets a ValueError pass for text beyond ASCII
                continue
        return None

    def _bodies(self, column: Column, tokens: Sequence[str]) -> list[bytes | None]:
        """Return what is in each token by the newest key that opens it, and None where none does."""
        newest, *older = self._keyring.keys_for(column)
        bodies = BulkOpener(newest).open_all(tokens)
        for key in older:
            shut = [place for place, body in enumerate(bodies) if body is None]
            opened = BulkOpener(key).open_all([tokens[place] for place in shut])
            for place, body in zip(shut, opened, strict=True):
                bodies[place] = body
        return bodies


def _fernet(key: bytes) -> Fernet:
    return Fernet(urlsafe_b64encode(key))
