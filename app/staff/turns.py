"""Turns at something dear, in the order of coming.

A semaphore lets whoever gives a turn back take the next one before those who wait; here nobody is overtaken.
"""

from __future__ import annotations

from collections import deque
from threading import Event, Lock


class Turns:
    """So many at once; whoever comes later waits in line, for at most `patience` seconds. Shared between threads."""

    def __init__(self, at_once: int, patience: float) -> None:
        self._free = at_once
        self._patience = patience
        self._line: deque[Event] = deque()
        self._lock = Lock()

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return len(self._line)

    def take(self) -> bool:
        """Take a turn, and return whether there was one in time."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            mine = Event()
            self._line.append(mine)
        if mine.wait(self._patience):
            return True
        with self._lock:
            if mine.is_set():  # given at the last moment
                return True
            self._line.remove(mine)
            return False

    def give_back(self) -> None:
        """End a turn: the first in line has it."""
        with self._lock:
            if self._line:
                self._line.popleft().set()
            else:
                self._free += 1
