"""Can anything be written? Asked once a write has failed, by a write of a message's kind that is undone."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from sqlalchemy import insert

from app.store.errors import StoreUnavailable
from app.store.tables import receipts
from app.store.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

_TRIED_EVERY: Final = 5.0
_FILLER: Final = 4 * 2**20
"""More than SQLite keeps in memory before it writes (2 MB), so that a full disk is met without a commit. Where less than
this fits, a message may fit or not: that is no place to be sent to."""


class WriteTrial:
    """What this process knows of its writes. May be shared between threads.

    Readiness that only reads stays green on a full disk. So does one that any write clears: a heartbeat's few bytes
    fit into a page that is there, while every message is refused. Hence a failed write is remembered until one as large
    as a message and more has gone through, and that is tried only when somebody asks, and not too often.
    """

    __slots__ = ("_engine", "_failed", "_monotonic", "_tried_at", "_trying")

    def __init__(self, engine: Engine, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._monotonic = monotonic
        self._failed: str | None = None
        self._tried_at = float("-inf")
        self._trying = Lock()

    def failed(self, reason: str) -> None:
        """Remember that a write failed, with `StoreUnavailable.reason`."""
        self._failed = reason

    def reason(self, *, at_once: bool = False) -> str | None:
        """Return why nothing can be written, as far as this process knows; None when something can.

        With `at_once` it is tried now, though none has failed.
        """
        if at_once:
            return self._tried()
        if self._failed is None or not self._trying.acquire(blocking=False):
            return self._failed
        try:
            if self._monotonic() - self._tried_at >= _TRIED_EVERY:
                self._failed = self._tried()
                self._tried_at = self._monotonic()
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
            with transaction(self._engine, read_only=False) as connection:
                connection.execute(insert(receipts).values(row))
                connection.rollback()
        except StoreUnavailable as error:
            return error.reason
        return None
