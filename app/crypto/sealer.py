"""Sealing and opening values, each bound to its column and its row."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from hmac import compare_digest
from itertools import islice
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from pybase64 import b64decode

from app.crypto.keys import Column, Keyring

# Open many Fernet tokens in little more than a quarter of `cryptography.fernet`'s time.
#
# The verdicts are the same.
#
# Most of that library's time goes into setting up a cipher for each token. Here one CBC context serves all tokens.
# CBC remembers nothing but the last block of ciphertext, so feeding it `iv || ciphertext` yields one
# block of noise and then the plaintext, whatever was fed before: one token after another, or all of them
# at once. It only decrypts: it can weaken no ciphertext.

_KEY = 32
_VERSION = 0x80
_HEAD = 9  # version and timestamp
_BLOCK = 16
_MAC = 32
_BATCH = 512  # tokens that fit into the processor's cache: a tenth faster than all at once
_BULK_PADDINGS = {size: bytes([size]) * size for size in range(1, _BLOCK + 1)}  # PKCS#7


class BulkOpener:
    """Opens tokens under one 32-byte Fernet key.

    The key is a signing half, then an encrypting half (the Fernet specification).

    Make one for each call. Never share it between threads, because they would mix their blocks.

    Raises:
        ValueError: a key of another length.
    """

    __slots__ = ("_cbc", "_hmac")

    def __init__(self, key: bytes) -> None:
        if len(key) != _KEY:
            raise ValueError(f"a Fernet key must be {_KEY} bytes long")
        self._hmac = HMAC(key[:16], SHA256())
        self._cbc = Cipher(AES(key[16:]), CBC(bytes(_BLOCK))).decryptor()

    def open(self, token: bytes | str) -> bytes:
        """Return what was sealed.

        Raises:
            InvalidToken: when `Fernet.decrypt`, without TTL, refuses the token, and only then.
        """
        [body] = self.open_all([token])
        if body is None:
            raise InvalidToken
        return body

    def open_all(self, tokens: Iterable[bytes | str]) -> list[bytes | None]:
        """Return what `open` would for each token, with None where it would raise."""
        bodies: list[bytes | None] = []
        left = iter(tokens)
        while some := list(islice(left, _BATCH)):
            bodies += self._open_batch(some)
        return bodies

    def _open_batch(self, tokens: Sequence[bytes | str]) -> list[bytes | None]:
        verified = self._verified(_decoded(tokens))
        padded = self._cbc.update(b"".join(verified))
        bodies: list[bytes | None] = []
        end = 0
        for each in verified:
            start, end = end + _BLOCK, end + len(each)
            last = padded[end - 1] if each else 0
            is_whole = padded[end - last : end] == _BULK_PADDINGS.get(last)
            bodies.append(padded[start : end - last] if is_whole else None)
        return bodies

    def _verified(self, all_data: Sequence[bytes]) -> list[bytes]:
        """Return the initialisation vector and ciphertext of each genuine token.

        The MAC is checked before the cipher runs: nothing that we did not write is decrypted, so nothing can be
        learnt from its padding.
        """
        begun, verified = self._hmac.copy, []
        for data in all_data:
            size = len(data) - _HEAD - _MAC
            if size < 2 * _BLOCK or size % _BLOCK or data[0] != _VERSION:
                verified.append(b"")
                continue
            signed = data[:-_MAC]
            mac = begun()
            mac.update(signed)
            verified.append(signed[_HEAD:] if compare_digest(mac.finalize(), data[-_MAC:]) else b"")
        return verified


def _decoded(tokens: Iterable[bytes | str]) -> list[bytes]:
    """Decode base64 as leniently as the library's `urlsafe_b64decode`.

    The base64 around the sealed bytes is not authenticated. Text that is not base64 gives no bytes, and neither does
    text that is not ASCII, for which the library raises a bare ValueError.
    """
    decoded = []
    for token in tokens:
        try:
            decoded.append(b64decode(token, b"-_", True))
        except (ValueError, DeprecationWarning):  # not what `seal` writes, but the library may read it
            decoded.append(_leniently_decoded(token))
    return decoded


def _leniently_decoded(token: bytes | str) -> bytes:
    try:
        return urlsafe_b64decode(token)
    except ValueError:
        return b""


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
