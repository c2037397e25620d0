"""`/report`: how many hand in, how far the others get, and how long it takes. Counts only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from flask import render_template, request
from flask_babel import gettext as _

from app.dashboard.masks import age
from app.dashboard.report import figures as report_figures
from app.figures.conversations import count_conversations
from app.figures.disclosure import rounded
from app.figures.intakes import Intake, count_intakes
from app.guard.clinic import clinic_zone
from app.guard.doors import GuardedBlueprint
from app.guard.roles import May
from app.guard.signed_in import actor, signed_in
from app.records.language_names import LANGUAGES
from app.services import current

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from flask.typing import ResponseReturnValue

    from app.figures.conversations import ConversationFigures
    from app.figures.intakes import IntakeFigures
    from app.services import Services
    from app.store import SealedIntakes

blueprint = GuardedBlueprint("report", __name__, door=signed_in(May.SEE_REPORT), url_prefix="/report")
PERIODS: Final = (30, 90, 365)
MOST: Final = 200_000
"""How many intakes, and how many conversations, are counted at most: the newest."""
_ANSWERING: Final = 1000


@dataclass(frozen=True, slots=True)
class Period:
    """So many days of the clinic's, up to and with `last`."""

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
    """What was counted. `is_cut` tells that there was more than `MOST`."""

    intakes: IntakeFigures
    conversations: ConversationFigures
    answering: int
    is_cut: bool


@blueprint.get("")
def report_page() -> ResponseReturnValue:
    """Show the figures of the last 30, 90 or 365 days; that they were looked at is written down."""
    asked = request.args.get("period", str(PERIODS[0]))
    days = next((days for days in PERIODS if str(days) == asked), None)
    if days is None:
        problem = _("Choose one of the periods below: 30, 90 or 365 days.")
        return render_template("dashboard/report.html", periods=PERIODS, problems={"form": problem}), 400
    services, zone = current(), clinic_zone()
    period = Period(days, services.clock().astimezone(zone).date(), zone)
    counted = count(services, period)
    return render_template(
        "dashboard/report.html", periods=PERIODS, problems={}, period=period, **_page(counted)
    )


def count(services: Services, period: Period) -> Counted:
    """Read and count. The one event about it is in the transaction that reads birth dates, and they are opened after it."""
    # On SQLite, who may write keeps all others waiting: conversations, which come without an answer, are read apart.
    with services.store.read() as unit:
        begun = list(unit.report.conversations(period.since, period.until, report_figures.STEPS, MOST + 1))
        answering = unit.conversations.count_answering(_ANSWERING)
    with services.store.begin() as unit:
        sealed = unit.report.intakes(period.since, period.until, MOST + 1)
        details = {"period": period.days, "patients": min(len(sealed), MOST)}
        unit.audit.record(actor(), "report.seen", details=details, at=services.clock())
    return Counted(
        intakes=count_intakes(_intakes(sealed, period), period.zone, period.dates, LANGUAGES),
        conversations=count_conversations(begun[:MOST], len(report_figures.STEPS)),
        answering=answering,
        is_cut=max(len(sealed), len(begun)) > MOST,
    )


def _intakes(sealed: SealedIntakes, period: Period) -> Iterator[Intake]:
    """Yield the intakes with ages in place of birth dates: no birth date outlives its batch."""
    for found in islice(sealed.opened(), MOST):
        born = found.birth_date
        years = age(born, period.day_of(found.at)) if isinstance(born, str) else None
        yield Intake(found.at, found.language, years)


def _page(counted: Counted) -> dict[str, Any]:
    intakes, conversations = counted.intakes, counted.conversations
    return {
        "is_empty": not intakes.total and not conversations.reached[0],
        "most": MOST if counted.is_cut else None,
        "intakes": report_figures.in_words(rounded(intakes.total)),
        "answering": report_figures.capped(counted.answering, _ANSWERING),
        "finished": report_figures.finished_share(conversations),
        "half_take": report_figures.duration(conversations.times.half) if conversations.times else "",
        "days": report_figures.by_day(intakes.days),
        "languages": report_figures.by_language(intakes.languages),
        "ages": report_figures.by_age(intakes.ages),
        "funnel": report_figures.funnel(conversations),
        "hardest": report_figures.hardest_step(conversations),
        "times": report_figures.times(conversations.times) if conversations.times else None,
    }
