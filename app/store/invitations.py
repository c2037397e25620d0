"""Invitations: numbers that the clinic wrote to before they wrote to it.

A number is sealed, and found by the same blind index as a sender. So an invitation shows what came of it, and is erased
with its person. Each number has one row: when two members invite a person at once, only one invitation is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import delete, exists, func, select, update

from app.crypto import Unreadable
from app.store.columns import INVITATION_ADDRESS, SENDER_ADDRESS
from app.store.content import Template
from app.store.conversations import ANSWERING
from app.store.database import upsert_into
from app.store.outbound import NewMessage, OutboundMessages, Purpose
from app.store.outbound_errors import Then, reaction_to
from app.store.rows import Part, SealedRows
from app.store.tables import conversations, invitations, outbound_messages, patients

AGAIN_AFTER: Final = timedelta(days=7)
"""Nobody is invited again sooner than this."""
SHOWN_FOR: Final = timedelta(days=30)
_SEND_WITHIN: Final = timedelta(days=3)
_MOST_SHOWN: Final = 500
_AT_ONCE: Final = 400
_table = invitations.c
_talk = conversations.c
_messages = outbound_messages.c


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


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """Whom to invite, why, and with which template."""

    address: str = field(repr=False)
    reason: str
    actor: str
    template: Template
    variables: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation, and what came of it."""

    id: UUID
    address: str | Unreadable = field(repr=False)
    language: str
    reason: str
    actor: str
    invited_at: datetime
    state: str | None
    """The state of the message; None when the message is no longer kept."""
    error: str | None
    begun: bool
    """Whether they have written since."""
    handed_in: bool
    stopped: bool


_ALIKE: Final = _talk.address_index == _table.address_index
_BEGUN: Final = exists().where(_ALIKE, _talk.last_inbound_at >= _table.invited_at).correlate(invitations)
_STOPPED: Final = exists().where(_ALIKE, _talk.opted_out).correlate(invitations)
_HANDED_IN: Final = (
    exists()
    .where(
        _ALIKE, patients.c.conversation_id == _talk.id, patients.c.created_at >= _table.invited_at
    )
    .correlate(invitations)
)  # fmt: skip
_LISTED: Final = (
    select(
        invitations,
        _messages.state,
        _messages.error,
        _BEGUN.label("begun"),
        _STOPPED.label("stopped"),
        _HANDED_IN.label("handed_in"),
    )
    .outerjoin(outbound_messages, _messages.id == _table.message_id)
    .order_by(_table.invited_at.desc(), _table.id)
)
_EMPTIED: Final = {"address": None, "body": None, "variables": None}


class Invitations(SealedRows):
    """The invitations of one transaction."""

    _outbound = Part(OutboundMessages)

    def invite(self, new: NewInvitation, now: datetime) -> UUID | None:
        """Invite a number, and return the id; None when it was invited lately.

        One statement decides whether it was.
        """
        row = self.claim(new.address, new.template.language, new.reason, new.actor, now)
        if row is None:
            return None
        message = NewMessage(
            Purpose.INVITATION,
            new.actor,
            to=new.address,
            content_sid=new.template.sid,
            variables=new.template.filled(new.variables),
            send_by=now + _SEND_WITHIN,
        )
        self.name_message(row, self._outbound.send(message, now))
        return row

    def claim(self, address: str, language: str, reason: str, actor: str, now: datetime) -> UUID | None:
        """Note that an address is invited, and return the id; None if it was lately.

        A caller that gets an id sends the message.
        """
        newest, *older = self._index.candidates(SENDER_ADDRESS, address)
        if older:  # a number has one row, whichever key its index was made with
            other = invitations.alias()
            mine = update(invitations).where(
                _table.address_index.in_(older), ~exists().where(other.c.address_index == newest)
            )
            self._connection.execute(mine.values(address_index=newest))
        row = uuid4()
        said = {
            "language": language,
            "reason": reason,
            "actor": actor,
            "invited_at": now,
        }
        sealed = self._sealer.seal(INVITATION_ADDRESS, row, address)
        put = upsert_into(self._connection.dialect.name, invitations).values(
            id=row, address_index=newest, address=sealed, **said
        )
        once = put.on_conflict_do_update(
            index_elements=["address_index"], set_=said, where=_table.invited_at <= now - AGAIN_AFTER
        )
        kept = self._connection.execute(once.returning(_table.id, _table.message_id)).first()
        if kept is None:
            return None
        if kept.message_id is not None:  # the last invitation's: the number is kept only once
            earlier = update(outbound_messages).where(_messages.id == kept.message_id)
            self._connection.execute(earlier.values(_EMPTIED))
        return UUID(str(kept.id))

    def name_message(self, invitation_id: UUID, message_id: UUID) -> None:
        """Note which message carries the invitation."""
        named = update(invitations).where(_table.id == invitation_id).values(message_id=message_id)
        self._connection.execute(named)

    def standings(self, addresses: Iterable[str], now: datetime) -> dict[str, Standing]:
        """Return what we know of each of these numbers. Opens nothing."""
        of_index = {
            index: address
            for address in addresses
            for index in self._index.candidates(SENDER_ADDRESS, address)
        }
        found = dict.fromkeys(of_index.values(), Standing.NEW)
        for some in _in_batches(of_index):
            asked = select(_table.address_index, _table.invited_at, _messages.error).outerjoin(
                outbound_messages, _messages.id == _table.message_id
            )
            invited = {
                of_index[row.address_index]: _asked(row, now)
                for row in self._connection.execute(asked.where(_table.address_index.in_(some)))
            }
            found |= invited
            talks = select(
                _talk.address_index,
                _talk.opted_out,
                ANSWERING.label("answering"),
                exists().where(patients.c.conversation_id == _talk.id).label("has_records"),
            )
            # The latest comes last and counts: its sender has the number now.
            latest_last = talks.where(_talk.address_index.in_(some)).order_by(_talk.last_inbound_at)
            for row in self._connection.execute(latest_last):
                address = of_index[row.address_index]
                found[address] = _standing(row, invited.get(address, Standing.NEW))
        return found

    def latest(self, now: datetime) -> list[Invitation]:
        """Return the invitations of the last days, newest first, their numbers opened."""
        lately = _LISTED.where(_table.invited_at > now - SHOWN_FOR).limit(_MOST_SHOWN)
        rows = self._connection.execute(lately).all()
        addresses = self._sealer.open_many(INVITATION_ADDRESS, [(row.id, row.address) for row in rows])
        return [_read(row, address) for row, address in zip(rows, addresses, strict=True)]

    def forget_sender(self, conversation_id: UUID) -> None:
        """Forget the invitation of a conversation's sender, with its message."""
        found = select(_talk.address, _talk.address_index).where(_talk.id == conversation_id)
        row = self._connection.execute(found).one_or_none()
        if row is None:
            return
        [address] = self._sealer.open_many(SENDER_ADDRESS, [(conversation_id, row.address)])
        indexes = {row.address_index}
        if isinstance(address, str):
            indexes |= set(self._index.candidates(SENDER_ADDRESS, address))
        self._remove(_table.address_index.in_(indexes))

    def tally(self, before: datetime) -> tuple[int, datetime | None]:
        """Return how many were invited by `before`, and when the first one was."""
        due = select(func.count(), func.min(_table.invited_at)).where(_table.invited_at <= before)
        count, oldest = self._connection.execute(due).one()
        return int(count), oldest

    def clear(self, before: datetime) -> int:
        """Remove the invitations made by `before`, with their messages; count them."""
        return self._remove(_table.invited_at <= before)

    def _remove(self, which: Any) -> int:
        gone = self._connection.execute(delete(invitations).where(which).returning(_table.message_id))
        messages = gone.scalars().all()
        for some in _in_batches([each for each in messages if each is not None]):
            self._connection.execute(delete(outbound_messages).where(_messages.id.in_(some)))
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


def _read(row: Any, address: str | Unreadable) -> Invitation:
    known = {key: value for key, value in row._mapping.items() if key in _FIELDS}  # noqa: SLF001  (SQLAlchemy's public name)
    return Invitation(**known | {"address": address})


_FIELDS: Final = frozenset(Invitation.__dataclass_fields__)


def _in_batches(values: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(values)
    while some := list(islice(left, _AT_ONCE)):
        yield some
