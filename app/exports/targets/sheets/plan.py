"""Plan where a push writes: into our tab, or a hidden one that replaces it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

from app.exports.targets.sheets.changes import add_tab, delete_tabs
from app.exports.targets.sheets.rows import Places, has_foreign_content, places
from app.exports.targets.sheets.tabs import (
    STAGING_PREFIX,
    TITLE,
    Heading,
    Shape,
    Tab,
    compare_heading,
    staging_tab,
)
from app.store.work.jobs import Hopeless

if TYPE_CHECKING:
    from app.exports.targets.sheets.client import Spreadsheet

_MOST_CELLS: Final = 10_000_000


class TabPlan(NamedTuple):
    """The tab that is written to, and the rows of each record in it."""

    tab: Tab
    there: Places
    staged: bool = False
    """Whether the tab is still hidden."""
    instead_of: tuple[Tab, ...] = ()
    """The tabs to delete when it is shown."""


def plan_upload(
    book: Spreadsheet,
    export_id: UUID,
    headings: Sequence[str],
    keys: Sequence[str],
    patients: int,
    *,
    is_known: bool,
) -> TabPlan:
    """Inspect the spreadsheet, add the hidden tab if needed, and return the plan.

    `keys` are those of every column that a push may have, in order. `is_known` says whether the ledger has rows of this spreadsheet.

    Raises:
        Hopeless: our tab is not ours, or there is no room. Nothing was written.
    """
    shape = book.shape()
    stages = [tab for tab in shape.tabs if tab.title.startswith(STAGING_PREFIX)]
    ours = shape.find(TITLE)
    if ours is not None:
        heading, column = book.heading_and_first_column(ours)
        validated = compare_heading(heading, headings, keys, is_known=is_known)
        if validated is Heading.FOREIGN:
            raise Hopeless("sheet_heading_foreign")
        if validated is Heading.SAME:
            if stages:  # they were left by pushes that broke off
                book.change(delete_tabs(stages))
            return TabPlan(ours, places(column))
        (rows,) = book.wholes([ours])
        if has_foreign_content(rows, len(heading)):
            raise Hopeless("sheet_rows_foreign")
    replaced = [ours] if ours else []
    stage = staging_tab(export_id)
    if stage in stages:
        others = [tab for tab in stages if tab != stage]
        return TabPlan(
            stage, _begun_before(book, stage, headings, keys), staged=True, instead_of=(*replaced, *others)
        )
    _refuse_without_room(shape, (patients + 2) * len(headings))
    book.change([*delete_tabs(stages), *add_tab(stage, headings)])
    return TabPlan(stage, {}, staged=True, instead_of=tuple(replaced))


def _begun_before(book: Spreadsheet, stage: Tab, headings: Sequence[str], keys: Sequence[str]) -> Places:
    """Return the rows of the records that this push has sent before."""
    heading, column = book.heading_and_first_column(stage)
    if compare_heading(heading, headings, keys, is_known=True) is not Heading.SAME:
        raise Hopeless("sheet_heading_foreign")
    return places(column)


def _refuse_without_room(shape: Shape, cells: int) -> None:
    if shape.cells + cells > _MOST_CELLS:
        raise Hopeless("sheet_full")
