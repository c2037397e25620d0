"""Do something over and over in a thread of its own, whatever goes wrong."""

from __future__ import annotations

import random
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from threading import Event, Thread
from typing import Final

from app.observe.logs import get_logger
from app.services import Services
from app.store import StoreUnavailable, WrongKeys

log = get_logger("anteroom.jobs")
_PAUSE: Final = 1.0
_PAUSE_WHEN_DOWN: Final = 10.0


class Rounds(ABC):
    """Take turns until `stop` is set.

    The bell of the services ends a pause between two.
    """

    def __init__(self, services: Services, stop: Event | None, name: str) -> None:
        self._services = services
        self._stopping = stop or Event()
        self._thread = Thread(target=self.run, name=name, daemon=True)

    @abstractmethod
    def _turn(self) -> bool:
        """Do one thing, and return whether there may be another at once.

        Raises:
            StoreUnavailable, WrongKeys: the database cannot be used.
        """

    def start(self) -> None:
        """Start in a thread.

        Call it after the server's process has forked: a thread does not survive a fork.
        """
        self._thread.start()

    def stop(self, within: float | None = None) -> None:
        """Stop, and wait for the end, at most `within` seconds if they are given."""
        self._stopping.set()
        self._services.bell.set()
        self._thread.join(within)

    def run(self) -> None:
        """Do what is due, and wait for more, until `stop` is set."""
        while not self._stopping.is_set():
            pause = self._round() * random.uniform(0.75, 1.25)  # noqa: S311  (not a secret)
            if pause > _PAUSE_WHEN_DOWN / 2:
                self._stopping.wait(pause)
            else:
                self._services.bell.wait(pause)
            self._services.bell.clear()

    def _round(self) -> float:
        """Take a turn, and return how long to wait before the next."""
        try:
            return 0 if self._turn() else _PAUSE
        except (StoreUnavailable, WrongKeys):  # told where requests fail, and by /readyz
            return _PAUSE_WHEN_DOWN
        except Exception as error:
            # Whatever it is, the thread lives on. The log names only its class and place.
            log.exception("worker failed", exc_info=error)
            return _PAUSE_WHEN_DOWN


class Together:
    """What one process does over and over, each in a thread of its own."""

    def __init__(self, all_of_them: Sequence[Rounds], stop: Event) -> None:
        """`stop` is the one that each of them was given."""
        self._all = all_of_them
        self._stopping = stop

    def start(self) -> None:
        """Start each in a thread, after the server's process has forked."""
        for each in self._all:
            each.start()

    def run(self) -> None:
        """Go on until the process is told to stop."""
        self.start()
        self._stopping.wait()
        self.stop()

    def stop(self, within: float | None = None) -> None:
        """Stop, and wait for the end, at most `within` seconds if they are given."""
        until = None if within is None else time.monotonic() + within
        self._stopping.set()
        for each in self._all:
            each.stop(None if until is None else max(0, until - time.monotonic()))
