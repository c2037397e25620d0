"""Alert people by SMS.

The messages are rows of the transaction that notes that people are told: each number gets one, whatever is killed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from flask_babel import lazy_gettext as _

from app.config import Settings
from app.intake import channel
from app.messages.alert_words import ALERTS, TEST, in_each, in_words, refused_with, urgent_first
from app.services import Services
from app.store import Transaction
from app.store.messages import outbound
from app.store.messages.new_message import NewMessage, Purpose
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.work import alerts
from app.store.work.alerts import ALERT_SMS_TEST, Alert
from app.store.work.jobs import Beat, Job
from app.web.feature import JobKind, Lane

TEXTED = TrailEvent("alerts.texted", "People were alerted by SMS: {alert_kinds}", TrailGroup.ALARM)

_STALE: Final = timedelta(hours=4)
"""An SMS that is still unsent after this long is given up: it would help nobody."""


def tell(unit: Transaction, settings: Settings, now: datetime, pause: timedelta) -> None:
    """Queue one SMS to each number about the alerts that are due."""
    due = [alert for alert in alerts.all_alerts(unit.db) if alert.is_due(alert.texted_at, now, pause)]
    if told := alerts.texted(unit.db, urgent_first(due), now):
        _send(unit, settings, "anteroom", _worded(told, settings.public_url, refused_with(unit)), now)
        audit.record(
            unit.db, "anteroom", TEXTED, details={"alert_kinds": [alert.kind for alert in told]}, at=now
        )


def send_test(services: Services, job: Job, _beat: Beat) -> None:
    """Text everybody that this is a test."""
    body = "Anteroom: " + " ".join(in_each(TEST))
    with services.store.begin() as unit:
        _send(unit, services.settings, job.actor, body, services.clock())


TESTING_SMS = JobKind(ALERT_SMS_TEST, _("Sending a test of alerts by SMS"), send_test, Lane.ALARMS)


def _send(unit: Transaction, settings: Settings, actor: str, body: str, now: datetime) -> None:
    for number in settings.alerts.sms_to:
        for part in channel.split(channel.as_sms(body)):
            message = NewMessage(Purpose.ALERT, actor, to=number, body=part, send_by=now + _STALE)
            outbound.send(unit.db, message, now)


def _worded(due: Sequence[Alert], public_url: str, code: str) -> str:
    """Return a line for each alert, in every language, with where to look."""
    lines = []
    for alert in due:
        where = [f"{public_url}{ALERTS[alert.kind].page}"] if alert.stands else []
        lines.append(" ".join(("Anteroom:", *in_words(alert, code), *where)))
    return "\n".join(lines)
