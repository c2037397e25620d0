"""The store: transactions on one database, with the keys that are its own."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from app.store import keycheck
from app.store.transaction import transaction
from app.store.unit import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from app.crypto import BlindIndex, Sealer


class Store:
    """May be shared between threads. Proves the keys once, before the first transaction."""

    __slots__ = ("_index", "_lock", "_proved", "_sealer", "engine")

    def __init__(self, engine: Engine, sealer: Sealer, index: BlindIndex) -> None:
        self.engine = engine
        self._sealer = sealer
        self._index = index
        self._lock = Lock()
        self._proved = False

    @contextmanager
    def begin(self) -> Iterator[Unit]:
        """Run the block in one transaction that may write: committed at its end, undone when it raises.

        Raises:
            StoreUnavailable: the database failed, and nothing of the block is stored.
            WrongKeys: the configured keys are another database's.
        """
        self.prove_keys()
        with transaction(self.engine, read_only=False) as connection:
            yield Unit.of(connection, self._sealer, self._index)

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """Run the block in one transaction that the database keeps from writing. Raises as `begin` does."""
        self.prove_keys()
        with transaction(self.engine, read_only=True) as connection:
            yield Unit.of(connection, self._sealer, self._index)

    def prove_keys(self) -> None:
        """Open what the database's first process sealed, once for this store.

        Raises:
            StoreUnavailable: it cannot be read.
            WrongKeys: it does not open.
        """
        if self._proved:
            return
        with self._lock:
            if not self._proved:
                keycheck.prove(self.engine, self._sealer, self._index)
                self._proved = True
