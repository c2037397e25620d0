"""Which function does which kind of job, and which kinds wait for no others.

A job may be started again at any point, and every handler must allow for that.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from app.exports.targets import all_jobs
from app.jobs import recover, schedule
from app.jobs.lease import Handler
from app.jobs.recover import RECOVER
from app.messages import alert, alert_sms, content, follow, scrub, send
from app.messages.follow import FOLLOW
from app.reminders import run as reminders
from app.store.alarms import ALERT
from app.store.alerts import ALERT_MAIL, ALERT_SMS_TEST, ALERT_TEST
from app.store.content import CHECK
from app.store.outbound import SEND
from app.store.twilio_copies import EMPTY, SCRUB

HANDLERS: Final[Mapping[str, Handler]] = {
    **{kind: job.run for kind, job in all_jobs().items()},
    ALERT: alert.run,
    ALERT_MAIL: alert.send,
    ALERT_TEST: alert.send_test,
    ALERT_SMS_TEST: alert_sms.send_test,
    CHECK: content.run,
    EMPTY: scrub.empty,
    SCRUB: scrub.run,
    SEND: send.run,
    FOLLOW: follow.run,
    RECOVER: recover.run,
    schedule.SWEEP: schedule.sweep,
    schedule.KIND: schedule.run_retention,
    schedule.INDEX: schedule.index,
    reminders.KIND: reminders.write,
}

_MESSAGES: Final = frozenset(
    {ALERT, ALERT_MAIL, ALERT_TEST, ALERT_SMS_TEST, SEND, FOLLOW, RECOVER, reminders.KIND}
)


class Lane(StrEnum):
    """Jobs that wait for one another, but for none of another lane.

    A retention run or an export may take many minutes, and a message must not wait for it.
    """

    MESSAGES = "messages"
    """Messages and alerts."""
    OTHERS = "others"


def in_lane(lane: Lane, handlers: Mapping[str, Handler]) -> dict[str, Handler]:
    """Return the handlers of one lane."""
    return {
        kind: handler for kind, handler in handlers.items() if (kind in _MESSAGES) == (lane is Lane.MESSAGES)
    }
