"""What a rotation reads of a few rows: under which key each value is, and what would bring them under the newest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Executable

    from app.crypto import BlindIndex, Sealer

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
    """A change of one row, which its statement makes only if the row still holds what was read."""

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
    """The values that are, by column and row."""
    repairs: list[UUID] = field(default_factory=list)
    """Rows to be indexed anew while they are held."""
    swaps: Callable[[], list[Swap]] = list
    """Makes the changes. Called outside a transaction, for sealing takes time."""

    def note(self, column: str, place: Place, row: UUID) -> None:
        """Count a value."""
        self.places[column, place] += 1
        if place is Apart.UNREADABLE:
            self.unreadable.append((column, row))


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of a rotation."""

    sealer: Sealer
    index: BlindIndex
    indexed_since: datetime | None
    """When the newest index key was first in use; None when it always was, as far as is known."""


class Part(Protocol):
    """Rows of one table that are read in the order of their ids."""

    name: str
    """In the database, and for people."""
    in_stretches: bool
    """Whether its ids lie anywhere, so that several may each begin elsewhere."""

    def count(self, connection: Connection) -> int:
        """Return how many rows there are."""

    def read(self, connection: Connection, keys: Keys, after: UUID | None, last: UUID) -> Reading:
        """Read the next rows `after` one, no further than `last`."""

    def repair(self, connection: Connection, keys: Keys, row: UUID) -> None:
        """Index a row anew from what it holds, and hold it meanwhile."""


def make(connection: Connection, swaps: Sequence[Swap]) -> bool:
    """Make the changes, and return whether every row still held what was read."""
    made = 0
    for _, some in groupby(swaps, key=lambda swap: id(swap.statement)):
        same = list(some)
        result = connection.execute(same[0].statement, [swap.values for swap in same])
        made += getattr(result, "rowcount", 0)
    return made == len(swaps)
