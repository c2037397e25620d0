"""Devices from which a member signed in: an attack on the account does not keep these out. Tokens are kept as SHA-256."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select, update

from app.store.member_rows import hold
from app.store.tables import staff_devices

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_table = staff_devices.c
_KNOWN_FOR: Final = timedelta(days=180)
_MOST: Final = 10


class Devices:
    """The known devices of one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def remember(self, staff_id: UUID, token_hash: bytes, now: datetime) -> None:
        """Keep a device. Beyond ten, the one that was not used for longest is forgotten."""
        hold(self._connection, staff_id)
        values = {
            "id": uuid4(),
            "token_hash": token_hash,
            "staff_id": staff_id,
            "created_at": now,
            "last_used_at": now,
        }
        self._connection.execute(insert(staff_devices), values)
        latest = (_table.last_used_at.desc(), _table.created_at.desc(), _table.id)
        kept = select(_table.id).where(_table.staff_id == staff_id).order_by(*latest).limit(_MOST)
        self._connection.execute(
            delete(staff_devices).where(_table.staff_id == staff_id, _table.id.not_in(kept))
        )

    def knows(self, staff_id: UUID, token_hash: bytes, now: datetime) -> bool:
        """Return whether it is a device of this member that was used in the last half year. Writes nothing."""
        this = _table.token_hash == token_hash, _table.staff_id == staff_id
        known = select(_table.id).where(*this, _table.last_used_at > now - _KNOWN_FOR)
        return self._connection.execute(known).first() is not None

    def used(self, staff_id: UUID, token_hash: bytes, now: datetime) -> bool:
        """Keep that a device of this member was used, and return whether it is one."""
        this = _table.token_hash == token_hash, _table.staff_id == staff_id
        touched = update(staff_devices).where(*this).values(last_used_at=now).returning(_table.id)
        return self._connection.execute(touched).first() is not None

    def is_somebodys(self, token_hash: bytes) -> bool:
        """Return whether we made this token: several members may share one computer, and so one token."""
        return (
            self._connection.execute(select(_table.id).where(_table.token_hash == token_hash)).first()
            is not None
        )

    def forget_all(self, staff_id: UUID) -> int:
        """Forget the member's devices, and return how many those were."""
        forgotten = delete(staff_devices).where(_table.staff_id == staff_id).returning(_table.id)
        return len(self._connection.execute(forgotten).all())

    def count(self, staff_id: UUID) -> int:
        """Return how many devices of the member are known."""
        counted = select(func.count()).select_from(staff_devices).where(_table.staff_id == staff_id)
        return int(self._connection.execute(counted).scalar_one())
