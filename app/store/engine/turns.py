"""Turns, taken in the order of arrival.

A semaphore will not do: a thread that gives its turn back could take the next one before those that wait.
"""

from __future__ import annotations

from collections import deque
from threading import Event, Lock


class Turns:
    """Allow `at_once` holders; the others wait in line for `patience` seconds.

    Threads may share it.
    """

    def __init__(self, at_once: int, patience: float) -> None:
        self._free = at_once
        self._patience = patience
        self._line: deque[Event] = deque()
        self._lock = Lock()

    @property
    def waiting(self) -> int:
        """Return how many wait in line."""
        return len(self._line)

    def take(self) -> bool:
        """Take a turn, and return whether one came in time."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            mine = Event()
            self._line.append(mine)
        try:
            if mine.wait(self._patience):
                return True
        except BaseException:  # a signal: a turn that nobody takes would never come back
            if not self._left(mine):
                self.give_back()
            raise
        return not self._left(mine)

    def _left(self, mine: Event) -> bool:
        """Leave the line, and return False if the turn came at the last moment."""
        with self._lock:
            if mine.is_set():
                return False
            self._line.remove(mine)
            return True

    def give_back(self) -> None:
        """End a turn, and give it to the first in line."""
        with self._lock:
            if self._line:
                self._line.popleft().set()
            else:
                self._free += 1
