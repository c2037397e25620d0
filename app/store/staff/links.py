"""One-time links by which a member enrols. A token is given by its SHA-256.

Nobody can make one by reading or writing the table: it holds only an HMAC of a link's token, and another HMAC vouches
for the whole row. The authenticator's seed is not here: each opening of a link's page gets a new one, which the page
carries, sealed for the link.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.crypto import Column, Unreadable
from app.store.engine.database import ShortText
from app.store.model import DoorSeal, Model, keys_of, ours
from app.store.row_text import Forged
from app.store.staff.staff import hold

LINK_TOKEN: Final = Column("staff_links", "token_hash")
LINK_FORM: Final = Column("staff_links", "form")
"""The seed that an enrolment's page carries. Nothing of it is stored."""
_MOST_OPENINGS: Final = 20
"""How many openings of one link are recorded, so that they cannot fill the trail."""
_ONE_OPENING: Final = timedelta(minutes=1)
"""Openings from one network within this time count as one."""
_FORM_LASTS: Final = timedelta(hours=1)


class Link(Model):
    """A link. Its openings are counted as far as `is_opened_by` says."""

    __tablename__ = "staff_links"
    __table_args__ = (Index(None, "staff_id"),)

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
    """The member who made it, who may be gone; None when it was made at the command line."""
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    openings: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    """When its page was last opened."""
    opened_from: Mapped[str | None] = mapped_column(ShortText(64), default=None)
    """The network from which it was."""
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)

    called = "one-time links"
    in_backup = False  # a link that was used since would be good again
    seal = DoorSeal(
        *("id", "staff_id", "created_at", "created_by", "expires_at", "used_at"),
        *("openings", "opened_at", "opened_from", "token_hash"),
    )

    def is_opened_by(self, network: str, now: datetime) -> bool:
        """Return whether an opening from this network counts now.

        Once a minute for a network, and twenty times in all.
        """
        is_recent = self.opened_at is not None and now - self.opened_at < _ONE_OPENING
        return self.openings < _MOST_OPENINGS and not (is_recent and self.opened_from == network)


def make(
    db: Session,
    staff_id: UUID,
    digest: bytes,
    now: datetime,
    expires_at: datetime,
    *,
    created_by: UUID | None,
) -> UUID:
    """Make the member's only valid link, and return its id.

    The member's unused links are removed.
    """
    hold(db, staff_id)
    void(db, staff_id)
    link = Link(
        staff_id=staff_id,
        created_at=now,
        created_by=created_by,
        expires_at=expires_at,
        token_hash=keys_of(db).door.token(LINK_TOKEN, digest),
    )
    db.add(link)
    db.flush()
    return link.id


def void(db: Session, staff_id: UUID) -> None:
    """Remove the member's unused links."""
    db.execute(delete(Link).where(Link.staff_id == staff_id, Link.used_at.is_(None)))


def remove(db: Session, link_id: UUID) -> bool:
    """Remove one link, whatever its state, and return whether it was there."""
    return db.scalar(delete(Link).where(Link.id == link_id).returning(Link.id)) is not None


def find(db: Session, digest: bytes, now: datetime, *, to_change: bool = False) -> Link | None:
    """Return the link of this token if it is still valid.

    It stays valid: a GET may come from a mail scanner.

    Raises:
        Forged: the row was written by hand.
    """
    tokens = keys_of(db).door.token_candidates(LINK_TOKEN, digest)
    good = select(Link).where(Link.token_hash.in_(tokens), Link.used_at.is_(None), Link.expires_at > now)
    if to_change:  # another may have changed it since this session read it
        good = good.with_for_update().execution_options(populate_existing=True)
    link = db.scalars(good).one_or_none()
    if link is not None and not ours([link]):
        raise Forged(Link.__tablename__, link.id, link.staff_id)
    return link


def note_opening(db: Session, digest: bytes, network: str, now: datetime) -> bool:
    """Record that the page of a valid link was opened, and return whether it counts.

    `Link.is_opened_by` decides. Raises what `find` raises.
    """
    link = find(db, digest, now, to_change=True)
    if link is None or not link.is_opened_by(network, now):
        return False
    link.openings, link.opened_at, link.opened_from = link.openings + 1, now, network
    db.flush()
    return True


def use(db: Session, digest: bytes, now: datetime) -> Link | None:
    """Use the link up, and return it if it was still valid.

    Of callers that race, one wins: the row is locked as it is read. Raises what `find` raises.
    """
    link = find(db, digest, now, to_change=True)
    if link is not None:
        link.used_at = now
        db.flush()
    return link


def seal_seed(db: Session, link: Link, seed: str, now: datetime) -> str:
    """Return the seed sealed for this link's page, and for an hour."""
    until = int((now + _FORM_LASTS).timestamp())
    return keys_of(db).sealer.seal(LINK_FORM, link.id, f"{until}:{seed}")


def open_seed(db: Session, link: Link, carried: str, now: datetime) -> str | None:
    """Return the seed that a page of this link carried.

    None when it is too old, or not one of ours.
    """
    try:
        until, _, seed = keys_of(db).sealer.open(LINK_FORM, link.id, carried).partition(":")
    except Unreadable:
        return None
    return seed if datetime.fromtimestamp(int(until), UTC) > now else None
