"""The report: counts that identify nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count as powers
from itertools import islice, pairwise
from math import ceil
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date, format_percent
from flask_babel import gettext as _

from app.dashboard.person import age
from app.dashboard.report_messages import PURPOSES, MessageFigures, count_messages
from app.figures import (
    FEWEST,
    AgeBand,
    ConversationFigures,
    Intake,
    IntakeFigures,
    Shown,
    Times,
    broken_down,
    count_conversations,
    count_intakes,
    review_times,
    rounded,
)
from app.guard.doors import GuardedBlueprint, May
from app.guard.session import actor, signed_in
from app.intake.questions import QUESTIONS
from app.records.vocabulary import LANGUAGES, label, language_name
from app.services import Services, current
from app.store import SealedIntakes
from app.web.clinic import clinic_zone, number

# Lay out the parts of a chart.
#
# Horizontal positions are in percent, so that a chart is as wide as its page and text keeps its size.

HEIGHT: Final = 216
_LEFT, _RIGHT = 4.0, 100.0
_TOP, _BASE = 10, 190
_FILLED: Final = 0.64
"""The share of its place that a column fills."""
_MARKS: Final = 4
"""About how many labels fit under a chart on a phone."""
_LINES: Final = 5
_NEAR_THE_END: Final = 90.0
_FULL: Final = 100.0


@dataclass(frozen=True, slots=True)
class Column:
    """One column. All small counts have the same height, so that none is revealed."""

    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line across, at a count."""

    y: float
    count: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A word under a column."""

    x: float
    text: str
    ends_there: bool


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """Columns side by side, in a drawing that is `height` high."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    height: int = HEIGHT
    left: float = _LEFT
    base: float = _BASE + 0.5
    under: float = _BASE + 18


def column_chart(counts: Sequence[Shown], labels: Sequence[str]) -> ColumnChart:
    """Draw a count for each label; only every nth, a whole week's worth, is written."""
    step, top = _scale(max(map(_size, counts), default=0))
    place = (_RIGHT - _LEFT) / max(1, len(counts))
    every = max(1, -(-len(labels) // (_MARKS * 7))) * 7
    return ColumnChart(
        columns=tuple(
            Column(
                x=round(_LEFT + place * (index + (1 - _FILLED) / 2), 3),
                width=round(place * _FILLED, 3),
                y=_height(_size(count), top),
                height=round(_BASE - _height(_size(count), top), 1),
            )
            for index, count in enumerate(counts)
            if count.figure
        ),
        lines=tuple(Line(_height(count, top), count) for count in range(step, top + 1, step)),
        marks=tuple(_mark(index, place, labels[index]) for index in range(0, len(labels), every)),
    )


def bar_widths(sizes: Sequence[int]) -> list[float | None]:
    """Return bar widths in percent of the longest; empty when nothing is to be drawn."""
    longest = max(sizes, default=0)
    return [round(_FULL * size / longest, 1) if size else None for size in sizes]


def _size(count: Shown) -> float:
    return count.figure / 2 if count.is_small else count.figure


def _height(count: float, top: int) -> float:
    return round(_BASE - (_BASE - _TOP) * count / top, 1)


def _scale(most: float) -> tuple[int, int]:
    """Return the distance of the lines and the highest count: 1, 2 or 4 times 5 × 10ⁿ."""
    step = next(
        factor * 10**power
        for power in powers()
        for factor in (FEWEST, 2 * FEWEST, 4 * FEWEST)
        if factor * 10**power * _LINES >= most
    )
    return step, max(1, ceil(most / step)) * step


def _mark(index: int, place: float, text: str) -> Mark:
    """Return a label that starts at its column; near the end, one that ends there."""
    x = _LEFT + place * index
    ends_there = x > _NEAR_THE_END
    return Mark(round(x + place if ends_there else x, 3), text, ends_there)


# The figures of the report in the words of its page. They all come from `app.figures`, which rounds them.

_ASKED: Final = tuple(question.key for question in QUESTIONS if not question.of_carer)
STEPS: Final = ("language", "whom", "consent", *_ASKED, "review", "submitted")
"""The steps of a conversation, in order."""
_HOUR: Final = 60
_DAY: Final = 24 * _HOUR


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its label, its figure in words, and its bar's width, if any."""

    label: str
    figure: str
    width: float | None = None
    share: str = ""


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A line about the messages of one kind: its label, and figures in words."""

    label: str
    sent: str
    delivered: str
    read: str
    failed: str
    share: str
    """How many of those sent were delivered."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days as a chart, as a table, and in words for people who cannot see a chart."""

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
    """Return a row per language; None when there are too few intakes to tell."""
    shown = broken_down(counts)
    return None if shown is None else _rows(map(language_name, shown), list(shown.values()))


def by_age(counts: Mapping[AgeBand | None, int]) -> list[Row] | None:
    """Return a row per age band; None when there are too few intakes to tell."""
    rounded_counts = broken_down(counts)
    if rounded_counts is None:
        return None
    return _rows(map(_years, rounded_counts), list(rounded_counts.values()))


def funnel(figures: ConversationFigures) -> list[Row]:
    """Return a row for each step that conversations have passed, with its share."""
    counts = [rounded(count) for count in figures.reached]
    rows = _rows(_steps_done(), counts)
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
    """Return what a conversation has done by the time it is at each of STEPS."""
    answered = map(label, _ASKED)
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


def _rows(labels: Iterable[str], counts: Sequence[Shown]) -> list[Row]:
    widths = bar_widths([0 if count.is_small else count.figure for count in counts])
    return [
        Row(said, in_words(count), width) for said, count, width in zip(labels, counts, widths, strict=True)
    ]


# `/report`: how many hand in, how far the others get, and how long it takes. Counts only.

blueprint = GuardedBlueprint("report", __name__, door=signed_in(May.SEE_REPORT), url_prefix="/report")
PERIODS: Final = (7, 30, 90, 365)
_USUAL: Final = "30"
MOST: Final = 200_000
"""How many intakes, and how many conversations, are counted at most: the newest."""
_ANSWERING: Final = 1000


@dataclass(frozen=True, slots=True)
class Period:
    """A number of the clinic's days, of which `last` is the last."""

    days: int
    last: date
    zone: ZoneInfo

    @property
    def dates(self) -> list[date]:
        """Return every day, the first one first."""
        return [self.last - timedelta(days=before) for before in reversed(range(self.days))]

    @property
    def since(self) -> datetime:
        """Return when it begins."""
        return self._midnight(self.dates[0])

    @property
    def until(self) -> datetime:
        """Return when it is over: the midnight after."""
        return self._midnight(self.last + timedelta(days=1))

    def day_of(self, moment: datetime) -> date:
        """Return the clinic's day of a moment."""
        return moment.astimezone(self.zone).date()

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone)


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted. `is_cut` is true if there was more than `MOST`."""

    intakes: IntakeFigures
    conversations: ConversationFigures
    answering: int
    waiting: int
    """Records that are new: nobody has begun to review them."""
    reviews: Times | None
    alarms: int
    messages: MessageFigures
    is_cut: bool


@blueprint.get("")
def report_page() -> ResponseReturnValue:
    """Show the figures of the last 7, 30, 90 or 365 days, and record the look."""
    asked = request.args.get("period", _USUAL)
    days = next((days for days in PERIODS if str(days) == asked), None)
    if days is None:
        problem = _("Choose one of the periods below: 7, 30, 90 or 365 days.")
        return render_template("dashboard/report.html", periods=PERIODS, problems={"form": problem}), 400
    services, zone = current(), clinic_zone()
    period = Period(days, services.clock().astimezone(zone).date(), zone)
    counted = count(services, period)
    return render_template(
        "dashboard/report.html", periods=PERIODS, problems={}, period=period, **_page(counted)
    )


def count(services: Services, period: Period) -> Counted:
    """Read and count.

    The one event about it is in the transaction that reads birth dates; they are opened after it.
    """
    # On SQLite a writing transaction blocks all others. Conversations hold no answer, so they are read in another one.
    with services.store.read() as unit:
        begun = list(unit.report.conversations(period.since, period.until, STEPS, MOST + 1))
        answering = unit.conversations.count_answering(_ANSWERING)
        alarms = unit.alarms.count(period.since, period.until)
        waiting, _since = unit.news.new_records(_ANSWERING)
        messages = count_messages(unit.message_counts.between(period.since, period.until))
        reviewed = unit.report.reviews(period.since, period.until, MOST)
    with services.store.begin() as unit:
        sealed = unit.report.intakes(period.since, period.until, MOST + 1)
        details = {"period": period.days, "patients": min(len(sealed), MOST)}
        unit.audit.record(actor(), "report.seen", details=details, at=services.clock())
    return Counted(
        intakes=count_intakes(_intakes(sealed, period), period.zone, period.dates, LANGUAGES),
        conversations=count_conversations(begun[:MOST], len(STEPS)),
        answering=answering,
        waiting=waiting,
        reviews=review_times(reviewed),
        alarms=alarms,
        messages=messages,
        is_cut=max(len(sealed), len(begun)) > MOST,
    )


def _intakes(sealed: SealedIntakes, period: Period) -> Iterator[Intake]:
    """Yield intakes with ages in place of birth dates, so none outlives its batch."""
    for found in islice(sealed.opened(), MOST):
        born = found.birth_date
        years = age(born, period.day_of(found.at)) if isinstance(born, str) else None
        yield Intake(found.at, found.language, years)


def _page(counted: Counted) -> dict[str, Any]:
    intakes, conversations = counted.intakes, counted.conversations
    return {
        "is_empty": not intakes.total
        and not conversations.reached[0]
        and not counted.alarms
        and not counted.messages.purposes
        and not counted.waiting,
        "most": MOST if counted.is_cut else None,
        "intakes": in_words(rounded(intakes.total)),
        "answering": capped(counted.answering, _ANSWERING),
        "waiting": capped(counted.waiting, _ANSWERING),
        "half_wait": duration(counted.reviews.half) if counted.reviews else "",
        "alarms": in_words(rounded(counted.alarms)),
        "finished": finished_share(conversations),
        "half_take": duration(conversations.times.half) if conversations.times else "",
        "days": by_day(intakes.days),
        "languages": by_language(intakes.languages),
        "ages": by_age(intakes.ages),
        "funnel": funnel(conversations),
        "hardest": hardest_step(conversations),
        "times": times(conversations.times) if conversations.times else None,
        "messages": message_rows(counted.messages),
        "failures": _rows(
            counted.messages.failures, [rounded(n) for n in counted.messages.failures.values()]
        ),
    }
