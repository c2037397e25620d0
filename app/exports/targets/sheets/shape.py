"""A spreadsheet without its content: its title, and its tabs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from uuid import UUID

TITLE: Final = "Anteroom"
"""The tab that is ours."""
STAGE: Final = "anteroom-stage-"
_SHEET_IDS: Final = 2**31


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the sheets of a spreadsheet."""

    id: int
    title: str
    cells: int = field(default=0, compare=False)
    has_rows: bool = field(default=True, compare=False)
    """A chart has none."""

    def part(self, cells: str) -> str:
        """Return some of its cells, in A1 notation."""
        return f"{self.whole}!{cells}"

    @property
    def whole(self) -> str:
        """All of its cells, in A1 notation."""
        return "'" + self.title.replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class Shape:
    """All of a spreadsheet's tabs."""

    title: str
    tabs: tuple[Tab, ...]

    def find(self, title: str) -> Tab | None:
        """Return the tab of that title, if there is one."""
        return next((tab for tab in self.tabs if tab.title == title), None)

    @property
    def cells(self) -> int:
        """How many there are in all, empty ones included."""
        return sum(tab.cells for tab in self.tabs)


def stage_of(export_id: UUID) -> Tab:
    """Return the tab, hidden, in which a push puts a new table together before it takes the place of the old one."""
    return Tab(export_id.int % _SHEET_IDS, f"{STAGE}{export_id}")
