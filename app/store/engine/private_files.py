"""Keeping files to their owner, and on the disk.

A restored backup, a careless umask or a command that root ran may have left them otherwise.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from app.store.engine.database import StoreUnavailable

_OTHERS: Final = 0o077
_WRITING: Final = 0o022
_BESIDE: Final = ("-wal", "-shm", "-journal")


def close_to_others(path: Path) -> None:
    """Take all rights from other users to the database's files and their folder.

    A folder that others share (sticky, as /tmp is, or with folders in it) keeps its mode: its other users need it.
    Modes are changed by name, never through a descriptor: closing one would drop the locks that SQLite holds in this
    process.

    Raises:
        StoreUnavailable: `open_to_others`: we may not, or others may put another file in its place.
    """
    for file in (path, *(path.with_name(path.name + ending) for ending in _BESIDE)):
        mode = _mode(file)
        if stat.S_ISREG(mode) and mode & _OTHERS:
            _close(file, mode)
    folder = path.absolute().parent
    mode = _mode(folder)
    if not (stat.S_ISDIR(mode) and mode & _OTHERS) or mode & stat.S_ISVTX:
        return
    if not _is_shared(folder):
        _close(folder, mode)
    elif mode & _WRITING:
        raise StoreUnavailable("open_to_others")


def give_to_owner_of(folder: Path, file: int) -> None:
    """Give a file that root has just made to the folder's owner.

    The server, which runs as another user, must open it, too.
    """
    if os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(file, owner.st_uid, owner.st_gid)


def settle(folder: Path) -> None:
    """Write a new name in a folder to the disk.

    Otherwise a power cut could take back what was reported as done.
    """
    with suppress(OSError):  # not every file system can
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _mode(path: Path) -> int:
    """Return the mode, or 0 if the path is missing or cannot be examined.

    SQLite reports that by name.
    """
    try:
        return path.stat().st_mode
    except OSError:
        return 0


def _is_shared(folder: Path) -> bool:
    try:
        return any(each.is_dir() for each in folder.iterdir())
    except OSError:
        return True


def _close(path: Path, mode: int) -> None:
    with suppress(OSError):
        path.chmod(stat.S_IMODE(mode) & ~_OTHERS)
    if _mode(path) & _OTHERS:
        raise StoreUnavailable("open_to_others")
