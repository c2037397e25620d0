"""Alert people: on the desk, and by e-mail and SMS where that is set up.

No alert says anything of a patient. It links to a page behind the door.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from operator import add
from typing import Final
from uuid import UUID

from flask_babel import lazy_gettext as _

from app.checks.checklist import CHECKS
from app.intervals import Interval
from app.messages import alarm_chain, alert_sms, mail
from app.messages.alert_words import (
    ALARM,
    ALARM_UNANSWERED,
    ALERTS,
    FOOTER,
    TEST,
    TEST_SUBJECT,
    UNTAKEN,
    in_each,
    in_words,
    kind_of,
    refused_with,
    urgent_first,
)
from app.services import Services
from app.store import Transaction
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.work import alarm_tellings, alarms, alerts, jobs
from app.store.work.alarms import ALERT
from app.store.work.alerts import ALERT_MAIL, ALERT_TEST, Alert
from app.store.work.jobs import Beat, Delayed, Hopeless, Job
from app.web.feature import JobKind, Lane

ALERTED = TrailEvent("alarm.alerted", "Staff were alerted to an alarm on their pages", TrailGroup.ALARM)
MAILED = TrailEvent("alerts.mailed", "People were alerted by e-mail: {alert_kinds}", TrailGroup.ALARM)

PAUSE: Final = timedelta(minutes=5)
"""The shortest time between two alerts of the same kind."""
LOOK_EVERY: Final = timedelta(minutes=1)
ROUNDS: Final = 3
"""How often everybody in ALARM_CHAIN is told before the operator is."""
CHECK_EVERY: Final = timedelta(minutes=10)
STARTED: Final = timedelta(minutes=2)
"""After this long, whatever was stopped over night and starts together has given a sign of life."""
_TRIED_EVERY: Final = timedelta(minutes=1)
_TRIED_FOR: Final = timedelta(days=1)
Look = Callable[[Services], Mapping[str, bool]]
"""Returns kind of alert -> whether something is wrong."""


def run(services: Services, job: Job, _beat: Beat) -> None:
    """Record once that an alarm is shown to staff, and have people alerted.

    Nothing is recorded about an alarm that has been taken or erased.
    """
    with services.store.begin() as unit:
        alarm = None if job.subject_id is None else alarms.get(unit.db, job.subject_id)
        if alarm is None or not alarm.waits:
            return
        if not audit.page(unit.db, AuditFilters(action=ALERTED.code, subject_id=alarm.id), 1):
            now = services.clock()
            audit.record(unit.db, "anteroom", ALERTED, "alarm", alarm.id, at=now)
            if services.settings.alerts.chain is not None:
                alarm_chain.begin(unit, services, alarm, now)
            elif services.settings.alerts.reaches:
                alerts.raise_(unit.db, kind_of(alarm), now, again=True)
                _tell(unit, services, now)


ALERTING = JobKind(ALERT, _("Alerting staff to an alarm"), run, Lane.ALARMS)


class AlertWatch:
    """Look from time to time whether there is something to alert people to.

    It does nothing if no e-mail address or phone number is set up for alerts.
    """

    __slots__ = ("_again", "_look", "_services")

    def __init__(
        self, services: Services, look: Look, every: timedelta, first_after: timedelta = timedelta()
    ) -> None:
        """`first_after` is how long to wait before the first look."""
        self._services = services
        self._look = look
        self._again = Interval(every.total_seconds())
        self._again.begin(seconds=first_after.total_seconds())

    def keep_up(self) -> None:
        """Look, if `every` has passed since the last look.

        Raises:
            StoreUnavailable, WrongKeys: it could not look.
        """
        if self._services.settings.alerts.watches and self._again.take():
            note(self._services, self._look(self._services))


def wrong_in_chats(services: Services) -> dict[str, bool]:
    """Return which kinds of alarm wait, or whether one has gone round untaken.

    What is said of none stays as it is until no alarm waits.
    """
    with services.store.read() as unit:
        waits = alarms.wait_unanswered(unit.db)
        if not waits:
            return {ALARM: False, ALARM_UNANSWERED: False, UNTAKEN: False}
        if services.settings.alerts.chain is None:
            return {ALARM: False in waits, ALARM_UNANSWERED: True in waits}
        return {UNTAKEN: True} if alarm_tellings.have_gone_round(unit.db, ROUNDS) else {}


def wrong_by_checks(services: Services) -> dict[str, bool]:
    """Return, for each check that people are alerted to, whether it finds something."""
    return {check.code: not check.is_content(services) for check in CHECKS if check.alert}


def note(services: Services, wrong: Mapping[str, bool]) -> None:
    """Store what is wrong and what is over, and have people alerted to what is new."""
    now = services.clock()
    with services.store.read() as unit:
        known = {alert.kind: alert for alert in alerts.all_alerts(unit.db)}
    standing = {kind for kind, alert in known.items() if alert.stands}
    news = {kind: is_wrong for kind, is_wrong in wrong.items() if is_wrong != (kind in standing)}
    if not news and not any(_is_untold(alert, services) for alert in known.values()):
        return
    with services.store.begin() as unit:
        for kind, is_wrong in news.items():
            if is_wrong:
                alerts.raise_(unit.db, kind, now)
            else:
                alerts.clear(unit.db, kind, now)
        _tell(unit, services, now)


def send(services: Services, job: Job, _beat: Beat) -> None:
    """Mail one person the alerts for which this job was asked, and no later one was.

    A worker that is killed after the server took it sends it again, under the same Message-ID. Until the server takes it,
    it is tried for a day, so that greylisting or a wrong password silences nobody.

    Raises:
        Delayed: the server does not take it now.
        Hopeless: it refuses the address or the message for good, or took nothing for a day.
    """
    with services.store.read() as unit:
        told, code = _asked_for(unit, job), refused_with(unit)
    if not told:
        return
    try:
        _mail(services, job, *_worded(told, services.settings.public_url, code))
    except (Delayed, Hopeless) as failed:
        if failed.code == mail.REFUSED or services.clock() - job.created_at > _TRIED_FOR:
            raise Hopeless(failed.code) from None
        raise Delayed(failed.code, _TRIED_EVERY, counts=False) from None


MAILING = JobKind(
    ALERT_MAIL,
    _("Sending alerts by e-mail"),
    send,
    Lane.ALARMS,
    errors=mail.ERRORS,
)


def send_test(services: Services, job: Job, _beat: Beat) -> None:
    """Mail one person a message that says it is a test, or have one mailed to each.

    Raises:
        Delayed, Hopeless: as `mail.send` does.
    """
    if job.subject_id is None:
        with services.store.begin() as unit:
            _ask_for_each(unit, services, ALERT_TEST, job.actor, services.clock())
        return
    _mail(services, job, TEST_SUBJECT, "\n\n".join(in_each(TEST)))


TESTING_MAIL = JobKind(ALERT_TEST, _("Sending a test of alerts by e-mail"), send_test, Lane.ALARMS)


def place_of(job: Job) -> int:
    """Return which address of ALERT_EMAIL_TO a job is for, from 1; 0 is none.

    The database holds no address.
    """
    return 0 if job.subject_id is None else job.subject_id.int


def _is_untold(alert: Alert, services: Services) -> bool:
    alerts = services.settings.alerts
    by_mail = alerts.mail is not None and alert.is_untold(alert.told_at)
    return by_mail or (bool(alerts.sms_to) and alert.is_untold(alert.texted_at))


def _tell(unit: Transaction, services: Services, now: datetime) -> None:
    """Have people told of the alerts that are due.

    A job sends the mail. SMS are queued in this transaction.
    """
    if services.settings.alerts.mail is not None:
        _ask_for_mail(unit, services, now)
    if services.settings.alerts.sms_to:
        alert_sms.tell(unit, services.settings, now, PAUSE)


def _ask_for_mail(unit: Transaction, services: Services, now: datetime) -> None:
    """Queue a mail to each person about the alerts that are due."""
    due = [alert for alert in alerts.all_alerts(unit.db) if alert.is_due(alert.told_at, now, PAUSE)]
    if told := alerts.told(unit.db, due, now):
        _ask_for_each(unit, services, ALERT_MAIL, "anteroom", now)
        audit.record(
            unit.db, "anteroom", MAILED, details={"alert_kinds": [alert.kind for alert in told]}, at=now
        )


def _ask_for_each(unit: Transaction, services: Services, kind: str, actor: str, now: datetime) -> None:
    for place in range(1, len(services.settings.alerts.email_to) + 1):
        jobs.add(unit.db, kind, UUID(int=place), actor, now)


def _asked_for(unit: Transaction, job: Job) -> list[Alert]:
    """Return the alerts that a job is to tell of, as they stood when it was asked for."""
    later = jobs.asked_again(unit.db, job)
    return [
        alert.as_it_stood() if alert.cleared_at is not None and alert.cleared_at > alert.told_at else alert
        for alert in alerts.all_alerts(unit.db)
        if alert.told_at is not None
        and job.created_at <= alert.told_at
        and (later is None or alert.told_at < later)
    ]


def _worded(due: Sequence[Alert], public_url: str, code: str) -> tuple[str, str]:
    """Return a subject, and a body with every language; alarms come first."""
    first = urgent_first(due)
    where = [f"\n{public_url}{ALERTS[alert.kind].page}" if alert.stands else "" for alert in first]
    spoken = zip(in_each(FOOTER), *(in_words(alert, code) for alert in first), strict=True)
    parts = ["\n\n".join([*map(add, lines, where), footer]) for footer, *lines in spoken]
    return parts[0].partition("\n")[0], "\n\n--\n\n".join(parts)


def _mail(services: Services, job: Job, subject: str, body: str) -> None:
    """Mail the person whom a job is for, if they are still to be alerted.

    Raises:
        Delayed, Hopeless: as `mail.send` does.
    """
    settings, place = services.settings, place_of(job)
    server, to = settings.alerts.mail, settings.alerts.email_to[max(place - 1, 0) : place]
    if server is not None and to:
        subject = f"Anteroom: {subject}"
        message = mail.compose(server, settings.public_url, job.id, to[0], subject, body, services.clock())
        mail.send(server, message)
