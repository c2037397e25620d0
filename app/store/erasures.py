"""Erasing a patient in one transaction.

A tombstone stays, which says nothing about the patient. Rows are locked in the order in which a message locks them:
the conversation, then the patient. So a message that comes meanwhile waits, and then finds the conversation
without the patient, or no conversation.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from app.intake import path
from app.intake.progress import Progress, dump
from app.store import alarms, callbacks, lost_drafts, twilio_copies
from app.store.conversations import Conversation, Conversations
from app.store.exports import ExportFiles
from app.store.form_links import FormLinks
from app.store.invitations import Invitations
from app.store.limits import ALL, FOREVER, StorageCounts
from app.store.messages import Receipts
from app.store.model import Base, Forget, models, table_of
from app.store.outbound import OutboundMessages
from app.store.rights import LegalHolds, OnHold, Rights
from app.store.rows import Forged, Keys, Part, Prepared, SealedRows, all_of, columns_of, one_of
from app.store.senders import nobodys_index
from app.store.sheets import SheetLedger
from app.store.tables import (
    consents,
    conversation_steps,
    conversations,
    deliveries,
    erasures,
    legal_holds,
    patients,
    receipts,
    restrictions,
    storage_counts,
)

TOMBSTONES: Final = "tombstones"
"""The kind under which removed tombstones are counted for ever."""


# Written once: retention removes conversations by the thousand.
_STRIP_RECEIPTS: Final = Prepared(
    lambda _dialect: (
        update(receipts)
        .where(receipts.c.conversation_id == bindparam("conversation"))
        .values(conversation_id=None, reply=None)
    )
)


def _rows_of_conversation(owner: ColumnElement[UUID], table: Table) -> Prepared:
    return Prepared(lambda _dialect: delete(table).where(owner == bindparam("conversation")))


_GONE: Final = (
    _rows_of_conversation(deliveries.c.conversation_id, deliveries),
    _rows_of_conversation(consents.c.conversation_id, consents),
    _rows_of_conversation(storage_counts.c.scope, storage_counts),
    _rows_of_conversation(conversations.c.id, conversations),
)


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

    _conversations = Part(Conversations)
    _export_files = Part(ExportFiles)
    _form_links = Part(FormLinks)
    _holds = Part(LegalHolds)
    _invitations = Part(Invitations)
    _outbound = Part(OutboundMessages)
    _receipts = Part(Receipts)
    _rights = Part(Rights)
    _sheets = Part(SheetLedger)

    def __init__(self, connection: Connection, keys: Keys) -> None:
        super().__init__(connection, keys)
        self.done: list[Erasure] = []
        """The erasures that this transaction has made."""

    def erase(self, patient_id: UUID, reason: str, actor: str, now: datetime) -> bool:
        """Erase everything of the patient, and return whether there was one.

        When two callers erase the same patient, one of them gets True. What the conversation holds of other patients
        stays, and the conversation is removed with the last of them. Call `scrub` on the store once this is
        committed.

        Raises:
            OnHold: the patient is on hold; nothing was erased.
            Forged: a hold was changed by hand, so nobody knows who is on hold; nothing was erased.
            WrongKeys: the draft does not open, and other processes have a key that we lack.
        """
        self._holds.settle()
        if self._holds.is_held(patient_id):
            raise OnHold(patient_id)
        if (hold := self._holds.forged()) is not None:
            raise Forged(legal_holds.name, hold)
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
        self._sheets.mark_erased(patient_id, actor, now)
        self._rights.forget_words(patient_id, actor, now)
        self._export_files.forget_all()  # they may hold the patient, and nobody can look
        for kind in models():
            if kind.forget is not None:
                _forget(self.db, kind, kind.forget, tombstone)
        if held:
            twilio_copies.queue(self.db, held.id, patient_id, actor, now)
            self._invitations.forget_sender(held.id)
            self._take_out(held, patient_id)
        return True

    def release(self, held: Conversation) -> None:
        """Forget the sender of a held conversation.

        Their next message is a stranger's. The draft and the replies are removed. If records came from the
        conversation, it stays for them, but no sender finds it.
        """
        self._invitations.forget_sender(held.id)
        if not self._conversations.has_patients(held.id):
            self._remove(held.id)
            return
        self._forget_words(held.id)
        self._form_links.forget(held.id)
        callbacks.forget_sender(self.db, held.id)  # nobody knows the number any more
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
        """Record an erasure from the journal, of a patient who is not here."""
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
        """Return the count once the erasures under way are done.

        Nobody else can be erased or restricted until the transaction ends.
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
            alarms.forget_taken(self.db, held.id)
            self._save(held, progress)
        else:
            alarms.forget_all_in(self.db, held.id)
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

        Replies repeat answers, and nobody knows whose answers an unreadable draft holds.
        """
        self._receipts.forget_replies(conversation_id)
        lost_drafts.forget(self.db, conversation_id)
        self._outbound.forget(conversation_id)

    def _remove(self, conversation_id: UUID) -> None:
        """Remove the conversation.

        Its receipts stay without their replies: they prevent a replayed message from being accepted.
        """
        this = {"conversation": conversation_id}
        _STRIP_RECEIPTS.run(self._connection, this)
        self._outbound.forget(conversation_id)
        for gone in _GONE:
            gone.run(self._connection, this)


def _forget(db: Session, kind: type[Base], how: Forget, erasure: Erasure) -> None:
    if how.by is not None:
        how.by(db, erasure.patient_id, erasure.actor, erasure.at)
        return
    gone, table = delete(kind), table_of(kind)
    db.execute(gone if how.everybodys else gone.where(table.c.patient_id == erasure.patient_id))
