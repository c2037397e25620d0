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
from app.store.outbound import SEND, SEND_ALERT
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
    SEND_ALERT: send.run,
    FOLLOW: follow.run,
    RECOVER: recover.run,
    schedule.SWEEP: schedule.sweep,
    schedule.KIND: schedule.run_retention,
    reminders.KIND: reminders.write,
}


class Lane(StrEnum):
    """Jobs that wait for one another, but for none of another lane.

    A retention run or an export may take many minutes, and a message must not wait for it. An alarm waits for neither.
    """

    ALARMS = "alarms"
    """What tells staff. It never goes through Redis, so that nobody who breaks Redis silences it."""
    MESSAGES = "messages"
    OTHERS = "others"


BY_CELERY: Final = (Lane.MESSAGES, Lane.OTHERS)
"""The lanes that Celery does with WORKERS=celery."""
_LANES: Final[Mapping[str, Lane]] = {
    **dict.fromkeys((ALERT, ALERT_MAIL, ALERT_TEST, ALERT_SMS_TEST, SEND_ALERT), Lane.ALARMS),
    **dict.fromkeys((SEND, FOLLOW, RECOVER, reminders.KIND), Lane.MESSAGES),
}


def in_lane(lane: Lane, handlers: Mapping[str, Handler]) -> dict[str, Handler]:
    """Return the handlers of one lane."""
    return {kind: handler for kind, handler in handlers.items() if _LANES.get(kind, Lane.OTHERS) is lane}
