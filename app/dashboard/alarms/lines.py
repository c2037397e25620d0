"""Write a conversation's alarms as one line of a list, with the number masked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from uuid import UUID

from flask_babel import format_timedelta

from app.dashboard.alarms.history import OUTCOMES
from app.dashboard.person import last_digits
from app.dashboard.step_words import step_label
from app.records.actors import Actors
from app.records.vocabulary import language_name
from app.store import Transaction
from app.store.work import alarm_takings, alarms
from app.store.work.alarm_takings import AlarmTaking
from app.store.work.alarms import Alarm, Caller


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
    who: str = ""
    """The member who has taken it; empty, if nobody has."""
    taken_at: datetime | None = None
    outcome: str = ""
    """How it ended, if they have said so."""
    called_again_at: datetime | None = None
    """When the patient is to be called again, if they could not be reached."""
    is_due: bool = False
    """Whether it is time to call again."""
    unanswered: bool = False
    """Whether one was raised because the patient was asked about it and did not answer."""


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
        who=actors.called(last.acknowledged_by) if last.acknowledged_by else "",
        taken_at=at,
        outcome=str(OUTCOMES[taking.outcome]) if taking and taking.outcome else "",
        called_again_at=taking.call_again_at if taking else None,
        is_due=taking is not None and taking.is_asked_again(now),
        unanswered=any(each.asked_at for each in alarms),
    )


def ago(then: datetime, now: datetime) -> str:
    return str(format_timedelta(max(timedelta(), now - then), threshold=1))
