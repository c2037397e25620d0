"""How far a rotation is, kept with the rows that it changes.

A rotation that was killed continues where it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any, Final, NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Executable,
    case,
    cast,
    delete,
    func,
    insert,
    select,
    update,
)

from app.crypto import BlindIndex, Sealer
from app.store import keys
from app.store.keys import INDEX, SEAL, VARIABLES, Anchors, KeyOnRecord
from app.store.rows import Rows, SealedRows, all_of, columns_of
from app.store.tables import key_rotations

# What a rotation reads of a few rows: the key that each value is under, and the changes that move it to the
# newest.

LAST: Final = UUID(int=2**128 - 1)
BATCH: Final = 500


class Apart(StrEnum):
    """Where a value is when it is under none of our keys."""

    UNREADABLE = "unreadable"
    """It should open and does not; or it is an index whose value does not."""
    ASTRAY = "astray"
    """An index that is not its value's. A rotation sets it right."""
    KEPT = "kept"
    """It did not open when it was put there, and was kept as it came."""
    NOBODYS = "nobody's"
    """An index that is to find nobody."""


Place = int | Apart
"""Which of our keys, 0 being the newest; or none."""


class Swap(NamedTuple):
    """A change of one row, made only if the row still holds what was read."""

    statement: Executable
    values: dict[str, Any]


@dataclass(slots=True)
class Reading:
    """Some rows as they were read."""

    reached: UUID | None = None
    """The last row; None when there was none."""
    rows: int = 0
    is_last: bool = True
    """Whether nothing came after them when they were read. What comes later is written with the newest keys."""
    places: Counter[tuple[str, Place]] = field(default_factory=Counter)
    """How many values of each column are where."""
    unreadable: list[tuple[str, UUID]] = field(default_factory=list)
    """The unreadable values, by column and row."""
    repairs: list[UUID] = field(default_factory=list)
    """Rows to be indexed again while they are locked."""
    swaps: Callable[[], list[Swap]] = list
    """Makes the changes. It is called outside a transaction, because sealing takes time."""

    def note(self, column: str, place: Place, row: UUID) -> None:
        """Count a value."""
        self.places[column, place] += 1
        if place is Apart.UNREADABLE:
            self.unreadable.append((column, row))


@dataclass(frozen=True, slots=True)
class RotationKeys:
    """The keys of a rotation."""

    sealer: Sealer
    index: BlindIndex
    indexed_since: datetime | None
    """When the newest index key was first in use; None when it always was, as far as is known."""


class RotationPart(Protocol):
    """Rows of one table that are read in the order of their ids."""

    name: str
    """Its name, in the database and for people."""
    in_stretches: bool
    """Whether its ids are random, so that several processes may each begin elsewhere."""

    def count(self, connection: Connection) -> int:
        """Return how many rows there are."""

    def read(self, connection: Connection, keys: RotationKeys, after: UUID | None, last: UUID) -> Reading:
        """Read the next rows `after` one, no further than `last`."""

    def repair(self, connection: Connection, keys: RotationKeys, row: UUID) -> None:
        """Lock a row, and index it again from what it holds."""


def make(connection: Connection, swaps: Sequence[Swap]) -> bool:
    """Make the changes, and return whether every row still held what was read."""
    made = 0
    for _, some in groupby(swaps, key=lambda swap: id(swap.statement)):
        same = list(some)
        result = connection.execute(same[0].statement, [swap.values for swap in same])
        made += getattr(result, "rowcount", 0)
    return made == len(swaps)


_table = key_rotations.c
_STRETCHES: Final = 16
"""How many stretches a large table has, so that several processes seldom work at the same place."""
_LARGE: Final = 5000


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows of a part that are not done: after `reached`, up to `last`."""

    target: bytes
    part: str
    first: UUID
    last: UUID
    reached: UUID | None


@dataclass(frozen=True, slots=True)
class RotationProgress:
    """How far the rotation to a key is, with every process that works at it."""

    purpose: str
    target: bytes
    rows: int
    """How many were looked at so far."""
    changed: int
    unreadable: int
    is_finished: bool


class Ledger(Rows):
    """The rotations, as one transaction reads them or moves them on."""

    def begin(self, purpose: str, target: bytes, parts: Sequence[RotationPart]) -> bool:
        """Begin a rotation to this key, and return whether one was under way.

        If so, it goes on. A rotation to another key is given up: the processes that work at it notice.
        """
        ours, open_ = _table.target == target, _table.finished_at.is_(None)
        under_way = self._connection.execute(select(_table.part).where(ours, open_).limit(1)).first()
        others = _table.purpose == purpose if under_way is None else (_table.purpose == purpose) & ~ours
        self._connection.execute(delete(key_rotations).where(others))
        if under_way is None:
            rows = [row for part in parts for row in self._stretches(purpose, target, part)]
            self._connection.execute(insert(key_rotations), rows)
        return under_way is not None

    def open(self, targets: Collection[bytes]) -> list[Stretch]:
        """Return the stretches that are not done yet."""
        found = select(*columns_of(Stretch, key_rotations)).where(
            _table.target.in_(targets), _table.finished_at.is_(None)
        )
        return all_of(Stretch, self._connection.execute(found))

    def advance(self, stretch: Stretch, reading: Reading, changed: int) -> bool:
        """Record that the rows that were read are done, and return whether it was kept.

        It is not if another process was there first.
        """
        moved = update(key_rotations).where(*_same(stretch), _table.finished_at.is_(None))
        values: dict[str, Any] = {
            "rows": _table.rows + reading.rows,
            "changed": _table.changed + changed,
            "unreadable": _table.unreadable + len(reading.unreadable),
        }
        if reading.is_last:
            values["finished_at"] = keys.now(self._connection)
        if reading.reached is not None:
            values["reached"] = reading.reached
        return self._connection.execute(moved.values(values)).rowcount > 0

    def progress(self) -> list[RotationProgress]:
        """Return how far each rotation on record is."""
        left = func.sum(case((_table.finished_at.is_(None), 1), else_=0))
        sums = [
            cast(func.sum(each), BigInteger).label(each.name)
            for each in (_table.rows, _table.changed, _table.unreadable)
        ]
        done = (left == 0).label("is_finished")
        found = select(_table.purpose, _table.target, *sums, done).group_by(_table.purpose, _table.target)
        return all_of(RotationProgress, self._connection.execute(found))

    def forget(self, purpose: str) -> None:
        """Forget the rotations of this purpose: they are proved, and over."""
        self._connection.execute(delete(key_rotations).where(_table.purpose == purpose))

    def _stretches(self, purpose: str, target: bytes, part: RotationPart) -> list[dict[str, Any]]:
        many = _STRETCHES if part.in_stretches and part.count(self._connection) > _LARGE else 1
        width = (LAST.int + 1) // many
        return [
            {
                "target": target,
                "part": part.name,
                "first": UUID(int=number * width),
                "last": UUID(int=(number + 1) * width - 1),
                # None before the very first: an id of nothing but zeros is an id.
                "reached": UUID(int=number * width - 1) if number else None,
                "purpose": purpose,
                "rows": 0,
                "changed": 0,
                "unreadable": 0,
            }
            for number in range(many)
        ]


def _same(stretch: Stretch) -> tuple[ColumnElement[bool], ...]:
    return (
        _table.target == stretch.target,
        _table.part == stretch.part,
        _table.first == stretch.first,
        _table.reached.is_not_distinct_from(stretch.reached),
    )


# Counting what is under which key.

_NAMED: Final = 1000
"""How many values that do not open are named."""


@dataclass(slots=True)
class Census:
    """Where values are, by column; and those that should open and do not."""

    places: Counter[tuple[str, Place]] = field(default_factory=Counter)
    unreadable: list[tuple[str, UUID]] = field(default_factory=list)
    rows: int = 0

    @property
    def left(self) -> int:
        """How many are not under the newest key, though a rotation would bring them there."""
        return sum(
            count for (_, place), count in self.places.items() if place is Apart.ASTRAY or _is_older(place)
        )

    @property
    def unopened(self) -> int:
        """How many should open and do not."""
        return sum(count for (_, place), count in self.places.items() if place is Apart.UNREADABLE)

    def add(self, reading: Reading) -> None:
        """Add rows that were read."""
        self.places += reading.places
        self.rows += reading.rows
        self.unreadable += reading.unreadable[: max(0, _NAMED - len(self.unreadable))]


def _is_older(place: Place) -> bool:
    return isinstance(place, int) and place > 0


# The keys on record. Old ones are retired once nothing is under them.


class StillUsed(Exception):
    """A process wrote with an old key a short while ago, and may still do so."""

    def __init__(self, key: KeyOnRecord, until: datetime) -> None:
        super().__init__(key, until)
        self.key = key
        self.until = until
        """When the process is known to be gone, if it is not seen again."""

    def __str__(self) -> str:
        where = f" on {self.key.seen_on}" if self.key.seen_on else ""
        return (
            f"A process{where} whose {VARIABLES[self.key.purpose]} begins with an old key "
            f"({self.key.fingerprint.hex()[:8]}) was last seen at {self.key.seen_at:%H:%M:%S} UTC. Restart every "
            f"process with the new key first; it is known to be gone at {self.until:%H:%M:%S} UTC."
        )


class KeyRecords(SealedRows):
    """The keys on record, as one transaction reads or changes them."""

    def all(self) -> list[KeyOnRecord]:
        """Return every key that the database is or was written with, the latest first."""
        return keys.on_record(self._connection)

    def quiet_since(self) -> datetime:
        """Return the database's time, if nobody writes with an old key any more.

        Raises:
            StillUsed: somebody may.
        """
        now = keys.now(self._connection)
        for key in self._older():
            if key.may_be_used(now) and key.seen_at is not None:
                raise StillUsed(key, key.seen_at + keys.QUIET)
        return now

    def retire_older(self, proved_since: datetime) -> list[KeyOnRecord]:
        """Retire every key but the newest, and return which.

        The caller has proved that nothing is under them.

        Raises:
            StillUsed: somebody may have written with one since `proved_since`, when the proof began.
        """
        keys.lock(self._connection)
        older = self._older()
        for key in older:
            if key.may_be_used(proved_since) and key.seen_at is not None:
                raise StillUsed(key, key.seen_at + keys.QUIET)
        for key in older:
            keys.retire(self._connection, key.fingerprint)
            if key.purpose == INDEX:
                Anchors(self._connection, self._index).forget(key.fingerprint)
        for purpose in (SEAL, INDEX):
            Ledger(self._connection).forget(purpose)
        return older

    def _older(self) -> list[KeyOnRecord]:
        newest = {self._sealer.fingerprints()[0], self._index.fingerprints()[0]}
        return [key for key in self.all() if key.fingerprint not in newest and key.retired_at is None]
