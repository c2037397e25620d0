"""Take an alarm, say how it ended, hand it over, or open it again.

A page says who had the alarm when it was loaded, and the database decides by that: of two members who take, hand over or
close one at once, the second changes nothing and is told what the first has done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, NotFound

from app.dashboard.alarms import blueprint
from app.dashboard.alarms.history import OUTCOMES
from app.dashboard.alarms.page import answer_again, holder, may_be_handed, open_alarm, record, to_page
from app.guard.doors import May
from app.guard.forms import is_refilled
from app.guard.pace import count_shown
from app.guard.session import actor, hold_member, signed_in
from app.services import current
from app.store import Transaction
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.work import alarm_takings, alarm_tellings, alarms, jobs
from app.store.work.alarm_takings import HANDED, LAPSE, TAKEN_OVER, AlarmTaking, Ended, Outcome
from app.store.work.alarms import Alarm
from app.web.clinic import time_of_day
from app.web.page import flash

_TAKEN = TrailEvent("alarm.acknowledged", "Took an alarm", TrailGroup.ALARM)
_TAKEN_OVER = TrailEvent("alarm.taken_over", "Took over an alarm from a colleague", TrailGroup.ALARM)
_CONCLUDED = TrailEvent("alarm.concluded", "Said how an alarm ended: {alarm_outcome}", TrailGroup.ALARM)
_HANDED = TrailEvent("alarm.handed_over", "Handed an alarm over", TrailGroup.ALARM)
_REOPENED = TrailEvent("alarm.reopened", "Opened an alarm again", TrailGroup.ALARM)

LONGEST_NOTE: Final = 1000
_LISTED: Final = 200
Problems = Mapping[str, str]


class _TooLate(Exception):
    """Report that a colleague, or the patient, was first. Nothing was changed."""


@blueprint.post("/next", door=signed_in(May.WORK_ON_PATIENTS))
def take_next() -> ResponseReturnValue:
    """Take the alarm that has waited longest; else lead to one that is due again."""
    with current().store.begin() as unit:
        hold_member(unit)
        now = current().clock()
        where = _take_longest(unit, now) or _due_again(unit, now)
    if where is None:
        flash(_("No alarm waits any more."))
        return redirect(url_for("alarms.alarms_page"), 303)
    return to_page(where)


@blueprint.post("/<uuid:conversation_id>/take", door=signed_in(May.WORK_ON_PATIENTS))
def take(conversation_id: UUID) -> ResponseReturnValue:
    """Take the alarms of a conversation, or take them over from whoever has them.

    An alarm that came after this member's page was loaded is not taken: it is told from the first.
    """
    seen, has_it = _id_in("seen"), _id_in("holder")
    if seen is None and has_it is None:
        raise BadRequest

    def act(unit: Transaction, now: datetime) -> None:
        if has_it is None:
            _take(unit, conversation_id, seen, now)
        else:
            _take_over(unit, conversation_id, has_it, now)

    return _act_on(conversation_id, act)


@blueprint.post("/<uuid:conversation_id>/outcome", door=signed_in(May.WORK_ON_PATIENTS))
@is_refilled
def conclude(conversation_id: UUID) -> ResponseReturnValue:
    """Keep how an alarm ended, with a note; it is taken first, if need be.

    What was said before, that they could not be reached, stays with its note.
    """
    end, note = request.form.get("end", ""), request.form.get("note", "").strip()
    seen, has_it = _id_in("seen"), _id_in("holder")
    problems = {}
    if end not in OUTCOMES:
        problems["end"] = _("Choose how it ended.")
    if len(note) > LONGEST_NOTE:
        problems["note"] = _("Write at most %(limit)s characters.", limit=LONGEST_NOTE)
    if problems:
        return answer_again(conversation_id, problems, is_late=False)

    def act(unit: Transaction, now: datetime) -> str | None:
        own = _made_mine(unit, conversation_id, seen, has_it, now)
        taking, outcome = _taking(unit, own, now), Outcome(end)
        if taking.outcome is not None:
            taking = _begun_again(unit, taking, own, now)
        alarm_takings.conclude(unit.db, taking, outcome, note, now)
        _plan(unit, taking, now)
        record(unit, conversation_id, own, _CONCLUDED, {"alarm_outcome": end})
        return str(_("Saved. Nobody else is told.")) if outcome.is_final else None

    return _act_on(conversation_id, act)


@blueprint.post("/<uuid:conversation_id>/hand", door=signed_in(May.WORK_ON_PATIENTS))
@is_refilled
def hand_over(conversation_id: UUID) -> ResponseReturnValue:
    """Hand the member's alarm to a colleague who is signed in, or to nobody.

    A note tells them what they should know. What was said before, that the patient could not be reached, keeps its own.
    """
    to, note = request.form.get("to", ""), request.form.get("hand_note", "").strip()
    with current().store.read() as unit:
        colleagues = {str(each.id): each for each in may_be_handed(unit)}
    problems = {}
    if to and to not in colleagues:
        problems["to"] = _("Choose someone who is signed in, or nobody in particular.")
    if len(note) > LONGEST_NOTE:
        problems["hand_note"] = _("Write at most %(limit)s characters.", limit=LONGEST_NOTE)
    if problems:
        return answer_again(conversation_id, problems, is_late=False)

    def act(unit: Transaction, now: datetime) -> str:
        if not (own := _mine(unit, conversation_id)):
            raise _TooLate
        taking = _taking(unit, own, now)
        if note and taking.outcome is not None:
            taking = _begun_again(unit, taking, own, now)
        alarm_takings.end(unit.db, taking, Ended.HANDED, now, note)
        alarms.give(unit.db, own, f"staff:{to}" if to else None, now)
        record(unit, conversation_id, own, _HANDED, {"staff": to})
        if to:
            taking = _hold(unit, alarms.of(unit.db, conversation_id), now)
            if current().settings.alerts.mail is None:
                return str(_("%(name)s has it now.", name=colleagues[to].name))
            jobs.add(unit.db, HANDED, taking.id, "anteroom", now)
            return str(_("%(name)s has it now, and is told by e-mail.", name=colleagues[to].name))
        _ring_on(unit, conversation_id, now)
        return str(_("Nobody has it now, and the next one is told.") if _rings() else _("Nobody has it now."))

    return _act_on(conversation_id, act)


@blueprint.post("/<uuid:conversation_id>/reopen", door=signed_in(May.WORK_ON_PATIENTS))
def reopen(conversation_id: UUID) -> ResponseReturnValue:
    """Have an alarm wait again that was taken, whoever has it.

    It counts as a look, because an open alarm shows whom it is about.
    """
    with current().store.begin() as unit:
        hold_member(unit)
        now, cries = current().clock(), alarms.hold(unit.db, conversation_id)
        if not cries:
            raise NotFound
        if is_taken := not cries[0].waits:
            count_shown(unit, records=1)
            own = _of_newest(cries)
            alarm_takings.end(unit.db, _taking(unit, own, now), Ended.REOPENED, now)
            alarms.give(unit.db, own, None, now)
            _ring_on(unit, conversation_id, now)
            record(unit, conversation_id, own, _REOPENED)
    if not is_taken:
        return answer_again(conversation_id, {"form": _("It waits already.")})
    flash(_("It waits again."))
    return to_page(conversation_id)


def _act_on(conversation_id: UUID, act: Callable[[Transaction, datetime], str | None]) -> ResponseReturnValue:
    """Act on a conversation's alarms, which are held, or say who was first."""
    try:
        with current().store.begin() as unit:
            hold_member(unit)
            if not alarms.hold(unit.db, conversation_id):
                raise NotFound
            said = act(unit, current().clock())
    except _TooLate:
        with current().store.read() as unit:
            problems = {"form": _why_too_late(unit, conversation_id)}
        return answer_again(conversation_id, problems)
    if said:
        flash(said)
    return to_page(conversation_id)


def _id_in(field: str) -> UUID | None:
    """Return which alarm, or which taking, the member's page showed as newest.

    Raises:
        BadRequest: the form says something else.
    """
    if not (text := request.form.get(field, "")):
        return None
    try:
        return UUID(text)
    except ValueError:
        raise BadRequest from None


def _take_longest(unit: Transaction, now: datetime) -> UUID | None:
    """Take what waits in the conversation that has waited longest, and return which.

    One that a colleague takes in this moment is passed over.
    """
    newest = {each.conversation_id: each.id for each in alarms.waiting(unit.db, _LISTED)}
    for conversation_id, seen in newest.items():
        alarms.hold(unit.db, conversation_id)
        try:
            _take(unit, conversation_id, seen, now)
        except _TooLate:
            continue
        return conversation_id
    return None


def _due_again(unit: Transaction, now: datetime) -> UUID | None:
    """Return where it is time to call again: the member's own first."""
    due = [each for each in alarm_takings.held(unit.db) if each.is_asked_again(now)]
    own_first = sorted(due, key=lambda each: each.taken_by != actor())
    return own_first[0].conversation_id if own_first else None


def _take(unit: Transaction, conversation_id: UUID, seen: UUID | None, now: datetime) -> Sequence[Alarm]:
    """Take what waits, with what colleagues still have of this conversation.

    Raises:
        _TooLate: none of what the member has seen waits any more.
    """
    taken = alarms.take(unit.db, conversation_id, seen, actor(), now) if seen else []
    if not taken:
        raise _TooLate
    record(unit, conversation_id, taken, _TAKEN, {"alarms": len(taken)})
    for each in alarm_takings.of(unit.db, conversation_id):
        if each.is_open:
            _end_of(unit, each, now)
            taken = [*taken, *_taken_from(unit, each, now)]
    _hold(unit, taken, now)
    _ring_on(unit, conversation_id, now)
    return taken


def _take_over(unit: Transaction, conversation_id: UUID, has_it: UUID, now: datetime) -> Sequence[Alarm]:
    """Take over what a colleague has by this taking, and have them told.

    Raises:
        _TooLate: they have it no longer, or it is closed, or a later one waits.
    """
    taking = alarm_takings.get(unit.db, has_it)
    if taking is None or not taking.is_open or alarms.waits_in(unit.db, conversation_id):
        raise _TooLate
    taken = _taken_from(unit, taking, now)
    if taking.conversation_id != conversation_id or not taken:
        raise _TooLate
    _end_of(unit, taking, now)
    _hold(unit, taken, now)
    record(unit, conversation_id, taken, _TAKEN_OVER, {"staff": taking.taken_by.removeprefix("staff:")})
    return taken


def _taken_from(unit: Transaction, taking: AlarmTaking, now: datetime) -> Sequence[Alarm]:
    return alarms.take_over(unit.db, taking.conversation_id, taking.taken_by, taking.taken_at, actor(), now)


def _end_of(unit: Transaction, taking: AlarmTaking, now: datetime) -> None:
    """Keep that a taking is over, and have the colleague who had it told."""
    alarm_takings.end(unit.db, taking, Ended.TAKEN_OVER, now)
    if taking.taken_by != actor() and current().settings.alerts.mail is not None:
        jobs.add(unit.db, TAKEN_OVER, taking.id, "anteroom", now)


def _made_mine(
    unit: Transaction, conversation_id: UUID, seen: UUID | None, has_it: UUID | None, now: datetime
) -> Sequence[Alarm]:
    """Return this member's alarms, which are taken, or taken over, if need be.

    Raises:
        _TooLate: somebody else has them than the member's page said, or the patient has written again.
    """
    own = _mine(unit, conversation_id)
    if own and has_it in {None, _taking(unit, own, now).id}:
        return own
    if has_it is not None:
        return _take_over(unit, conversation_id, has_it, now)
    if alarms.of(unit.db, conversation_id)[0].id != seen:
        raise _TooLate
    return _take(unit, conversation_id, seen, now)


def _mine(unit: Transaction, conversation_id: UUID) -> Sequence[Alarm]:
    """Return the alarms that this member has; none if closed, or a later one waits."""
    own = _of_newest(alarms.of(unit.db, conversation_id))
    if own[0].acknowledged_by != actor():
        return []
    taking = holder(alarm_takings.of(unit.db, conversation_id), own[0])
    return [] if taking is not None and taking.is_closed else own


def _of_newest(cries: Sequence[Alarm]) -> Sequence[Alarm]:
    """Return those that were taken together with the newest, or that wait as it does."""
    return [each for each in cries if each.acknowledged_at == cries[0].acknowledged_at]


def _taking(unit: Transaction, own: Sequence[Alarm], now: datetime) -> AlarmTaking:
    """Return the taking of these alarms.

    There is none of what was taken before takings were kept, so it is kept now.
    """
    found = holder(alarm_takings.of(unit.db, own[0].conversation_id), own[0])
    return found or alarm_takings.begin(unit.db, own, now)


def _hold(unit: Transaction, taken: Sequence[Alarm], now: datetime) -> AlarmTaking:
    """Keep who has these alarms, let them go in time, and return the taking."""
    own = [each for each in taken if each.acknowledged_at == now]
    taking = alarm_takings.begin(unit.db, own, now)
    _plan(unit, taking, now)
    return taking


def _begun_again(unit: Transaction, taking: AlarmTaking, own: Sequence[Alarm], now: datetime) -> AlarmTaking:
    """End a taking that has an outcome, and return the same member's next."""
    alarm_takings.end(unit.db, taking, Ended.AGAIN, now)
    alarms.give(unit.db, own, actor(), now)
    return _hold(unit, alarms.of(unit.db, taking.conversation_id), now)


def _plan(unit: Transaction, taking: AlarmTaking, now: datetime) -> None:
    if taking.lapses_at is not None:
        jobs.add(unit.db, LAPSE, taking.id, "anteroom", now, taking.lapses_at)


def _ring_on(unit: Transaction, conversation_id: UUID, now: datetime) -> None:
    if _rings():
        alarm_tellings.ring_on(unit.db, conversation_id, now)


def _rings() -> bool:
    """Return whether a chain goes on when somebody lets an alarm go."""
    return current().settings.alerts.chain is not None


def _why_too_late(unit: Transaction, conversation_id: UUID) -> str:
    """Return who was first, and with what."""
    cries = alarms.of(unit.db, conversation_id)
    if not cries:
        raise NotFound
    if any(each.waits for each in cries):
        if request.form.get("seen", str(cries[0].id)) != str(cries[0].id):
            return str(_("The patient has written again. Look at the newest alarm first."))
        return str(_("Nobody has it now. Take it first."))
    page = open_alarm(unit, conversation_id)
    if page["closed"]:
        return str(_("%(who)s has said how it ended: %(outcome)s.", who=page["who"], outcome=page["outcome"]))
    if page["mine"]:
        return str(_("You have it already."))
    return str(_("%(who)s took it first, at %(time)s.", who=page["who"], time=time_of_day(page["taken_at"])))
