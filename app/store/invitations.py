"""Invitations: numbers that the clinic wrote to before they wrote to it.

A number is sealed, and found by the same key as a sender. So an invitation shows what came of it, and is erased
with its person. Each number has one row, however it is written: when two members invite a person at once, only one
invitation is sent.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import delete, exists, func, select, update

from app.crypto import Unreadable
from app.store import outbound
from app.store.columns import INVITATION_ADDRESS
from app.store.contents import Template
from app.store.conversations import ANSWERING, ConversationRow
from app.store.database import upsert_into
from app.store.model import table_of
from app.store.outbound import NewMessage, OutboundMessage, Purpose
from app.store.outbound_errors import UNKNOWN_RECEIVERS, Then, reaction_to
from app.store.patient import patients
from app.store.rows import SealedRows
from app.store.spellings import SENDER_ADDRESS, all_indexes, canonical, other_spellings
from app.store.tables import invitations

AGAIN_AFTER: Final = timedelta(days=7)
"""Nobody is invited again sooner than this."""
SHOWN_FOR: Final = timedelta(days=30)
_SEND_WITHIN: Final = timedelta(days=3)
_MOST_SHOWN: Final = 500
_AT_ONCE: Final = 400
_table = invitations.c
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


_LISTED: Final = (
    select(invitations, _messages.state, _messages.error)
    .outerjoin(table_of(OutboundMessage), _messages.id == _table.message_id)
    .order_by(_table.invited_at.desc(), _table.id)
)
_LAST_RECORD: Final = (
    select(func.max(patients.c.created_at)).where(patients.c.conversation_id == _talk.id).scalar_subquery()
)
_EMPTIED: Final = {"address": None, "body": None, "variables": None}


class Invitations(SealedRows):
    """The invitations of one transaction."""

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
        self.name_message(row, outbound.send(self.db, message, now))
        return row

    def claim(self, address: str, language: str, reason: str, actor: str, now: datetime) -> UUID | None:
        """Note that an address is invited, and return the id; None if it was lately.

        A caller that gets an id sends the message.
        """
        newest, *older = all_indexes(self._index, address)
        if older:  # a number has one row, whichever key and spelling its index was made with
            other = invitations.alias()
            latest = (
                select(_table.id).where(_table.address_index.in_(older)).order_by(_table.invited_at.desc())
            )
            mine = update(invitations).where(
                _table.id == latest.limit(1).scalar_subquery(),
                ~exists().where(other.c.address_index == newest),
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
            earlier = update(OutboundMessage).where(_messages.id == kept.message_id)
            self._connection.execute(earlier.values(_EMPTIED))
        return UUID(str(kept.id))

    def name_message(self, invitation_id: UUID, message_id: UUID) -> None:
        """Note which message carries the invitation."""
        named = update(invitations).where(_table.id == invitation_id).values(message_id=message_id)
        self._connection.execute(named)

    def try_another_spelling(self, message: OutboundMessage, error: str | None, now: datetime) -> bool:
        """Invite a number that nobody has under its other spelling.

        Return whether it is invited. Only the spelling that was typed leads to another one, so that each is tried once.
        Which row names the message is in no seal, so what else failed to reach the number goes no further.
        """
        if message.purpose != Purpose.INVITATION or error not in UNKNOWN_RECEIVERS:
            return False
        if not isinstance(message.address, str):
            return False
        found = select(_table.id, _table.address).where(_table.message_id == message.id)
        row = self._connection.execute(found).one_or_none()
        if row is None:
            return False
        [typed] = self._sealer.open_many(INVITATION_ADDRESS, [(row.id, row.address)])
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
        self.name_message(row.id, outbound.send(self.db, again, now))
        self._connection.execute(update(OutboundMessage).where(_messages.id == message.id).values(_EMPTIED))
        return True

    def standings(self, addresses: Iterable[str], now: datetime) -> dict[str, Standing]:
        """Return what we know of each of these numbers. Opens nothing."""
        asked = {address: canonical(address) for address in addresses}
        of_index = {
            index: address for address in asked.values() for index in all_indexes(self._index, address)
        }
        found = dict.fromkeys(asked.values(), Standing.NEW)
        for some in _in_batches(of_index):
            sent = select(_table.address_index, _table.invited_at, _messages.error).outerjoin(
                table_of(OutboundMessage), _messages.id == _table.message_id
            )
            invited: dict[str, Standing] = {}
            for row in self._connection.execute(sent.where(_table.address_index.in_(some))):
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
            for row in self._connection.execute(latest_last):
                address = of_index[row.address_index]
                found[address] = _standing(row, invited.get(address, Standing.NEW))
        return {address: found[number] for address, number in asked.items()}

    def latest(self, now: datetime) -> list[Invitation]:
        """Return the invitations of the last days, newest first, their numbers opened."""
        lately = _LISTED.where(_table.invited_at > now - SHOWN_FOR).limit(_MOST_SHOWN)
        rows = self._connection.execute(lately).all()
        addresses = self._sealer.open_many(INVITATION_ADDRESS, [(row.id, row.address) for row in rows])
        talks = self._talks(address for address in addresses if isinstance(address, str))
        return [
            _read(row, address, talks.get(canonical(address), ()) if isinstance(address, str) else ())
            for row, address in zip(rows, addresses, strict=True)
        ]

    def forget_sender(self, conversation_id: UUID) -> None:
        """Forget the invitation of a conversation's sender, with its message."""
        found = select(_talk.address, _talk.address_index).where(_talk.id == conversation_id)
        row = self._connection.execute(found).one_or_none()
        if row is None:
            return
        [address] = self._sealer.open_many(SENDER_ADDRESS, [(conversation_id, row.address)])
        indexes = {row.address_index}
        if isinstance(address, str):
            indexes |= set(all_indexes(self._index, address))
        self._remove(_table.address_index.in_(indexes))

    def tally(self, before: datetime) -> tuple[int, datetime | None]:
        """Return how many were invited by `before`, and when the first one was."""
        due = select(func.count(), func.min(_table.invited_at)).where(_table.invited_at <= before)
        count, oldest = self._connection.execute(due).one()
        return int(count), oldest

    def clear(self, before: datetime) -> int:
        """Remove the invitations made by `before`, with their messages; count them."""
        return self._remove(_table.invited_at <= before)

    def _talks(self, addresses: Iterable[str]) -> dict[str, list[Any]]:
        """Return the conversations of these numbers, by the canonical spelling."""
        numbers = dict.fromkeys(map(canonical, addresses))
        of_index = {index: number for number in numbers for index in all_indexes(self._index, number)}
        wanted = select(
            _talk.address_index, _talk.last_inbound_at, _talk.opted_out, _LAST_RECORD.label("last_record")
        )
        found: dict[str, list[Any]] = {}
        for some in _in_batches(of_index):
            for row in self._connection.execute(wanted.where(_talk.address_index.in_(some))):
                found.setdefault(of_index[row.address_index], []).append(row)
        return found

    def _remove(self, which: Any) -> int:
        gone = self._connection.execute(delete(invitations).where(which).returning(_table.message_id))
        messages = gone.scalars().all()
        for some in _in_batches([each for each in messages if each is not None]):
            self._connection.execute(delete(OutboundMessage).where(_messages.id.in_(some)))
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


def _read(row: Any, address: str | Unreadable, talks: Collection[Any]) -> Invitation:
    known = {key: value for key, value in row._mapping.items() if key in _FIELDS}  # noqa: SLF001  (SQLAlchemy's public name)
    since = row.invited_at
    return Invitation(
        **known | {"address": address},
        begun=any(talk.last_inbound_at >= since for talk in talks),
        handed_in=any(talk.last_record is not None and talk.last_record >= since for talk in talks),
        stopped=any(talk.opted_out for talk in talks),
    )


_FIELDS: Final = frozenset(Invitation.__dataclass_fields__)


def _in_batches(values: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(values)
    while some := list(islice(left, _AT_ONCE)):
        yield some
