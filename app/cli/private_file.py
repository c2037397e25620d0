"""A file for nobody but who runs the command, that has its name only when it is whole."""

from __future__ import annotations

import os
from contextlib import contextmanager
from secrets import token_hex
from typing import TYPE_CHECKING, BinaryIO, Final

from app.cli.endings import ended_by_signals
from app.store.file_modes import settle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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
    with ended_by_signals():
        try:
            with os.fdopen(os.open(part, _NEW, 0o600), "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            _put_in_place(part, path, force=force)
            settle(path.parent)
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
