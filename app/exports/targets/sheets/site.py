"""Where a push writes: into our tab as it is, or into a hidden one that takes its place when it is whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.exports.columns import COLUMNS
from app.exports.targets.sheets.changes import added, deleted
from app.exports.targets.sheets.heading import Heading, judge
from app.exports.targets.sheets.plan import has_something_of_others, places
from app.exports.targets.sheets.shape import STAGE, TITLE, stage_of
from app.store import Hopeless

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from app.exports.targets.sheets.book import Book
    from app.exports.targets.sheets.plan import Places
    from app.exports.targets.sheets.shape import Shape, Tab

_KEYS: Final = tuple(column.key for column in COLUMNS)
_MOST_CELLS: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class Site:
    """The tab that is written to, and where each record stands in it."""

    tab: Tab
    there: Places
    staged: bool = False
    """Whether it is still to be shown."""
    instead_of: tuple[Tab, ...] = ()
    """What goes when it is."""


def found(book: Book, export_id: UUID, headings: Sequence[str], patients: int, *, is_known: bool) -> Site:
    """Look the spreadsheet over, make the hidden tab if one is needed, and return where to write.

    `is_known` says whether the ledger has rows of this spreadsheet.

    Raises:
        Hopeless: our tab is not ours, or there is no room. Nothing was written.
    """
    shape = book.shape()
    stages = [tab for tab in shape.tabs if tab.title.startswith(STAGE)]
    ours = shape.find(TITLE)
    if ours is not None:
        heading, column = book.heading_and_first_column(ours)
        judged = judge(heading, headings, _KEYS, is_known=is_known)
        if judged is Heading.FOREIGN:
            raise Hopeless("sheet_heading_foreign")
        if judged is Heading.SAME:
            if stages:  # of pushes that broke off
                book.change(deleted(stages))
            return Site(ours, places(column))
        (rows,) = book.wholes([ours])
        if has_something_of_others(rows, len(heading)):
            raise Hopeless("sheet_rows_foreign")
    replaced = [ours] if ours else []
    stage = stage_of(export_id)
    if stage in stages:
        others = [tab for tab in stages if tab != stage]
        return Site(stage, _begun_before(book, stage, headings), staged=True, instead_of=(*replaced, *others))
    _refuse_without_room(shape, (patients + 2) * len(headings))
    book.change([*deleted(stages), *added(stage, headings)])
    return Site(stage, {}, staged=True, instead_of=tuple(replaced))


def _begun_before(book: Book, stage: Tab, headings: Sequence[str]) -> Places:
    """Return where each record stands that this push has sent before."""
    heading, column = book.heading_and_first_column(stage)
    if judge(heading, headings, _KEYS, is_known=True) is not Heading.SAME:
        raise Hopeless("sheet_heading_foreign")
    return places(column)


def _refuse_without_room(shape: Shape, cells: int) -> None:
    if shape.cells + cells > _MOST_CELLS:
        raise Hopeless("sheet_full")
