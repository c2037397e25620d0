"""Notes that a patient left, and may take back. They may be about health.

What somebody writes to a person before they hand in hangs on their conversation. It becomes part of the record with the
intake, and goes with an intake that is never handed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    bindparam,
    delete,
    false,
    select,
    text,
    true,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import NoSuchPatient, ShortText
from app.store.model import (
    InConversation,
    Model,
    Seal,
    Sealed,
    connection_of,
    keys_of,
    opened,
    sealed,
    vouched_of,
)
from app.store.patients.patient import patients, with_news

_SHOWN: Final = 200


def _forget(db: Session, conversation_id: UUID) -> None:
    """Forget what was written to a person within an intake that is not handed in."""
    db.execute(delete(LeftNote).where(LeftNote.conversation_id == conversation_id))


class LeftNote(Model):
    """A note that the patient left. Reception reads none; staff's are elsewhere."""

    __tablename__ = "left_notes"
    __table_args__ = (
        Index(None, "patient_id", "at"),
        Index(
            "ix_left_notes_unfinished",
            *("conversation_id", "at"),
            sqlite_where=text("conversation_id IS NOT NULL"),
            postgresql_where=text("conversation_id IS NOT NULL"),
        ),
        CheckConstraint("(patient_id IS NULL) <> (conversation_id IS NULL)", name="ck_left_notes_of_one"),
    )

    patient_id: Mapped[UUID | None] = mapped_column(ForeignKey("patients.id", ondelete="CASCADE"))
    conversation_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), default=None
    )
    """The conversation of somebody who has not handed in. It is this or the patient."""
    at: Mapped[datetime]
    text: Sealed[str] = sealed(padded=True)
    to_person: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a person at the clinic was writing with them."""
    clinical: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether it may be about health. Only members who may read health answers may read it."""
    besides: Mapped[str | None] = mapped_column(ShortText(64), default=None)
    """What a message to a person was besides its words, and what it set off: codes, with blanks between."""

    seal = Seal("patient_id", "at", "to_person", "clinical", "conversation_id", later=["conversation_id"])
    called = "notes of patients"
    in_conversation = InConversation(draft=_forget)


_NEWEST: Final = (LeftNote.at.desc(), LeftNote.id.desc())
_THEIRS: Final = LeftNote.patient_id == bindparam("patient")
_IS_TO_PERSON: Final = (_THEIRS, LeftNote.to_person.is_(True))
_OF: Final = select(LeftNote).where(_THEIRS).order_by(*_NEWEST).limit(bindparam("most", type_=Integer))
_TO_PERSON: Final = select(LeftNote).where(*_IS_TO_PERSON).order_by(*_NEWEST).limit(_SHOWN)
_IDS_TO_PERSON: Final = select(LeftNote.id).where(*_IS_TO_PERSON).order_by(*_NEWEST).limit(_SHOWN)
_TIMES: Final = (
    select(LeftNote.at)
    .where(_THEIRS, LeftNote.to_person.is_(False))
    .order_by(*_NEWEST)
    .limit(bindparam("most", type_=Integer))
)


def add(db: Session, note: LeftNote) -> None:
    """Add a note, which is news of the record if there is one.

    Raises:
        NoSuchPatient: nobody has this id.
        ValueError: the text holds a lone surrogate.
    """
    if note.patient_id is not None and db.execute(with_news(note.patient_id, note.at)).first() is None:
        raise NoSuchPatient
    db.add(note)
    db.flush()


def take_back(db: Session, patient_id: UUID, note_id: UUID) -> bool:
    """Delete a note, and return whether there was one.

    Where it was the only news, the record has none left.
    """
    gone = delete(LeftNote).where(LeftNote.id == note_id, LeftNote.patient_id == patient_id)
    at = db.scalar(gone.returning(LeftNote.at))
    if at is None:
        return False
    table = patients.c
    alone = table.id == patient_id, table.news_since == at, table.news_at == at
    db.execute(update(patients).where(*alone).values(news_since=None, news_at=None))
    return True


def hand_in(db: Session, conversation_id: UUID, patient_id: UUID) -> None:
    """Let what was written within an intake stand in the record that it became."""
    theirs, became = LeftNote.conversation_id == conversation_id, {"patient_id": patient_id}
    vouched_of(LeftNote).change(connection_of(db), keys_of(db).sealer, theirs, **became, conversation_id=None)


def times(db: Session, patient_id: UUID, limit: int = _SHOWN) -> Sequence[datetime]:
    """Return when they left notes for nobody in particular, newest first. Opens none."""
    return connection_of(db).scalars(_TIMES, {"patient": patient_id, "most": limit}).all()


def of(db: Session, patient_id: UUID, limit: int = _SHOWN) -> list[LeftNote]:
    """Return a patient's own notes, newest first, opened."""
    return opened(db.scalars(_OF, {"patient": patient_id, "most": limit}), LeftNote.text)


def to_person(db: Session, patient_id: UUID) -> Sequence[LeftNote]:
    """Return what they wrote to a person, newest first. Opens none."""
    return db.scalars(_TO_PERSON, {"patient": patient_id}).all()


def unfinished(db: Session, conversation_id: UUID) -> Sequence[LeftNote]:
    """Return what was written within an unfinished intake, newest first. Opens none."""
    theirs = select(LeftNote).where(LeftNote.conversation_id == conversation_id)
    return db.scalars(theirs.order_by(*_NEWEST).limit(_SHOWN)).all()


def unfinished_ids(db: Session, conversation_id: UUID) -> Sequence[UUID]:
    """Return the ids of the same, newest first. Reads no words."""
    theirs = select(LeftNote.id).where(LeftNote.conversation_id == conversation_id)
    return connection_of(db).scalars(theirs.order_by(*_NEWEST).limit(_SHOWN)).all()


def ids_to_person(db: Session, patient_id: UUID) -> Sequence[UUID]:
    """Return the ids of what they wrote to a person, newest first. Reads no words."""
    return connection_of(db).scalars(_IDS_TO_PERSON, {"patient": patient_id}).all()
