"""Put the figures of the report into words. `app.figures` has rounded them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from flask_babel import format_date, format_percent
from flask_babel import gettext as _

from app.dashboard.report.charts import ColumnChart, bar_widths, column_chart
from app.dashboard.report.messages import PURPOSES, MessageFigures
from app.figures.conversations import ConversationFigures, Times
from app.figures.disclosure import Shown, broken_down, rounded
from app.figures.intakes import AgeBand
from app.intake.questions import Question
from app.records.filters import listed
from app.records.vocabulary import label_of, language_name, shown_of
from app.store.patients.patient_choices import Choice
from app.web.clinic import number
from app.web.questionnaire import current_questionnaire

_HOUR: Final = 60
_DAY: Final = 24 * _HOUR


class Row(NamedTuple):
    """A line of a table: its label, its figure in words, and its bar's width, if any."""

    label: str
    figure: str
    width: float | None = None
    share: str = ""


class MessageRow(NamedTuple):
    """A line about the messages of one kind: its label, and figures in words."""

    label: str
    sent: str
    delivered: str
    read: str
    failed: str
    share: str
    """How many of those sent were delivered."""


class Days(NamedTuple):
    """The days as a chart, as a table, and in words for people who cannot see a chart."""

    chart: ColumnChart
    rows: list[Row]
    busiest: str


def in_words(count: Shown) -> str:
    """Return a count as it is written: "0", "<5", "1,285"."""
    return f"<{count.figure}" if count.is_small else number(count.figure)


def steps() -> tuple[str, ...]:
    """Return the steps of a conversation, in order."""
    return ("language", "whom", "consent", *(question.key for question in _asked()), "review", "submitted")


def _asked() -> Iterator[Question]:
    return (question for question in current_questionnaire().questions if not question.of_carer)


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
    """Return a row per language; None when there are too few intakes to tell."""
    shown = broken_down(counts)
    return None if shown is None else rows_of(map(language_name, shown), list(shown.values()))


def by_choice(counts: Mapping[Choice, int]) -> list[tuple[str, str, list[Row] | None]]:
    """Return the key and the label of each question, and a row for each choice.

    There are no rows where too few people have answered it to tell.
    """
    tables = []
    for key, question, codes in listed():
        found = {each.code: count for each, count in counts.items() if each.key == key}
        shown = broken_down({code: found.get(code, 0) for code in codes})
        named = (shown_of(question, code) for code in codes)
        tables.append(
            (key, label_of(question), None if shown is None else rows_of(named, list(shown.values())))
        )
    return tables


def by_age(counts: Mapping[AgeBand | None, int]) -> list[Row] | None:
    """Return a row per age band; None when there are too few intakes to tell."""
    rounded_counts = broken_down(counts)
    if rounded_counts is None:
        return None
    return rows_of(map(_years, rounded_counts), list(rounded_counts.values()))


def funnel(figures: ConversationFigures) -> list[Row]:
    """Return a row for each step that conversations have passed, with its share."""
    counts = [rounded(count) for count in figures.reached]
    rows = rows_of(_steps_done(), counts)
    return [
        Row(row.label, row.figure, row.width, _share(count, counts[0]))
        for row, count in zip(rows, counts, strict=True)
    ]


def hardest_step(figures: ConversationFigures) -> str:
    """Return the step before which most people leave; "" when the figures cannot tell."""
    counts = [rounded(count) for count in figures.reached]
    if any(count.is_small for count in counts):
        return ""
    left = [before.figure - after.figure for before, after in pairwise(counts)]
    most = max(left, default=0)
    return _steps_done()[left.index(most) + 1] if most and left.count(most) == 1 else ""


def finished_share(figures: ConversationFigures) -> str:
    """Return the percentage who finish; "" when there are too few to say."""
    return _share(rounded(figures.reached[-1]), rounded(figures.reached[0]))


def times(found: Times) -> list[Row]:
    """Return a row for each percentile."""
    each = {
        _("Median"): found.half,
        _("75% finish within"): found.three_quarters,
        _("90% finish within"): found.nine_in_ten,
    }
    widths = bar_widths([_minutes(taken) for taken in each.values()])
    return [
        Row(said, duration(taken), width) for (said, taken), width in zip(each.items(), widths, strict=True)
    ]


def message_rows(figures: MessageFigures) -> list[MessageRow]:
    """Return a row for each kind of message that was sent, or was to be."""
    return [
        MessageRow(
            str(PURPOSES[purpose]),
            sent=in_words(rounded(each.sent)),
            delivered=in_words(rounded(each.delivered)),
            read=in_words(rounded(each.read)),
            failed=in_words(rounded(each.failed)),
            share=_share(rounded(each.delivered), rounded(each.sent)),
        )
        for purpose, each in figures.purposes.items()
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
    """Return what a conversation has done by the time it is at each of its steps."""
    answered = map(label_of, _asked())
    return [
        str(_("Wrote to us")),
        str(_("Chose a language")),
        str(_("Said whom it is about")),
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


def rows_of(labels: Iterable[str], counts: Sequence[Shown]) -> list[Row]:
    widths = bar_widths([0 if count.is_small else count.figure for count in counts])
    return [
        Row(said, in_words(count), width) for said, count, width in zip(labels, counts, widths, strict=True)
    ]
