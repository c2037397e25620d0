"""Watch the chain of the trail, and say what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock
from typing import Final, cast

from flask import current_app
from flask_babel import lazy_gettext as _

from app.services import Services
from app.store.trail.audit_verify import ChainReport, Fault, Wrong

_FRESH_FOR: Final = timedelta(minutes=1)
_KEY: Final = "anteroom.chain_watch"


class ChainWatch:
    """Keeps the last report of one process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last: tuple[datetime, ChainReport] | None = None

    def report(self, services: Services) -> tuple[datetime, ChainReport]:
        """Return when the chain was last verified, and what was found."""
        now = services.clock()
        with self._lock:
            if self._last is None or not timedelta() <= now - self._last[0] < _FRESH_FOR:
                services.store.link_audit()
                self._last = now, services.store.verify_audit()
            return self._last


def chain_watch() -> ChainWatch:
    """Return the watch of the app that answers this request."""
    return cast("ChainWatch", current_app.extensions.setdefault(_KEY, ChainWatch()))


_WRONGS: Final[Mapping[Wrong, str]] = {
    Wrong.CHANGED: _("The entry at position %(place)s was changed, or the one before it was removed."),
    Wrong.MISSING: _("The entry at position %(place)s is no longer in the trail."),
    Wrong.REORDERED: _("The entry at position %(place)s was moved or renumbered."),
    Wrong.INSERTED: _("The entry at position %(place)s was added later."),
    Wrong.UNLINKED: _("The entry at position %(place)s has lost its link."),
    Wrong.CUT: _("The audit trail is said to begin after position %(place)s, but nothing proves it."),
    Wrong.NOT_KEPT: _(
        "The entry at position %(place)s is not the original: the chain was cut there and linked again."
    ),
}


def fault_in_words(fault: Fault) -> str:
    """Return the first broken place, and what is wrong with it."""
    return str(_WRONGS[fault.wrong]) % {"place": fault.position}
