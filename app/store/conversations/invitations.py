"""Invitations: numbers that the clinic wrote to before they wrote to it.

A number is sealed, and found by the same key as a sender. So an invitation shows what came of it, and is erased
with its person. Each number has one row, however it is written: when two members invite a person at once, only one
invitation is sent.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, LargeBinary, delete, exists, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.crypto import Unreadable
from app.store.conversations.conversations import ANSWERING, ConversationRow
from app.store.conversations.sought_talks import Numbers, is_one_of
from app.store.conversations.spellings import SENDER_ADDRESS, all_indexes, canonical, other_spellings
from app.store.engine.database import ShortText, upsert_into
from app.store.messages import outbound
from app.store.messages.contents import Template
from app.store.messages.new_message import NewMessage, Purpose
from app.store.messages.outbound import OutboundMessage
from app.store.messages.outbound_errors import UNKNOWN_RECEIVERS, Then, reaction_to
from app.store.model import (
    Erased,
    Forget,
    InConversation,
    Model,
    NoSeal,
    Sealed,
    connection_of,
    keys_of,
    opened,
    sealed,
    table_of,
)
from app.store.patients.patient import patients

AGAIN_AFTER: Final = timedelta(days=7)
"""Nobody is invited again sooner than this."""
SHOWN_FOR: Final = timedelta(days=30)
_SEND_WITHIN: Final = timedelta(days=3)
_MOST_SHOWN: Final = 500
_AT_ONCE: Final = 400
_CHANNELS: Final = ("whatsapp:", "")
_talk = table_of(ConversationRow).c
_messages = table_of(OutboundMessage).c


class Standing(StrEnum):
    """What we know of a number before we write to it."""

    NEW = "new"
    INVITED = "invited"
    """Within the last days."""
    ANSWERING = "answering"
    """They have begun to answer."""
    PATIENT = "patient"
    """The clinic has a record that came from the number."""
    STOPPED = "stopped"
    """They wrote STOP, or blocked us."""


def forget_sender(db: Session, conversation_id: UUID) -> None:
    """Forget the invitation of a conversation's sender, with its message."""
    found = select(_talk.address, _talk.address_index).where(_talk.id == conversation_id)
    row = db.execute(found).one_or_none()
    if row is None:
        return
    [address] = keys_of(db).sealer.open_many(SENDER_ADDRESS, [(conversation_id, row.address)])
    indexes = {row.address_index}
    if isinstance(address, str):
        indexes |= set(all_indexes(keys_of(db).blind_index, address))
    _remove(db, _table.address_index.in_(indexes))


def _forget(db: Session, erased: Erased) -> None:
    if erased.conversation_id is not None:
        forget_sender(db, erased.conversation_id)


class Invitation(Model):
    """A number that the clinic wrote to, and what came of it, as `latest` reads it.

    The index is a sender's, so that what became of an invitation is found.
    """

    __tablename__ = "invitations"
    __table_args__ = (Index(None, "invited_at"), Index(None, "message_id"))
    __allow_unmapped__ = True

    address_index: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    address: Sealed[str] = sealed()
    language: Mapped[str] = mapped_column(ShortText(8))
    reason: Mapped[str] = mapped_column(ShortText(16))
    actor: Mapped[str] = mapped_column(ShortText(64))
    invited_at: Mapped[datetime]
    visit: Mapped[str] = mapped_column(ShortText(40), default="", server_default="")
    """The code of the type of visit that they are asked for."""
    message_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("outbound_messages.id", ondelete="SET NULL"), default=None
    )
    state: str | None = None
    """The state of the message; None when the message is no longer kept."""
    error: str | None = None
    begun: bool = False
    """Whether they have written since."""
    handed_in: bool = False
    stopped: bool = False

    seal = NoSeal(
        "The address is sealed for its row. What goes to its other spelling is the sealed invitation that was sent to it."
    )
    forget = Forget(_forget)
    in_conversation = InConversation(sender=forget_sender)


_invitations: Final = table_of(Invitation)
_table: Final = _invitations.c
_LISTED: Final = (
    select(Invitation, _messages.state, _messages.error)
    .outerjoin(table_of(OutboundMessage), _messages.id == _table.message_id)
    .order_by(_table.invited_at.desc(), _table.id)
)
_LAST_RECORD: Final = (
    select(func.max(patients.c.created_at)).where(patients.c.conversation_id == _talk.id).scalar_subquery()
)
_EMPTIED: Final = {"address": None, "body": None, "variables": None}


def invite(
    db: Session,
    address: str,
    template: Template,
    values: Mapping[str, str],
    *,
    reason: str,
    actor: str,
    now: datetime,
    visit: str = "",
) -> UUID | None:
    """Invite a number with a template, and return the id; None if it was lately.

    One statement decides whether it was.
    """
    row = claim(db, address, template.language, reason, actor, now, visit)
    if row is None:
        return None
    message = NewMessage(
        Purpose.INVITATION,
        actor,
        to=address,
        content_sid=template.sid,
        variables=template.filled(values),
        send_by=now + _SEND_WITHIN,
    )
    name_message(db, row, outbound.send(db, message, now))
    return row


def claim(  # noqa: PLR0917  (the values, in the order of their columns)
    db: Session, address: str, language: str, reason: str, actor: str, now: datetime, visit: str = ""
) -> UUID | None:
    """Note that an address is invited, and return the id; None if it was lately.

    A caller that gets an id sends the message.
    """
    newest, *older = all_indexes(keys_of(db).blind_index, address)
    if older:  # a number has one row, whichever key and spelling its index was made with
        other = _invitations.alias()
        latest = select(_table.id).where(_table.address_index.in_(older)).order_by(_table.invited_at.desc())
        mine = update(_invitations).where(
            _table.id == latest.limit(1).scalar_subquery(),
            ~exists().where(other.c.address_index == newest),
        )
        db.execute(mine.values(address_index=newest))
    row = uuid4()
    said = {
        "language": language,
        "reason": reason,
        "actor": actor,
        "invited_at": now,
        "visit": visit,
    }
    sealed = keys_of(db).sealer.seal(Invitation.address.column, row, address)
    put = upsert_into(connection_of(db).dialect.name, _invitations).values(
        id=row, address_index=newest, address=sealed, **said
    )
    once = put.on_conflict_do_update(
        index_elements=["address_index"], set_=said, where=_table.invited_at <= now - AGAIN_AFTER
    )
    kept = db.execute(once.returning(_table.id, _table.message_id)).first()
    if kept is None:
        return None
    if kept.message_id is not None:  # the last invitation's: the number is kept only once
        earlier = update(table_of(OutboundMessage)).where(_messages.id == kept.message_id)
        db.execute(earlier.values(_EMPTIED))
    return UUID(str(kept.id))


def visit_of(db: Session, address: str) -> str:
    """Return the type of visit for which an address was invited, or ""."""
    indexes = all_indexes(keys_of(db).blind_index, address)
    asked = select(_table.visit).where(_table.address_index.in_(indexes))
    return db.execute(asked.order_by(_table.invited_at.desc()).limit(1)).scalar_one_or_none() or ""


def name_message(db: Session, invitation_id: UUID, message_id: UUID) -> None:
    """Note which message carries the invitation."""
    named = update(_invitations).where(_table.id == invitation_id).values(message_id=message_id)
    db.execute(named)


def try_another_spelling(db: Session, message: OutboundMessage, error: str | None, now: datetime) -> bool:
    """Invite a number that nobody has under its other spelling.

    Return whether it is invited. Only the spelling that was typed leads to another one, so that each is tried once.
    Which row names the message is in no seal, so what else failed to reach the number goes no further.
    """
    if message.purpose != Purpose.INVITATION or error not in UNKNOWN_RECEIVERS:
        return False
    if not isinstance(message.address, str):
        return False
    found = select(_table.id, _table.address).where(_table.message_id == message.id)
    row = db.execute(found).one_or_none()
    if row is None:
        return False
    [typed] = keys_of(db).sealer.open_many(Invitation.address.column, [(row.id, row.address)])
    others = other_spellings(message.address) if typed == message.address else ()
    if not others:
        return False
    again = NewMessage(
        Purpose.INVITATION,
        message.actor,
        to=others[0],
        content_sid=message.content_sid or "",
        variables=json.loads(message.variables) if isinstance(message.variables, str) else {},
        send_by=message.send_by,
    )
    name_message(db, row.id, outbound.send(db, again, now))
    db.execute(update(table_of(OutboundMessage)).where(_messages.id == message.id).values(_EMPTIED))
    return True


def standings(db: Session, addresses: Iterable[str], now: datetime) -> dict[str, Standing]:
    """Return what we know of each of these numbers. Opens nothing."""
    asked = {address: canonical(address) for address in addresses}
    of_index = {
        index: address
        for address in asked.values()
        for index in all_indexes(keys_of(db).blind_index, address)
    }
    found = dict.fromkeys(asked.values(), Standing.NEW)
    for some in _in_batches(of_index):
        sent = select(_table.address_index, _table.invited_at, _messages.error).outerjoin(
            table_of(OutboundMessage), _messages.id == _table.message_id
        )
        invited: dict[str, Standing] = {}
        for row in db.execute(sent.where(_table.address_index.in_(some))):
            address = of_index[row.address_index]
            if invited.get(address) is not Standing.STOPPED:
                invited[address] = _asked(row, now)
        found |= invited
        talks = select(
            _talk.address_index,
            _talk.opted_out,
            ANSWERING.label("answering"),
            exists().where(patients.c.conversation_id == _talk.id).label("has_records"),
        )
        # The latest comes last and counts: its sender has the number now.
        latest_last = talks.where(_talk.address_index.in_(some)).order_by(_talk.last_inbound_at)
        for row in db.execute(latest_last):
            address = of_index[row.address_index]
            found[address] = _standing(row, invited.get(address, Standing.NEW))
    return {address: found[number] for address, number in asked.items()}


def latest(db: Session, now: datetime) -> list[Invitation]:
    """Return the invitations of the last days, newest first, their numbers opened."""
    rows = db.execute(_LISTED.where(Invitation.invited_at > now - SHOWN_FOR).limit(_MOST_SHOWN)).all()
    found = opened([invitation for invitation, _state, _error in rows], Invitation.address)
    talks = _talks(db, (each.address for each in found if isinstance(each.address, str)))
    for each, (_invitation, state, error) in zip(found, rows, strict=True):
        theirs = talks.get(canonical(each.address), ()) if isinstance(each.address, str) else ()
        records = (talk.last_record for talk in theirs if talk.last_record is not None)
        each.state, each.error = state, error
        each.begun = any(talk.last_inbound_at >= each.invited_at for talk in theirs)
        each.handed_in = any(record >= each.invited_at for record in records)
        each.stopped = any(talk.opted_out for talk in theirs)
    return found


def unanswered(
    db: Session, numbers: Numbers, wrote: Iterable[str | Unreadable], now: datetime
) -> list[Invitation]:
    """Return the invitations of these numbers, newest first, but for those of `wrote`.

    A whole number is found however long ago it was invited, and the end of one among the invitations of the last days.
    """
    if not numbers:
        return []
    index = keys_of(db).blind_index
    whole = (f"{channel}+{begins}{ends}" for begins, ends in numbers if begins for channel in _CHANNELS)
    indexes = [each for address in whole for each in all_indexes(index, address)]
    asked = or_(Invitation.address_index.in_(indexes), Invitation.invited_at > now - SHOWN_FOR)
    rows = db.execute(_LISTED.where(asked).limit(_MOST_SHOWN)).all()
    found = opened([invitation for invitation, _state, _error in rows], Invitation.address)
    for each, (_invitation, state, error) in zip(found, rows, strict=True):
        each.state, each.error = state, error
    heard = {canonical(address) for address in wrote if isinstance(address, str)}
    return [
        each
        for each in found
        if isinstance(each.address, str)
        and is_one_of(numbers, each.address)
        and canonical(each.address) not in heard
    ]


def tally(db: Session, before: datetime) -> tuple[int, datetime | None]:
    """Return how many were invited by `before`, and when the first one was."""
    due = select(func.count(), func.min(_table.invited_at)).where(_table.invited_at <= before)
    count, oldest = db.execute(due).one()
    return int(count), oldest


def clear(db: Session, before: datetime) -> int:
    """Remove the invitations made by `before`, with their messages; count them."""
    return _remove(db, _table.invited_at <= before)


def _talks(db: Session, addresses: Iterable[str]) -> dict[str, list[Any]]:
    """Return the conversations of these numbers, by the canonical spelling."""
    numbers = dict.fromkeys(map(canonical, addresses))
    of_index = {index: number for number in numbers for index in all_indexes(keys_of(db).blind_index, number)}
    wanted = select(
        _talk.address_index, _talk.last_inbound_at, _talk.opted_out, _LAST_RECORD.label("last_record")
    )
    found: dict[str, list[Any]] = {}
    for some in _in_batches(of_index):
        for row in db.execute(wanted.where(_talk.address_index.in_(some))):
            found.setdefault(of_index[row.address_index], []).append(row)
    return found


def _remove(db: Session, which: Any) -> int:
    gone = db.execute(delete(_invitations).where(which).returning(_table.message_id))
    messages = gone.scalars().all()
    for some in _in_batches([each for each in messages if each is not None]):
        db.execute(delete(table_of(OutboundMessage)).where(_messages.id.in_(some)))
    return len(messages)


def _asked(row: Any, now: datetime) -> Standing:
    """Return what is known of a number by its invitation alone."""
    if row.error is not None and reaction_to(row.error).then is Then.OPT_OUT:
        return Standing.STOPPED
    return Standing.INVITED if row.invited_at > now - AGAIN_AFTER else Standing.NEW


def _standing(row: Any, before: Standing) -> Standing:
    if row.opted_out:
        return Standing.STOPPED
    if row.has_records:
        return Standing.PATIENT
    if row.answering:
        return Standing.ANSWERING
    return before


def _in_batches(values: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(values)
    while some := list(islice(left, _AT_ONCE)):
        yield some
