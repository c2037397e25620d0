"""Erasing a patient in one transaction.

A tombstone stays, which says nothing about them. Rows are locked in the order in which a message locks them:
the conversation, then the patient. So a message that comes meanwhile waits, and finds the conversation
without them, or none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, delete, exists, func, insert, literal, or_, select, update

from app.intake import path
from app.intake.progress import Progress, dump
from app.store.alarms import Alarms
from app.store.callbacks import Callbacks
from app.store.conversations import Conversation, Conversations, LostDrafts
from app.store.database import upsert_into
from app.store.exports import ExportFiles
from app.store.jobs import Outbox
from app.store.limits import ALL, FOREVER, StorageCounts
from app.store.messages import Receipts
from app.store.outbound import OutboundMessages
from app.store.questions import Questions
from app.store.rights import LegalHolds, OnHold, Rights, in_held_conversation
from app.store.rows import Keys, Part, SealedRows, all_of, columns_of, one_of
from app.store.senders import nobodys_index
from app.store.sheets import SheetLedger
from app.store.tables import (
    consents,
    conversation_steps,
    conversations,
    deliveries,
    erasures,
    patients,
    receipts,
    restrictions,
    storage_counts,
    twilio_scrub_messages,
    twilio_scrubs,
)

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
class ScrubMessage:
    """A message at Twilio.

    `has_media`: a picture or other file may belong to it, which must be deleted separately.
    """

    sid: str
    has_media: bool


class TwilioScrubs(SealedRows):
    """What is to go at Twilio, within one transaction."""

    _outbox = Part(Outbox)

    def queue(self, conversation_id: UUID, patient_id: UUID, actor: str, now: datetime) -> int:
        """List a conversation's messages and queue the job that deletes them at Twilio.

        Return how many there are. To be called in the transaction of the erasure, before the receipts are
        made bare. Hold the conversation.
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
        """Have a message deleted too that was on its way when a patient was erased."""
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
        """Return how many messages are still to go."""
        counted = select(func.count()).where(_message.patient_id == patient_id)
        return int(self._connection.execute(counted).scalar_one())

    def is_held(self, patient_id: UUID) -> bool:
        """Return whether a message still to be deleted belongs to somebody on hold, too."""
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
        some = select(_message.message_sid.label("sid"), _message.has_media).where(
            _message.patient_id == patient_id
        )
        rows = self._connection.execute(some.order_by(_message.message_sid).limit(limit))
        return all_of(ScrubMessage, rows)

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


TOMBSTONES: Final = "tombstones"
"""The kind under which removed tombstones are counted for ever."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What is left of a patient. `reason` is a code, never somebody's words."""

    patient_id: UUID
    at: datetime
    actor: str
    reason: str


_TOMBSTONE: Final = columns_of(Erasure, erasures)


class Erasures(SealedRows):
    """The erasures of one transaction."""

    _alarms = Part(Alarms)
    _callbacks = Part(Callbacks)
    _conversations = Part(Conversations)
    _export_files = Part(ExportFiles)
    _holds = Part(LegalHolds)
    _lost_drafts = Part(LostDrafts)
    _outbound = Part(OutboundMessages)
    _receipts = Part(Receipts)
    _rights = Part(Rights)
    _questions = Part(Questions)
    _scrubs = Part(TwilioScrubs)
    _sheets = Part(SheetLedger)

    def __init__(self, connection: Connection, keys: Keys) -> None:
        super().__init__(connection, keys)
        self.done: list[Erasure] = []
        """Those of this transaction."""

    def erase(self, patient_id: UUID, reason: str, actor: str, now: datetime) -> bool:
        """Erase everything of the patient, and return whether there was one.

        Of two callers who erase one patient, one gets True. What others of the same conversation have
        handed in, or are handing in, stays; with the last of them goes the conversation. `scrub` the store
        once this is committed.

        Raises:
            OnHold: the patient is; nothing goes.
            WrongKeys: the draft does not open, and others have a key that we lack.
        """
        self._holds.settle()
        if self._holds.keep(patient_id):
            raise OnHold(patient_id)
        conversation = self._conversation_of(patient_id)
        held = self._conversations.hold(conversation) if conversation else None
        self._holds.forget_lifted(patient_id)
        # Name words, versions, notes and pairs told apart go by the tables' own cascade.
        gone = delete(patients).where(patients.c.id == patient_id).returning(patients.c.id)
        if self._connection.execute(gone).first() is None:
            return False
        tombstone = Erasure(patient_id, now, actor, reason)
        self._connection.execute(insert(erasures), asdict(tombstone))
        self.done.append(tombstone)
        for table in (consents, conversation_steps):
            self._connection.execute(delete(table).where(table.c.patient_id == patient_id))
        self._alarms.forget(patient_id)
        self._callbacks.forget(patient=patient_id)
        self._sheets.mark_erased(patient_id, actor, now)
        self._rights.forget_words(patient_id, actor, now)
        self._export_files.forget_all()  # they may hold the patient, and nobody can look
        self._questions.forget_all()  # nor here
        if held:
            self._scrubs.queue(held.id, patient_id, actor, now)
            self._take_out(held, patient_id)
        return True

    def release(self, held: Conversation) -> None:
        """Forget the sender of a held conversation: their next message is a stranger's.

        The draft goes, and the replies. Where patients were handed in, the conversation stays for their records, and
        no sender finds it.
        """
        if not self._conversations.has_patients(held.id):
            self._remove(held.id)
            return
        self._forget_words(held.id)
        self._callbacks.forget(conversation=held.id)  # nobody knows the number any more
        nobodys = Progress(step="closed", language=held.language, opted_out=held.opted_out)
        self._save(held, nobodys)
        left = update(conversations).where(conversations.c.id == held.id)
        nobody = {"address_index": nobodys_index(), "address_end_index": nobodys_index()}
        self._connection.execute(left.values(**nobody, external_user_index=None))

    def find(self, patient_id: UUID) -> Erasure | None:
        """Return what is left of an erased patient; None for anybody else."""
        found = select(*_TOMBSTONE).where(erasures.c.patient_id == patient_id)
        row = self._connection.execute(found).one_or_none()
        return None if row is None else one_of(Erasure, row)

    def keep(self, erasure: Erasure) -> None:
        """Record an erasure known from elsewhere, of a patient who is not here."""
        self._connection.execute(insert(erasures).values(asdict(erasure)))

    def all(self) -> list[Erasure]:
        """Return everybody who was erased."""
        return all_of(Erasure, self._connection.execute(select(*_TOMBSTONE)))

    def count(self) -> int:
        """Return how often a patient was erased or restricted. It only grows.

        When it has grown, data read earlier may hold such patients. Tombstones that were removed since
        still count.
        """
        counts = (select(func.count()).select_from(table) for table in (erasures, restrictions))
        there = sum(int(self._connection.execute(counted).scalar_one()) for counted in counts)
        return there + StorageCounts(self._connection).get(ALL, TOMBSTONES, FOREVER)

    def count_settled(self) -> int:
        """Return the count including erasures under way.

        Until the transaction ends, nobody else is erased or restricted.
        """
        if self._connection.dialect.name == "postgresql":  # SQLite has one writer
            self._connection.exec_driver_sql("LOCK TABLE erasures, restrictions IN SHARE MODE")
        return self.count()

    def _conversation_of(self, patient_id: UUID) -> UUID | None:
        """Return the conversation that the patient came from.

        It never changes, so it is read without a lock.
        """
        found = select(patients.c.conversation_id).where(patients.c.id == patient_id)
        return self._connection.execute(found).scalar_one_or_none()

    def _take_out(self, held: Conversation, patient_id: UUID) -> None:
        if held.with_person and held.with_person.patient_id == patient_id:
            self._conversations.hand_back(held.id)
        unread = Progress(language=held.language, opted_out=held.opted_out)
        progress = path.without(held.read() or unread, patient_id)
        if path.holds_somebody(progress) or self._conversations.has_patients(held.id):
            self._forget_words(held.id)
            self._alarms.forget_taken(held.id)
            self._save(held, progress)
        else:
            self._alarms.forget_all_in(held.id)
            self._remove(held.id)

    def _save(self, held: Conversation, progress: Progress) -> None:
        self._conversations.save(
            held.id,
            dump(progress),
            progress.step,
            progress.language,
            progress.opted_out,
            held.last_inbound_at,
        )

    def _forget_words(self, conversation_id: UUID) -> None:
        """Forget the stored replies and the unreadable drafts.

        Replies read answers back; whose an unreadable draft is, nobody knows.
        """
        self._receipts.forget_replies(conversation_id)
        self._lost_drafts.forget(conversation_id)
        self._outbound.forget(conversation_id)

    def _remove(self, conversation_id: UUID) -> None:
        """Remove the conversation.

        The bare receipts stay: they keep a captured message from being taken again.
        """
        bare = update(receipts).where(receipts.c.conversation_id == conversation_id)
        self._connection.execute(bare.values(conversation_id=None, reply=None))
        self._outbound.forget(conversation_id)
        for table in (deliveries, consents):
            self._connection.execute(delete(table).where(table.c.conversation_id == conversation_id))
        self._connection.execute(delete(storage_counts).where(storage_counts.c.scope == conversation_id))
        self._connection.execute(delete(conversations).where(conversations.c.id == conversation_id))
