"""Move everything sealed or indexed to the newest keys, and prove that it is.

One process at a time does it, while patients write. A few rows are read, opened and sealed again with no transaction open;
then one short transaction changes those that still hold what was read, and keeps how far it came. A row that was changed
meanwhile is read again: the database settles it. What does not open is left as it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Final
from uuid import UUID

from sqlalchemy import Engine

from app.crypto import BlindIndex, Sealer
from app.store import keys
from app.store.engine.connection import begin
from app.store.engine.database import AdvisoryLock, StoreUnavailable
from app.store.engine.process_lock import alone
from app.store.keys import INDEX, SEAL, KeyOnRecord
from app.store.rotation import progress
from app.store.rotation.indexes import indexes
from app.store.rotation.part import Apart, Census, Part, Reading, RotationKeys, make, make_apart
from app.store.rotation.progress import RotationProgress
from app.store.rotation.sealed import sealed_tables
from app.store.rotation.trail import AuditTrail

_TRIES: Final = 50
"""How often rows that change all the time, or a database that is busy, are tried again."""
_PAUSE: Final = 0.2
_TAKEN: Final = frozenset({"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"})


@cache
def parts(purpose: str) -> tuple[Part, ...]:
    """Return what is under the keys of this purpose, in the order of a rotation."""
    return (*sealed_tables(),) if purpose == SEAL else (*indexes(), AuditTrail())


class AlreadyRotating(Exception):
    """Another process rotates."""

    def __str__(self) -> str:
        return "A rotation is running already. `keys status` shows how far it is."


class NotNewest(Exception):
    """Our newest key is not the one that came into use last.

    Rotating to it would undo another's rotation.
    """

    def __init__(self, variable: str) -> None:
        super().__init__(
            f"{variable} does not begin with the key that came into use last. Put that one first (`keys status` "
            "shows which it is), restart, and try again."
        )


class Unsettled(Exception):
    """Rows changed whenever they were to be written."""

    def __str__(self) -> str:
        return "Some rows changed whenever they were to be written. What is done is kept: run `keys rotate` again."


class Rotation:
    """Rotates all keys at once.

    `prove` checks our keys against the database's, as every transaction does.
    """

    __slots__ = ("_engine", "_index", "_prove", "_sealer")

    def __init__(self, engine: Engine, sealer: Sealer, index: BlindIndex, prove: Callable[[], None]) -> None:
        self._engine = engine
        self._sealer = sealer
        self._index = index
        self._prove = prove

    def newest(self, purpose: str) -> bytes:
        """Return the fingerprint of the newest key of a purpose."""
        return self.fingerprints(purpose)[0]

    def fingerprints(self, purpose: str) -> tuple[bytes, ...]:
        """Return the fingerprints of our keys of a purpose, newest first."""
        return (self._sealer if purpose == SEAL else self._index).fingerprints()

    @contextmanager
    def begun(self) -> Iterator[dict[str, bool]]:
        """Begin a rotation for each purpose that has an older key, or go on with it.

        Yield, for each of them, whether one goes on that was stopped. Nobody else rotates until the block ends.

        Raises:
            AlreadyRotating: another process rotates.
            NotNewest: our newest key is not the one that came into use last.
        """
        self._prove()
        with alone(self._engine, AdvisoryLock.ROTATION) as is_ours:
            if not is_ours:
                raise AlreadyRotating
            self.refuse_unless_newest()
            purposes = [purpose for purpose in (SEAL, INDEX) if len(self.fingerprints(purpose)) > 1]
            with begin(self._engine, read_only=False) as connection:
                resumed = {
                    purpose: progress.begin(connection, purpose, self.newest(purpose), _names(purpose))
                    for purpose in purposes
                }
            yield resumed

    def refuse_unless_newest(self) -> None:
        """Raise NotNewest when a key that is on record came into use after our newest one."""
        known = self.on_record()
        for purpose in (SEAL, INDEX):
            latest = next((key for key in known if key.purpose == purpose and key.since), None)
            if latest is not None and latest.fingerprint != self.newest(purpose):
                raise NotNewest(keys.VARIABLES[purpose])

    def run(self, told: Callable[[int], None]) -> Census:
        """Rotate what was begun until nothing is left, and report the rows of each batch.

        Raises:
            NotNewest: a newer key came into use meanwhile.
            Unsettled: some rows changed whenever they were to be written.
            StoreUnavailable, WrongKeys: what is done is kept, and another run goes on from there.
        """
        census, keys = Census(), self._keys()
        while (reading := self._next(keys)) is not None:
            census.add(reading)
            told(reading.rows)
        self.refuse_unless_newest()
        return census

    def census(self, purpose: str, told: Callable[[int], None]) -> Census:
        """Read everything of a purpose, and return where each value is. Changes nothing."""
        census, keys = Census(), self._keys()
        for part in parts(purpose):
            reached: UUID | None = None
            while True:
                with begin(self._engine, read_only=True) as connection:
                    reading = part.read(connection, keys, reached)
                if reading.reached is None:
                    break
                census.add(reading)
                told(reading.rows)
                reached = reading.reached
        return census

    def count(self, purpose: str) -> int:
        """Return how many rows there are under the keys of a purpose."""
        with begin(self._engine, read_only=True) as connection:
            return sum(part.count(connection) for part in parts(purpose))

    def on_record(self) -> list[KeyOnRecord]:
        """Return the keys on record, the latest first. Our keys may be wrong."""
        with begin(self._engine, read_only=True) as connection:
            return keys.on_record(connection)

    def progress(self) -> list[RotationProgress]:
        """Return how far each rotation is. Our keys may be wrong."""
        with begin(self._engine, read_only=True) as connection:
            return progress.progress(connection)

    def _names(self, purpose: str) -> list[str]:
        return [part.name for part in parts(purpose)]

    def _keys(self) -> RotationKeys:
        newest = self.newest(INDEX)
        since = next((key.since for key in self.on_record() if key.fingerprint == newest), None)
        return RotationKeys(self._sealer, self._index, since)

    def _next(self, keys: RotationKeys) -> Reading | None:
        """Rotate the next rows; None when all is done."""
        for left in reversed(range(_TRIES)):
            try:
                here = self._here()
                if here is None:
                    return None
                if (moved := self._move(here, keys)) is not None:
                    return moved
            except StoreUnavailable:
                if not left:
                    raise
                time.sleep(_PAUSE)
        raise Unsettled

    def _here(self) -> RotationProgress | None:
        """Return the rotation to our newest keys that is to go on, as the database has it."""
        open_ = {
            each.purpose: each
            for each in self.progress()
            if each.target == self.newest(each.purpose) and not each.is_finished
        }
        return open_.get(SEAL) or open_.get(INDEX)

    def _move(self, here: RotationProgress, keys: RotationKeys) -> Reading | None:
        """Rotate the rows after `here`.

        None when some had changed meanwhile, or another process was first.
        """
        self._prove()
        names: list[str | None] = [*_names(here.purpose), None]
        at = names.index(here.part)
        part, following = parts(here.purpose)[at], names[at + 1]
        with begin(self._engine, read_only=True) as connection:
            reading = part.read(connection, keys, here.reached)
        swaps = reading.swaps()
        try:
            with begin(self._engine, read_only=False) as connection:
                is_done = make(connection, swaps) and progress.advance(
                    connection, here, reading, len(swaps), following
                )
        except StoreUnavailable as error:
            if error.reason not in _TAKEN:
                raise
            with begin(self._engine, read_only=False) as connection:
                for row in make_apart(connection, swaps):
                    reading.note(part.name, Apart.UNREADABLE, row)
                is_done = progress.advance(connection, here, reading, len(swaps), following)
        return reading if is_done else None


def _names(purpose: str) -> list[str]:
    return [part.name for part in parts(purpose)]
