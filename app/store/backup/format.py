"""The inside of a backup: JSON lines, compressed by gzip, in an age file.

First the manifest, then rows, some at a time, and last what vouches for them all: anybody can make an age file with a
public key. Reading holds a batch of rows and no more, however large the file is.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO, Final, NamedTuple

from app.crypto import BlindIndex, Column, Identities
from app.store.backup.manifest import FORMAT, Manifest

_LEVEL: Final = 1
"""Tokens hardly compress, and the rest compresses well even so: a higher level costs much and saves little."""
_GZIP: Final = 16 + zlib.MAX_WBITS
_LONGEST: Final = 256 * 1024 * 1024
_CONTENT: Final = Column("backups", "content")
"""INDEX_KEY vouches for it."""
Batch = tuple[str, list[list[Any]]]
"""A table's name, and some of its rows."""


class Refused(Exception):
    """The sentence says what is wrong and what to do. Nothing was changed."""


class Malformed(Exception):
    """The file opened, but it is of a later format, or was written by mistake."""


class NotOurs(Exception):
    """The file opened, but no INDEX_KEY of ours vouches for what is in it."""


class Content(NamedTuple):
    """What an open backup holds.

    It is known to be whole, and ours, only after the last batch.
    """

    manifest: Manifest
    batches: Iterator[Batch]
    unpacked: Callable[[], int]
    """Returns how many bytes were read until now."""


def packed(records: Iterable[Any], index: BlindIndex) -> Iterator[bytes]:
    """Yield the content of a backup. It is whole with the last piece."""
    packing, digest = zlib.compressobj(_LEVEL, wbits=_GZIP), hashlib.sha256()
    for record in records:
        line = _line(record)
        digest.update(line)
        yield packing.compress(line)
    yield packing.compress(_line(index.of(_CONTENT, digest.hexdigest()).hex()))
    yield packing.flush()


def _line(record: Any) -> bytes:
    return json.dumps(record, separators=(",", ":")).encode() + b"\n"


@contextmanager
def opened(file: BinaryIO, identities: Identities, index: BlindIndex) -> Iterator[Content]:
    """Yield what a backup holds.

    Raises:
        NotAge, OtherIdentity, Damaged: as `Identities.open` does.
        Malformed: it is not what this code writes.
        NotOurs: at the end of the batches.
    """
    with identities.open(file) as plain, gzip.open(plain) as unpacked:
        records = _records(unpacked, index)
        try:
            manifest = Manifest.of(next(records, None))
        except ValueError:
            raise Malformed(f"not of format {FORMAT}") from None
        yield Content(manifest, records, unpacked.tell)


def _records(unpacked: gzip.GzipFile, index: BlindIndex) -> Iterator[Any]:
    digest = hashlib.sha256()
    while isinstance(record := _parsed(line := _next(unpacked)), (dict, list)):
        digest.update(line)
        yield record
    if record not in [each.hex() for each in index.candidates(_CONTENT, digest.hexdigest())]:
        raise NotOurs
    if _next(unpacked):
        raise Malformed("more than was vouched for")


def _next(unpacked: gzip.GzipFile) -> bytes:
    try:
        line = unpacked.readline(_LONGEST)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise Malformed("not compressed as ours is") from None
    if len(line) == _LONGEST:
        raise Malformed("a record without an end")
    return line


def _parsed(line: bytes) -> Any:
    with suppress(ValueError, RecursionError):  # it holds the line, so ours is raised apart from it
        return json.loads(line)
    raise Malformed("a record that is no JSON")
