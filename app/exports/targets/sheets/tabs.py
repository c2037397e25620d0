"""The tabs of a spreadsheet, without their content, and whose they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from hashlib import sha256
from typing import Final, NamedTuple
from uuid import UUID

TITLE: Final = "Anteroom"
"""The tab that is ours."""
STAGING_PREFIX: Final = "anteroom-stage-"
_SHEET_IDS: Final = 2**31


@dataclass(frozen=True, slots=True)
class Tab:
    id: int
    title: str
    cells: int = field(default=0, compare=False)
    has_rows: bool = field(default=True, compare=False)
    """A chart has none."""


class Shape(NamedTuple):
    """All of a spreadsheet's tabs."""

    title: str
    tabs: tuple[Tab, ...]

    def find(self, title: str) -> Tab | None:
        return next((tab for tab in self.tabs if tab.title == title), None)

    @property
    def cells(self) -> int:
        """How many there are in all, empty ones included."""
        return sum(tab.cells for tab in self.tabs)


def staging_tab(export_id: UUID) -> Tab:
    """Return the hidden tab in which a push builds a new table.

    The tab then replaces the old one.
    """
    return Tab(export_id.int % _SHEET_IDS, f"{STAGING_PREFIX}{export_id}")


class Heading(Enum):
    """How the first row compares with the heading that a push would write."""

    SAME = auto()
    OTHER_COLUMNS = auto()
    """A heading of ours, from a push of other columns."""
    FOREIGN = auto()


def compare_heading(
    found: Sequence[str], wanted: Sequence[str], keys: Sequence[str], *, is_known: bool
) -> Heading:
    """Return how the heading that was found compares with `wanted`.

    `keys` are all the columns that a push may have, in order. Anybody may use the word `record_id`, so a heading of that
    column alone is ours only in a sheet that `is_known` to the ledger.
    """
    if list(found) == [keys[0]] and not is_known:
        return Heading.FOREIGN
    if digest(found) == digest(wanted):
        return Heading.SAME
    ours = [key for key in keys if key in found]
    # It is ours if the columns are known, in our order and without repetition, and the record id is among them.
    return Heading.OTHER_COLUMNS if ours == list(found) and keys[0] in found else Heading.FOREIGN


def digest(cells: Sequence[str]) -> bytes:
    """Return a digest that differs for every heading, however its cells are split."""
    return sha256("\x1f".join(cells).encode("utf-8", "surrogatepass")).digest()
