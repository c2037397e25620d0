"""One-time links by which a sender answers on our own page instead of in the chat.

Loading a link's page changes nothing that matters, because previews load it too. The browser that begins the form owns
the link from then on, and no other browser can use it. Nobody can make a link by reading or writing the table: it holds
only HMACs of the token and of the browser's cookie, and another HMAC vouches for the whole row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, LargeBinary, Select, bindparam, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.crypto import Column
from app.store.conversations.conversations import ConversationRow
from app.store.engine.database import ShortText
from app.store.model import DoorSeal, InConversation, Model, keys_of, ours
from app.store.patients.legal_holds import in_held_conversation
from app.store.row_text import Forged

FORM_TOKEN: Final = Column("form_links", "token_hash")
FORM_BROWSER: Final = Column("form_links", "browser_hash")
FORM_DRAFT: Final = Column("form_links", "draft")
"""Not a column of the table: it gives each link a key for the draft that a browser keeps."""
IDLE: Final = timedelta(minutes=30)
"""After this long without use, a browser must open the link again, and give the birth date if one is known."""
MOST_TRIES: Final = 5
"""How many wrong birth dates close a link."""
MOST_TRIES_A_DAY: Final = 10
"""How many may be wrong in a day, over all links of one sender."""
PATIENT: Final = "patient"
"""The maker of a link that the sender asked for; staff make all others."""
_SEEN_AGAIN_AFTER: Final = timedelta(minutes=1)
_MOST_SHOWN: Final = 20


LONGEST_KEYS: Final = 200
"""The most characters that the keys of the questions of one link take."""


def _forget(db: Session, conversation_id: UUID) -> None:
    db.execute(delete(FormLink).where(FormLink.conversation_id == conversation_id))


class FormLink(Model):
    """A link, whatever its state. The token and the browser's cookie are HMACs."""

    __tablename__ = "form_links"
    __table_args__ = (
        Index(None, "browser_hash"),
        Index(None, "conversation_id", "made_at"),
        Index(None, "patient_id", "made_at"),
        Index(None, "expires_at"),
    )

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    patient_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("patients.id", ondelete="CASCADE"), default=None
    )
    """The record that staff sent it from, or that was handed in by it."""
    keys: Mapped[str] = mapped_column(ShortText(LONGEST_KEYS), default="")
    """The questions that it asks again, between commas; empty for the whole intake."""
    made_by: Mapped[str] = mapped_column(ShortText(64))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    """When its page was first loaded, perhaps by a preview."""
    begun_at: Mapped[datetime | None] = mapped_column(default=None)
    seen_at: Mapped[datetime | None] = mapped_column(default=None)
    """When its browser was last here, to the minute."""
    checked_at: Mapped[datetime | None] = mapped_column(default=None)
    """When its browser gave the right birth date, as long as that counts."""
    handed_in_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    tries: Mapped[int] = mapped_column(default=0)
    """How many birth dates were wrong."""
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    browser_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), default=None)

    called = "links to the form"
    in_conversation = InConversation(sender=_forget)
    in_backup = False  # one that was used or cancelled since would be good again
    seal = DoorSeal(
        *("id", "conversation_id", "patient_id", "keys", "made_by", "made_at", "expires_at", "opened_at"),
        *("begun_at", "seen_at", "checked_at", "handed_in_at", "closed_at", "tries"),
        *("token_hash", "browser_hash"),
    )

    @property
    def asked(self) -> tuple[str, ...]:
        """The questions that it asks again; empty for the whole intake."""
        return tuple(filter(None, self.keys.split(",")))

    def is_good(self, now: datetime) -> bool:
        """Return whether it is neither closed nor expired."""
        return self.closed_at is None and self.expires_at > now

    def is_idle(self, now: datetime) -> bool:
        """Return whether its browser was away for too long."""
        return self.seen_at is None or now - self.seen_at >= IDLE


_UNBEGUN: Final = FormLink.begun_at.is_(None) & FormLink.closed_at.is_(None)


def make(  # noqa: PLR0917  (the values, in the order of their columns)
    db: Session,
    conversation_id: UUID,
    digest: bytes,
    made_by: str,
    now: datetime,
    expires_at: datetime,
    patient_id: UUID | None = None,
    keys: Sequence[str] = (),
) -> UUID:
    """Make a link, and return its id. Tokens and cookies are given by their SHA-256.

    Earlier links of the conversation that nobody has begun are closed. One that was begun stays with its browser.
    """
    this = select(ConversationRow.id).where(ConversationRow.id == conversation_id)
    db.execute(this.with_for_update())
    for link in _held(db, FormLink.conversation_id == conversation_id, _UNBEGUN):
        link.closed_at = now
    new = FormLink(
        conversation_id=conversation_id,
        patient_id=patient_id,
        keys=",".join(keys),
        made_by=made_by,
        made_at=now,
        expires_at=expires_at,
        token_hash=keys_of(db).door.token(FORM_TOKEN, digest),
    )
    db.add(new)
    db.flush()
    return new.id


def find(db: Session, digest: bytes) -> FormLink | None:
    """Return the link of this token, also one that is closed or expired.

    Raises:
        Forged: the row was written by hand.
    """
    return _one(db, _by(db, FORM_TOKEN, digest))


def note_opening(db: Session, digest: bytes, now: datetime) -> bool:
    """Note that the link's page was loaded, and return whether it is the first time.

    Raises what `find` raises.
    """
    link = _one(db, _by(db, FORM_TOKEN, digest).with_for_update())
    if link is None or link.opened_at is not None or not link.is_good(now):
        return False
    link.opened_at = now
    db.flush()
    return True


def begin(db: Session, digest: bytes, browser: bytes, now: datetime) -> FormLink | None:
    """Give the link to this browser, or continue if the link is its own already.

    The row is locked as it is read: when browsers race, one gets the link, and the others get None. The conversation's
    other links lose their browsers. A browser that was away for too long has to give the birth date again. Raises
    what `find` raises.
    """
    link = _one(db, _by(db, FORM_TOKEN, digest).with_for_update())
    if link is None or not link.is_good(now):
        return None
    if link.begun_at is None:
        link.begun_at, link.opened_at = now, link.opened_at or now
        link.browser_hash = keys_of(db).door.token(FORM_BROWSER, browser)
        _take_from_browsers(db, FormLink.conversation_id == link.conversation_id, FormLink.id != link.id)
    elif not is_of(db, link, browser):
        return None
    elif link.is_idle(now):
        link.checked_at = None
    link.seen_at = now
    db.flush()
    return link


def leave(db: Session, browser: bytes) -> None:
    """Take the links that it has begun away from this browser.

    Neither its cookie nor their addresses open them again.
    """
    mine = keys_of(db).door.token_candidates(FORM_BROWSER, browser)
    _take_from_browsers(db, FormLink.browser_hash.in_(mine))


def of_browser(db: Session, browser: bytes, now: datetime) -> FormLink | None:
    """Return the good link that this browser has begun.

    None if the browser was away for too long. Raises what `find` raises.
    """
    mine = _by(db, FORM_BROWSER, browser).where(FormLink.closed_at.is_(None), FormLink.expires_at > now)
    link = _one(db, mine.order_by(FormLink.begun_at.desc(), FormLink.id).limit(1))
    return None if link is None or link.is_idle(now) else link


def is_of(db: Session, link: FormLink, browser: bytes) -> bool:
    """Return whether this browser has begun the link."""
    return link.browser_hash in keys_of(db).door.token_candidates(FORM_BROWSER, browser)


def see(db: Session, link_id: UUID, now: datetime) -> None:
    """Note that the link's browser was here, at most once a minute."""
    link = hold(db, link_id)
    if link is not None and (link.seen_at is None or now - link.seen_at >= _SEEN_AGAIN_AFTER):
        link.seen_at = now
        db.flush()


def is_seen(db: Session, conversation_id: UUID, since: datetime) -> bool:
    """Return whether somebody has used the conversation's form since `since`."""
    seen = FormLink.conversation_id == conversation_id, FormLink.seen_at > since
    return db.scalar(select(FormLink.id).where(*seen).limit(1)) is not None


def hold(db: Session, link_id: UUID) -> FormLink | None:
    """Return the link, held until the transaction ends; None if there is none.

    A caller that also locks the conversation must do so before this. Raises what `find` raises.
    """
    return _one(db, select(FormLink).where(FormLink.id == link_id).with_for_update())


def check(db: Session, link_id: UUID, now: datetime) -> None:
    """Note that the right birth date was given."""
    if (link := hold(db, link_id)) is not None:
        link.checked_at = now
        db.flush()


def miss(db: Session, link_id: UUID, now: datetime) -> int:
    """Count a wrong birth date, and return how many there were.

    The last of them closes the link.
    """
    link = hold(db, link_id)
    if link is None:
        return MOST_TRIES
    link.tries += 1
    if link.tries >= MOST_TRIES:
        link.closed_at = link.closed_at or now
    db.flush()
    return link.tries


def hand_in(db: Session, link_id: UUID, patient_id: UUID, now: datetime) -> None:
    """Note that a record was handed in by the link. The record must exist already."""
    link = hold(db, link_id)
    if link is not None:
        link.patient_id, link.handed_in_at = patient_id, now
        db.flush()


def close(db: Session, link_id: UUID, now: datetime) -> bool:
    """Close the link, and return whether that was possible.

    A link that is closed already, or by which a record was handed in, stays as it is.
    """
    link = hold(db, link_id)
    if link is None or link.closed_at is not None or link.handed_in_at is not None:
        return False
    link.closed_at = now
    db.flush()
    return True


def remove(db: Session, link_id: UUID) -> bool:
    """Remove one link, whatever it is, and return whether it was there."""
    return db.scalar(delete(FormLink).where(FormLink.id == link_id).returning(FormLink.id)) is not None


def of_patient(db: Session, patient_id: UUID) -> list[FormLink]:
    """Return the latest links about a record, newest first."""
    return ours(db.scalars(_OF_PATIENT, {"patient": patient_id}))


_OF_PATIENT: Final = (
    select(FormLink)
    .where(FormLink.patient_id == bindparam("patient"))
    .order_by(FormLink.made_at.desc(), FormLink.id.desc())
    .limit(_MOST_SHOWN)
)


def made_today(db: Session, conversation_id: UUID, since: datetime) -> int:
    """Return how many links the sender has asked for since `since`."""
    asked = (
        FormLink.conversation_id == conversation_id,
        FormLink.made_by == PATIENT,
        FormLink.made_at >= since,
    )
    return db.scalars(select(func.count()).select_from(FormLink).where(*asked)).one()


def tally(db: Session, before: datetime) -> tuple[int, datetime | None]:
    """Return how many links had expired by `before`, and when the first one did."""
    due = select(func.count(), func.min(FormLink.expires_at)).where(_due(before))
    count, oldest = db.execute(due).one()
    return count, oldest


def clear(db: Session, before: datetime) -> int:
    """Remove the links that had expired by `before`, and count them."""
    return len(db.scalars(delete(FormLink).where(_due(before)).returning(FormLink.id)).all())


def _by(db: Session, column: Column, digest: bytes) -> Select[Any]:
    hashed = getattr(FormLink, column.name)
    return select(FormLink).where(hashed.in_(keys_of(db).door.token_candidates(column, digest)))


def _one(db: Session, statement: Select[Any]) -> FormLink | None:
    """Return a link as it is now, also where the session has read it before."""
    link = db.scalars(statement, execution_options={"populate_existing": True}).one_or_none()
    if link is not None and not ours([link]):
        raise Forged(FormLink.__tablename__, link.id)
    return link


def _held(db: Session, *which: ColumnElement[bool]) -> list[FormLink]:
    """Return the links that we wrote, held: changing a forged one would vouch for it."""
    these = select(FormLink).where(*which).order_by(FormLink.id).with_for_update()
    return ours(db.scalars(these, execution_options={"populate_existing": True}))


def _take_from_browsers(db: Session, *which: ColumnElement[bool]) -> None:
    for link in _held(db, *which, FormLink.browser_hash.is_not(None)):
        link.browser_hash = link.seen_at = link.checked_at = None
    db.flush()


def _due(before: datetime) -> ColumnElement[bool]:
    return (FormLink.expires_at <= before) & ~in_held_conversation(FormLink.conversation_id)
