"""Keeping files to their owner, and on the disk: a restored backup, a careless umask or root's command leaves them otherwise."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from app.store.errors import StoreUnavailable

if TYPE_CHECKING:
    from pathlib import Path

_OTHERS: Final = 0o077
_WRITING: Final = 0o022
_BESIDE: Final = ("-wal", "-shm", "-journal")


def close_to_others(path: Path) -> None:
    """Take from others all rights to the database's file, those that SQLite puts beside it, and their folder.

    A folder that others share (sticky, as /tmp is, or with folders in it) keeps its mode: its other users need it.
    By name, never through a descriptor: to close one would drop the locks that SQLite holds in this process.

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
    """Give a file that root has just made to the folder's owner: the server, as another user, has to open it too."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(file, owner.st_uid, owner.st_gid)


def settle(folder: Path) -> None:
    """Have the new name on the disk, too: a power cut must not take back what was said to be there."""
    with suppress(OSError):  # not every file system can
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _mode(path: Path) -> int:
    """Return the mode, and 0 for what is not there or cannot be looked at: SQLite reports that by name."""
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
