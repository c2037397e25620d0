"""Whether anything can be written.

After a failed write, a write like a message's is tried, and rolled back.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock
from typing import Final
from uuid import uuid4

from sqlalchemy import Engine, insert

from app.intervals import Interval
from app.store.engine.connection import begin
from app.store.engine.database import StoreUnavailable
from app.store.messages.receipts import Receipt
from app.store.model import table_of

_TRIED_EVERY: Final = 5.0
_FILLER: Final = 4 * 2**20
"""More than SQLite keeps in memory before it writes (2 MB), so that a full disk is noticed without a commit. Where less
than this fits, a message may or may not fit, so no request should be sent there."""


class WriteTrial:
    """What this process knows of its writes. May be shared between threads.

    A readiness check that only reads stays green on a full disk. So does one that any successful write clears: the few
    bytes of a heartbeat fit into a page that exists, while every message is refused. Hence a failed write is remembered
    until a write larger than a message has gone through. That is tried only when somebody asks, and not too often.
    """

    __slots__ = ("_engine", "_failed", "_try_again", "_trying")

    def __init__(self, engine: Engine, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._failed: str | None = None
        self._try_again = Interval(_TRIED_EVERY, monotonic)
        self._trying = Lock()

    def failed(self, reason: str) -> None:
        """Remember that a write failed, with `StoreUnavailable.reason`."""
        self._failed = reason

    def reason(self, *, at_once: bool = False) -> str | None:
        """Return why nothing can be written, as far as this process knows, or None.

        With `at_once` a write is tried now, even if none has failed.
        """
        if at_once:
            return self._tried()
        if self._failed is None or not self._trying.acquire(blocking=False):
            return self._failed
        try:
            if self._try_again.is_over():
                self._failed = self._tried()
                self._try_again.begin()
        finally:
            self._trying.release()
        return self._failed

    def _tried(self) -> str | None:
        row = {
            "message_sid": f"trial{uuid4().hex[:29]}",
            "id": uuid4(),
            "signature_digest": os.urandom(32),
            "received_at": datetime.now(UTC),
            "kind": "trial",
            "reply": os.urandom(_FILLER // 2).hex(),  # what repeats would be compressed
        }
        try:
            with begin(self._engine, read_only=False) as connection:
                connection.execute(insert(table_of(Receipt)).values(row))
                connection.rollback()
        except StoreUnavailable as error:
            return error.reason
        return None
