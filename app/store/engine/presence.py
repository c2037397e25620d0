"""Which servers and workers have an SQLite file open, so that none is replaced.

Each of them holds a lock on a file beside the database. The kernel takes the lock away with the process, however that
ends. The name begins with a dot, so that it stays where it is when `anteroom.db*` is moved away, and says which file the
process began on. PostgreSQL needs none of it: a session stays with its database, whatever that is called.
"""

from __future__ import annotations

import fcntl
import glob
import logging
import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine

from app.store.engine.file_lock import FLAGS, MODE, is_taken
from app.store.engine.private_files import give_to_owner_of
from app.store.engine.sqlite import file_of

log = logging.getLogger("anteroom.store")


class Presence:
    """What a process shows of itself beside its database, and sees of others."""

    __slots__ = ("_file", "_held", "_is_told")

    def __init__(self, engine: Engine) -> None:
        self._file = file_of(engine.url) if engine.dialect.name == "sqlite" else None
        self._held: tuple[Path, int] | None = None
        self._is_told = False

    def show(self) -> None:
        """Show, until this process ends, that it has the database open.

        Call it now and then, because somebody may tidy up the lock file. A failure is only logged, once: it must not
        stop a server.
        """
        if self._is_shown():
            return
        mark = self._held[0] if self._held else self._mark()
        if mark is None:
            return
        try:
            self._held = mark, _locked(mark)
        except OSError:
            if not self._is_told:
                log.warning("presence not shown")
            self._is_told = True

    def others(self) -> bool:
        """Return whether a server or worker has the database open.

        A file that had its name before counts too.
        """
        return any(_is_held(mark) for mark in self._marks())

    def others_elsewhere(self) -> bool:
        """Return whether one has a file open that had the name before, but no longer."""
        ours = self._mark()
        return any(_is_held(mark) for mark in self._marks() if mark != ours)

    def _marks(self) -> Iterator[Path]:
        if self._file is not None:
            yield from self._file.parent.glob(f".{glob.escape(self._file.name)}.*.open")

    def _mark(self) -> Path | None:
        """Return the lock's place for the file that has the name now, or None."""
        if self._file is None:
            return None
        try:
            stat = self._file.stat()
        except OSError:
            return None
        return self._file.with_name(f".{self._file.name}.{stat.st_dev:x}-{stat.st_ino:x}.open")

    def _is_shown(self) -> bool:
        if self._held is None:
            return False
        mark, held = self._held
        try:
            return os.path.samestat(mark.stat(), os.fstat(held))
        except OSError:
            return False


def _locked(mark: Path) -> int:
    held = os.open(mark, FLAGS, MODE)
    try:
        give_to_owner_of(mark.parent, held)
        fcntl.flock(held, fcntl.LOCK_SH)
    except BaseException:
        os.close(held)
        raise
    return held


def _is_held(mark: Path) -> bool:
    try:
        tried = os.open(mark, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return not is_taken(tried)
    finally:
        os.close(tried)
