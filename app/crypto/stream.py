"""A file sealed in chunks, which detects changed, cut, moved or mixed chunks.

STREAM (Hoang, Reyhanitabar, Rogaway and Vizár, 2015) over AES-256-GCM, as `age` and Tink do it. Each file has a key of
its own, so a nonce is never used twice: it is the chunk's number in 11 bytes, and whether the chunk is the last.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.crypto.keys import KEY_BYTES

MAGIC: Final = b"anteroom backup 1\n"
CHUNK: Final = 64 * 1024
TAG: Final = 16
_KEY_ID: Final = 16
_SALT: Final = 32
HEADER: Final = len(MAGIC) + _KEY_ID + _SALT


class NotABackup(Exception):
    """The file does not begin as one of ours."""


class OtherKey(Exception):
    """None of our keys sealed the file, or the name of its key is damaged.

    `key_id` identifies that key.
    """

    def __init__(self, key_id: str) -> None:
        super().__init__(key_id)
        self.key_id = key_id


class Damaged(Exception):
    """A byte of the file was changed, or a part is missing or was added."""


class Writes(Protocol):
    """A file that sealed bytes are written to."""

    def write(self, data: bytes, /) -> int:
        """Take all of it."""


class BackupKeys:
    """The keys of backups, newest first: the first seals, all of them open.

    Each is 32 random bytes.

    Raises:
        ValueError: no key, or one of another length.
    """

    __slots__ = ("_masters",)

    def __init__(self, masters: Sequence[bytes]) -> None:
        if not masters or any(len(master) != KEY_BYTES for master in masters):
            raise ValueError(f"a backup needs at least one key, and every key must be {KEY_BYTES} bytes long")
        self._masters = tuple(masters)

    def seal(self, file: Writes) -> SealedWriter:
        """Write the header, and return a file object that seals what is written to it.

        The file is complete once that object is closed.
        """
        newest = self._masters[0]
        header = MAGIC + _key_id(newest) + os.urandom(_SALT)
        file.write(header)
        return SealedWriter(file, _file_key(newest, header))

    def open(self, file: BinaryIO) -> Iterator[bytes]:
        """Yield the content in chunks, each checked before it is handed out.

        Only the end proves that the file is complete.

        Raises:
            NotABackup: it is another kind of file.
            OtherKey: it was sealed under a key that is not ours.
            Damaged: at whatever point, also after chunks were handed out.
        """
        header = file.read(HEADER)
        if not header.startswith(MAGIC):
            raise NotABackup
        if len(header) < HEADER:
            raise Damaged
        key_id = header[len(MAGIC) : -_SALT]
        master = next((master for master in self._masters if _key_id(master) == key_id), None)
        if master is None:
            raise OtherKey(key_id.hex())
        return _opened(file, AESGCM(_file_key(master, header)))

    def __repr__(self) -> str:
        return f"BackupKeys(<{len(self._masters)} hidden>)"


class SealedWriter:
    """Seals what is written to it."""

    __slots__ = ("_cipher", "_file", "_number", "_waiting")

    def __init__(self, file: Writes, key: bytes) -> None:
        self._file = file
        self._cipher = AESGCM(key)
        self._number = 0
        self._waiting = bytearray()

    def write(self, data: bytes) -> None:
        """Take in bytes and write complete chunks.

        One chunk is kept back, because it may be the last.
        """
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._emit(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]

    def close(self) -> None:
        """Write the last chunk, marked so. Without it the file is refused."""
        self._emit(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _emit(self, chunk: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), chunk, None))
        self._number += 1


def _opened(file: BinaryIO, cipher: AESGCM) -> Iterator[bytes]:
    number, sealed = 0, file.read(CHUNK + TAG)
    while True:
        following = file.read(CHUNK + TAG)
        try:
            chunk = cipher.decrypt(_nonce(number, last=not following), sealed, None)
        except (InvalidTag, ValueError):
            raise Damaged from None
        yield chunk
        if not following:
            return
        number, sealed = number + 1, following


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _key_id(master: bytes) -> bytes:
    return HKDF(SHA256(), _KEY_ID, None, b"anteroom/v1/backup/id").derive(master)


def _file_key(master: bytes, header: bytes) -> bytes:
    """Return the file's own key, derived from the whole header.

    So no part of the header can be changed.
    """
    return HKDF(SHA256(), KEY_BYTES, header[-_SALT:], b"anteroom/v1/backup/" + header[:-_SALT]).derive(master)
