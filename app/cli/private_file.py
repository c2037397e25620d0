"""A file for nobody but who runs the command, that has its name only when it is whole."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager, suppress
from secrets import token_hex
from typing import TYPE_CHECKING, BinaryIO, Final, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import FrameType

_ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_BY_SIGNAL: Final = 128
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW


@contextmanager
def private_file(path: Path, *, force: bool) -> Iterator[BinaryIO]:
    """Open `path` for writing, 0600, under a name of its own that ends in `.part` until the block is through.

    With `force` it takes the place of what is there. No link is followed. The part goes when the block fails or a
    signal ends the process; only after SIGKILL it stays.

    Raises:
        FileExistsError: `path` is there, and not to be replaced.
        OSError: it cannot be written.
    """
    if not force and os.path.lexists(path):
        raise FileExistsError
    part = path.parent / f"{path.name}.{token_hex(8)}.part"
    with _removed_when_ended(part):
        try:
            with os.fdopen(os.open(part, _NEW, 0o600), "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            _put_in_place(part, path, force=force)
            _settle(path.parent)
        finally:
            part.unlink(missing_ok=True)


def _put_in_place(part: Path, path: Path, *, force: bool) -> None:
    """Give the file its name in one step, for somebody may want the same name at the same time."""
    if not force:
        try:
            os.link(part, path)
        except FileExistsError:
            raise
        except OSError:  # FAT, as on most sticks, gives no file two names: then the name is taken first
            os.close(os.open(path, _NEW, 0o600))
        else:
            return
    part.replace(path)


def _settle(folder: Path) -> None:
    """Have the new name on the disk, too: a power cut must not take back what was said to be there."""
    with suppress(OSError):  # not every file system can
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


@contextmanager
def _removed_when_ended(part: Path) -> Iterator[None]:
    """Remove the part first when a signal ends the process, however often one comes. One that is ignored stays so."""

    def end(number: int, _frame: FrameType | None) -> NoReturn:
        part.unlink(missing_ok=True)
        raise SystemExit(_BY_SIGNAL + number)

    before = {number: signal.getsignal(number) for number in _ENDING}
    taken = {number: handler for number, handler in before.items() if handler is not signal.SIG_IGN}
    for number in taken:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in taken.items():
            signal.signal(number, handler)
