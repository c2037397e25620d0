"""Erasing a patient in one transaction.

A tombstone stays, which says nothing about the patient. What becomes of the rows of a table, its class says: `forget` and
`in_conversation`. Rows are locked in the order in which a message locks them: the conversation, then the patient. So a
message that comes meanwhile waits, and then finds the conversation without the patient, or no conversation.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from app.intake import erased
from app.intake.progress import Progress, dump
from app.store.conversations import conversations
from app.store.conversations.conversations import Conversation, ConversationRow
from app.store.conversations.senders import nobodys_index
from app.store.engine.database import NoSuchPatient
from app.store.model import (
    Base,
    Erased,
    InConversation,
    add_once,
    connection_of,
    first_forged,
    models,
    table_of,
)
from app.store.patients import legal_holds, tombstones
from app.store.patients.legal_holds import LegalHold, OnHold
from app.store.patients.patient import patients
from app.store.patients.restrictions import Restriction
from app.store.patients.tombstones import Erasure
from app.store.prepared import Prepared
from app.store.row_text import Forged

_this = patients.c.id == bindparam("patient")
_CAME_FROM: Final = Prepared(lambda _dialect: select(patients.c.conversation_id).where(_this))
_GONE: Final = Prepared(lambda _dialect: delete(patients).where(_this).returning(patients.c.id))


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
    if not _GONE.run(connection_of(db), {"patient": patient_id}):
        return False
    erasure = Erasure(patient_id, now, actor, reason)
    tombstones.add(db, erasure)
    erased_in(db).append(erasure)
    if held is None:
        _forget(db, Erased(patient_id, actor, now))
        return True
    others = _others_in(db, held, patient_id)
    _forget(db, Erased(patient_id, actor, now, held.id, with_conversation=others is None))
    if others is None:
        _remove(db, held.id)
    else:
        _take_out(db, held, patient_id, others)
    return True


def restrict(db: Session, patient_id: UUID, actor: str, now: datetime) -> bool:
    """Restrict a record, and return whether it was not restricted before.

    When two callers do so at once, one gets True. What has left or will leave with the record is taken back, as at an
    erasure.

    Raises:
        NoSuchPatient: nobody has this id.
    """
    # Locked for update: a push that records its rows waits, and then finds this one restricted.
    held = select(patients.c.id).where(patients.c.id == patient_id).with_for_update()
    if db.execute(held).first() is None:
        raise NoSuchPatient
    if not add_once(db, Restriction(patient_id=patient_id, at=now, actor=actor)):
        return False
    _forget(db, Erased(patient_id, actor, now), is_restricted=True)
    return True


def release(db: Session, held: Conversation) -> None:
    """Forget the sender of a held conversation.

    Their next message is a stranger's. The draft and the replies are removed. If records came from the
    conversation, it stays for them, but no sender finds it.
    """
    for _kind, how in _in_conversations():
        if how.sender:
            how.sender(db, held.id)
    if not conversations.has_patients(db, held.id):
        _remove(db, held.id)
        return
    _forget_words(db, held.id)
    forget_draft(db, held.id)
    nobodys = Progress(step="closed", language=held.language, opted_out=held.opted_out)
    _save(db, held, nobodys)
    left = update(ConversationRow).where(ConversationRow.id == held.id)
    nobody = {"address_index": nobodys_index(), "address_end_index": nobodys_index()}
    db.execute(left.values(**nobody, external_user_index=None))


def _conversation_of(db: Session, patient_id: UUID) -> UUID | None:
    """Return the conversation that the patient came from.

    It never changes, so it is read without a lock.
    """
    found: list[UUID | None] = [
        row.conversation_id for row in _CAME_FROM.rows(connection_of(db), {"patient": patient_id})
    ]
    return found[0] if found else None


def _others_in(db: Session, held: Conversation, patient_id: UUID) -> Progress | None:
    """Return the progress without a patient; None if nobody else is in it."""
    unread = Progress(language=held.language, opted_out=held.opted_out)
    progress = erased.without(held.read() or unread, patient_id)
    has_others = erased.holds_somebody(progress) or conversations.has_patients(db, held.id)
    return progress if has_others else None


def _take_out(db: Session, held: Conversation, patient_id: UUID, others: Progress) -> None:
    if held.with_person and held.with_person.patient_id == patient_id:
        conversations.hand_back(db, held.id)
    _forget_words(db, held.id)
    _save(db, held, others)


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


def _forget(db: Session, erased: Erased, *, is_restricted: bool = False) -> None:
    for kind in models():
        how = kind.forget
        if how is None or (is_restricted and not how.at_restriction):
            continue
        if how.by is not None:
            how.by(db, erased)
            continue
        if how.everybodys:
            db.execute(delete(table_of(kind)))
        else:
            _delete(db, kind, "patient_id", erased.patient_id)


def _in_conversations() -> Iterator[tuple[type[Base], InConversation]]:
    for kind in models():
        if kind.in_conversation is not None:
            yield kind, kind.in_conversation


def _forget_words(db: Session, conversation_id: UUID) -> None:
    for _kind, how in _in_conversations():
        if how.words:
            how.words(db, conversation_id)


def forget_draft(db: Session, conversation_id: UUID) -> None:
    """Forget what hangs on the intake that a held conversation has not handed in."""
    for _kind, how in _in_conversations():
        if how.draft:
            how.draft(db, conversation_id)


def _remove(db: Session, conversation_id: UUID) -> None:
    for kind, how in _in_conversations():
        if how.removed:
            how.removed(db, conversation_id)
        if how.removed_by:
            _delete(db, kind, how.removed_by, conversation_id)
    _delete(db, ConversationRow, "id", conversation_id)


def _delete(db: Session, kind: type[Base], column: str, owner: UUID) -> None:
    _deletion(kind, column).run(connection_of(db), {"owner": owner})


@cache  # retention erases by the thousand
def _deletion(kind: type[Base], column: str) -> Prepared:
    table = table_of(kind)
    return Prepared(lambda _dialect: delete(table).where(table.c[column] == bindparam("owner")))
