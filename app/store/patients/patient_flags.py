"""Find the patients who have a flag of the list, from the few that have it.

Each condition starts from an index of those few, so that a rare flag is found among many patients. Most conditions are
built once: a page needs several, and building one takes as long as running it.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    String,
    and_,
    case,
    exists,
    false,
    func,
    or_,
    select,
    type_coerce,
    union,
)

from app.store.conversations.callbacks import WAITS as ASKS
from app.store.conversations.callbacks import Callback
from app.store.conversations.conversations import OPTED_OUT as HAS_STOPPED
from app.store.conversations.conversations import ConversationRow
from app.store.messages.deliveries import NOT_DELIVERED, UNDELIVERED_INDEX, Delivery
from app.store.messages.outbound import UNSENT, OutboundMessage
from app.store.model import table_of
from app.store.patients.patient import AT_REST, alarmed, patients
from app.store.patients.restrictions import Restriction
from app.store.work.alarms import WAITS, Alarm

FIRST: Final = "first"
"""Somebody waits: one of the three that follow."""
ALARM: Final = "alarm"
CALL: Final = "call"
NEWS: Final = "news"
ALLERGY: Final = "allergy"
"""It has no condition, because no column tells: see `allergies.narrow`."""
RESTRICTED: Final = "restricted"
OPTED_OUT: Final = "opted_out"
UNDELIVERED: Final = "undelivered"
FLAGS: Final = (FIRST, ALARM, CALL, NEWS, ALLERGY, RESTRICTED, OPTED_OUT, UNDELIVERED)
"""The flags that a list can be narrowed to, the most pressing first."""

_table = patients.c


def has_flag(flag: str) -> ColumnElement[bool]:
    """Return the condition that a row of `patients` has a flag.

    Raises:
        KeyError: there is no such flag, or no condition for it.
    """
    return _CONDITIONS[flag]


def last_status() -> ColumnElement[str]:
    """Return the delivery status of our last message to the patient's conversation."""
    return _of_last_delivery(Delivery.status)


def _of_last_delivery(heard: SQLColumnExpression[Any]) -> ColumnElement[Any]:
    last = select(heard).where(Delivery.conversation_id == _table.conversation_id)
    newest = last.order_by(Delivery.updated_at.desc(), Delivery.message_sid.desc()).limit(1)
    return newest.correlate(patients).scalar_subquery()


@cache
def last_error() -> ColumnElement[str | None]:
    """Return the code, Twilio's or ours, of why our last message did not arrive."""
    ours = _of_last_message(OutboundMessage.error)
    return case((_is_unsent(), ours), else_=_of_last_delivery(Delivery.error_code))


@cache
def is_undelivered() -> ColumnElement[bool]:
    """Return the condition that our last message to the patient did not arrive."""
    return last_status().in_(NOT_DELIVERED) | _is_unsent()


@cache
def _is_unsent() -> ColumnElement[bool]:
    """Return the condition that our last message was given up.

    It counts until they write.
    """
    ours, theirs = table_of(OutboundMessage).c, table_of(ConversationRow).alias()
    heard_since = (
        select(theirs.c.last_inbound_at).where(theirs.c.id == ours.conversation_id).scalar_subquery()
    )
    given_up = and_(UNSENT, ours.error != "not_needed", ours.finished_at >= heard_since)
    return func.coalesce(_of_last_message(given_up), false())


def _of_last_message(told: SQLColumnExpression[Any]) -> ColumnElement[Any]:
    ours = table_of(OutboundMessage).c
    last = select(told).where(ours.patient_id == _table.id)
    newest = last.order_by(ours.created_at.desc(), ours.id.desc()).limit(1)
    return newest.correlate(patients).scalar_subquery()


def _of(talks: Select[Any]) -> Select[Any]:
    """Return the patients of some conversations, found from these: they are few."""
    few, theirs = talks.subquery(), patients.alias()
    # An outer join, so that SQLite begins at the conversations whatever it knows of their number.
    return select(theirs.c.id).select_from(few.outerjoin(theirs, theirs.c.conversation_id == few.c.talk))


@cache
def alarm_waits() -> ColumnElement[bool]:
    """Return the condition that an alarm of the patient waits for somebody."""
    return exists().where(Alarm.patient_id == _table.id, WAITS).correlate_except(Alarm)


@cache
def call_asked_at() -> ColumnElement[datetime]:
    """Return since when the patient waits to be called."""
    asked = select(func.min(Callback.asked_at)).where(Callback.patient_id == _table.id, ASKS)
    return asked.correlate(patients).scalar_subquery()


_TO_CALL: Final = select(Callback.patient_id).where(ASKS, Callback.patient_id.is_not(None))
_CALLING: Final = select(Alarm.patient_id).where(WAITS, Alarm.patient_id.is_not(None))


def _is_alarming() -> ColumnElement[bool]:
    """Return the condition that a flag says "emergency", and not that it was answered."""
    flags = "," + type_coerce(_table.flags, String) + ","
    return alarmed & flags.contains(",emergency,")


@cache
def is_pressing() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions that an alarm, or else an emergency word, still waits.

    They are separate because each can use an index of few rows, and one condition for both could not. An emergency word
    in a record at rest does not wait, until the patient writes again.
    """
    return _table.id.in_(_CALLING), _has_word() & _table.id.not_in(_CALLING)


@cache
def is_at_ease() -> ColumnElement[bool]:
    """Return the condition that neither an alarm nor an emergency word waits."""
    return or_(_table.flags.is_(None), ~_has_word()) & _table.id.not_in(_CALLING)


@cache
def is_in(stretch: str) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of who waits for this reason, and no more pressing one.

    "" is for those who do not wait.
    """
    if stretch == ALARM:
        return is_pressing()
    called, news = _table.id.in_(_TO_CALL), _table.news_at.is_not(None)
    if stretch == CALL:
        return (is_at_ease() & called,)
    return (is_at_ease() & ~called & (news if stretch == NEWS else ~news),)


def _has_word() -> ColumnElement[bool]:
    return and_(_is_alarming(), or_(_table.status.not_in(AT_REST), _table.news_at.is_not(None)))


_CONDITIONS: Final = {
    FIRST: _table.id.in_(
        union(
            select(_table.id).where(_has_word()).correlate(None),
            _CALLING,
            _TO_CALL,
            select(_table.id).where(_table.news_at.is_not(None)).correlate(None),
        )
    ),
    ALARM: _table.id.in_(union(select(_table.id).where(_is_alarming()).correlate(None), _CALLING)),
    CALL: _table.id.in_(_TO_CALL),
    NEWS: _table.news_at.is_not(None),
    RESTRICTED: _table.id.in_(select(Restriction.patient_id).where(Restriction.lifted_at.is_(None))),
    OPTED_OUT: _table.id.in_(_of(select(ConversationRow.id.label("talk")).where(HAS_STOPPED))),
    UNDELIVERED: _table.id.in_(
        union(
            _of(select(Delivery.conversation_id.label("talk")).where(UNDELIVERED_INDEX)),
            select(OutboundMessage.patient_id).where(UNSENT, OutboundMessage.patient_id.is_not(None)),
        )
    )
    & is_undelivered(),
}
