"""The erasure journal: who was erased, in a file apart from the database, so that an older backup brings nobody back.

One line an erasure, in JSON: the record's id, when, by whom, the reason's code; nothing of the patient. Each line holds
an HMAC over the line before it and itself, so a line that was changed, moved or taken out is noticed. A cut end is not.
"""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO, Final
from uuid import UUID

from app.store.columns import ERASURE_LINE
from app.store.erasures import Erasure

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from app.crypto import BlindIndex

_FLAGS: Final = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC


class BrokenJournal(Exception):
    """A line is not the one that was written there, or not under these keys."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line

    def __str__(self) -> str:
        return f"its line {self.line} was changed, or a line before it was taken out, or INDEX_KEY lacks the key of its time"


class ErasureJournal:
    """A journal, at its path. Several processes may write to it: they take turns."""

    __slots__ = ("_index", "_path")

    def __init__(self, path: Path, index: BlindIndex) -> None:
        self._path = path
        self._index = index

    def catch_up(self, erasures: Callable[[], Collection[Erasure]]) -> int:
        """Add those whom it does not name yet, and return how many. They are on the disk then.

        What a crash left of a last line is taken away first. A journal under an older index key is written anew
        under the newest, so that the older one can be given up.

        Raises:
            OSError: it cannot be written.
        """
        with self._held() as file:
            lines = _whole_lines(file)
            if lines and not self._is_newest(lines[0]) and (kept := _kept(self._index, lines)) is not None:
                lines = list(_written(self._index, kept, ""))
                self._replace(lines)
                return self.catch_up(erasures)
            named = {_id_of(line) for line in lines}
            missing = [each for each in erasures() if each.patient_id.hex not in named]
            fresh = _written(self._index, sorted(missing, key=_when), _mac_of(lines[-1]) if lines else "")
            file.write(b"".join(fresh))
            file.flush()
            os.fsync(file.fileno())
        return len(missing)

    def read(self) -> list[Erasure]:
        """Return every erasure that it names, each line proved. A last line without an end was never finished: it is left out.

        Raises:
            BrokenJournal: a line is not the one that was written.
            OSError: it cannot be read.
        """
        with self._path.open("rb") as file:
            return list(_proved(self._index, _whole_lines(file)))

    @contextmanager
    def _held(self) -> Iterator[BinaryIO]:
        """Open it alone, without what a crash left of a last line."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        while True:
            with os.fdopen(os.open(self._path, _FLAGS, 0o600), "a+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                if not self._is_still(file):
                    continue
                os.truncate(file.fileno(), sum(map(len, _whole_lines(file))))
                yield file
            return

    def _is_still(self, file: BinaryIO) -> bool:
        """Return whether the file has the name yet: while we waited, another may have written the journal anew."""
        try:
            return os.path.samestat(os.fstat(file.fileno()), self._path.stat())
        except FileNotFoundError:
            return False

    def _is_newest(self, line: bytes) -> bool:
        return _mac_of(line) == _mac(self._index, "", _fields(line))[0]

    def _replace(self, lines: list[bytes]) -> None:
        part = self._path.with_name(f"{self._path.name}.part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(b"".join(lines))
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._path)


def write_journal(file: BinaryIO, index: BlindIndex, erasures: Collection[Erasure]) -> None:
    """Write a journal of these erasures from its first line."""
    file.write(b"".join(_written(index, sorted(erasures, key=_when), "")))


def _when(erasure: Erasure) -> tuple[datetime, UUID]:
    return erasure.at, erasure.patient_id


def _whole_lines(file: BinaryIO) -> list[bytes]:
    file.seek(0)
    return [line for line in file if line.endswith(b"\n")]


def _written(index: BlindIndex, erasures: Collection[Erasure], previous: str) -> Iterator[bytes]:
    for each in erasures:
        fields = {
            "patient": each.patient_id.hex,
            "at": each.at.isoformat(),
            "actor": each.actor,
            "reason": each.reason,
        }
        previous = _mac(index, previous, fields)[0]
        yield json.dumps({**fields, "mac": previous}, separators=(",", ":")).encode() + b"\n"


def _kept(index: BlindIndex, lines: list[bytes]) -> list[Erasure] | None:
    try:
        return list(_proved(index, lines))
    except BrokenJournal:
        return None


def _proved(index: BlindIndex, lines: list[bytes]) -> Iterator[Erasure]:
    previous = ""
    for number, line in enumerate(lines, start=1):
        fields, mac = _fields(line), _mac_of(line)
        if mac not in _mac(index, previous, fields):
            raise BrokenJournal(number)
        previous = mac
        yield Erasure(
            UUID(fields["patient"]), datetime.fromisoformat(fields["at"]), fields["actor"], fields["reason"]
        )


def _mac(index: BlindIndex, previous: str, fields: dict[str, Any]) -> tuple[str, ...]:
    """Return the line's HMAC under each key, newest first."""
    text = json.dumps({**fields, "previous": previous}, sort_keys=True, separators=(",", ":"))
    return tuple(each.hex() for each in index.candidates(ERASURE_LINE, text))


def _fields(line: bytes) -> dict[str, Any]:
    return {name: value for name, value in _parsed(line).items() if name != "mac"}


def _mac_of(line: bytes) -> str:
    return str(_parsed(line).get("mac", ""))


def _id_of(line: bytes) -> str:
    return str(_parsed(line).get("patient", ""))


def _parsed(line: bytes) -> dict[str, Any]:
    """Return the fields of a line; none of one that is no JSON object."""
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
