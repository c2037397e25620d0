"""A private folder for a while, removed whatever ends the command. After SIGKILL, the next one removes what was left."""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import contextmanager
from secrets import token_hex
from typing import TYPE_CHECKING, Final

from app.cli.endings import ended_by_signals

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PREFIX: Final = "rehearsal-"


@contextmanager
def scratch(parent: Path) -> Iterator[Path]:
    """Give a new folder under `parent`, 0700, for as long as the block runs."""
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _remove_leftovers(parent)
    folder = parent / f"{_PREFIX}{token_hex(8)}"
    folder.mkdir(mode=0o700)
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    with ended_by_signals():
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(held)


def _remove_leftovers(parent: Path) -> None:
    """Remove the folders that nobody holds any more."""
    for folder in parent.glob(f"{_PREFIX}*"):
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            pass
        finally:
            os.close(held)
