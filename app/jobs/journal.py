"""The erasure journal of this machine, kept complete.

What other machines erase is added, and what a crash left out. An erasure on this machine is added at once: see
`Store.begin`.
"""

from __future__ import annotations

import errno
from typing import Final

from app.intervals import Interval
from app.jobs.daily_retention import log
from app.services import Services
from app.store.patients import tombstones
from app.store.patients.erasure_journal import START

JOURNAL_EVERY: Final = 10.0


class ErasureKeeping:
    """Keep the erasure journal complete, looking every few seconds."""

    __slots__ = ("_kept", "_look_again", "_mark", "_services")

    def __init__(self, services: Services) -> None:
        self._services = services
        self._look_again = Interval(JOURNAL_EVERY)
        self._kept: int | None = None
        self._mark = START

    def keep_up(self) -> None:
        """Update the journal if it is time.

        A journal that cannot be written is logged and tried again.

        Raises:
            StoreUnavailable, WrongKeys: as reading the store does.
        """
        if not self._look_again.take():
            return
        with self._services.store.read() as unit:
            erased = tombstones.count(unit.db)
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
        """Return whether the journal grew by as many names as were erased.

        Then the whole journal need not be read again.
        """
        journal = self._services.store.journal
        if (
            self._kept is None
            or journal.trouble() is not None
            or (added := journal.added(self._mark)) is None
        ):
            return False
        named, self._mark = added
        return named == erased - self._kept
