"""What Twilio still keeps of a chat, and has to delete.

Of an erased patient's chat, it deletes whole messages. Of a chat whose answers were handed in, it deletes the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, exists, func, literal, or_, select, union_all, update

from app.store.database import upsert_into
from app.store.jobs import Outbox
from app.store.rights import in_held_conversation
from app.store.rows import Part, Rows, SealedRows, all_of
from app.store.tables import deliveries, receipts, twilio_scrub_messages, twilio_scrubs

# What Twilio still keeps of an erased patient's chat: the ids of messages, each deleted once its message is
# gone there.
#
# All messages of the chat are listed, including those of others who share it: nobody can tell whose words a
# message held, and what the others said is in their own records. Twilio's copies are not a record; but while
# one of those others is on hold, they may be evidence, and stay.

SCRUB: Final = "twilio.scrub"
"""The kind of job that has messages deleted at Twilio; its subject is the patient."""
_scrub = twilio_scrubs.c
_message = twilio_scrub_messages.c
_TEXT: Final = "text"
_NAMES: Final = ("patient_id", "message_sid", "has_media")
QUEUED: Final = "queued"
GONE: Final = "gone"
LEFT: Final = "left"


@dataclass(frozen=True, slots=True)
class Scrub:
    """How far the deletion at Twilio is: `left` of `messages` remain.

    `state` is `queued`, `gone` or `left` (to be done by hand).
    """

    queued_at: datetime
    messages: int
    left: int
    state: str
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class TwilioMessage:
    """A message at Twilio.

    `has_media` says that a picture or another file may belong to it, which must be deleted separately.
    """

    sid: str
    has_media: bool


class TwilioScrubs(SealedRows):
    """What Twilio still has to delete, within one transaction."""

    _outbox = Part(Outbox)

    def queue(self, conversation_id: UUID, patient_id: UUID, actor: str, now: datetime) -> int:
        """List a conversation's messages and queue the job that deletes them at Twilio.

        Return how many there are. Call it in the transaction of the erasure, with the conversation locked, before the
        receipts forget the conversation.
        """
        # A reply of ours has no media; of a message of theirs, only a text is known to have none.
        theirs = select(
            literal(patient_id, _message.patient_id.type), receipts.c.message_sid, receipts.c.kind != _TEXT
        )
        ours = select(literal(patient_id, _message.patient_id.type), deliveries.c.message_sid, literal(False))
        for listed, table in ((theirs, receipts), (ours, deliveries)):
            of_the_chat = listed.where(table.c.conversation_id == conversation_id)
            put = upsert_into(self._connection.dialect.name, twilio_scrub_messages).from_select(
                _NAMES, of_the_chat
            )
            self._connection.execute(put.on_conflict_do_nothing())
        count = self.count(patient_id)
        if count:
            values = {"patient_id": patient_id, "queued_at": now, "messages": count, "state": QUEUED}
            self._connection.execute(upsert_into(self._connection.dialect.name, twilio_scrubs).values(values))
            self._outbox.add(SCRUB, patient_id, actor, now)
        return count

    def queue_late(self, patient_id: UUID, message_sid: str, actor: str, now: datetime) -> None:
        """Queue a message that was on its way when the patient was erased."""
        dialect = self._connection.dialect.name
        late = {"patient_id": patient_id, "message_sid": message_sid, "has_media": False}
        listed = upsert_into(dialect, twilio_scrub_messages).values(late)
        self._connection.execute(listed.on_conflict_do_nothing())
        values = {"patient_id": patient_id, "queued_at": now, "messages": 1, "state": QUEUED}
        more = {"messages": _scrub.messages + 1, "state": QUEUED, "finished_at": None}
        queued = upsert_into(dialect, twilio_scrubs).values(values)
        self._connection.execute(queued.on_conflict_do_update(index_elements=["patient_id"], set_=more))
        self._outbox.add(SCRUB, patient_id, actor, now)

    def count(self, patient_id: UUID) -> int:
        """Return how many messages are still to be deleted."""
        counted = select(func.count()).where(_message.patient_id == patient_id)
        return int(self._connection.execute(counted).scalar_one())

    def is_held(self, patient_id: UUID) -> bool:
        """Return whether a message to be deleted also belongs to somebody on hold."""
        of_held = (
            exists().where(
                table.c.message_sid == _message.message_sid, in_held_conversation(table.c.conversation_id)
            )
            for table in (receipts, deliveries)
        )
        found = select(_message.message_sid).where(_message.patient_id == patient_id, or_(*of_held))
        return self._connection.execute(found.limit(1)).first() is not None

    def next(self, patient_id: UUID, limit: int) -> Sequence[TwilioMessage]:
        """Return some of the messages that are still to be deleted."""
        some = select(_message.message_sid.label("sid"), _message.has_media).where(
            _message.patient_id == patient_id
        )
        rows = self._connection.execute(some.order_by(_message.message_sid).limit(limit))
        return all_of(TwilioMessage, rows)

    def gone(self, patient_id: UUID, message_sid: str) -> None:
        """Remove a message from the list, because Twilio no longer has it."""
        crossed_out = delete(twilio_scrub_messages).where(
            _message.patient_id == patient_id, _message.message_sid == message_sid
        )
        self._connection.execute(crossed_out)

    def finish(self, patient_id: UUID, now: datetime) -> bool:
        """Record that all are gone, and return whether this is news."""
        return self._close(patient_id, GONE, now)

    def leave(self, patient_id: UUID, now: datetime) -> bool:
        """Forget the ids of what we cannot delete, and return whether this is news."""
        self._connection.execute(delete(twilio_scrub_messages).where(_message.patient_id == patient_id))
        return self._close(patient_id, LEFT, now)

    def of(self, patient_id: UUID) -> Scrub | None:
        """Return how far it is; None when no message of theirs was known."""
        found = select(_scrub.queued_at, _scrub.messages, _scrub.state, _scrub.finished_at)
        row = self._connection.execute(found.where(_scrub.patient_id == patient_id)).one_or_none()
        if row is None:
            return None
        return Scrub(row.queued_at, row.messages, self.count(patient_id), row.state, row.finished_at)

    def _close(self, patient_id: UUID, state: str, now: datetime) -> bool:
        queued = update(twilio_scrubs).where(_scrub.patient_id == patient_id, _scrub.state == QUEUED)
        closed = queued.values(state=state, finished_at=now).returning(_scrub.patient_id)
        return self._connection.execute(closed).first() is not None


# What Twilio still keeps of a chat whose answers were handed in.

EMPTY: Final = "twilio.empty"
"""The kind of job that has Twilio forget a conversation's words; its subject is the conversation."""


class TwilioBodies(Rows):
    """The words that Twilio still has, within one transaction.

    Only messages that we know of are found: those that came, and those of ours whose status Twilio has reported.
    """

    def next(self, conversation_id: UUID, limit: int) -> list[TwilioMessage]:
        """Return some of a conversation's messages that Twilio still has words of."""
        # A reply of ours has no media; of a message of theirs, only a text is known to have none.
        theirs = select(receipts.c.message_sid.label("sid"), (receipts.c.kind != _TEXT).label("has_media"))
        ours = select(deliveries.c.message_sid.label("sid"), literal(False).label("has_media"))
        found = union_all(
            theirs.where(receipts.c.conversation_id == conversation_id, receipts.c.emptied.is_(False)),
            ours.where(deliveries.c.conversation_id == conversation_id, deliveries.c.emptied.is_(False)),
        )
        return all_of(TwilioMessage, self._connection.execute(found.limit(limit)))

    def is_held(self, conversation_id: UUID) -> bool:
        """Return whether the chat is of somebody on hold: it may be evidence, and stays."""
        held = select(literal(1)).where(
            in_held_conversation(literal(conversation_id, receipts.c.conversation_id.type))
        )
        return self._connection.execute(held).first() is not None

    def emptied(self, message_sid: str) -> None:
        """Record that Twilio has no words of a message any more."""
        for table in (receipts, deliveries):
            this = update(table).where(table.c.message_sid == message_sid)
            self._connection.execute(this.values(emptied=True))
