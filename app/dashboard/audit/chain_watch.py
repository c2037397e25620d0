"""The state of the audit chain, looked through at most once a minute: it takes longer as the trail grows."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Final, cast

from flask import current_app

if TYPE_CHECKING:
    from app.services import Services
    from app.store import ChainReport

_FRESH_FOR: Final = timedelta(minutes=1)
_KEY: Final = "anteroom.chain_watch"


class ChainWatch:
    """Keeps the last report of one process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last: tuple[datetime, ChainReport] | None = None

    def report(self, services: Services) -> tuple[datetime, ChainReport]:
        """Return when the chain was last looked through, and what was found."""
        now = services.clock()
        with self._lock:
            if self._last is None or not timedelta() <= now - self._last[0] < _FRESH_FOR:
                services.store.link_audit()
                self._last = now, services.store.verify_audit()
            return self._last


def chain_watch() -> ChainWatch:
    """Return the watch of the app that answers this request."""
    return cast("ChainWatch", current_app.extensions.setdefault(_KEY, ChainWatch()))
