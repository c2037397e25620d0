"""Move everything sealed or indexed to the newest keys, and prove that it is."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final
from uuid import UUID

from sqlalchemy import Engine

from app.crypto import BlindIndex, Sealer
from app.store import keys
from app.store.connection import begin
from app.store.database import StoreUnavailable
from app.store.keys import INDEX, SEAL, KeyOnRecord
from app.store.rotation.indexes import SheetRows, derived_indexes, name_indexes
from app.store.rotation.progress import (
    LAST,
    Apart,
    Census,
    Ledger,
    Reading,
    RotationKeys,
    RotationPart,
    RotationProgress,
    Stretch,
    Swap,
    make,
)
from app.store.rotation.tokens import AuditBeginning, AuditLinks, sealed_tables

# Everything that is moved to the newest keys, by the kind of key: for sealing or for indexes.


def parts(purpose: str) -> list[RotationPart]:
    """Return what is under the keys of this purpose."""
    if purpose == SEAL:
        return [*sealed_tables()]
    return [*derived_indexes(), *name_indexes(), SheetRows(), AuditLinks(), AuditBeginning()]


def by_name() -> dict[str, RotationPart]:
    """Return every part by its name."""
    return {part.name: part for purpose in (SEAL, INDEX) for part in parts(purpose)}


# Moving everything to the newest keys while patients write, by any number of processes at once.
#
# A few rows are read, opened and sealed again with no transaction open; then one short transaction changes
# those that still hold what was read, and keeps how far it came. A row that was changed meanwhile is read
# again: the database settles it. What does not open is left as it is.

_TRIES: Final = 50
"""How often rows that change all the time, or a database that is busy, are tried again."""
_PAUSE: Final = 0.2
_TAKEN: Final = frozenset({"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"})


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

    __slots__ = ("_engine", "_index", "_parts", "_prove", "_sealer")

    def __init__(self, engine: Engine, sealer: Sealer, index: BlindIndex, prove: Callable[[], None]) -> None:
        self._engine = engine
        self._sealer = sealer
        self._index = index
        self._prove = prove
        self._parts = by_name()

    def newest(self, purpose: str) -> bytes:
        """Return the fingerprint of the newest key of a purpose."""
        return self.fingerprints(purpose)[0]

    def fingerprints(self, purpose: str) -> tuple[bytes, ...]:
        """Return the fingerprints of our keys of a purpose, newest first."""
        return (self._sealer if purpose == SEAL else self._index).fingerprints()

    def begin(self) -> dict[str, bool]:
        """Begin or join a rotation for each purpose that has an older key.

        Return, for each of them, whether one was under way.

        Raises:
            NotNewest: our newest key is not the one that came into use last.
        """
        purposes = [purpose for purpose in (SEAL, INDEX) if len(self.fingerprints(purpose)) > 1]
        self._prove()
        self.refuse_unless_newest()
        with begin(self._engine, read_only=False) as connection:
            keys.lock(connection)
            ledger = Ledger(connection)
            return {
                purpose: ledger.begin(purpose, self.newest(purpose), parts(purpose)) for purpose in purposes
            }

    def refuse_unless_newest(self) -> None:
        """Raise NotNewest when a key that is on record came into use after our newest one."""
        known = self.on_record()
        for purpose in (SEAL, INDEX):
            latest = next((key for key in known if key.purpose == purpose and key.since), None)
            if latest is not None and latest.fingerprint != self.newest(purpose):
                raise NotNewest(keys.VARIABLES[purpose])

    def rows(self) -> int:
        """Return how many rows a rotation of all looks at, in total."""
        with begin(self._engine, read_only=True) as connection:
            purposes = {each.purpose for each in Ledger(connection).progress()}
            return sum(part.count(connection) for purpose in purposes for part in parts(purpose))

    def run(self, told: Callable[[int], None]) -> Census:
        """Rotate until nothing is left to do, and report the rows of each batch.

        Raises:
            NotNewest: another has begun a rotation to a newer key, and this one is given up.
            Unsettled: some rows changed whenever they were to be written.
            StoreUnavailable, WrongKeys: what is done is kept, and another run goes on from there.
        """
        census = Census()
        keys = self._keys()
        while stretches := self._open():
            self._through(random.choice(stretches), keys, census, told)  # noqa: S311  (not a secret)
        self.refuse_unless_newest()
        return census

    def census(self, purpose: str, told: Callable[[int], None]) -> Census:
        """Read everything of a purpose, and return where each value is. Changes nothing."""
        census = Census()
        keys = self._keys()
        for part in parts(purpose):
            for reading in self._all(part, keys):
                census.add(reading)
                told(reading.rows)
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
            return Ledger(connection).progress()

    def _keys(self) -> RotationKeys:
        newest = self.newest(INDEX)
        since = next((key.since for key in self.on_record() if key.fingerprint == newest), None)
        return RotationKeys(self._sealer, self._index, since)

    def _open(self) -> list[Stretch]:
        with begin(self._engine, read_only=True) as connection:
            return Ledger(connection).open([self.newest(purpose) for purpose in (SEAL, INDEX)])

    def _all(self, part: RotationPart, keys: RotationKeys) -> Iterator[Reading]:
        reached: UUID | None = None
        while True:
            with begin(self._engine, read_only=True) as connection:
                reading = part.read(connection, keys, reached, LAST)
            if reading.reached is None:
                return
            yield reading
            reached = reading.reached

    def _through(
        self, stretch: Stretch, keys: RotationKeys, census: Census, told: Callable[[int], None]
    ) -> None:
        """Rotate a stretch to its end, or until another process is found working on it."""
        part = self._parts[stretch.part]
        reached = stretch.reached
        tries = 0
        while tries < _TRIES:
            here = replace(stretch, reached=reached)
            try:
                reading, settled, kept = self._step(part, here, keys)
            except StoreUnavailable:
                tries += 1
                if tries >= _TRIES:
                    raise
                time.sleep(_PAUSE)
                continue
            if not settled:
                tries += 1
                continue
            if not kept:
                return
            census.add(reading)
            told(reading.rows)
            if reading.is_last:
                return
            reached, tries = reading.reached, 0
        raise Unsettled

    def _step(self, part: RotationPart, here: Stretch, keys: RotationKeys) -> tuple[Reading, bool, bool]:
        """Rotate the next rows.

        Return what was read, whether no row had changed meanwhile, and whether the progress was recorded.
        """
        self._prove()
        with begin(self._engine, read_only=True) as connection:
            reading = part.read(connection, keys, here.reached, here.last)
        swaps = reading.swaps()
        try:
            with begin(self._engine, read_only=False) as connection:
                settled = make(connection, swaps)
                for row in reading.repairs:
                    part.repair(connection, keys, row)
                kept = settled and Ledger(connection).advance(
                    here, reading, len(swaps) + len(reading.repairs)
                )
        except StoreUnavailable as error:
            if error.reason not in _TAKEN:
                raise
            return reading, True, self._one_by_one(here, reading, swaps)
        return reading, settled, kept

    def _one_by_one(self, here: Stretch, reading: Reading, swaps: list[Swap]) -> bool:
        """Make each change in a transaction of its own.

        One of them would give two rows the same unique value.
        """
        made = 0
        for swap in swaps:
            try:
                with begin(self._engine, read_only=False) as connection:
                    made += make(connection, [swap])
            except StoreUnavailable as error:
                if error.reason not in _TAKEN:
                    raise
                reading.note(here.part, Apart.UNREADABLE, swap.values["row"])
        with begin(self._engine, read_only=False) as connection:
            return Ledger(connection).advance(here, reading, made)
