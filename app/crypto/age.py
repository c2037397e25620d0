"""Make and open files in the age format (age-encryption.org/v1).

A file is made with public keys alone. The identity, the secret part of such a key, opens it; `age -d` does so too.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, BinaryIO, Final, Protocol

import pyrage

_MAGIC: Final = b"age-encryption.org/v1\n"


class NotAge(Exception):
    """The file does not begin as an age file does."""


class OtherIdentity(Exception):
    """The file was made for other recipients, or its first lines are damaged."""


class Damaged(Exception):
    """A byte of the file was changed, or a part is missing or was added."""


class Writes(Protocol):
    """A file that sealed bytes are written to."""

    def write(self, data: bytes, /) -> int:
        """Take all of it."""


class Recipients:
    """Public keys (`age1…`). The identity of any of them opens what is sealed.

    Raises:
        ValueError: there is none, or one is mistyped.
    """

    __slots__ = ("_keys",)

    def __init__(self, public_keys: Iterable[str]) -> None:
        try:
            self._keys = [pyrage.x25519.Recipient.from_str(each) for each in public_keys]
        except pyrage.RecipientError:
            raise ValueError("not a public key of age") from None
        if not self._keys:
            raise ValueError("no public key")

    def seal(self, content: Iterator[bytes], file: Writes) -> None:
        """Write the content to the file, sealed.

        What reading or writing raises is raised. The file is not whole then, and nobody can open it to its end.
        """
        failed: list[BaseException] = []
        source = SimpleNamespace(read=_noting(failed, _reads(content)))
        sink = SimpleNamespace(write=_noting(failed, file.write))
        try:
            pyrage.encrypt_io(source, sink, self._keys)
        except pyrage.EncryptError:
            if not failed:
                raise
        if failed:
            raise failed[0]


def _noting(failed: list[BaseException], call: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Wrap a call of pyrage's, and keep the error that it ends with.

    pyrage makes a text of it, which may hold a row, and says nothing of one in the last write.
    """

    def noted(argument: Any) -> Any:
        try:
            return call(argument)
        except BaseException as error:
            failed.append(error)
            raise

    return noted


def _reads(content: Iterator[bytes]) -> Callable[[int], bytes]:
    """Return the `read` of a file that has the content."""
    rest = memoryview(b"")

    def read(size: int) -> bytes:
        nonlocal rest
        rest = rest or memoryview(next(filter(None, content), b""))
        piece, rest = rest[:size], rest[size:]
        return bytes(piece)

    return read


class Identities:
    """Secret keys, from the text of a file as `age-keygen` makes it.

    Raises:
        ValueError: there is none, or one is mistyped.
    """

    __slots__ = ("_keys",)

    def __init__(self, text: str) -> None:
        lines = [line.strip() for line in text.splitlines()]
        try:
            self._keys = [
                pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")
            ]
        except pyrage.IdentityError:
            raise ValueError("not an identity of age") from None
        if not self._keys:
            raise ValueError("no identity")

    @property
    def public_keys(self) -> list[str]:
        return [str(each.to_public()) for each in self._keys]

    @contextmanager
    def open(self, file: BinaryIO) -> Iterator[BinaryIO]:
        """Yield the content as a stream.

        Each part is checked before it is handed out, and only the end proves that the file is whole. Nothing is written
        to a disk.

        Raises:
            NotAge: it is another kind of file.
            OtherIdentity: none of these opens it.
            Damaged: at whatever point, also after parts were handed out.
        """
        if file.read(len(_MAGIC)) != _MAGIC:
            raise NotAge
        file.seek(0)
        there, here = os.pipe()
        with ThreadPoolExecutor(1) as thread, os.fdopen(there, "rb", buffering=0) as pipe:
            yield io.BufferedReader(_Content(pipe, thread.submit(_decrypt, file, here, self._keys)))

    def __repr__(self) -> str:
        return f"Identities(<{len(self._keys)} hidden>)"


class _Content(io.RawIOBase):
    """What comes through the pipe, whose end is an error if it is not whole."""

    def __init__(self, pipe: io.RawIOBase, work: Future[None]) -> None:
        self._pipe, self._work = pipe, work

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        length = self._pipe.readinto(buffer)
        if not length:
            self._work.result()
        return length


def _decrypt(file: BinaryIO, into: int, identities: list[Any]) -> None:
    with os.fdopen(into, "wb", buffering=0) as pipe:
        try:
            pyrage.decrypt_io(file, pipe, identities)
        except BrokenPipeError:  # its reader has stopped
            return
        except pyrage.DecryptError:  # before the first byte of the content
            raise OtherIdentity from None
        except OSError as error:
            if error.errno is None:  # age's own: not the file system's
                raise Damaged from None
            raise


def new_identity() -> tuple[str, str]:
    """Return a fresh identity and its public key."""
    made = pyrage.x25519.Identity.generate()
    return str(made), str(made.to_public())
