"""The erasure journal: it names erased patients, apart from the database.

It is a file, or a table in a database of its own (`app/store/patients/journal_table.py`).

With it, restoring an older backup brings nobody back. Each erasure is one line of JSON: the record's id, when, by
whom, and the reason's code, but nothing about the patient. Each line holds an HMAC over itself and the line before,
so a line that was changed, moved or taken out is noticed. A cut end is not.

A line is added right after the commit, and only the end of the file is read for that. If a crash comes between the
two, the line is added when the journal is caught up: by every worker when it starts, and by `flask backup`.

A restore may leave an erasure out. Then another line with the same record and moment says so, because no line is ever
taken out.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shlex
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple
from uuid import UUID

from app.crypto import BlindIndex, Column
from app.store.engine.private_files import give_to_owner_of, settle
from app.store.patients.tombstones import Erasure

Choose = Callable[[set[str]], list[Erasure]]
"""A function that returns the erasures to write, given the ids that the journal names already."""

ERASURE_LINE: Final = Column("erasures", "journal")
_THERE: Final = os.O_RDWR | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
_FLAGS: Final = _THERE | os.O_CREAT
_LEFT_OUT: Final = "left_out"
"""In place of a reason: the erasure of this record at this moment no longer counts."""
_STEP: Final = 4096
"""How many bytes are read at a time from the end: more than a line has."""


class BrokenJournal(Exception):
    """A line is not the one that was written there, or not under these keys."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line

    def __str__(self) -> str:
        return f"its line {self.line} was changed, or a line before it was taken out, or INDEX_KEY lacks the key of its time"


class Mark(NamedTuple):
    """How long a journal was at some moment: which file, and its size."""

    file: tuple[int, int] | None = None
    size: int = 0


START: Final = Mark()


class Journal(ABC):
    """A journal, in a file or a table. Several processes may write to it in turn."""

    __slots__ = ("_index", "_trouble")
    name: str
    """Where it is, for an operator to read."""

    def __init__(self, index: BlindIndex) -> None:
        self._index = index
        self._trouble: OSError | None = None

    def look(self) -> str:
        """Return where an operator can look when the journal cannot be written."""
        return f"Does the server answer, and may the user of ERASURE_JOURNAL_URL make tables? It is at {self.name}"

    def close(self) -> None:  # noqa: B027  (a file keeps nothing open)
        """Close what the journal keeps open. It can still be used, and opens that again."""

    @abstractmethod
    def mark(self) -> Mark:
        """Return how long the journal is now."""

    def add(self, erasures: Collection[Erasure], since: Mark) -> int:
        """Add erasures that were committed since the mark was taken.

        Return how many of them the journal did not name yet. Only the lines after the mark are read. Otherwise it works
        as `catch_up` does.

        Raises:
            OSError: it cannot be written.
        """
        return self._write(lambda named: _but(named, erasures), since)

    def catch_up(self, erasures: Callable[[], Collection[Erasure]]) -> int:
        """Add the erasures that the file does not name yet, and return how many.

        They are on the disk when it returns. A last line that a crash left unfinished is removed first. A journal
        under an older index key is rewritten under the newest, so that the older key can be given up.

        Raises:
            OSError: it cannot be written.
        """
        return self._write(lambda named: _but(named, erasures()), START)

    def leave_out(self, erasures: Collection[Erasure]) -> None:
        """Add lines that say that these erasures no longer count.

        Their patients are back, and no later restore is to erase them because of the old lines.

        Raises:
            OSError: it cannot be written.
        """
        lines = [replace(each, reason=_LEFT_OUT) for each in erasures]
        self._write(lambda _named: lines, self.mark())

    @abstractmethod
    def added(self, since: Mark) -> tuple[int, Mark] | None:
        """Return how many were added since the mark, and the mark now.

        None when it is another journal, or gone.

        Raises:
            OSError: it cannot be read.
        """

    @abstractmethod
    def trouble(self) -> OSError | None:
        """Return why the journal cannot be written, or None.

        As found at the last attempt, or now.
        """

    @abstractmethod
    def read(self) -> list[Erasure]:
        """Return all that it says, for `standing`, each line verified.

        Raises:
            BrokenJournal: a line is not the one that was written.
            FileNotFoundError: there is none.
            OSError: it cannot be read.
        """

    def _write(self, choose: Choose, since: Mark) -> int:
        try:
            written = self._append(choose, since)
        except OSError as error:
            self._trouble = OSError(error.errno, error.strerror)
            raise
        self._trouble = None
        return written

    @abstractmethod
    def _append(self, choose: Choose, since: Mark) -> int:
        """Add what is chosen, and return how many that is.

        Raises:
            OSError: it cannot be written.
        """


class ErasureJournal(Journal):
    """A journal in a file, at its path."""

    __slots__ = ("name", "path")

    def __init__(self, path: Path, index: BlindIndex) -> None:
        super().__init__(index)
        self.path = path
        self.name = str(path)

    def look(self) -> str:
        """Return where an operator can look when the journal cannot be written."""
        folder, file = shlex.quote(str(self.path.parent)), shlex.quote(str(self.path))
        return f"See: ls -ld {folder} {file}, df {folder}"

    def mark(self) -> Mark:
        """Return how long the journal is now."""
        try:
            return _mark(self.path.stat())
        except OSError:
            return START

    def added(self, since: Mark) -> tuple[int, Mark] | None:
        """Return how many were added since the mark, and the mark now.

        None when the file is another one, or gone.

        Raises:
            OSError: it cannot be read.
        """
        if self.mark().file != since.file or since.file is None:
            return None
        with self.path.open("rb") as file:
            lines = _whole_lines(file, since.size)
        return len(named_in(lines)), since._replace(size=since.size + sum(map(len, lines)))

    def trouble(self) -> OSError | None:
        """Return why the journal cannot be written, or None.

        As found at the last attempt, or now.
        """
        if self._trouble is not None:
            return self._trouble
        folder = self.path.parent
        try:
            os.close(os.open(self.path, _THERE))
        except FileNotFoundError:
            while not folder.exists():
                folder = folder.parent
            may = os.access(folder, os.W_OK | os.X_OK)
            return None if may else PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        except OSError as error:
            return error
        return None

    def _append(self, choose: Choose, since: Mark) -> int:
        with self._held() as file:
            if (
                is_of_an_older_key(self._index, _first_line(file))
                and (genuine := kept(self._index, _whole_lines(file))) is not None
            ):
                self._replace(list(written(self._index, genuine, "")))
                return self._append(choose, START)
            is_new = not os.fstat(file.fileno()).st_size
            begin = since.size if since.file == _mark(os.fstat(file.fileno())).file else 0
            chosen = choose(named_in(_whole_lines(file, begin)))
            fresh = written(self._index, in_order(chosen), mac_of(_last_line(file)))
            file.write(b"".join(fresh))
            file.flush()
            os.fsync(file.fileno())
            if is_new:
                settle(self.path.parent)
        return len(chosen)

    def read(self) -> list[Erasure]:
        """Return all that the file says, for `standing`, each line verified.

        A last line without an end was never finished.

        Raises:
            BrokenJournal: a line is not the one that was written.
            OSError: it cannot be read.
        """
        with self.path.open("rb") as file:
            return list(proved(self._index, _whole_lines(file)))

    @contextmanager
    def _held(self) -> Iterator[BinaryIO]:
        """Open it alone, without what a crash left of a last line."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        while True:
            with os.fdopen(os.open(self.path, _FLAGS, 0o600), "a+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                if not self._is_still(file):
                    continue
                if not os.fstat(file.fileno()).st_size:
                    give_to_owner_of(self.path.parent, file.fileno())
                os.truncate(file.fileno(), _end_of_whole_lines(file))
                yield file
            return

    def _is_still(self, file: BinaryIO) -> bool:
        """Return whether this file still has the journal's name.

        While we waited, another process may have written a new one in its place.
        """
        try:
            return os.path.samestat(os.fstat(file.fileno()), self.path.stat())
        except FileNotFoundError:
            return False

    def _replace(self, lines: list[bytes]) -> None:
        part = self.path.with_name(f"{self.path.name}.part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            give_to_owner_of(self.path.parent, file.fileno())
            file.write(b"".join(lines))
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.path)


def write_journal(file: BinaryIO, index: BlindIndex, erasures: Collection[Erasure]) -> None:
    """Write a journal of these erasures from its first line."""
    file.write(b"".join(written(index, in_order(erasures), "")))


def standing(said: Collection[Erasure]) -> dict[UUID, Erasure]:
    """Map records to the erasures that count, out of one or more journals' lines."""
    left_out = {(each.patient_id, each.at) for each in said if each.reason == _LEFT_OUT}
    return {
        each.patient_id: each
        for each in said
        if each.reason != _LEFT_OUT and (each.patient_id, each.at) not in left_out
    }


def _but(named: set[str], erasures: Collection[Erasure]) -> list[Erasure]:
    return [each for each in erasures if each.patient_id.hex not in named]


def named_in(lines: Collection[bytes]) -> set[str]:
    """Return the ids that lines name, in the order of writing. Proves nothing."""
    named = set()
    for fields in map(_parsed, lines):
        patient = str(fields.get("patient", ""))
        if fields.get("reason") == _LEFT_OUT:
            named.discard(patient)
        else:
            named.add(patient)
    return named


def in_order(erasures: Collection[Erasure]) -> list[Erasure]:
    """Return erasures in the order in which they are written."""
    return sorted(erasures, key=lambda each: (each.at, each.patient_id))


def is_of_an_older_key(index: BlindIndex, first: bytes) -> bool:
    """Return whether a journal's first line is not under the newest key."""
    return bool(first) and mac_of(first) != _mac(index, "", _fields(first))[0]


def _mark(stat: os.stat_result) -> Mark:
    return Mark((stat.st_dev, stat.st_ino), stat.st_size)


def _whole_lines(file: BinaryIO, begin: int = 0) -> list[bytes]:
    file.seek(begin)
    return [line for line in file if line.endswith(b"\n")]


def _end_of_whole_lines(file: BinaryIO, before: int | None = None) -> int:
    """Return where the last whole line before a place ends, or 0.

    Without a place, the last whole line of the file.
    """
    end = os.fstat(file.fileno()).st_size if before is None else before
    while end:
        begin = max(0, end - _STEP)
        found = os.pread(file.fileno(), end - begin, begin).rfind(b"\n")
        if found >= 0:
            return begin + found + 1
        end = begin
    return 0


def _first_line(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.readline()


def _last_line(file: BinaryIO) -> bytes:
    """Return the last line of a file of whole lines; nothing of an empty one."""
    end = _end_of_whole_lines(file)
    begin = _end_of_whole_lines(file, end - 1) if end else 0
    return os.pread(file.fileno(), end - begin, begin)


def written(index: BlindIndex, erasures: Collection[Erasure], previous: str) -> Iterator[bytes]:
    for each in erasures:
        fields = {
            "patient": each.patient_id.hex,
            "at": each.at.isoformat(),
            "actor": each.actor,
            "reason": each.reason,
        }
        previous = _mac(index, previous, fields)[0]
        yield json.dumps({**fields, "mac": previous}, separators=(",", ":")).encode() + b"\n"


def kept(index: BlindIndex, lines: list[bytes]) -> list[Erasure] | None:
    try:
        return list(proved(index, lines))
    except BrokenJournal:
        return None


def proved(index: BlindIndex, lines: list[bytes]) -> Iterator[Erasure]:
    previous = ""
    for number, line in enumerate(lines, start=1):
        fields, mac = _fields(line), mac_of(line)
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


def mac_of(line: bytes) -> str:
    return str(_parsed(line).get("mac", ""))


def _parsed(line: bytes) -> dict[str, Any]:
    """Return the fields of a line; none of one that is no JSON object."""
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
