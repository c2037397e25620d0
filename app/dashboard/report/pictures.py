"""Draw the report by week, and against the time before, each with its table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.dashboard.report.charts import ColumnChart, SpanChart, bar_widths, span_chart, stacked_chart
from app.dashboard.report.period import Period
from app.dashboard.report.words import duration, in_words
from app.figures.conversations import Conversation, Quarters, quarters
from app.figures.disclosure import Shown, rounded
from app.web.clinic import number

FINISHED: Final[Mapping[str, str]] = {"a": _l("Finished"), "b": _l("Started, not finished")}
MESSAGES: Final[Mapping[str, str]] = {
    "a": _l("Read"),
    "b": _l("Delivered, not read"),
    "c": _l("Sent, nothing heard"),
    "bad": _l("Not delivered"),
}
"""Class of a column's part -> what it counts."""
AGAINST: Final = (
    _l("Finished"),
    _l("Started, not finished"),
    _l("Reviewed"),
    _l("Messages sent"),
    _l("Messages not delivered"),
    _l("Alarms"),
)
Waited = tuple[datetime, datetime]


class TableRow(NamedTuple):
    """A line of a table with several figures."""

    label: str
    figures: list[str]


class Stacked(NamedTuple):
    """Weeks as columns of several parts, as a table, and in words."""

    chart: ColumnChart
    parts: Mapping[str, str]
    rows: list[TableRow]
    words: str


class Waits(NamedTuple):
    """How long people waited in each week: as a chart, as a table, and in words."""

    chart: SpanChart
    rows: list[TableRow]
    words: str


class Versus(NamedTuple):
    """A figure now and before, and the widths of their bars."""

    label: str
    now: str
    before: str
    change: str
    width: float | None
    width_before: float | None


def finished_by_week(begun: Iterable[Conversation], period: Period) -> Stacked | None:
    """Draw who finished, and who did not, by the week in which they began."""
    counts = {week: [0, 0] for week in period.weeks}
    for each in begun:
        counts[period.week_of(each.began_at)][each.finished_at is None] += 1
    return stacked(counts, FINISHED)


def stacked(counts: Mapping[date, Sequence[int]], parts: Mapping[str, str]) -> Stacked | None:
    """Draw the parts of each week; None when there are too few in all."""
    total = sum(map(sum, counts.values()))
    if rounded(total).is_small or not total:
        return None
    shown = {week: [rounded(count) for count in each] for week, each in counts.items()}
    named = [
        f"{name}: {in_words(rounded(sum(column)))}"
        for name, column in zip(parts.values(), zip(*counts.values(), strict=True), strict=True)
    ]
    return Stacked(
        stacked_chart(list(shown.values()), list(map(_week, shown)), list(parts)),
        parts,
        [TableRow(_week(week), list(map(in_words, each))) for week, each in shown.items()],
        ", ".join(named),
    )


def waits_by_week(waited: Iterable[Waited], period: Period) -> Waits | None:
    """Draw how long reviews took, by the week in which answers came."""
    by_week: dict[date, list[Waited]] = {week: [] for week in period.weeks}
    for came, reviewed in waited:
        by_week[period.week_of(came)].append((came, reviewed))
    found = {week: quarters(each) for week, each in by_week.items()}
    told = [each for each in found.values() if each is not None]
    if not told:
        return None
    words = _(
        "Half waited less than %(half)s in the last week that can be told.", half=duration(told[-1].half)
    )
    rows = [TableRow(_week(week), _spans(each)) for week, each in found.items()]
    return Waits(span_chart(list(found.values()), list(map(_week, found))), rows, str(words))


def versus(*figures: tuple[int, int]) -> list[Versus]:
    """Return the figures of AGAINST, unless nothing was counted before."""
    if not any(before for _now, before in figures):
        return []
    return [
        _against(str(label), rounded(now), rounded(before))
        for label, (now, before) in zip(AGAINST, figures, strict=True)
    ]


def _against(label: str, now: Shown, before: Shown) -> Versus:
    width, width_before = bar_widths([0 if each.is_small else each.figure for each in (now, before)])
    return Versus(label, in_words(now), in_words(before), _change(now, before), width, width_before)


def _change(now: Shown, before: Shown) -> str:
    if now.is_small or before.is_small:
        return "–"
    more = now.figure - before.figure
    if not more:
        return str(_("the same"))
    many = number(abs(more))
    return str(_("%(many)s more", many=many) if more > 0 else _("%(many)s fewer", many=many))


def _spans(found: Quarters | None) -> list[str]:
    if found is None:
        return ["–"] * 3
    return [duration(each) for each in (found.quarter, found.half, found.three_quarters)]


def _week(monday: date) -> str:
    return str(format_date(monday, "d MMM"))


def waited_in(waited: Iterable[Waited], period: Period) -> list[Waited]:
    """Return those who came in a period."""
    return [each for each in waited if period.holds(each[0])]
