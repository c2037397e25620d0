"""What a rotation reads of a few rows, where each value is, and what it changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Column, Connection, Executable, Row, Select, Table, func, select
from sqlalchemy.exc import IntegrityError

from app.crypto import BlindIndex, Sealer

BATCH: Final = 500
_NAMED: Final = 1000
"""How many values that do not open are named."""


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
Change = Callable[[Connection, list[dict[str, Any]]], int]
"""A change of many rows, made where one still holds what was read. It returns in how many that was so."""


class Swap(NamedTuple):
    """What a change does to one row."""

    change: Change
    values: dict[str, Any]
    """The `row` among them."""


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
    swaps: Callable[[], list[Swap]] = list
    """Makes the changes. It is called outside a transaction, because sealing takes time."""

    @classmethod
    def of(cls, rows: Sequence[Row[*tuple[Any, ...]]], most: int = BATCH) -> Reading:
        """Return the reading of rows, each with its id first, of at most `most`."""
        return cls(rows[-1][0] if rows else None, len(rows), len(rows) < most)

    def note(self, column: str, place: Place, row: UUID) -> None:
        """Count a value."""
        self.places[column, place] += 1
        if place is Apart.UNREADABLE:
            self.unreadable.append((column, row))


@dataclass(slots=True)
class Census:
    """Where values are, by column; and those that should open and do not."""

    places: Counter[tuple[str, Place]] = field(default_factory=Counter)
    unreadable: list[tuple[str, UUID]] = field(default_factory=list)

    @property
    def left(self) -> int:
        """How many are not under the newest key, though a rotation would bring them there."""
        apart = {0, Apart.UNREADABLE, Apart.KEPT, Apart.NOBODYS}
        return sum(count for (_, place), count in self.places.items() if place not in apart)

    @property
    def unopened(self) -> int:
        """How many should open and do not."""
        return sum(count for (_, place), count in self.places.items() if place is Apart.UNREADABLE)

    def add(self, reading: Reading) -> None:
        """Add rows that were read."""
        self.places += reading.places
        self.unreadable += reading.unreadable[: max(0, _NAMED - len(self.unreadable))]


@dataclass(frozen=True, slots=True)
class RotationKeys:
    sealer: Sealer
    index: BlindIndex
    indexed_since: datetime | None
    """When the newest index key was first in use; None when it always was, as far as is known."""


class Part:
    """Rows of one table that are read in the order of their ids."""

    name: str
    """Its name, in the database and for people."""
    table: Table

    def count(self, connection: Connection) -> int:
        """Return how many rows there are."""
        return int(connection.execute(select(func.count()).select_from(self.table)).scalar_one())

    def read(self, connection: Connection, keys: RotationKeys, after: UUID | None) -> Reading:
        """Read the next rows `after` one."""
        raise NotImplementedError


def next_rows(
    connection: Connection,
    wanted: Select[*tuple[Any, ...]],
    key: Column[Any],
    after: UUID | None,
    most: int = BATCH,
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the next rows in the order of a key."""
    some = wanted if after is None else wanted.where(key > after)
    return connection.execute(some.order_by(key).limit(most)).all()


def running(statement: Executable) -> Change:
    """Return the change of a statement that says what a row must still hold."""
    return lambda connection, values: connection.execute(statement, values).rowcount


def make(connection: Connection, swaps: Sequence[Swap]) -> bool:
    """Make the changes, and return whether every row still held what was read."""
    made = 0
    for _, some in groupby(swaps, key=lambda swap: swap.change):
        same = list(some)
        made += same[0].change(connection, [swap.values for swap in same])
    return made == len(swaps)


def make_apart(connection: Connection, swaps: Sequence[Swap]) -> Iterator[UUID]:
    """Make each change by itself; yield the rows whose new value another row has."""
    for swap in swaps:
        try:
            with connection.begin_nested():
                swap.change(connection, [swap.values])
        except IntegrityError:
            yield swap.values["row"]
