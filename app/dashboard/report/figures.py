"""The figures of the report, as its page says them: everything here has been through `app.figures.disclosure`."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from flask_babel import format_date, format_percent
from flask_babel import gettext as _

from app.dashboard.report.charts import ColumnChart, bar_widths, column_chart
from app.figures.disclosure import broken_down, rounded
from app.guard.words import number
from app.intake.questions import QUESTIONS
from app.records.answer_labels import label
from app.records.language_names import language_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, timedelta

    from app.figures.conversations import ConversationFigures, Times
    from app.figures.disclosure import Shown
    from app.figures.intakes import AgeBand

STEPS: Final = ("language", "consent", *(question.key for question in QUESTIONS), "review", "submitted")
"""What may be open in a conversation, in order."""
_HOUR: Final = 60
_DAY: Final = 24 * _HOUR


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its label, its figure in words, and the width of the bar beside it, if it has one."""

    label: str
    figure: str
    width: float | None = None
    share: str = ""


@dataclass(frozen=True, slots=True)
class Days:
    """The days as a chart, as a table, and in a sentence for who cannot see the chart."""

    chart: ColumnChart
    rows: list[Row]
    busiest: str


def in_words(count: Shown) -> str:
    """Return a count as it is written: "0", "<5", "1,285"."""
    return f"<{count.figure}" if count.is_small else number(count.figure)


def by_day(counts: Mapping[date, int]) -> Days | None:
    """Return the days; None when there are too few intakes to tell them by day."""
    shown = broken_down(counts)
    if shown is None:
        return None
    busiest = max((count.figure for count in shown.values() if not count.is_small), default=0)
    rows = [Row(format_date(day, "d MMM yyyy"), in_words(count)) for day, count in shown.items()]
    return Days(
        chart=column_chart(list(shown.values()), [format_date(day, "d MMM") for day in shown]),
        rows=rows,
        busiest=number(busiest) if busiest else "",
    )


def by_language(counts: Mapping[str, int]) -> list[Row] | None:
    """Return a row for each language; None when there are too few intakes to tell them by language."""
    shown = broken_down(counts)
    return None if shown is None else _rows(map(language_name, shown), list(shown.values()))


def by_age(counts: Mapping[AgeBand | None, int]) -> list[Row] | None:
    """Return a row for each age band; None when there are too few intakes to tell them by age."""
    shown = broken_down(counts)
    return None if shown is None else _rows(map(_years, shown), list(shown.values()))


def funnel(figures: ConversationFigures) -> list[Row]:
    """Return a row for each step that a conversation may have behind it, with its share of all."""
    shown = [rounded(count) for count in figures.reached]
    rows = _rows(_steps_done(), shown)
    return [
        Row(row.label, row.figure, row.width, _share(count, shown[0]))
        for row, count in zip(rows, shown, strict=True)
    ]


def hardest_step(figures: ConversationFigures) -> str:
    """Return the label of the step at which most leave, as far as the rounded figures tell; empty when they do not."""
    shown = [rounded(count) for count in figures.reached]
    if any(count.is_small for count in shown):
        return ""
    left = [before.figure - after.figure for before, after in pairwise(shown)]
    most = max(left, default=0)
    return _steps_done()[left.index(most) + 1] if most and left.count(most) == 1 else ""


def finished_share(figures: ConversationFigures) -> str:
    """Return how many of a hundred finish, as far as the rounded figures tell; empty when there are too few to say."""
    return _share(rounded(figures.reached[-1]), rounded(figures.reached[0]))


def times(found: Times) -> list[Row]:
    """Return a row for each percentile."""
    each = {
        _("Half take at most"): found.half,
        _("Three quarters take at most"): found.three_quarters,
        _("Nine in ten take at most"): found.nine_in_ten,
    }
    widths = bar_widths([_minutes(taken) for taken in each.values()])
    return [
        Row(said, duration(taken), width) for (said, taken), width in zip(each.items(), widths, strict=True)
    ]


def duration(taken: timedelta) -> str:
    """Return a time in words, to the minute: "11 min", "1 h 40 min", "2 d 3 h"."""
    minutes = _minutes(taken)
    if minutes < _HOUR:
        return str(_("%(minutes)s min", minutes=minutes))
    if minutes < _DAY:
        return str(_("%(hours)s h %(minutes)s min", hours=minutes // _HOUR, minutes=minutes % _HOUR))
    return str(_("%(days)s d %(hours)s h", days=minutes // _DAY, hours=minutes % _DAY // _HOUR))


def capped(count: int, cap: int) -> str:
    """Return a count that was counted no further than `cap`."""
    return f"{number(cap)}+" if count >= cap else in_words(rounded(count))


def _minutes(taken: timedelta) -> int:
    return max(1, round(taken.total_seconds() / 60))


def _steps_done() -> list[str]:
    """Return what lies behind a conversation at each of STEPS."""
    answered = (label(question.key) for question in QUESTIONS)
    return [
        str(_("Wrote to us")),
        str(_("Chose a language")),
        str(_("Agreed to the privacy text")),
        *answered,
        str(_("Checked and sent")),
    ]


def _share(count: Shown, whole: Shown) -> str:
    if count.is_small or whole.is_small or not whole.figure:
        return ""
    return str(format_percent(count.figure / whole.figure))


def _years(band: AgeBand | None) -> str:
    if band is None:
        return str(_("Not known"))
    if band.last is None:
        return str(_("%(age)s and over", age=band.first))
    return f"{band.first}–{band.last}"


def _rows(labels: Iterable[str], counts: Sequence[Shown]) -> list[Row]:
    widths = bar_widths([0 if count.is_small else count.figure for count in counts])
    return [
        Row(said, in_words(count), width) for said, count, width in zip(labels, counts, widths, strict=True)
    ]
