"""Show the alarms above the lists of patients and of unfinished intakes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import format_timedelta

from app.dashboard.alarms import blueprint
from app.dashboard.alarms.history import OUTCOMES
from app.dashboard.person import last_digits
from app.dashboard.step_words import step_label
from app.guard.doors import May
from app.guard.session import actor, is_live, scripts_ask_for, signed_in
from app.records.actors import Actors
from app.records.vocabulary import language_name
from app.services import current
from app.store import Transaction
from app.store.trail import audit
from app.store.trail.events import Counted, TrailEvent, TrailGroup
from app.store.work import alarm_takings, alarms
from app.store.work.alarm_takings import AlarmTaking
from app.store.work.alarms import Alarm, Caller

_LISTED = TrailEvent(
    "alarms.listed",
    Counted("alarms", "Viewed the alarms of one conversation", "Viewed the alarms of {alarms} conversations"),
    TrailGroup.ALARM,
)

MOST_LINES: Final = 10
"""The most conversations in the band. It also says how many more there are."""
_LOOKED_THROUGH: Final = 50
_TOLD_FOR: Final = timedelta(hours=1)
"""How long the band says who has taken an alarm."""


@dataclass(frozen=True, slots=True)
class Line:
    """One conversation in which somebody may need help, with the number masked."""

    conversation_id: UUID
    since: datetime
    ago: str
    step: str
    language: str | None
    digits: str
    """The end of the number; empty when it is no longer kept."""
    readable: bool
    """Whether a key of ours opens it."""
    opted_out: bool
    who: str = ""
    """The member who has taken it; empty, if nobody has."""
    taken_at: datetime | None = None
    written_at: datetime | None = None
    """When the first was written, if Twilio could not deliver it then."""
    outcome: str = ""
    """How it ended, if they have said so."""
    called_again_at: datetime | None = None
    """When the patient is to be called again, if they could not be reached."""
    is_due: bool = False
    """Whether it is time to call again."""
    unanswered: bool = False
    """Whether one was raised because the patient was asked about it and did not answer."""


def band_of(unit: Transaction) -> dict[str, Any]:
    """Return what the band says: who waits, and what was taken a moment ago."""
    now = current().clock()
    waiting = alarms.waiting(unit.db, MOST_LINES)
    still = {each.conversation_id for each in waiting}
    called = [alarm for alarm, _taking in alarm_takings.unreached(unit.db)]
    recent = [
        each
        for each in alarms.latest(unit.db, _LOOKED_THROUGH)
        if each.acknowledged_at is not None and now - each.acknowledged_at < _TOLD_FOR
    ]
    taken = [each for each in [*called, *recent] if each.conversation_id not in still]
    return {
        "waiting": lines_of(unit, waiting, now),
        "waiting_count": alarms.count_waiting(unit.db),
        "taken": [line for line in lines_of(unit, taken, now) if line.called_again_at or not line.outcome],
        "alarm_mark": alarm_takings.mark(unit.db, now),
    }


def lines_of(unit: Transaction, found: Collection[Alarm], now: datetime) -> list[Line]:
    """Return a line for each conversation, in the order of its first alarm here."""
    grouped: dict[UUID, list[Alarm]] = {}
    for each in found:
        grouped.setdefault(each.conversation_id, []).append(each)
    if not grouped:
        return []
    callers, actors = alarms.callers(unit.db, grouped), Actors.of(unit)
    taken = {each.conversation_id for each in found if not each.waits}
    concluded = alarm_takings.concluded(unit.db, taken) if taken else {}
    return [_line(alarms, callers.get(of), actors, now, concluded) for of, alarms in grouped.items()]


def _line(
    alarms: list[Alarm],
    caller: Caller | None,
    actors: Actors,
    now: datetime,
    concluded: Mapping[tuple[UUID, datetime], AlarmTaking],
) -> Line:
    first, last = min(alarms, key=attrgetter("raised_at")), max(alarms, key=attrgetter("raised_at"))
    address = caller.address if caller else None
    at = last.acknowledged_at
    taking = concluded.get((last.conversation_id, at)) if at else None
    return Line(
        conversation_id=first.conversation_id,
        since=first.raised_at,
        ago=ago(first.raised_at, now),
        step=step_label(last.step),
        language=language_name(caller.language) if caller and caller.language else None,
        digits=last_digits(address) if isinstance(address, str) else "",
        readable=caller is None or isinstance(address, str),
        opted_out=caller is not None and caller.opted_out,
        who=actors.name(last.acknowledged_by) if last.acknowledged_by else "",
        taken_at=at,
        written_at=first.written_at,
        outcome=str(OUTCOMES[taking.outcome]) if taking and taking.outcome else "",
        called_again_at=taking.call_again_at if taking else None,
        is_due=taking is not None and taking.is_asked_again(now),
        unanswered=any(each.asked_at for each in alarms),
    )


def ago(then: datetime, now: datetime) -> str:
    return str(format_timedelta(max(timedelta(), now - then), threshold=1))


@blueprint.get("/band", door=signed_in(May.SEE_PATIENTS))
@scripts_ask_for
def band() -> ResponseReturnValue:
    """Return the band alone, for a page whose mark is out of date."""
    with current().store.begin() as unit:
        shown = band_of(unit)
        record_list(unit, len(shown["waiting"]))
    return render_template("dashboard/alarms/band_alone.html", **shown)


def record_list(unit: Transaction, count: int) -> None:
    details = {"alarms": count, **({"live": True} if is_live() else {})}
    audit.record(unit.db, actor(), _LISTED, details=details, at=current().clock())
