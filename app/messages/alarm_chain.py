"""Tell of an alarm step by step, as ALARM_CHAIN says, until somebody has it.

A step is a row, written in one transaction with its SMS, or with the job that mails it, and with the job that goes on
after it. So a worker that is killed leaves the step told and the next one planned, or neither. No message says anything of
a patient: it names the clinic, and links to a page behind the door.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _

from app.config import AlarmChain
from app.intake import channel
from app.messages import mail
from app.messages.alert_words import ALARM, ALERTS, FOOTER, OPEN_TO_TAKE, in_each, kind_of
from app.services import Services
from app.store import Transaction
from app.store.messages import outbound
from app.store.messages.new_message import NewMessage, Purpose
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.work import alarm_takings, alarm_tellings, alarms, jobs
from app.store.work.alarm_takings import LAPSE, Ended
from app.store.work.alarm_tellings import FIRST, MAIL, NEXT, RESUME, UNDELIVERED, AlarmTelling
from app.store.work.alarms import Alarm
from app.store.work.jobs import Beat, Delayed, Hopeless, Job
from app.web.clinic import clinic_in
from app.web.feature import JobKind, Lane

TOLD = TrailEvent(
    "alarm.told", "Told of an alarm: step {place} of ALARM_CHAIN, round {round}", TrailGroup.ALARM
)
LAPSED = TrailEvent("alarm.lapsed", "Let an alarm go: nobody said in time how it ended", TrailGroup.ALARM)

_STALE: Final = timedelta(minutes=10)
"""An SMS that is still unsent after this long is given up: others were told since."""
_TRIED_EVERY: Final = timedelta(minutes=1)
_OVERDUE: Final = timedelta(minutes=1)
"""How late the job is that lets an alarm go before another is asked for."""
_LISTED: Final = 200


def begin(unit: Transaction, services: Services, alarm: Alarm, now: datetime) -> None:
    """Begin the chain of an alarm that the transaction holds.

    While another alarm of its conversation goes round, nobody is told a second time.
    """
    chain = services.settings.alerts.chain
    if chain is None or not _rings(unit, alarm) or alarm_tellings.last(unit.db, alarm.id) is not None:
        return
    due = alarm.raised_at + chain.steps[0].wait
    if due > now:
        jobs.add(unit.db, FIRST, alarm.id, "anteroom", now, due)
    else:
        _tell(unit, services, chain, alarm, 1, 1, now)


def run_first(services: Services, job: Job, _beat: Beat) -> None:
    """Begin the chain of an alarm."""
    with services.store.begin() as unit:
        alarm = None if job.subject_id is None else alarms.get(unit.db, job.subject_id)
        if alarm is not None:
            begin(unit, services, alarm, services.clock())


BEGINNING = JobKind(FIRST, _("Telling the first in ALARM_CHAIN of an alarm"), run_first, Lane.ALARMS)


def run_next(services: Services, job: Job, _beat: Beat) -> None:
    """Tell the next after a step."""
    _go_on(services, job.subject_id)


GOING_ON = JobKind(NEXT, _("Telling the next in ALARM_CHAIN of an alarm"), run_next, Lane.ALARMS)


def run_undelivered(services: Services, job: Job, _beat: Beat) -> None:
    """Tell the next after a step that was not delivered.

    The next round begins at its time all the same: where nothing can be sent, it would be over at once.
    """
    _go_on(services, job.subject_id, within_round=True)


NOT_WAITING = JobKind(
    UNDELIVERED, _("Telling the next of an alarm, for the one before was not reached"), run_undelivered, Lane.ALARMS
)  # fmt: skip


RESUMING = JobKind(RESUME, _("Going on with ALARM_CHAIN of an alarm"), run_next, Lane.ALARMS)


def run_lapse(services: Services, job: Job, _beat: Beat) -> None:
    """Let an alarm go of which nobody said how it ended, and have the next one told."""
    with services.store.begin() as unit:
        now = services.clock()
        taking = None if job.subject_id is None else alarm_takings.get(unit.db, job.subject_id)
        if taking is None:
            return
        cries = alarms.hold(unit.db, taking.conversation_id)
        taking = alarm_takings.get(unit.db, taking.id)
        if taking is None or taking.ended is not None or taking.lapses_at is None:
            return
        if taking.lapses_at > now:
            jobs.add(unit.db, LAPSE, taking.id, "anteroom", now, taking.lapses_at)
            return
        alarm_takings.end(unit.db, taking, Ended.LAPSED, now)
        has = (taking.taken_at, taking.taken_by)
        own = [each for each in cries if (each.acknowledged_at, each.acknowledged_by) == has]
        alarms.give(unit.db, own, None, now)
        if services.settings.alerts.chain is not None:
            alarm_tellings.ring_on(unit.db, taking.conversation_id, now)
        audit.record(unit.db, "anteroom", LAPSED, "conversation", taking.conversation_id, at=now)


LAPSING = JobKind(LAPSE, _("Letting an alarm go of which nobody said how it ended"), run_lapse, Lane.ALARMS)


def send(services: Services, job: Job, _beat: Beat) -> None:
    """Mail a step.

    A worker that is killed after the server took it sends it again, under the same Message-ID. One whom the server puts
    off is tried until somebody has the alarm, or it is their turn again.

    Raises:
        Delayed: the server does not take it now.
        Hopeless: it refuses the address or the message for good.
    """
    server = services.settings.alerts.mail
    with services.store.begin() as unit:
        telling = None if job.subject_id is None else alarm_tellings.get(unit.db, job.subject_id)
        if telling is None or server is None or not _is_wanted(unit, telling):
            return
        address, subject, body = telling.address, *_mailed(unit, services, telling.alarm_id)
    if not isinstance(address, str):
        return
    try:
        mail.send(
            server,
            mail.compose(
                server, services.settings.public_url, telling.id, address, subject, body, telling.told_at
            ),
        )
    except (Delayed, Hopeless) as failed:
        with services.store.begin() as unit:
            alarm_tellings.not_mailed(unit.db, telling.id, failed.code, services.clock())
        if isinstance(failed, Hopeless):
            raise
        raise Delayed(failed.code, _TRIED_EVERY, counts=False) from None
    with services.store.begin() as unit:
        alarm_tellings.mailed(unit.db, telling.id, services.clock())


MAILING = JobKind(MAIL, _("Telling of an alarm by e-mail"), send, Lane.ALARMS, errors=mail.ERRORS)


def keep_up(services: Services) -> None:
    """Have each alarm go on whose job was lost or given up.

    A job that is there already stays as it is.

    Raises:
        StoreUnavailable: the database cannot be used.
    """
    chain = services.settings.alerts.chain
    with services.store.read() as unit:
        overdue = alarm_takings.overdue(unit.db, services.clock() - _OVERDUE)
        if not overdue and not alarms.count_waiting(unit.db):
            return
    with services.store.begin() as unit:
        for taking in overdue:
            jobs.add(unit.db, LAPSE, taking, "anteroom", services.clock())
        if chain is None:
            return
        first = {each.conversation_id: each for each in reversed(alarms.waiting(unit.db, _LISTED))}
        for alarm in first.values():
            told = alarm_tellings.last(unit.db, alarm.id)
            if told is None:
                due = alarm.raised_at + chain.steps[0].wait
                jobs.add(unit.db, FIRST, alarm.id, "anteroom", services.clock(), due)
            else:
                _plan(unit, chain, told, services.clock())


def _go_on(services: Services, told: UUID | None, *, within_round: bool = False) -> None:
    """Tell the next after a step, unless somebody was told since or has the alarm."""
    chain = services.settings.alerts.chain
    with services.store.begin() as unit:
        step = None if told is None else alarm_tellings.get(unit.db, told)
        alarm = None if step is None else alarms.get(unit.db, step.alarm_id)
        if chain is None or step is None or alarm is None or not _rings(unit, alarm):
            return
        newest = alarm_tellings.last(unit.db, alarm.id)
        round_, place, _wait = chain.after(step.round, step.place)
        if newest is None or newest.id != step.id or (within_round and round_ > step.round):
            return
        _tell(unit, services, chain, alarm, round_, place, services.clock())


def _rings(unit: Transaction, alarm: Alarm) -> bool:
    """Return whether an alarm is the first that waits in its conversation."""
    return alarms.first_waiting(unit.db, alarm.conversation_id) == alarm.id


def _is_wanted(unit: Transaction, telling: AlarmTelling) -> bool:
    """Return whether a step is still to be mailed.

    The alarm is held until the transaction ends.
    """
    alarm = alarms.get(unit.db, telling.alarm_id)
    newest = alarm_tellings.last(unit.db, telling.alarm_id)
    is_past = newest is None or (newest.round > telling.round and newest.place >= telling.place)
    return alarm is not None and alarm.waits and telling.sent_at is None and not is_past


def _tell(  # noqa: PLR0917  (a step, and what it is a step of)
    unit: Transaction,
    services: Services,
    chain: AlarmChain,
    alarm: Alarm,
    round_: int,
    place: int,
    now: datetime,
) -> None:
    """Tell one step of an alarm that the transaction holds, and plan the next."""
    step, telling, message = chain.steps[place - 1], uuid4(), None
    if not step.is_mail:
        words = _texted(unit, services, alarm)
        sms = NewMessage(Purpose.ALERT, "anteroom", to=step.to, body=words, send_by=now + _STALE)
        message = outbound.send(unit.db, sms, now)
    told = AlarmTelling(
        id=telling, alarm_id=alarm.id, round=round_, place=place, address=step.to, told_at=now, message_id=message
    )  # fmt: skip
    alarm_tellings.tell(unit.db, told)
    if step.is_mail:
        jobs.add(unit.db, MAIL, told.id, "anteroom", now)
    _plan(unit, chain, told, now)
    details = {"place": place, "round": round_}
    audit.record(unit.db, "anteroom", TOLD, "alarm", alarm.id, details, at=now)


def _plan(unit: Transaction, chain: AlarmChain, told: AlarmTelling, now: datetime) -> None:
    """Plan what comes after a step."""
    _round, _place, wait = chain.after(told.round, told.place)
    jobs.add(unit.db, NEXT, told.id, "anteroom", now, told.told_at + wait)


def _mailed(unit: Transaction, services: Services, alarm_id: UUID) -> tuple[str, str]:
    """Return the subject and the body of a mail, in every language."""
    alarm = alarms.get(unit.db, alarm_id)
    link = "" if alarm is None else _link(services, alarm)
    clinic = clinic_in(unit, services.settings.clinic).name
    kind = ALARM if alarm is None else kind_of(alarm)
    spoken = zip(in_each(ALERTS[kind].wrong), in_each(OPEN_TO_TAKE), in_each(FOOTER), strict=True)
    parts = [f"{clinic}: {wrong}\n{asked}\n{link}\n\n{footer}" for wrong, asked, footer in spoken]
    return f"Anteroom, {parts[0].partition(chr(10))[0]}", "\n\n--\n\n".join(parts)


def _texted(unit: Transaction, services: Services, alarm: Alarm) -> str:
    """Return the words of an SMS, in every language."""
    clinic = clinic_in(unit, services.settings.clinic).name
    said = " ".join(in_each(ALERTS[kind_of(alarm)].wrong, OPEN_TO_TAKE))
    return channel.as_sms(f"Anteroom, {clinic}: {said} {_link(services, alarm)}")


def _link(services: Services, alarm: Alarm) -> str:
    return f"{services.settings.public_url}/alarms/{alarm.conversation_id}"
