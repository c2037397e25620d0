"""Messages that this process could not take, until they are asked for at Twilio."""

from __future__ import annotations

from datetime import datetime
from threading import Lock
from typing import Final, cast

from flask import Flask

_KEY: Final = "anteroom.missed"


class Missed:
    """When the first message was missed. Threads may share it."""

    __slots__ = ("_first", "_lock")

    def __init__(self) -> None:
        self._lock = Lock()
        self._first: datetime | None = None

    def note(self, at: datetime) -> None:
        """Note that a message was missed at this moment."""
        with self._lock:
            self._first = at if self._first is None else min(self._first, at)

    def take(self) -> datetime | None:
        """Return when the first was missed, and forget it; None when none was."""
        with self._lock:
            first, self._first = self._first, None
        return first


def missed_by(app: Flask) -> Missed:
    """Return what the app has missed in this process."""
    return cast("Missed", app.extensions.setdefault(_KEY, Missed()))
