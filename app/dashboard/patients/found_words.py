"""Say what a search was taken for, what matched, and how many were found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.dashboard.patients.everybody import Everybody
from app.dashboard.patients.query import SearchQuery
from app.dashboard.patients.rows import PAGE
from app.store.patients.patient_search import Wanted
from app.web.clinic import day, month_and_year
from app.web.clinic import number as in_figures

_MATCHED: Final[Mapping[tuple[str, ...], str]] = {
    ("reference",): _l("Reference"),
    ("number",): _l("Number"),
    ("birth_date",): _l("Date of birth"),
    ("name",): _l("Name"),
    ("birth_date", "name"): _l("Name and date of birth"),
    ("number", "name"): _l("Name and number"),
}
"""The kinds of what matched -> what the page says."""
_NEARLY: Final = _l("Nearly the name")
_DAY, _MONTH = len("1990-04-03"), len("1990-04")


def counted(everybody: Everybody) -> list[str]:
    """Return how many there are of each group that has somebody."""
    records, more = len(everybody.records[:PAGE]), len(everybody.records) > PAGE
    told = [
        _("more than %(most)s records", most=in_figures(PAGE))
        if more
        else ngettext("1 record", "%(num)d records", records),
        ngettext("1 without a record", "%(num)d without a record", len(everybody.talks)),
        ngettext("1 invited", "%(num)d invited", len(everybody.invited)),
    ]
    groups = (everybody.records, everybody.talks, everybody.invited)
    return [words for words, group in zip(told, groups, strict=True) if group]


def matched(everybody: Everybody) -> dict[UUID, str]:
    """Return what matched of each who was found."""
    words = {kinds: str(_MATCHED[kinds]) for kinds in set(everybody.why.values())}
    near = [each.id for each in everybody.near.records] + [each.id for each in everybody.near.talks]
    return dict.fromkeys(near, str(_NEARLY)) | {found: words[kinds] for found, kinds in everybody.why.items()}


def days_of(query: SearchQuery) -> list[str]:
    """Return the days that were looked for, in words."""
    return [_then(born) for born in query.born if len(born) == _DAY]


def tried(query: SearchQuery) -> list[tuple[str, str]]:
    """Return what a search was taken for: each a kind, and what was looked for."""
    return [each for wanted in query.meanings for each in _tried(wanted)]


def _tried(wanted: Wanted) -> Iterator[tuple[str, str]]:
    if wanted.reference:
        written = "-".join(filter(None, (wanted.reference[:4], wanted.reference[4:8])))
        yield _("Reference"), _("Begins with %(beginning)s", beginning=written)
    elif not wanted.name and wanted.numbers:
        yield _("Number"), _ends(wanted)
    elif not wanted.name:
        yield _("Date of birth"), _all_days(wanted.born)
    elif wanted.born:
        yield _("Name and date of birth"), f"{_words(wanted)}; {_all_days(wanted.born)}"
    elif wanted.numbers:
        yield _("Name and number"), f"{_words(wanted)}; {_ends(wanted)}"
    else:
        yield _("Name"), _words(wanted)


def _words(wanted: Wanted) -> str:
    words = [word[0] for word in wanted.readings[-1]]
    said: str = ngettext(
        "A word that begins with %(words)s",
        "Words that begin with %(words)s, in any order",
        len(words),
        words=", ".join(words),
    )
    return said


def _ends(wanted: Wanted) -> str:
    shortest = min((ends for _begins, ends in wanted.numbers), key=len)
    said: str = _("Ends with %(ends)s", ends=shortest)
    return said


def _all_days(born: Sequence[str]) -> str:
    return " · ".join(map(_then, born))


def _then(born: str) -> str:
    if len(born) == _DAY:
        return day(date.fromisoformat(born))
    return month_and_year(date.fromisoformat(f"{born}-01")) if len(born) == _MONTH else born
