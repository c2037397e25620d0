"""Sealing and opening values, each bound to its column and its row."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Sequence
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken

from app.crypto.bulk import BulkOpener
from app.crypto.keys import Column, Keyring
from app.crypto.token_body import unwrap, wrap


class Unreadable(Exception):
    """A token that none of our keys opens in this column and row.

    It holds the place, never the content.
    """

    def __init__(self, column: Column, row: UUID) -> None:
        super().__init__(column, row)
        self.column = column
        self.row = row

    def __str__(self) -> str:
        return f"{self.column} of {self.row} cannot be read"


class Sealer:
    """Seals values as Fernet tokens under a keyring. May be shared between threads."""

    __slots__ = ("_keyring", "_made")

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._made: dict[Column, tuple[Fernet, ...]] = {}

    def fingerprints(self) -> tuple[bytes, ...]:
        """Return what tells each master key from any other, newest first."""
        return self._keyring.fingerprints()

    def seal(self, column: Column, row: UUID, value: str) -> str:
        """Return a token that only this column and row can open, under the newest key.

        Raises:
            ValueError: the value holds a lone surrogate.
        """
        newest = self._fernets(column)[0]
        # Time 0: a Fernet timestamp is readable without the key, and would tell when a patient wrote.
        return newest.encrypt_at_time(wrap(column, row, value), 0).decode("ascii")

    def seal_many(self, column: Column, pairs: Iterable[tuple[UUID, str]]) -> list[str]:
        """Return `seal`'s token for each row and value, in order."""
        newest = self._fernets(column)[0]
        return [newest.encrypt_at_time(wrap(column, row, value), 0).decode("ascii") for row, value in pairs]

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
        """Return, for each row and token in order, what `open` returns or raises."""
        return self.open_column(column, *_apart(pairs))

    def open_column(
        self, column: Column, rows: Sequence[bytes], tokens: Sequence[str]
    ) -> list[str | Unreadable]:
        """Open tokens as `open_many` does, for rows whose UUIDs are given as bytes.

        No UUID object is made for each row.
        """
        return [
            Unreadable(column, UUID(bytes=row))
            if body is None or (value := unwrap(column, row, body)) is None
            else value
            for row, body in zip(rows, self._bodies(column, tokens), strict=True)
        ]

    def find_many(
        self, column: Column, pairs: Iterable[tuple[UUID, str]]
    ) -> list[tuple[int, str] | Unreadable]:
        """Return, for each row and token, its value and the key that opens it.

        The key is a position in the list; 0 is the newest.
        """
        rows, tokens = _apart(pairs)
        found: list[tuple[int, str] | Unreadable] = [Unreadable(column, UUID(bytes=row)) for row in rows]
        for place, key in enumerate(self._keyring.keys_for(column)):
            shut = [at for at, each in enumerate(found) if isinstance(each, Unreadable)]
            bodies = BulkOpener(key).open_all([tokens[at] for at in shut])
            for at, body in zip(shut, bodies, strict=True):
                if body is not None and (value := unwrap(column, rows[at], body)) is not None:
                    found[at] = (place, value)
        return found

    def _body(self, column: Column, token: str) -> bytes | None:
        for fernet in self._fernets(column):
            try:
                return fernet.decrypt(token)
            except (InvalidToken, ValueError):  # the library lets a ValueError pass for text beyond ASCII
                continue
        return None

    def _fernets(self, column: Column) -> tuple[Fernet, ...]:
        """Return the ciphers of a column, newest key first."""
        made = self._made.get(column)
        if made is None:  # no lock: two threads at worst make the same twice
            made = tuple(Fernet(urlsafe_b64encode(key)) for key in self._keyring.keys_for(column))
            self._made[column] = made
        return made

    def _bodies(self, column: Column, tokens: Sequence[str]) -> list[bytes | None]:
        """Return each token's body, by the newest key that opens it, or None."""
        newest, *older = self._keyring.keys_for(column)
        bodies = BulkOpener(newest).open_all(tokens)
        for key in older:
            shut = [place for place, body in enumerate(bodies) if body is None]
            opened = BulkOpener(key).open_all([tokens[place] for place in shut])
            for place, body in zip(shut, opened, strict=True):
                bodies[place] = body
        return bodies


def _apart(pairs: Iterable[tuple[UUID, str]]) -> tuple[list[bytes], list[str]]:
    """Return the rows' bytes, and their tokens."""
    rows: list[bytes] = []
    tokens: list[str] = []
    for row, token in pairs:
        rows.append(row.bytes)
        tokens.append(token)
    return rows, tokens
