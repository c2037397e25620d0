"""Say in one line above every page that somebody may need help, however many do.

The line names members and times, and nothing of a patient, so it is no look at anybody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from app.dashboard.alarms import blueprint
from app.dashboard.alarms.lines import ago
from app.guard.doors import May
from app.guard.session import actor, find_session, scripts_ask_for, signed_in
from app.records.actors import Actors
from app.services import current
from app.store import Transaction
from app.store.work import alarm_takings
from app.store.work.alarm_takings import AlarmTaking, State
from app.web.news import glance_of


@dataclass(frozen=True, slots=True)
class InHand:
    """An alarm that a member deals with, and has not said the end of."""

    conversation_id: UUID
    who: str
    is_mine: bool
    since: datetime
    ago: str
    until: datetime | None
    """When it is let go if nothing more is said."""
    again_at: datetime | None
    """When the patient is to be called again, if they could not be reached."""
    is_due: bool
    """Whether it is time to call again."""


@dataclass(frozen=True, slots=True)
class Band:
    """What the line says. It is empty while no alarm is open."""

    mark: str
    waiting: int = 0
    """In how many conversations nobody has taken an alarm."""
    ago: str = ""
    """How long the first of them has waited."""
    held: tuple[InHand, ...] = ()
    """The member's own first, then those that are due again."""
    lost: tuple[tuple[UUID, str, datetime], ...] = ()
    """What a colleague has just taken over from the member: which, who has it now, and since when."""

    @property
    def due(self) -> list[InHand]:
        return [each for each in self.held if each.is_due]


@blueprint.app_context_processor
def band_above_every_page() -> dict[str, Any]:
    """Give every page of a member who sees patients the line."""
    if (found := find_session()) is None:
        return {}
    counts, state = glance_of(found.member)
    if state is None:
        return {}
    if not (counts["held"] or counts["lost"]):
        return {"alarm_band": _waiting(state)}
    with current().store.read() as unit:
        return {"alarm_band": _in_hands(unit, state)}


@blueprint.get("/band", door=signed_in(May.SEE_PATIENTS))
@scripts_ask_for
def band() -> ResponseReturnValue:
    """Return the line alone, for a page whose mark is out of date."""
    return render_template("dashboard/alarms/band_alone.html")


def _waiting(state: State) -> Band:
    waited = ago(state.since, current().clock()) if state.since else ""
    return Band(state.mark, state.conversations, waited)


def _in_hands(unit: Transaction, state: State) -> Band:
    now, me, actors = current().clock(), actor(), Actors.of(unit)
    held = [_in_hand(each, me, actors, now) for each in alarm_takings.held(unit.db)]
    lost = [
        (after.conversation_id, actors.called(after.taken_by), after.taken_at)
        for _ended, after in alarm_takings.lost(unit.db, me, now)
    ]
    by_urgency = sorted(held, key=lambda each: (not each.is_mine, not each.is_due))
    return replace(_waiting(state), held=tuple(by_urgency), lost=tuple(lost))


def _in_hand(taking: AlarmTaking, me: str, actors: Actors, now: datetime) -> InHand:
    return InHand(
        taking.conversation_id,
        actors.called(taking.taken_by),
        taking.taken_by == me,
        taking.taken_at,
        ago(taking.taken_at, now),
        taking.lapses_at,
        taking.call_again_at,
        taking.is_asked_again(now),
    )
