"""Tell whether somebody may be reminded of an unfinished intake, and when.

The rule of the clock:

1. A reminder is due from 20 to 23 hours after the patient's last message, outside quiet hours.
2. Where all of that is quiet, it is due in the last half hour before the quiet hours begin, if the patient has then been
   silent for ten hours. Otherwise none is sent: it would wake somebody, or come too soon.
3. Once WhatsApp's window is closed, only a template that WhatsApp has approved reaches them. Where the clinic has the
   template `reminder` in their language, the clock sends it on the second day to those who could not be reminded before.

A member may remind at any time outside quiet hours, from an hour after the last message on. Once the window is closed, that
takes the same template. Everything else holds for both: consent was given, an intake is open, the sender has not written
STOP and wants reminders, nobody at the clinic writes with them, no alarm of theirs waits, the number is still theirs, and
they were not reminded of this intake before. While nobody has said in which time zone the clinic is, nobody is reminded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from app.intake.clinic import Clinic
from app.intake.flow import Flow
from app.store import Transaction
from app.store.clinic import questionnaires
from app.store.conversations import conversations, reminders
from app.store.conversations.conversations import EMAIL, Conversation
from app.store.messages import contents, outbound
from app.store.messages.new_message import NewMessage, Purpose
from app.store.messages.outbound import SPARE, WINDOW
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.work import alarms
from app.web.clinic import zone_of
from app.web.quiet import quiet_since, quiet_until, waits_for_zone

REMINDED = TrailEvent(
    "conversation.reminded", "The sender was reminded of an unfinished intake", TrailGroup.CONVERSATION
)

FIRST: Final = timedelta(hours=20)
LAST: Final = timedelta(hours=23)
EVENING: Final = timedelta(minutes=30)
SILENT_BY_EVENING: Final = timedelta(hours=10)
SECOND_DAY: Final = timedelta(hours=48)
"""How long after the last message the clock still sends the template."""
TEMPLATE: Final = "reminder"
_FRESH: Final = timedelta(hours=4)
"""A template that waits longer than this is not sent."""
BY_HAND: Final = timedelta(hours=1)
"""A member reminds nobody who wrote more lately: they may still be typing."""


class WhyNot(StrEnum):
    """Why somebody is not reminded."""

    OFF = "off"
    STOPPED = "stopped"
    REFUSED = "refused"
    FORGED = "forged"
    """The row was changed by hand, and does not say whether they want reminders, or had one."""
    ALARM = "alarm"
    WITH_PERSON = "with_person"
    NUMBER_CHANGED = "number_changed"
    NO_CHAT = "no_chat"
    """They answer on our page alone, and get no reminder by e-mail."""
    NOT_OPEN = "not_open"
    """No consent was given, or no question of an intake is open."""
    REMINDED = "reminded"
    TOO_SOON = "too_soon"
    NO_ZONE = "no_zone"
    """Nobody has said in which time zone the clinic is: it may be night there."""
    QUIET = "quiet"
    WINDOW_CLOSED = "window_closed"


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder that may be sent: of which intake, and its words."""

    intake: UUID
    body: str = field(repr=False)
    send_by: datetime
    template: str = ""
    """Twilio's id of the template that says this, where one is needed."""
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)


def due_between(clinic: Clinic, last: datetime) -> tuple[datetime, datetime] | None:
    """Return when a reminder may first and last be sent, or None if never.

    `last` is when they last wrote.
    """
    first, latest = last + FIRST, last + LAST
    ends, began = quiet_until(clinic, first), quiet_since(clinic, first)
    if ends is None or began is None:
        return first, latest
    if ends < latest:
        return ends, latest
    evening = began - EVENING
    return (evening, began) if evening >= last + SILENT_BY_EVENING else None


def is_due(clinic: Clinic, last: datetime, now: datetime) -> bool:
    """Return whether the clock reminds somebody now. `last` is when they last wrote."""
    due = due_between(clinic, last)
    in_window = due is not None and due[0] <= now < due[1]
    by_template = last + WINDOW <= now < last + SECOND_DAY
    return (in_window or by_template) and quiet_until(clinic, now) is None


def why_nobody(clinic: Clinic, now: datetime) -> WhyNot | None:
    """Return why nobody at all is reminded now, if that is so."""
    return next((why for is_so, why in _of_the_clinic(clinic, now) if is_so), None)


def _of_the_clinic(clinic: Clinic, now: datetime) -> tuple[tuple[bool, WhyNot], ...]:
    return (
        (not clinic.reminders, WhyNot.OFF),
        (waits_for_zone(clinic), WhyNot.NO_ZONE),
        (quiet_until(clinic, now) is not None, WhyNot.QUIET),
    )


def may_be_reminded(unit: Transaction, clinic: Clinic, now: datetime, limit: int) -> list[UUID]:
    """Return who may be reminded in their own words now, the longest silent first.

    It opens no draft, so `judge` may still say no to some.
    """
    if why_nobody(clinic, now):
        return []
    return [each.id for each in reminders.silent(unit.db, now - WINDOW + SPARE, now - BY_HAND, limit)]


def judge(
    unit: Transaction, clinic: Clinic, conversation: Conversation, now: datetime, mode: str
) -> Reminder | WhyNot:
    """Return the reminder of a conversation that is held, or why there is none.

    `mode` is where patients answer: in the chat, on our own page, or where they choose.
    """
    reminded = reminders.of(unit.db, [conversation.id])[conversation.id]
    reach = conversations.reach(unit.db, conversation.id)
    talk = conversation.with_person
    last = conversation.last_inbound_at
    closes = last + WINDOW - SPARE
    off, *of_the_hour = _of_the_clinic(clinic, now)
    answers = (
        off,
        (conversation.opted_out, WhyNot.STOPPED),
        (reminded.no_reminders, WhyNot.REFUSED),
        (not reminded.is_genuine, WhyNot.FORGED),
        (alarms.waits_in(unit.db, conversation.id), WhyNot.ALARM),
        (talk is not None and talk.until > now, WhyNot.WITH_PERSON),
        (reach is None or not reach.channel, WhyNot.NUMBER_CHANGED),
        (reach is not None and reach.channel == EMAIL, WhyNot.NO_CHAT),
        (now < last + BY_HAND, WhyNot.TOO_SOON),
        *of_the_hour,
    )
    because = next((why for is_so, why in answers if is_so), None)
    progress = conversation.read()
    if because is not None or reach is None:
        return because or WhyNot.NUMBER_CHANGED
    asked = questionnaires.now_and_begun(unit.db, progress.asked_version if progress else 0)
    flow = Flow(replace(clinic.on(reach.channel), intake_mode=mode), *asked)
    body = flow.reminder(progress, now.astimezone(zone_of(clinic))) if progress else None
    if progress is None or progress.patient is None or body is None:
        return WhyNot.NOT_OPEN
    is_on_the_page = progress.last_at is not None and now < progress.last_at + BY_HAND
    if is_on_the_page or reminded.reminded_of == progress.patient:
        return WhyNot.TOO_SOON if is_on_the_page else WhyNot.REMINDED
    if now < closes:
        return Reminder(progress.patient, body, closes)
    template = contents.approved(unit.db, TEMPLATE, conversation.language or "")
    if template is None or reach.channel != "whatsapp":
        return WhyNot.WINDOW_CLOSED
    values = {"clinic": clinic.name}
    return Reminder(
        progress.patient, template.shown(values), now + _FRESH, template.sid, template.filled(values)
    )


def remind(  # noqa: PLR0917  (what `judge` takes, and who does it)
    unit: Transaction,
    clinic: Clinic,
    conversation: Conversation,
    actor: str,
    now: datetime,
    mode: str,
) -> WhyNot | None:
    """Queue a reminder for a conversation that is held, or return why there is none.

    If two callers do so at once, one statement lets only one of them succeed.
    """
    judged = judge(unit, clinic, conversation, now, mode)
    if isinstance(judged, WhyNot):
        return judged
    if not reminders.mark(unit.db, conversation, judged.intake, now):
        return WhyNot.REMINDED
    due = due_between(clinic, conversation.last_inbound_at)
    send_by = due[1] if due is not None and now < due[1] else judged.send_by
    message = NewMessage(
        Purpose.REMINDER,
        actor,
        conversation_id=conversation.id,
        body=judged.body,
        content_sid=judged.template,
        variables=judged.variables,
        send_by=send_by,
    )
    outbound.send(unit.db, message, now)
    audit.record(unit.db, actor, REMINDED, "conversation", conversation.id, at=now)
    return None
