"""The thread that links the audit trail."""

from __future__ import annotations

import random
from threading import Event, Thread
from typing import Final

from app.store.engine.database import StoreUnavailable, WrongKeys
from app.store.store import Store

_PAUSE: Final = 1.0
_PAUSE_WHEN_DOWN: Final = 10.0
_SWEEP_EVERY: Final = 600
"""Rounds: some ten minutes."""


class Linker:
    """Links new entries within a second or two.

    Each process may have one: they take turns. Start it after the fork of a server's process: a thread does
    not survive one.
    """

    __slots__ = ("_rounds", "_stopping", "_store", "_thread")

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="audit linker", daemon=True)
        self._rounds = 0

    def start(self) -> None:
        """Begin. Once only.

        Raises:
            RuntimeError: it was started before.
        """
        self._thread.start()

    def stop(self) -> None:
        """Link what is there, and end."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(self._round() * random.uniform(0.75, 1.25)):  # noqa: S311  (not a secret)
            pass
        self._round()

    def _round(self) -> float:
        """Link, and return how long to wait before the next round."""
        try:
            self._store.link_audit(sweep=self._rounds % _SWEEP_EVERY == 0)
        except (StoreUnavailable, WrongKeys):  # told where requests fail, and by /readyz
            return _PAUSE_WHEN_DOWN
        self._rounds += 1
        return _PAUSE
