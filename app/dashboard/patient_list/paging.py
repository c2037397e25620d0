"""Fifty patients, and the ways to those who came before and after them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.records.cursor import write_cursor

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.records.filters import Asked
    from app.store import Patient, Unit

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page, newest first, with the addresses of its neighbours."""

    patients: list[Patient]
    newer_url: str | None
    older_url: str | None

    @property
    def is_first(self) -> bool:
        """Whether nobody is newer: new intakes appear here."""
        return self.newer_url is None


def read_page(unit: Unit, asked: Asked, columns: Collection[str]) -> Page:
    """Return the page that is asked for. Where fewer are newer than fill one, it is the first page."""
    if asked.newer_than is not None:
        newer = unit.patients.page_before(PAGE + 1, asked.newer_than, columns, asked.filters)
        if len(newer) > PAGE:
            return _page(asked, newer[1:], more_newer=True, more_older=True)
    place = asked.older_than
    found = unit.patients.page(PAGE + 1, place, columns, asked.filters)
    return _page(asked, found[:PAGE], more_newer=place is not None, more_older=len(found) > PAGE)


def _page(asked: Asked, patients: list[Patient], *, more_newer: bool, more_older: bool) -> Page:
    first_page = asked.url() if more_newer else None
    return Page(
        patients,
        asked.url(after=write_cursor(patients[0])) if more_newer and patients else first_page,
        asked.url(before=write_cursor(patients[-1])) if more_older else None,
    )
