"""Counting what is under which key."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from app.store.reseal.reading import Apart

if TYPE_CHECKING:
    from uuid import UUID

    from app.store.reseal.reading import Place, Reading

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
