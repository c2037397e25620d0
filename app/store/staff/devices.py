"""Devices from which a member signed in.

An attack on the account does not lock them out.

An HMAC of the device's token is kept; a token is given by its SHA-256. A row written by hand is no device of anybody's.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.crypto import Column
from app.store.model import DoorSeal, Model, add_now, connection_of, keys_of, ours, table_of
from app.store.prepared import Prepared
from app.store.staff import staff

_TOKEN: Final = Column("staff_devices", "token_hash")
_KNOWN_FOR: Final = timedelta(days=180)
_MOST: Final = 10


class Device(Model):
    """A browser that a member signed in with. Colleagues may share it and its token."""

    __tablename__ = "staff_devices"
    __table_args__ = (UniqueConstraint("token_hash", "staff_id"), Index(None, "staff_id"))

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]

    seal = DoorSeal("id", "token_hash", "staff_id", "created_at", "last_used_at")
    called = "known computers"
    in_backup = False  # a computer that was forgotten since would be known again


_table = table_of(Device).c
_theirs = _table.staff_id == bindparam("member")
_LATEST: Final = (_table.last_used_at.desc(), _table.created_at.desc(), _table.id)
_KEPT: Final = select(_table.id).where(_theirs).order_by(*_LATEST).limit(_MOST)
_FORGET_MORE: Final = Prepared(
    lambda _dialect: delete(table_of(Device)).where(_theirs, _table.id.not_in(_KEPT))
)


def remember(db: Session, staff_id: UUID, digest: bytes, now: datetime) -> None:
    """Keep a device. Beyond ten, the one that was not used for longest is forgotten."""
    staff.hold(db, staff_id)
    token = keys_of(db).door.token(_TOKEN, digest)
    add_now(db, Device(token_hash=token, staff_id=staff_id, created_at=now, last_used_at=now))
    _FORGET_MORE.run(connection_of(db), {"member": staff_id})


def knows(db: Session, staff_id: UUID, digest: bytes, now: datetime) -> bool:
    """Return whether the member used this device in the last half year.

    Writes nothing.
    """
    recent = Device.last_used_at > now - _KNOWN_FOR
    return bool(_genuine(db, digest, Device.staff_id == staff_id, recent))


def used(db: Session, staff_id: UUID, digest: bytes, now: datetime) -> bool:
    """Record that a device of this member was used; return whether it is one.

    Lock the member first. Afterwards the device is under the newest secret.
    """
    found = _genuine(db, digest, Device.staff_id == staff_id)
    for device in found:
        device.token_hash, device.last_used_at = keys_of(db).door.token(_TOKEN, digest), now
    db.flush()
    return bool(found)


def is_somebodys(db: Session, digest: bytes) -> bool:
    """Return whether we made this token."""
    return bool(_genuine(db, digest))


def forget_all(db: Session, staff_id: UUID) -> int:
    """Forget the member's devices, and return how many those were.

    Somebody who signs in at this moment from one of them waits, and finds that it is forgotten.
    """
    staff.hold(db, staff_id)
    return len(db.execute(delete(Device).where(Device.staff_id == staff_id).returning(Device.id)).all())


def count(db: Session, staff_id: UUID) -> int:
    """Return how many devices of the member are known."""
    counted: int = db.scalars(
        select(func.count()).select_from(Device).where(Device.staff_id == staff_id)
    ).one()
    return counted


def _genuine(db: Session, digest: bytes, *conditions: ColumnElement[bool]) -> list[Device]:
    tokens = keys_of(db).door.token_candidates(_TOKEN, digest)
    return ours(db.scalars(select(Device).where(Device.token_hash.in_(tokens), *conditions)))
