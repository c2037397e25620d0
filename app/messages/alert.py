"""Alert people: on the desk, and by e-mail and SMS where that is set up.

No alert says anything of a patient. It links to a page behind the door.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Final

from app.checks.checklist import Shown, shown_in
from app.config import MailServer
from app.messages import alert_sms, mail
from app.messages.alert_words import ALARM, LANGUAGES, PAGES, refused_with, urgent_first
from app.services import Services
from app.store import Alert, AuditFilters, Beat, Job, Transaction
from app.store.alerts import ALERT_MAIL

ALERTED: Final = "alarm.alerted"
MAILED: Final = "alerts.mailed"
PAUSE: Final = timedelta(minutes=5)
"""The shortest time between two alerts of the same kind."""
LOOK_EVERY: Final = timedelta(minutes=1)
CHECK_EVERY: Final = timedelta(minutes=10)
Look = Callable[[Services], Mapping[str, bool]]
"""Returns kind of alert -> whether something is wrong."""


def run(services: Services, job: Job, _beat: Beat) -> None:
    """Record once that an alarm is shown to staff, and have people alerted.

    Nothing is recorded about an alarm that has been taken or erased.
    """
    with services.store.begin() as unit:
        alarm = None if job.subject_id is None else unit.alarms.get(job.subject_id)
        if alarm is None or not alarm.waits:
            return
        if not unit.audit.page(AuditFilters(action=ALERTED, subject_id=alarm.id), 1):
            now = services.clock()
            unit.audit.record("anteroom", ALERTED, "alarm", alarm.id, at=now)
            if services.settings.alerts.reaches:
                unit.alerts.raise_(ALARM, now, again=True)
                _tell(unit, services, now)


class AlertWatch:
    """Look from time to time whether there is something to alert people to.

    It does nothing if no e-mail address or phone number is set up for alerts.
    """

    __slots__ = ("_every", "_look", "_looked", "_services")

    def __init__(self, services: Services, look: Look, every: timedelta) -> None:
        self._services = services
        self._look = look
        self._every = every.total_seconds()
        self._looked = float("-inf")

    def keep_up(self) -> None:
        """Look, if `every` has passed since the last look.

        Raises:
            StoreUnavailable, WrongKeys: it could not look.
        """
        now = time.monotonic()
        if self._services.settings.alerts.reaches and now - self._looked >= self._every:
            self._looked = now
            note(self._services, self._look(self._services))


def wrong_in_chats(services: Services) -> dict[str, bool]:
    """Return whether an alarm waits."""
    with services.store.read() as unit:
        return {ALARM: bool(unit.alarms.count_waiting())}


def wrong_by_checks(services: Services) -> dict[str, bool]:
    """Return, for each check that people are alerted to, whether it finds something."""
    return {check.code: not check.is_content(services) for check in shown_in(Shown.ALERT)}


def note(services: Services, wrong: Mapping[str, bool]) -> None:
    """Store what is wrong and what is over, and have people alerted to what is new."""
    now = services.clock()
    with services.store.read() as unit:
        known = {alert.kind: alert for alert in unit.alerts.all()}
    standing = {kind for kind, alert in known.items() if alert.stands}
    news = {kind: is_wrong for kind, is_wrong in wrong.items() if is_wrong != (kind in standing)}
    if not news and not any(_is_untold(alert, services) for alert in known.values()):
        return
    with services.store.begin() as unit:
        for kind, is_wrong in news.items():
            if is_wrong:
                unit.alerts.raise_(kind, now)
            else:
                unit.alerts.clear(kind, now)
        _tell(unit, services, now)


def send(services: Services, job: Job, _beat: Beat) -> None:
    """Mail the alerts that nobody has been told of yet.

    A worker that is killed after the server took it sends it again, under the same Message-ID.

    Raises:
        Delayed, Hopeless: as `mail.send` does.
    """
    server, now = services.settings.alerts.mail, services.clock()
    with services.store.read() as unit:
        due, code = _due(unit, now), refused_with(unit)
    if server is None or not due:
        return
    subject, body = _worded(due, services.settings.public_url, code)
    mail.send(server, _message(services, server, job, subject, body))
    with services.store.begin() as unit:
        now = services.clock()
        unit.alerts.told(due, now)
        unit.audit.record("anteroom", MAILED, details={"alert_kinds": [alert.kind for alert in due]}, at=now)


def send_test(services: Services, job: Job, _beat: Beat) -> None:
    """Mail a message that says it is a test.

    Raises:
        Delayed, Hopeless: as `mail.send` does.
    """
    server = services.settings.alerts.mail
    if server is not None:
        subject = LANGUAGES[0].test_subject
        body = "\n\n".join(language.test for language in LANGUAGES)
        mail.send(server, _message(services, server, job, subject, body))


def _is_untold(alert: Alert, services: Services) -> bool:
    alerts = services.settings.alerts
    by_mail = alerts.mail is not None and alert.is_untold(alert.told_at)
    return by_mail or (bool(alerts.sms_to) and alert.is_untold(alert.texted_at))


def _tell(unit: Transaction, services: Services, now: datetime) -> None:
    """Have people told of the alerts that are due.

    A job sends the mail. SMS are queued in this transaction.
    """
    if services.settings.alerts.mail is not None:
        _ask_for_mail(unit, now)
    if services.settings.alerts.sms_to:
        alert_sms.tell(unit, services.settings, now, PAUSE)


def _ask_for_mail(unit: Transaction, now: datetime) -> None:
    """Queue a job that mails the alerts that are due, unless there is one already."""
    if _due(unit, now) and not unit.outbox.is_open(ALERT_MAIL):
        unit.outbox.add(ALERT_MAIL, None, "anteroom", now)


def _due(unit: Transaction, now: datetime) -> list[Alert]:
    return [alert for alert in unit.alerts.all() if alert.is_due(alert.told_at, now, PAUSE)]


def _worded(due: Sequence[Alert], public_url: str, code: str) -> tuple[str, str]:
    """Return a subject, and a body with every language; alarms come first."""
    parts = []
    for language in LANGUAGES:
        lines = [
            language.says(alert, code) + (f"\n{public_url}{PAGES[alert.kind]}" if alert.stands else "")
            for alert in urgent_first(due)
        ]
        parts.append("\n\n".join([*lines, language.footer]))
    return parts[0].partition("\n")[0], "\n\n--\n\n".join(parts)


def _message(services: Services, server: MailServer, job: Job, subject: str, body: str) -> EmailMessage:
    settings = services.settings
    to = settings.alerts.email_to
    return mail.compose(
        server, settings.public_url, job.id, to, f"Anteroom: {subject}", body, services.clock()
    )
