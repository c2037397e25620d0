"""A lock on a file beside the database: it goes with the process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Engine

from app.store.engine.database import StoreUnavailable
from app.store.engine.private_files import give_to_owner_of
from app.store.engine.sqlite import file_of

FLAGS: Final = os.O_RDONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
MODE: Final = 0o600


def is_taken(file: int) -> bool:
    """Take the lock on an open file if it is free, and return whether it was."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def file_lock(engine: Engine, name: str) -> Iterator[bool]:
    """Hold a lock of this name beside the file while the block runs, if it is free.

    Yield whether it was. The kernel takes the lock away with the process, however that ends.

    Raises:
        StoreUnavailable: its file cannot be opened.
    """
    file = file_of(engine.url)
    try:
        held = os.open(file.with_name(f".{file.name}.{name}"), FLAGS, MODE)
    except OSError:
        raise StoreUnavailable("SQLITE_CANTOPEN") from None
    try:
        give_to_owner_of(file.parent, held)
        yield is_taken(held)
    finally:
        os.close(held)
