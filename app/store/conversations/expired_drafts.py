"""Answers that were begun and never sent.

When their time is over they go, and with them a sender who has no record.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from app.intake import erased
from app.intake.progress import Progress, dump
from app.store.clinic.expired_rows import IDS_SHOWN, Expired
from app.store.conversations import conversations, form_links, invitations
from app.store.conversations.consents import Consent
from app.store.conversations.conversation_steps import ConversationStep
from app.store.conversations.conversations import AT_REST, Conversation, ConversationRow
from app.store.conversations.form_links import FormLink
from app.store.conversations.lost_drafts import LostDraft
from app.store.messages import receipts
from app.store.model import table_of
from app.store.patients import erasures, legal_holds
from app.store.patients.legal_holds import in_held_conversation
from app.store.patients.patient import patients
from app.store.work.alarms import alarm_waits_in, name, waits_in

_table = table_of(ConversationRow).c
_HAS_RECORDS: Final = (
    exists().where(patients.c.conversation_id == _table.id).correlate(table_of(ConversationRow))
)
_HELD: Final = in_held_conversation(_table.id)
_ALARM_WAITS: Final = alarm_waits_in(_table.id)
_PLACE: Final = (_table.last_inbound_at, _table.id)


class Silent(NamedTuple):
    """A conversation, and since when nothing was heard in it."""

    since: datetime
    conversation_id: UUID


class Draft(StrEnum):
    """What became of a draft."""

    KEPT = "kept"
    """It is not due, or is gone already."""
    DROPPED = "dropped"
    """The answers went; the sender has records, or has stopped us, and stays."""
    FORGOTTEN = "forgotten"
    """The sender went too."""


def due(
    db: Session, before: datetime, stopped_before: datetime, most: int, after: Silent | None = None
) -> list[Silent]:
    """Return conversations with a draft that is due, the longest silent first.

    The sender was last heard of by `before`. A sender without a record is
    forgotten entirely; one who wrote STOP, only when last heard of by `stopped_before`; one whose alarm nobody has
    taken, not at all. `after` is the last one that was seen.
    """
    found = select(*_PLACE).where(_due(before, stopped_before), ~_HELD)
    found = found if after is None else found.where(tuple_(*_PLACE) > after)
    rows = db.execute(found.order_by(*_PLACE).limit(most))
    return [Silent(row.last_inbound_at, row.id) for row in rows]


def tally(db: Session, before: datetime, stopped_before: datetime) -> Expired:
    """Return how many drafts are due, with all that `remove_lost` would remove."""
    over = _due(before, stopped_before)
    summed = select(func.count(), func.min(_table.last_inbound_at)).where(over, ~_HELD)
    count, oldest = db.execute(summed).one()
    held = select(func.count()).select_from(table_of(ConversationRow)).where(over, _HELD)
    ids = tuple(each.conversation_id for each in due(db, before, stopped_before, IDS_SHOWN))
    found = Expired(int(count), oldest, ids, int(db.execute(held).scalar_one()))
    lost = select(func.count(), func.min(LostDraft.at)).where(_lost(before))
    lost_count, oldest_lost = db.execute(lost).one()
    invited, oldest_invited = invitations.tally(db, before)
    ended, oldest_ended = form_links.tally(db, before)
    others = ((int(lost_count), oldest_lost), (invited, oldest_invited), (ended, oldest_ended))
    return sum((Expired(count, oldest) for count, oldest in others), found)


def remove(db: Session, conversation_id: UUID, before: datetime, stopped_before: datetime) -> Draft:
    """Lock a conversation, and remove its draft if it is still due."""
    held = conversations.hold(db, conversation_id)
    if held is None or held.last_inbound_at > before or form_links.is_seen(db, held.id, before):
        return Draft.KEPT
    if legal_holds.is_conversation_held(db, held.id):
        return Draft.KEPT
    goes = not held.opted_out or held.last_inbound_at <= stopped_before
    if goes and not conversations.has_patients(db, held.id) and not waits_in(db, held.id):
        erasures.release(db, held)
        return Draft.FORGOTTEN
    if held.step in AT_REST:
        return Draft.KEPT
    _drop(db, held)
    return Draft.DROPPED


def remove_lost(db: Session, before: datetime) -> int:
    """Remove lost drafts, invitations and links to the form; count them."""
    gone = delete(LostDraft).where(_lost(before)).returning(LostDraft.id)
    lost = len(db.execute(gone).all())
    return lost + invitations.clear(db, before) + form_links.clear(db, before)


def _drop(db: Session, held: Conversation) -> None:
    """Remove the answers from the conversation: a sender who returns starts again."""
    progress = held.read() or Progress(language=held.language, opted_out=held.opted_out)
    fresh = erased.restarted(progress) if progress.people else _stranger(held)
    conversations.save(
        db, held.id, dump(fresh), fresh.step, fresh.language, fresh.opted_out, held.last_inbound_at
    )
    receipts.forget_replies(db, held.id)
    erasures.forget_draft(db, held.id)
    name(db, held.id)
    if progress.patient is not None and progress.on_file is None:
        for kind in (Consent, ConversationStep):
            db.execute(delete(kind).where(kind.patient_id == progress.patient))


def _stranger(held: Conversation) -> Progress:
    return Progress(language=held.language, opted_out=held.opted_out)


def _due(before: datetime, stopped_before: datetime) -> ColumnElement[bool]:
    silent = _table.last_inbound_at <= before
    # Filling in the form sends no message, but the draft is in use.
    on_a_form = exists().where(FormLink.conversation_id == _table.id, FormLink.seen_at > before)
    drafting = _table.step.not_in(AT_REST)
    goes = or_(_table.opted_out.is_(False), _table.last_inbound_at <= stopped_before)
    return and_(silent, ~on_a_form, or_(drafting, and_(~_HAS_RECORDS, ~_ALARM_WAITS, goes)))


def _lost(before: datetime) -> ColumnElement[bool]:
    return and_(LostDraft.at <= before, ~in_held_conversation(LostDraft.conversation_id))
