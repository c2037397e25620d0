"""The inside of a backup: JSON lines, compressed, then sealed. First the manifest, then rows, some at a time.

Reading holds a batch of rows and no more, however large the file is.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from app.store.backup.manifest import FORMAT, Manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import BinaryIO

    from app.crypto import BackupKeys
    from app.crypto.stream import SealedWriter

_LEVEL: Final = 1
"""Tokens hardly compress, and what does, does so at once: a higher level costs much and saves next to nothing."""
_PIECE: Final = 256 * 1024
_LONGEST: Final = 256 * 1024 * 1024
Batch = tuple[str, list[list[Any]]]
"""A table's name, and some of its rows."""


class Malformed(Exception):
    """It opened, and is not what this Anteroom writes: a later format, or a mistake."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup that was read to its end, and is whole."""

    manifest: Manifest
    bytes: int
    digest: str
    """SHA-256 of the file, in hex."""
    unpacked: int
    """How many bytes of rows it holds."""


class Archive:
    """What records are written to."""

    __slots__ = ("_sealed", "_zip")

    def __init__(self, sealed: SealedWriter) -> None:
        self._sealed = sealed
        self._zip = zlib.compressobj(_LEVEL)

    def put(self, record: object) -> None:
        """Write a record."""
        self._sealed.write(self._zip.compress(json.dumps(record, separators=(",", ":")).encode() + b"\n"))

    def close(self) -> None:
        """Write what is left. Only then is it whole."""
        self._sealed.write(self._zip.flush())
        self._sealed.close()


class Digested:
    """A file, and the SHA-256 and the length of what goes through it."""

    __slots__ = ("_file", "digest", "length")

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()
        self.length = 0

    def write(self, data: bytes) -> int:
        """Write all of it."""
        self._note(data)
        return self._file.write(data)

    def read(self, size: int = -1) -> bytes:
        """Read so many bytes, or what is left."""
        data = self._file.read(size)
        self._note(data)
        return data

    def _note(self, data: bytes) -> None:
        self.digest.update(data)
        self.length += len(data)


def read(file: Any, keys: BackupKeys, told: Callable[[int], None] = lambda _bytes: None) -> Iterator[Any]:
    """Yield the manifest, and then batches of rows. Only at the end is it known that all came.

    `told` is called with the bytes of each piece as it is unpacked.

    Raises:
        NotABackup, OtherKey, Damaged: as `BackupKeys.open`.
        Malformed: it is not what this code writes.
    """
    records = _records(keys.open(file), told)
    try:
        manifest = Manifest.of(next(records, None))
    except ValueError:
        raise Malformed(f"not of format {FORMAT}") from None
    yield manifest
    for table in manifest.tables:
        missing = table.rows
        while missing:
            rows = next(records, None)
            if not isinstance(rows, list) or not 0 < len(rows) <= missing:
                raise Malformed(f"{table.name} has not as many rows as were counted")
            missing -= len(rows)
            yield table.name, rows
    if next(records, None) is not None:
        raise Malformed("more rows than were counted")


def check(file: BinaryIO, keys: BackupKeys, tell: Callable[[int], None]) -> Checked:
    """Read a backup to its end, and return what it is. `tell` is called with the bytes of the file that were read.

    Raises as `read` does.
    """
    digested, unpacked, before = Digested(file), 0, 0

    def add(length: int) -> None:
        nonlocal unpacked
        unpacked += length

    records = read(digested, keys, add)
    manifest = next(records)
    for _batch in records:
        tell(digested.length - before)
        before = digested.length
    return Checked(manifest, digested.length, digested.digest.hexdigest(), unpacked)


def _records(chunks: Iterable[bytes], told: Callable[[int], None]) -> Iterator[Any]:
    unzip, waiting = zlib.decompressobj(), b""
    for chunk in chunks:
        for piece in _pieces(unzip, chunk):
            told(len(piece))
            *lines, waiting = (waiting + piece).split(b"\n")
            if len(waiting) > _LONGEST:
                raise Malformed("a record without an end")
            yield from map(_parsed, lines)
    if waiting or not unzip.eof or unzip.unused_data:
        raise Malformed("no end")


def _pieces(unzip: Any, chunk: bytes) -> Iterator[bytes]:
    """Yield what a chunk unpacks to, a bounded piece at a time: a small chunk may hold a great deal."""
    while chunk:
        try:
            piece = unzip.decompress(chunk, _PIECE)
        except zlib.error:
            raise Malformed("not compressed as ours is") from None
        chunk = unzip.unconsumed_tail
        if piece:
            yield piece


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        raise Malformed("a record that is no JSON") from None
