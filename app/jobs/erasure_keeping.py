"""Keeping the erasure journal of this machine up to date: with whom others erase, and with what a crash left out.

Whoever erases on this machine has the journal name them at once: `Store.begin`.
"""

from __future__ import annotations

import errno
import time
from typing import TYPE_CHECKING, Final

from app.observe.logs import get_logger
from app.store.erasure_journal import START

if TYPE_CHECKING:
    from app.services import Services

log = get_logger("anteroom.jobs")
EVERY: Final = 10.0


class ErasureKeeping:
    """Looks every few seconds whether somebody was erased, and has the journal name them."""

    __slots__ = ("_kept", "_looked", "_mark", "_services")

    def __init__(self, services: Services) -> None:
        self._services = services
        self._looked = float("-inf")
        self._kept: int | None = None
        self._mark = START

    def keep_up(self) -> None:
        """Look, if it is time. A journal that cannot be written is told in the log, and tried again.

        Raises:
            StoreUnavailable, WrongKeys: as reading the store does.
        """
        if time.monotonic() - self._looked < EVERY:
            return
        self._looked = time.monotonic()
        with self._services.store.read() as unit:
            erased = unit.erasures.count()
        if erased == self._kept:
            return
        try:
            if not self._is_named(erased):
                self._services.store.keep_erasures()
                self._mark = self._services.store.journal.mark()
        except OSError as error:
            log.warning(
                "erasure journal not written", reason=errno.errorcode.get(error.errno or 0, "unknown")
            )
        else:
            self._kept = erased

    def _is_named(self, erased: int) -> bool:
        """Return whether as many were named since the last look as were erased: then the whole need not be read again."""
        journal = self._services.store.journal
        if (
            self._kept is None
            or journal.trouble() is not None
            or (added := journal.added(self._mark)) is None
        ):
            return False
        named, self._mark = added
        return named == erased - self._kept
