"""What the process uses itself, and for how long it holds connections."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from app.intervals import Interval
from app.observe.tally import put, take_time
from app.services import Services
from app.store.engine.observers import watch_pool

_MEMORY: Final = Path("/proc/self/statm")
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


def init_tally(services: Services) -> None:
    """Count how long connections of the database are held, and what this process uses."""
    process = _Process()

    def note(in_use: int, most: int) -> None:
        put("anteroom_database_connections_in_use", in_use)
        process.note(most)

    process.note()
    watch_pool(
        services.store.engine,
        lambda seconds: take_time("anteroom_database_hold_seconds", seconds),
        note,
    )


class _Process:
    """Notes what this process uses, once a second at most.

    Each process does so itself, because in production no process may look at another of the same user. A worker's
    threads use the database that often, so the numbers are never old.
    """

    __slots__ = ("_again", "_started")

    def __init__(self) -> None:
        self._again = Interval(1.0)
        self._started = time.time()

    def note(self, connections: int | None = None) -> None:
        """Put the numbers where all processes read them.

        `connections` is how many there may be, once that is known.
        """
        if not self._again.take():
            return
        if connections is not None:
            put("anteroom_database_connections_most", connections)
        put("process_cpu_seconds", time.process_time())
        put("process_start_time_seconds", self._started)
        with suppress(OSError, ValueError, IndexError):  # another system than Linux
            pages = int(_MEMORY.read_text().split()[1])
            put("process_resident_memory_bytes", pages * _PAGE)
