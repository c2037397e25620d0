"""A private folder for a while, removed whatever ends the command. After SIGKILL, the next one removes what was left."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
from contextlib import contextmanager
from secrets import token_hex
from typing import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import FrameType

_PREFIX: Final = "rehearsal-"
_ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_BY_SIGNAL: Final = 128


@contextmanager
def scratch(parent: Path) -> Iterator[Path]:
    """Give a new folder under `parent`, 0700, for as long as the block runs."""
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _remove_leftovers(parent)
    folder = parent / f"{_PREFIX}{token_hex(8)}"
    folder.mkdir(mode=0o700)
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with _ended_by_signals():
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


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let a signal end the block as an error would, and no further one disturb what the end does."""
    ended = False

    def end(number: int, _frame: FrameType | None) -> NoReturn:
        nonlocal ended
        ended = True
        for each in before:
            signal.signal(each, signal.SIG_IGN)
        raise SystemExit(_BY_SIGNAL + number)

    before = {number: signal.getsignal(number) for number in _ENDING}
    taken = {number for number, handler in before.items() if handler is not signal.SIG_IGN}
    for number in taken:
        signal.signal(number, end)
    try:
        yield
    finally:
        if not ended:  # else the process is ending, and the folder goes first
            for number in taken:
                signal.signal(number, before[number])
