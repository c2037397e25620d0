"""Sealing and opening values, each bound to its column and its row."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken

from app.crypto.bulk import BulkOpener

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.crypto.keyring import Column, Keyring


# What lies inside a token: the row's UUID, then the value, padded where its length would tell too much.

_ROW = 16
_STEP = 64
_MARK = b"\x80"
# ISO/IEC 7816-4: a mark, then zeros.
_PADDINGS = {size: _MARK + bytes(size - 1) for size in range(1, _STEP + 1)}


def wrap(column: Column, row: UUID, value: str) -> bytes:
    """Return the body to seal.

    Raises:
        ValueError: the value holds a lone surrogate, which UTF-8 cannot carry. The error does not hold the value.
    """
    text = _utf8(value)
    if text is None:  # raised here, not while handling the UnicodeEncodeError: that one carries the value
        raise ValueError(f"a value for {column} holds a lone surrogate and cannot be sealed")
    return row.bytes + (_pad(text) if column.padded else text)


def unwrap(column: Column, row: bytes, body: bytes) -> str | None:
    """Return the value, or None if `wrap` did not make the body for this row."""
    end = _end(body) if column.padded else len(body)
    if body[:_ROW] != row or end is None:
        return None
    try:
        return body[_ROW:end].decode()
    except UnicodeDecodeError:
        return None


def _utf8(value: str) -> bytes | None:
    try:
        return value.encode()
    except UnicodeEncodeError:
        return None


def _pad(text: bytes) -> bytes:
    return text + _PADDINGS[_STEP - len(text) % _STEP]


def _end(body: bytes) -> int | None:
    """Return where the value that `_pad` padded ends, or None for other padding.

    Other padding means that this is not what was sealed.
    """
    end = body.rfind(_MARK, _ROW)
    is_ours = len(body) % _STEP == _ROW and body[end:] == _PADDINGS.get(len(body) - end)
    return end if is_ours else None


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

    __slots__ = ("_keyring",)

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def fingerprints(self) -> tuple[bytes, ...]:
        """Return what tells each master key from any other, newest first."""
        return self._keyring.fingerprints()

    def seal(self, column: Column, row: UUID, value: str) -> str:
        """Return a token that only this column and row can open, under the newest key.

        Raises:
            ValueError: the value holds a lone surrogate.
        """
        newest = _fernet(self._keyring.keys_for(column)[0])
        # Time 0: a Fernet timestamp is readable without the key, and would tell when a patient wrote.
        return newest.encrypt_at_time(wrap(column, row, value), 0).decode("ascii")

    def seal_many(self, column: Column, pairs: Iterable[tuple[UUID, str]]) -> list[str]:
        """Return `seal`'s token for each row and value, in order."""
        newest = _fernet(self._keyring.keys_for(column)[0])
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
        """Return or raise what `open` would for each row and token, in order."""
        return self.open_column(column, *_apart(pairs))

    def open_column(
        self, column: Column, rows: Sequence[bytes], tokens: Sequence[str]
    ) -> list[str | Unreadable]:
        """Like `open_many`, for rows whose UUIDs are given as bytes.

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
        for key in self._keyring.keys_for(column):
            try:
                return _fernet(key).decrypt(token)
            except (InvalidToken, ValueError):  # the library lets a ValueError pass for text beyond ASCII
                continue
        return None

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


def _fernet(key: bytes) -> Fernet:
    return Fernet(urlsafe_b64encode(key))


def _apart(pairs: Iterable[tuple[UUID, str]]) -> tuple[list[bytes], list[str]]:
    """Return the rows' bytes, and their tokens."""
    rows: list[bytes] = []
    tokens: list[str] = []
    for row, token in pairs:
        rows.append(row.bytes)
        tokens.append(token)
    return rows, tokens
