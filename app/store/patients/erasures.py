"""Erasing a patient in one transaction.

A tombstone stays, which says nothing about the patient. Rows are locked in the order in which a message locks them:
the conversation, then the patient. So a message that comes meanwhile waits, and then finds the conversation
without the patient, or no conversation.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, select, update
from sqlalchemy.orm import Session

from app.intake import path
from app.intake.progress import Progress, dump
from app.store.conversations import callbacks, conversations, form_links, invitations, lost_drafts
from app.store.conversations.consents import Consent
from app.store.conversations.conversations import Conversation, ConversationRow
from app.store.conversations.senders import nobodys_index
from app.store.engine.database import NoSuchPatient
from app.store.exports import export_files, sheets
from app.store.messages import outbound, receipts, twilio_copies
from app.store.messages.deliveries import Delivery
from app.store.messages.receipts import Receipt
from app.store.model import Base, Forget, add_once, connection_of, first_forged, models, table_of
from app.store.patients import legal_holds, tombstones
from app.store.patients.legal_holds import LegalHold, OnHold
from app.store.patients.patient import patients
from app.store.patients.restrictions import Restriction
from app.store.patients.tombstones import Erasure
from app.store.rows import Forged, Prepared
from app.store.work import alarms
from app.store.work.storage_counts import StorageCount

# Written once: retention removes conversations by the thousand.
_STRIP_RECEIPTS: Final = Prepared(
    lambda _dialect: (
        update(table_of(Receipt))
        .where(table_of(Receipt).c.conversation_id == bindparam("conversation"))
        .values(conversation_id=None, reply=None)
    )
)


def _rows_of_conversation(table: Table, owner: str = "conversation_id") -> Prepared:
    return Prepared(lambda _dialect: delete(table).where(table.c[owner] == bindparam("conversation")))


_GONE: Final = (
    _rows_of_conversation(table_of(Delivery)),
    _rows_of_conversation(table_of(Consent)),
    _rows_of_conversation(table_of(StorageCount), "scope"),
    _rows_of_conversation(table_of(ConversationRow), "id"),
)


def erased_in(db: Session) -> list[Erasure]:
    """Return the erasures that this transaction has made."""
    erased: list[Erasure] = db.info.setdefault("erased", [])
    return erased


def erase(db: Session, patient_id: UUID, reason: str, actor: str, now: datetime) -> bool:
    """Erase everything of the patient, and return whether there was one.

    When two callers erase the same patient, one of them gets True. What the conversation holds of other patients
    stays, and the conversation is removed with the last of them. Call `scrub` on the store once this is
    committed.

    Raises:
        OnHold: the patient is on hold; nothing was erased.
        Forged: a hold was changed by hand, so nobody knows who is on hold; nothing was erased.
        WrongKeys: the draft does not open, and other processes have a key that we lack.
    """
    legal_holds.settle(db)
    if legal_holds.is_held(db, patient_id):
        raise OnHold(patient_id)
    if (hold := first_forged(db, LegalHold)) is not None:
        raise Forged(LegalHold.__tablename__, hold)
    conversation = _conversation_of(db, patient_id)
    held = conversations.hold(db, conversation) if conversation else None
    legal_holds.forget_lifted(db, patient_id)
    # Name words, versions, notes and pairs told apart go by the tables' own cascade.
    gone = delete(patients).where(patients.c.id == patient_id).returning(patients.c.id)
    if db.execute(gone).first() is None:
        return False
    erasure = Erasure(patient_id, now, actor, reason)
    tombstones.add(db, erasure)
    erased_in(db).append(erasure)
    for kind in models():
        if kind.forget is not None:
            _forget(db, kind, kind.forget, erasure)
    if held:
        twilio_copies.queue(db, held.id, patient_id, actor, now)
        invitations.forget_sender(db, held.id)
        _take_out(db, held, patient_id)
    return True


def restrict(db: Session, patient_id: UUID, actor: str, now: datetime) -> bool:
    """Restrict a record, and return whether it was not restricted before.

    When two callers do so at once, one gets True. The record's row in a spreadsheet is removed by a job, and waiting
    workbooks are forgotten, because they may hold the record.

    Raises:
        NoSuchPatient: nobody has this id.
    """
    # Locked for update: a push that records its rows waits, and then finds this one restricted.
    held = select(patients.c.id).where(patients.c.id == patient_id).with_for_update()
    if db.execute(held).first() is None:
        raise NoSuchPatient
    if not add_once(db, Restriction(patient_id=patient_id, at=now, actor=actor)):
        return False
    sheets.mark_erased(db, patient_id, actor, now)
    export_files.forget_all(db)
    return True


def release(db: Session, held: Conversation) -> None:
    """Forget the sender of a held conversation.

    Their next message is a stranger's. The draft and the replies are removed. If records came from the
    conversation, it stays for them, but no sender finds it.
    """
    invitations.forget_sender(db, held.id)
    if not conversations.has_patients(db, held.id):
        _remove(db, held.id)
        return
    _forget_words(db, held.id)
    form_links.forget(db, held.id)
    callbacks.forget_sender(db, held.id)  # nobody knows the number any more
    nobodys = Progress(step="closed", language=held.language, opted_out=held.opted_out)
    _save(db, held, nobodys)
    left = update(ConversationRow).where(ConversationRow.id == held.id)
    nobody = {"address_index": nobodys_index(), "address_end_index": nobodys_index()}
    db.execute(left.values(**nobody, external_user_index=None))


def _conversation_of(db: Session, patient_id: UUID) -> UUID | None:
    """Return the conversation that the patient came from.

    It never changes, so it is read without a lock.
    """
    found = select(patients.c.conversation_id).where(patients.c.id == patient_id)
    return db.execute(found).scalar_one_or_none()


def _take_out(db: Session, held: Conversation, patient_id: UUID) -> None:
    if held.with_person and held.with_person.patient_id == patient_id:
        conversations.hand_back(db, held.id)
    unread = Progress(language=held.language, opted_out=held.opted_out)
    progress = path.without(held.read() or unread, patient_id)
    if path.holds_somebody(progress) or conversations.has_patients(db, held.id):
        _forget_words(db, held.id)
        alarms.forget_taken(db, held.id)
        _save(db, held, progress)
    else:
        alarms.forget_all_in(db, held.id)
        _remove(db, held.id)


def _save(db: Session, held: Conversation, progress: Progress) -> None:
    conversations.save(
        db,
        held.id,
        dump(progress),
        progress.step,
        progress.language,
        progress.opted_out,
        held.last_inbound_at,
    )


def _forget_words(db: Session, conversation_id: UUID) -> None:
    """Forget the stored replies and the unreadable drafts.

    Replies repeat answers, and nobody knows whose answers an unreadable draft holds.
    """
    receipts.forget_replies(db, conversation_id)
    lost_drafts.forget(db, conversation_id)
    outbound.forget(db, conversation_id)


def _remove(db: Session, conversation_id: UUID) -> None:
    """Remove the conversation.

    Its receipts stay without their replies: they prevent a replayed message from being accepted.
    """
    this = {"conversation": conversation_id}
    _STRIP_RECEIPTS.run(connection_of(db), this)
    outbound.forget(db, conversation_id)
    for gone in _GONE:
        gone.run(connection_of(db), this)


def _forget(db: Session, kind: type[Base], how: Forget, erasure: Erasure) -> None:
    if how.by is not None:
        how.by(db, erasure.patient_id, erasure.actor, erasure.at)
        return
    table = table_of(kind)
    gone = delete(table)
    db.execute(gone if how.everybodys else gone.where(table.c.patient_id == erasure.patient_id))
