"""Show the alarms that are kept, and what to do about each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import BadRequest, Forbidden, NotFound

from app.dashboard.alarms import blueprint
from app.dashboard.alarms.history import HINTS, MAILS, OUTCOMES, acts_of
from app.dashboard.alarms.ladder import ladder_of, told_of
from app.dashboard.alarms.lines import ago, lines_of
from app.dashboard.alarms.whom import whom
from app.dashboard.person import last_digits
from app.dashboard.shown import SHOWN_FOR, seconds_left
from app.dashboard.step_words import step_label
from app.guard.doors import May, allows
from app.guard.forms import come_back, refill
from app.guard.pace import count_shown, may_show
from app.guard.session import DOOR_REFUSED, actor, current_session, hold_member, signed_in
from app.records.actors import Actors
from app.records.vocabulary import language_name
from app.services import current
from app.store import Transaction
from app.store.conversations.conversations import MAILTO
from app.store.patients import patients
from app.store.staff import sessions
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.audit import AuditEvent, AuditFilters
from app.store.trail.events import Counted, TrailEvent, TrailGroup
from app.store.work import alarm_takings, alarms
from app.store.work.alarm_takings import HELD_FOR, AlarmTaking
from app.store.work.alarms import Alarm
from app.web.clinic import clinic_in, reference
from app.web.feature import Words

_LISTED = TrailEvent(
    "alarms.listed",
    Counted("alarms", "Viewed the alarms of one conversation", "Viewed the alarms of {alarms} conversations"),
    TrailGroup.ALARM,
)
_OPENED = TrailEvent("alarm.opened", "Opened an alarm", TrailGroup.ALARM)
_SEEN = TrailEvent("alarm.seen", "Opened an alarm, which shows {parts}", TrailGroup.ALARM, says_why=True)
_SHOWN = TrailEvent("alarm.shown", "Showed {parts} of an alarm: {alarm_reason}", TrailGroup.ALARM)

ALARM_REASONS: Final = Words(
    "alarm_reason",
    {
        "calling": _l("Calling the patient"),
        "handing_over": _l("Handing over to a clinician"),
        "emergency_services": _l("Speaking to the emergency services"),
        "other": _l("Another reason"),
    },
)
"""Why an alarm that is closed shows again whom it was about."""
IDENTITY: Final = "identity"
NUMBER: Final = "number"
WORDS: Final = "words"
_BUTTONS: Final = {NUMBER: (IDENTITY, NUMBER), WORDS: (WORDS,), "all": (IDENTITY, NUMBER, WORDS)}
"""What a button asks for -> what it shows."""
_NOTHING: Final[Mapping[str, AuditEvent]] = {}
_MOST_SHOWN: Final = 10
_MANY: Final = 200
_NAMED: Final = 50


@blueprint.get("", door=signed_in(May.SEE_PATIENTS))
def alarms_page() -> ResponseReturnValue:
    """Show the newest alarms by conversation, those that wait for somebody first.

    Nothing that was said is opened.
    """
    now = current().clock()
    with current().store.begin() as unit:
        waiting = lines_of(unit, alarms.waiting(unit.db, _MANY), now)
        open_ones = {line.conversation_id for line in waiting}
        rest = [each for each in alarms.latest(unit.db, _MANY) if each.conversation_id not in open_ones]
        taken = sorted(lines_of(unit, rest, now), key=attrgetter("is_due"), reverse=True)
        details = {"alarms": len(waiting) + len(taken)}
        audit.record(unit.db, actor(), _LISTED, details=details, at=now)
    return render_template("dashboard/alarms/page.html", lines=[*waiting, *taken])


@blueprint.get("/<uuid:conversation_id>", door=signed_in(May.SEE_PATIENTS))
def alarm_page(conversation_id: UUID) -> ResponseReturnValue:
    """Show an alarm: whom to call, and what to do.

    Nobody has to say why they look while it is open. One that is closed shows the parts that were asked for, for a minute.
    """
    kept = refill()
    with current().store.begin() as unit:
        page = open_alarm(unit, conversation_id, _shown(unit, conversation_id))
        _record_look(unit, page)
    return _page(page, kept.problems, kept.values)


@blueprint.post("/<uuid:conversation_id>/show", door=signed_in(May.SEE_PATIENTS))
def show(conversation_id: UUID) -> ResponseReturnValue:
    """Write down why something is shown. The page that follows shows it."""
    asked, why = request.form.get("part", ""), request.form.get("reason", "")
    parts = _BUTTONS.get(asked)
    if parts is None:
        raise BadRequest
    if WORDS in parts:
        _may_read_words()
    if why not in ALARM_REASONS:
        problems = {"reason": _("Choose why you look.")}
        return answer_again(conversation_id, problems, is_late=False)
    with current().store.begin() as unit:
        hold_member(unit)
        cries = alarms.of(unit.db, conversation_id)
        if not cries:
            raise NotFound
        count_shown(unit, records=1)
        record(unit, conversation_id, cries, _SHOWN, {"parts": list(parts), "alarm_reason": why})
    return to_page(conversation_id)


def _shown(unit: Transaction, conversation_id: UUID) -> dict[str, AuditEvent]:
    """Return the parts that the member sees for a minute, each with its audit event."""
    since = current().clock() - SHOWN_FOR
    asked = audit.page(
        unit.db, AuditFilters(_SHOWN.code, actor(), since, subject_id=conversation_id), _MOST_SHOWN
    )
    lasting = [event for event in reversed(asked) if event.at > since]
    shown = {part: event for event in lasting for part in event.details["parts"]}
    if not allows(current_session().member.role, May.READ_HEALTH):
        shown.pop(WORDS, None)
    return shown


def _last_reason(asked: Iterable[AuditEvent]) -> str:
    newest = max(asked, key=attrgetter("at"), default=None)
    return str(newest.details["alarm_reason"]) if newest else ""


def answer_again(
    conversation_id: UUID, problems: Mapping[str, str], *, is_late: bool = True
) -> ResponseReturnValue:
    """Show the page again, with what is wrong with a form, or who was first."""
    if (elsewhere := come_back(problems)) is not None:
        return elsewhere
    with current().store.begin() as unit:
        page = open_alarm(unit, conversation_id)
        _record_look(unit, page)
    status = HTTPStatus.CONFLICT if is_late else HTTPStatus.UNPROCESSABLE_ENTITY
    return _page(page, problems, request.form.to_dict()), status


def to_page(conversation_id: UUID) -> ResponseReturnValue:
    """Return to the page of the alarms that were acted on."""
    return redirect(url_for("alarms.alarm_page", conversation_id=conversation_id), HTTPStatus.SEE_OTHER)


def _may_read_words() -> None:
    """Refuse a member whose role may not read health answers, and record it.

    Raises:
        Forbidden: the role may not.
    """
    if allows(current_session().member.role, May.READ_HEALTH):
        return
    services = current()
    with services.store.begin() as unit:
        details = {"route": request.url_rule.rule if request.url_rule else "", "needs": May.READ_HEALTH.value}
        audit.record(unit.db, actor(), DOOR_REFUSED, details=details, at=services.clock())
    raise Forbidden


def may_be_handed(unit: Transaction) -> list[Member]:
    """Return the colleagues who are signed in and may work on patients."""
    services, me = current(), current_session().member.id
    members = sessions.signed_in(unit.db, services.clock(), services.settings.sessions.idle)
    return [each for each in members if each.id != me and allows(each.role, May.WORK_ON_PATIENTS)]


def holder(takings: Iterable[AlarmTaking], alarm: Alarm) -> AlarmTaking | None:
    """Return the taking by which somebody has an alarm, or None."""
    has = (alarm.acknowledged_at, alarm.acknowledged_by)
    return next((each for each in takings if (each.taken_at, each.taken_by) == has and not each.ended), None)


def open_alarm(
    unit: Transaction, conversation_id: UUID, shown: Mapping[str, AuditEvent] = _NOTHING
) -> dict[str, Any]:
    """Return what the page says of a conversation's alarms.

    Raises:
        NotFound: there is none, or they were erased.
    """
    reads = allows(current_session().member.role, May.READ_HEALTH)
    takings = alarm_takings.of(unit.db, conversation_id, with_notes=reads, with_handed=True)
    cries = alarms.of(unit.db, conversation_id)
    if not cries:
        raise NotFound
    now, newest = current().clock(), cries[0]
    waits = any(each.waits for each in cries)
    taking = None if waits else holder(takings, newest)
    is_open = waits or (taking is not None and taking.is_open)
    sees = {IDENTITY, NUMBER, *((WORDS,) if reads else ())} if is_open else set(shown)
    if WORDS in sees:
        cries = alarms.of(unit.db, conversation_id, with_words=True)
    caller = alarms.callers(unit.db, [conversation_id]).get(conversation_id)
    actors, told = Actors.of(unit), told_of(unit, cries)
    mails = audit.page(unit.db, AuditFilters(action=MAILS, subject_id=conversation_id), _MANY)
    address = caller.address if caller else None
    mine = not waits and newest.acknowledged_by == actor()
    closed = taking is not None and taking.is_closed
    first = min((each for each in cries if each.waits is waits), key=attrgetter("raised_at"))
    return {
        "conversation_id": conversation_id,
        "alarms": cries,
        "seen": newest.id,
        "waits": waits,
        "raised_at": first.raised_at,
        "written_at": first.written_at,
        "ago": ago(first.raised_at, now),
        "who": actors.called(newest.acknowledged_by) if newest.acknowledged_by else "",
        "mine": mine,
        "taken_at": newest.acknowledged_at,
        "taking": taking,
        "is_open": is_open,
        "sees": sees,
        "closed": closed,
        "outcome": OUTCOMES[taking.outcome] if taking and taking.outcome else "",
        "is_asked": mine and taking is not None and taking.is_asked_again(now),
        "colleagues": may_be_handed(unit) if mine and not closed else [],
        "whom": whom(unit, next((each for each in cries if each.patient_id), newest))
        if IDENTITY in sees
        else None,
        "by_mail": isinstance(address, str) and address.startswith(MAILTO),
        "acts": acts_of(cries, takings, told.rungs, mails, actors),
        "ladder": ladder_of(told, cries, now),
        "caller": caller,
        "digits": last_digits(address) if isinstance(address, str) else "",
        "readable": caller is None or isinstance(address, str),
        "number": address.rpartition(":")[2] if isinstance(address, str) and NUMBER in sees else None,
        "language": language_name(caller.language) if caller and caller.language else None,
        "step": step_label(newest.step),
        "emergency_number": clinic_in(unit, current().settings.clinic).emergency_number,
        "steps": {each.step: step_label(each.step) for each in cries},
        "records": _records(unit, cries),
        "shown": shown,
        "left": {part: seconds_left(event.at + SHOWN_FOR) for part, event in shown.items()},
        "reason": _last_reason(shown.values()),
    }


def _records(unit: Transaction, alarms: Iterable[Alarm]) -> dict[UUID, str]:
    """Return the records that the alarms name, with their references."""
    named = dict.fromkeys(each.patient_id for each in alarms if each.patient_id is not None)
    return {each: reference(each) for each in named if patients.get(unit.db, each, ()) is not None}


def _record_look(unit: Transaction, page: Mapping[str, Any]) -> None:
    """Record the look, and count it; whatever the count, an open alarm is shown."""
    where = page["conversation_id"]
    if page["is_open"]:
        since = current().clock() - HELD_FOR
        if not audit.page(unit.db, AuditFilters(_SEEN.code, actor(), since, subject_id=where), 1):
            may_show(unit, records=1)
    event, details = (_SEEN, {"parts": sorted(page["sees"])}) if page["sees"] else (_OPENED, None)
    record(unit, where, page["alarms"], event, details)


def record(
    unit: Transaction,
    conversation_id: UUID,
    alarms: Iterable[Alarm],
    event: TrailEvent,
    details: Mapping[str, object] | None = None,
) -> None:
    """Record what was done with alarms, and that it concerns the records they name."""
    named = dict.fromkeys(each.patient_id for each in alarms if each.patient_id is not None)
    audit.record(
        unit.db,
        actor(),
        event,
        "conversation",
        conversation_id,
        details or {},
        at=current().clock(),
        mentions=list(named)[:_NAMED],
    )


def _page(page: Mapping[str, Any], problems: Mapping[str, str], values: Mapping[str, str]) -> str:
    return render_template(
        "dashboard/alarms/alarm.html",
        page=page,
        problems=problems,
        values=values,
        outcomes=OUTCOMES,
        hints=HINTS,
        reasons=ALARM_REASONS,
        may_read_words=allows(current_session().member.role, May.READ_HEALTH),
    )
