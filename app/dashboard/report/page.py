"""Report how many hand in, how far others get, and how long it takes: counts only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, Final, NamedTuple

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.dashboard.person import age
from app.dashboard.report import blueprint
from app.dashboard.report.messages import MessageFigures, count_messages, outcomes
from app.dashboard.report.period import Period
from app.dashboard.report.pictures import (
    MESSAGES,
    finished_by_week,
    stacked,
    versus,
    waited_in,
    waits_by_week,
)
from app.dashboard.report.words import (
    by_age,
    by_choice,
    by_day,
    by_language,
    capped,
    duration,
    finished_share,
    funnel,
    hardest_step,
    in_words,
    message_rows,
    rows_of,
    steps,
    times,
)
from app.figures.conversations import ConversationFigures, Times, count_conversations, waiting_times
from app.figures.disclosure import rounded
from app.figures.intakes import Intake, IntakeFigures, count_intakes
from app.guard.doors import May
from app.guard.session import actor, signed_in
from app.records.filters import choices_of_list
from app.records.vocabulary import LANGUAGES
from app.services import Services, current
from app.store.clinic import milestones
from app.store.clinic.milestones import SAMPLES
from app.store.conversations import unfinished
from app.store.exports import report_rows
from app.store.exports.report_rows import CountedConversation, SealedIntakes
from app.store.messages import message_counts
from app.store.messages.message_counts import MessageCount
from app.store.patients import patient_choices
from app.store.patients.patient_choices import Choice
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.work import alarm_takings, alarms, news
from app.web.clinic import clinic_zone

_SEEN = TrailEvent("report.seen", "Viewed the report", TrailGroup.REPORT)

PERIODS: Final = (7, 30, 90, 365)
_USUAL: Final = "30"
MOST: Final = 200_000
"""How many intakes, and how many conversations, are counted at most: the newest."""
_ANSWERING: Final = 1000


class Counted(NamedTuple):
    """What was counted. `is_cut` is true if there was more than `MOST`."""

    intakes: IntakeFigures
    conversations: ConversationFigures
    answering: int
    waiting: int
    """Records that are new: nobody has begun to review them."""
    reviews: Times | None
    alarms: int
    taken: Times | None
    """How long a cry waited for somebody to take it."""
    closed: Times | None
    """How long it took until somebody said how it ended."""
    messages: MessageFigures
    choices: Mapping[Choice, int]
    """How many chose what, of what the list has."""
    has_samples: bool
    pictures: Mapping[str, Any]
    """By week, and against the time before."""
    is_cut: bool


@blueprint.get("", door=signed_in(May.SEE_REPORT))
def report_page() -> ResponseReturnValue:
    """Show the figures of the last 7, 30, 90 or 365 days, and record the look."""
    asked = request.args.get("period", _USUAL)
    days = next((days for days in PERIODS if str(days) == asked), None)
    if days is None:
        problem = _("Choose one of the periods below: 7, 30, 90 or 365 days.")
        return render_template("dashboard/report/page.html", periods=PERIODS, problems={"form": problem}), 400
    services, zone = current(), clinic_zone()
    period = Period(days, services.clock().astimezone(zone).date(), zone)
    counted = count(services, period)
    return render_template(
        "dashboard/report/page.html", periods=PERIODS, problems={}, period=period, **_page(counted)
    )


def count(services: Services, period: Period) -> Counted:
    """Read and count.

    The one event about it is in the transaction that reads birth dates; they are opened after it.
    """
    before, stages, wanted = period.before, steps(), choices_of_list()
    # On SQLite a writing transaction blocks all others. Conversations hold no answer, so they are read in another one.
    with services.store.read() as unit:
        both = list(report_rows.conversations_of(unit.db, before.since, period.until, stages, 2 * MOST))
        still_answering = unfinished.count(unit.db, _ANSWERING)
        cries_before, cries = alarms.counts(unit.db, before.since, period.since, period.until)
        taken = alarm_takings.times(unit.db, period.since, period.until)
        closed = alarm_takings.endings(unit.db, period.since, period.until)
        waiting, _since = news.new_records(unit.db, _ANSWERING)
        sent = message_counts.between(unit.db, before.since, *period.edges)
        reviews = report_rows.reviews(unit.db, before.since, period.until, 2 * MOST)
        chosen = patient_choices.counts(unit.db, wanted, period.since, period.until)
        has_samples = milestones.get(unit.db, SAMPLES) is not None
    begun = [each for each in both if period.holds(each.began_at)]
    reviewed = waited_in(reviews, period)
    with services.store.begin() as unit:
        sealed = report_rows.intakes(unit.db, period.since, period.until, MOST + 1)
        details = {"period": period.days, "patients": min(len(sealed), MOST)}
        audit.record(unit.db, actor(), _SEEN, details=details, at=services.clock())
    return Counted(
        intakes=count_intakes(_intakes(sealed, period), period.zone, period.dates, LANGUAGES),
        conversations=count_conversations(begun[:MOST], len(stages)),
        answering=still_answering,
        waiting=waiting,
        reviews=waiting_times(reviewed),
        alarms=cries,
        taken=waiting_times(taken),
        closed=waiting_times(closed),
        messages=count_messages(each for each in sent if each.stretch),
        choices=chosen,
        has_samples=has_samples,
        pictures={
            "finished_weeks": finished_by_week(begun[:MOST], period),
            "message_weeks": stacked(_by_week(sent, period), MESSAGES),
            "review_weeks": waits_by_week(reviewed, period),
            "versus": versus(
                _both(both, period, lambda each: each.finished_at is not None),
                _both(both, period, lambda each: each.finished_at is None),
                (len(reviewed), len(reviews) - len(reviewed)),
                _now_and_before(sent, slice(0, 3)),
                _now_and_before(sent, slice(3, 4)),
                (cries, cries_before),
            ),
        },
        is_cut=max(len(sealed), len(begun)) > MOST,
    )


def _by_week(sent: Sequence[MessageCount], period: Period) -> dict[date, list[int]]:
    return {
        week: outcomes(each for each in sent if each.stretch == place)
        for place, week in enumerate(period.weeks, 1)
    }


def _now_and_before(sent: Sequence[MessageCount], which: slice) -> tuple[int, int]:
    now, before = (
        outcomes(each for each in sent if bool(each.stretch) is is_now) for is_now in (True, False)
    )
    return sum(now[which]), sum(before[which])


def _both(
    begun: Sequence[CountedConversation], period: Period, wanted: Callable[[CountedConversation], bool]
) -> tuple[int, int]:
    now = sum(wanted(each) for each in begun if period.holds(each.began_at))
    return now, sum(map(wanted, begun)) - now


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
        "has_samples": counted.has_samples,
        **counted.pictures,
        "intakes": in_words(rounded(intakes.total)),
        "answering": capped(counted.answering, _ANSWERING),
        "waiting": capped(counted.waiting, _ANSWERING),
        "half_wait": duration(counted.reviews.half) if counted.reviews else "",
        "alarms": in_words(rounded(counted.alarms)),
        "half_taken": duration(counted.taken.half) if counted.taken else "",
        "half_closed": duration(counted.closed.half) if counted.closed else "",
        "finished": finished_share(conversations),
        "half_take": duration(conversations.times.half) if conversations.times else "",
        "days": by_day(intakes.days),
        "languages": by_language(intakes.languages),
        "ages": by_age(intakes.ages),
        "choices": by_choice(counted.choices),
        "funnel": funnel(conversations),
        "hardest": hardest_step(conversations),
        "times": times(conversations.times) if conversations.times else None,
        "messages": message_rows(counted.messages),
        "failures": rows_of(
            counted.messages.failures, [rounded(n) for n in counted.messages.failures.values()]
        ),
    }
