"""Take an alarm, say how it ended, hand it over, or open it again.

Each act holds the alarms of the conversation, so of two at once the second sees what the first has done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, NotFound

from app.dashboard.alarms import blueprint
from app.dashboard.alarms.history import OUTCOMES
from app.dashboard.alarms.page import answer_again, holder, may_be_handed, open_alarm, record, to_page
from app.guard.doors import May
from app.guard.forms import is_refilled
from app.guard.session import actor, hold_member, signed_in
from app.records.actors import Actors
from app.services import current
from app.store import Transaction
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.work import alarm_takings, alarm_tellings, alarms, jobs
from app.store.work.alarm_takings import HANDED, LAPSE, AlarmTaking, Ended, Outcome
from app.store.work.alarms import Alarm
from app.web.clinic import time_of_day
from app.web.page import flash

_TAKEN = TrailEvent("alarm.acknowledged", "Took an alarm", TrailGroup.ALARM)
_CONCLUDED = TrailEvent("alarm.concluded", "Said how an alarm ended: {alarm_outcome}", TrailGroup.ALARM)
_HANDED = TrailEvent("alarm.handed_over", "Handed an alarm over", TrailGroup.ALARM)
_REOPENED = TrailEvent("alarm.reopened", "Opened an alarm again", TrailGroup.ALARM)

LONGEST_NOTE: Final = 1000
Problems = Mapping[str, str]


@blueprint.post("/<uuid:conversation_id>/take", door=signed_in(May.WORK_ON_PATIENTS))
def take(conversation_id: UUID) -> ResponseReturnValue:
    """Take the alarms of a conversation, unless a colleague was first.

    An alarm that came after this member's page was loaded is not taken: it is told from the first.
    """
    try:
        seen = UUID(request.form.get("seen", ""))
    except ValueError:
        raise BadRequest from None
    with current().store.begin() as unit:
        hold_member(unit)
        now = current().clock()
        taken = alarms.take(unit.db, conversation_id, seen, actor(), now)
        if taken:
            _hold(unit, taken, now)
            _ring_on(unit, conversation_id, now)
            record(unit, conversation_id, taken, _TAKEN, {"alarms": len(taken)})
        else:
            problems = {"form": _too_late(unit, conversation_id)}
    if not taken:
        return answer_again(conversation_id, problems)
    flash(_("Your colleagues see that you are dealing with it."))
    return to_page(conversation_id)


@blueprint.post("/<uuid:conversation_id>/outcome", door=signed_in(May.WORK_ON_PATIENTS))
@is_refilled
def conclude(conversation_id: UUID) -> ResponseReturnValue:
    """Keep how the member's alarm ended, with a note."""
    end, note = request.form.get("end", ""), request.form.get("note", "").strip()
    problems = {}
    if end not in OUTCOMES:
        problems["end"] = _("Choose how it ended.")
    if len(note) > LONGEST_NOTE:
        problems["note"] = _("Write at most %(limit)s characters.", limit=LONGEST_NOTE)
    if problems:
        return answer_again(conversation_id, problems, is_late=False)

    def act(unit: Transaction, cries: Sequence[Alarm], now: datetime) -> str:
        taking, outcome = _taking(unit, cries, now), Outcome(end)
        alarm_takings.conclude(unit.db, taking, outcome, note, now, lapses=_lapses())
        _plan(unit, taking, now)
        record(unit, conversation_id, cries, _CONCLUDED, {"alarm_outcome": end})
        if outcome.is_final:
            return str(_("Saved. Nobody else is told."))
        return str(_("Saved. Try again: you are asked in 10 minutes."))

    return _with_mine(conversation_id, act)


@blueprint.post("/<uuid:conversation_id>/hand", door=signed_in(May.WORK_ON_PATIENTS))
def hand_over(conversation_id: UUID) -> ResponseReturnValue:
    """Hand the member's alarm to a colleague who is signed in, or to nobody."""
    to = request.form.get("to", "")
    with current().store.read() as unit:
        colleagues = {str(each.id): each for each in may_be_handed(unit)}
    if to and to not in colleagues:
        problem = _("Choose someone who is signed in, or nobody in particular.")
        return answer_again(conversation_id, {"to": problem}, is_late=False)

    def act(unit: Transaction, cries: Sequence[Alarm], now: datetime) -> str:
        taking = _taking(unit, cries, now)
        alarm_takings.end(unit.db, taking, Ended.HANDED, now)
        alarms.give(unit.db, cries, f"staff:{to}" if to else None, now)
        record(unit, conversation_id, cries, _HANDED, {"staff": to})
        if to:
            taking = _hold(unit, alarms.of(unit.db, conversation_id), now)
            if current().settings.alerts.mail is None:
                return str(_("%(name)s has it now.", name=colleagues[to].name))
            jobs.add(unit.db, HANDED, taking.id, "anteroom", now)
            return str(_("%(name)s has it now, and is told by e-mail.", name=colleagues[to].name))
        _ring_on(unit, conversation_id, now)
        return str(
            _("Nobody has it now, and the next one is told.") if _lapses() else _("Nobody has it now.")
        )

    return _with_mine(conversation_id, act)


@blueprint.post("/<uuid:conversation_id>/reopen", door=signed_in(May.WORK_ON_PATIENTS))
def reopen(conversation_id: UUID) -> ResponseReturnValue:
    """Have an alarm wait again that was taken, whoever has it."""
    with current().store.begin() as unit:
        hold_member(unit)
        now, cries = current().clock(), alarms.hold(unit.db, conversation_id)
        if not cries:
            raise NotFound
        if is_taken := not cries[0].waits:
            own = _of_newest(cries)
            alarm_takings.end(unit.db, _taking(unit, own, now), Ended.REOPENED, now)
            alarms.give(unit.db, own, None, now)
            _ring_on(unit, conversation_id, now)
            record(unit, conversation_id, own, _REOPENED)
    if not is_taken:
        return answer_again(conversation_id, {"form": _("It waits already.")})
    flash(_("It waits again."))
    return to_page(conversation_id)


def _with_mine(
    conversation_id: UUID, act: Callable[[Transaction, Sequence[Alarm], datetime], str]
) -> ResponseReturnValue:
    """Act on the alarms that this member has, and say what was done."""
    with current().store.begin() as unit:
        hold_member(unit)
        cries = alarms.hold(unit.db, conversation_id)
        if not cries:
            raise NotFound
        own = _of_newest(cries)
        is_mine = own[0].acknowledged_by == actor() and not _is_closed(unit, own)
        if is_mine:
            said = act(unit, own, current().clock())
        else:
            problems = {"form": _not_yours(unit, own)}
    if not is_mine:
        return answer_again(conversation_id, problems)
    flash(said)
    return to_page(conversation_id)


def _of_newest(cries: Sequence[Alarm]) -> Sequence[Alarm]:
    """Return those that were taken together with the newest, or that wait as it does."""
    return [each for each in cries if each.acknowledged_at == cries[0].acknowledged_at]


def _is_closed(unit: Transaction, own: Sequence[Alarm]) -> bool:
    taking = holder(alarm_takings.of(unit.db, own[0].conversation_id), own[0])
    return taking is not None and taking.is_closed


def _taking(unit: Transaction, own: Sequence[Alarm], now: datetime) -> AlarmTaking:
    """Return the taking of these alarms.

    There is none of what was taken before takings were kept, so it is kept now.
    """
    found = holder(alarm_takings.of(unit.db, own[0].conversation_id), own[0])
    return found or alarm_takings.begin(unit.db, own, now, lapses=False)


def _hold(unit: Transaction, taken: Sequence[Alarm], now: datetime) -> AlarmTaking:
    """Keep who has these alarms, let them go in time, and return the taking."""
    own = [each for each in taken if each.acknowledged_at == now]
    taking = alarm_takings.begin(unit.db, own, now, lapses=_lapses())
    _plan(unit, taking, now)
    return taking


def _plan(unit: Transaction, taking: AlarmTaking, now: datetime) -> None:
    if taking.lapses_at is not None:
        jobs.add(unit.db, LAPSE, taking.id, "anteroom", now, taking.lapses_at)


def _ring_on(unit: Transaction, conversation_id: UUID, now: datetime) -> None:
    if _lapses():
        alarm_tellings.ring_on(unit.db, conversation_id, now)


def _lapses() -> bool:
    """Return whether a chain goes on when somebody lets an alarm go."""
    return current().settings.alerts.chain is not None


def _too_late(unit: Transaction, conversation_id: UUID) -> str:
    page = open_alarm(unit, conversation_id)
    if page["waits"]:
        return str(_("The patient has written again. Look at the newest alarm first."))
    return str(_("%(who)s took it first, at %(time)s.", who=page["who"], time=time_of_day(page["taken_at"])))


def _not_yours(unit: Transaction, own: Sequence[Alarm]) -> str:
    if own[0].acknowledged_by is None:
        return str(_("Nobody has it now. Take it first."))
    if own[0].acknowledged_by == actor():
        return str(_("It was said already how it ended."))
    return str(_("%(who)s has it now.", who=Actors.of(unit).name(own[0].acknowledged_by)))
