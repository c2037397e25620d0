"""What Twilio still keeps of an erased patient's chat: ids of messages, each crossed out when its message is gone there.

All messages of the chat are listed, those of others who share it too: which of them held whose words, nobody can tell,
and what the others said is in their own records. Twilio's copies are nobody's record; but while one of those others is
on hold, they may be evidence, and stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, exists, func, literal, or_, select, update

from app.store.legal_holds import in_held_conversation
from app.store.outbox import Outbox
from app.store.tables import deliveries, receipts, twilio_scrub_messages, twilio_scrubs
from app.store.upsert import insert

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

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
    """How far it is: of so many messages, so many are left. `state` is `queued`, `gone` or `left` (to be done by hand)."""

    queued_at: datetime
    messages: int
    left: int
    state: str
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class ScrubMessage:
    """A message at Twilio. `has_media`: a picture or the like may hang on it, which has to go by itself."""

    sid: str
    has_media: bool


class TwilioScrubs:
    """What is to go at Twilio, within one transaction."""

    __slots__ = ("_connection", "_outbox")

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._outbox = Outbox(connection)

    def queue(self, conversation_id: UUID, patient_id: UUID, actor: str, now: datetime) -> int:
        """List the messages of a conversation, queue the job that has them deleted, and return how many those are.

        To be called in the transaction of the erasure, before the receipts are made bare. Hold the conversation.
        """
        # A reply of ours has no media; of a message of theirs, only a text is known to have none.
        theirs = select(
            literal(patient_id, _message.patient_id.type), receipts.c.message_sid, receipts.c.kind != _TEXT
        )
        ours = select(literal(patient_id, _message.patient_id.type), deliveries.c.message_sid, literal(False))
        for listed, table in ((theirs, receipts), (ours, deliveries)):
            of_the_chat = listed.where(table.c.conversation_id == conversation_id)
            put = insert(self._connection.dialect.name, twilio_scrub_messages).from_select(
                _NAMES, of_the_chat
            )
            self._connection.execute(put.on_conflict_do_nothing())
        count = self.count(patient_id)
        if count:
            values = {"patient_id": patient_id, "queued_at": now, "messages": count, "state": QUEUED}
            self._connection.execute(insert(self._connection.dialect.name, twilio_scrubs).values(values))
            self._outbox.add(SCRUB, patient_id, actor, now)
        return count

    def count(self, patient_id: UUID) -> int:
        """Return how many messages are still to go."""
        counted = select(func.count()).where(_message.patient_id == patient_id)
        return int(self._connection.execute(counted).scalar_one())

    def is_held(self, patient_id: UUID) -> bool:
        """Return whether somebody on hold shares the chat of a message that is still to go."""
        of_held = (
            exists().where(
                table.c.message_sid == _message.message_sid, in_held_conversation(table.c.conversation_id)
            )
            for table in (receipts, deliveries)
        )
        found = select(_message.message_sid).where(_message.patient_id == patient_id, or_(*of_held))
        return self._connection.execute(found.limit(1)).first() is not None

    def next(self, patient_id: UUID, limit: int) -> Sequence[ScrubMessage]:
        """Return some of the messages that are still to go."""
        some = select(_message.message_sid, _message.has_media).where(_message.patient_id == patient_id)
        rows = self._connection.execute(some.order_by(_message.message_sid).limit(limit))
        return [ScrubMessage(*row) for row in rows]

    def gone(self, patient_id: UUID, message_sid: str) -> None:
        """Cross out a message that Twilio has no more."""
        crossed_out = delete(twilio_scrub_messages).where(
            _message.patient_id == patient_id, _message.message_sid == message_sid
        )
        self._connection.execute(crossed_out)

    def finish(self, patient_id: UUID, now: datetime) -> bool:
        """Say that all are gone, and return whether this is news."""
        return self._close(patient_id, GONE, now)

    def leave(self, patient_id: UUID, now: datetime) -> bool:
        """Forget the ids of what nobody here can delete, and return whether this is news."""
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
