"""Keeping the erasure journal of this machine up to date, within seconds, whoever erases and wherever."""

from __future__ import annotations

import errno
import time
from typing import TYPE_CHECKING, Final

from app.observe.logs import get_logger

if TYPE_CHECKING:
    from app.services import Services

log = get_logger("anteroom.jobs")
EVERY: Final = 10.0


class ErasureKeeping:
    """Looks every few seconds whether somebody was erased, and has the journal name them."""

    __slots__ = ("_kept", "_looked", "_services")

    def __init__(self, services: Services) -> None:
        self._services = services
        self._looked = float("-inf")
        self._kept: int | None = None

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
            self._services.store.keep_erasures(self._services.settings.erasure_journal)
        except OSError as error:
            log.warning(
                "erasure journal not written", reason=errno.errorcode.get(error.errno or 0, "unknown")
            )
        else:
            self._kept = erased
