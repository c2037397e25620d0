"""Devices from which a member signed in: an attack on the account does not keep these out.

Of a device's token an HMAC is kept, and another vouches for the whole row: a device that was written by hand is
nobody's.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select, update

from app.store.columns import DEVICE_ROW, DEVICE_TOKEN
from app.store.member_rows import hold
from app.store.tables import staff_devices
from app.store.vouched import fields_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row

    from app.crypto import DoorKeys

_table = staff_devices.c
_DEVICE: Final = (_table.id, _table.token_hash, _table.staff_id, _table.created_at, _table.last_used_at)
_VOUCHED_FOR: Final = tuple(column.name for column in _DEVICE)
_KNOWN_FOR: Final = timedelta(days=180)
_MOST: Final = 10


class Devices:
    """The known devices of one transaction. A token is given by its SHA-256."""

    __slots__ = ("_connection", "_door")

    def __init__(self, connection: Connection, door: DoorKeys) -> None:
        self._connection = connection
        self._door = door

    def remember(self, staff_id: UUID, digest: bytes, now: datetime) -> None:
        """Keep a device. Beyond ten, the one that was not used for longest is forgotten."""
        hold(self._connection, staff_id)
        values = {
            "id": uuid4(),
            "token_hash": self._door.token(DEVICE_TOKEN, digest),
            "staff_id": staff_id,
            "created_at": now,
            "last_used_at": now,
        }
        self._connection.execute(insert(staff_devices), values | {"mac": self._mac(values)})
        latest = (_table.last_used_at.desc(), _table.created_at.desc(), _table.id)
        kept = select(_table.id).where(_table.staff_id == staff_id).order_by(*latest).limit(_MOST)
        self._connection.execute(
            delete(staff_devices).where(_table.staff_id == staff_id, _table.id.not_in(kept))
        )

    def knows(self, staff_id: UUID, digest: bytes, now: datetime) -> bool:
        """Return whether it is a device of this member that was used in the last half year. Writes nothing."""
        recent = _table.last_used_at > now - _KNOWN_FOR
        return bool(self._genuine(self._has(digest), _table.staff_id == staff_id, recent))

    def used(self, staff_id: UUID, digest: bytes, now: datetime) -> bool:
        """Keep that a device of this member was used, and return whether it is one. It is under the newest secret then."""
        found = self._genuine(self._has(digest), _table.staff_id == staff_id)
        for values in found:
            changed = values | {"token_hash": self._door.token(DEVICE_TOKEN, digest), "last_used_at": now}
            this = update(staff_devices).where(_table.id == values["id"])
            self._connection.execute(this.values(**changed, mac=self._mac(changed)))
        return bool(found)

    def is_somebodys(self, digest: bytes) -> bool:
        """Return whether we made this token: several members may share one computer, and so one token."""
        return bool(self._genuine(self._has(digest)))

    def forget_all(self, staff_id: UUID) -> int:
        """Forget the member's devices, and return how many those were."""
        forgotten = delete(staff_devices).where(_table.staff_id == staff_id).returning(_table.id)
        return len(self._connection.execute(forgotten).all())

    def count(self, staff_id: UUID) -> int:
        """Return how many devices of the member are known."""
        counted = select(func.count()).select_from(staff_devices).where(_table.staff_id == staff_id)
        return int(self._connection.execute(counted).scalar_one())

    def forged(self) -> Iterator[UUID]:
        """Yield the rows that do not count: written by hand, or under a secret that is no longer listed."""
        for row in self._connection.execute(select(*_DEVICE, _table.mac)):
            if not self._is_genuine(row):
                yield row.id

    def _has(self, digest: bytes) -> ColumnElement[bool]:
        return _table.token_hash.in_(self._door.token_candidates(DEVICE_TOKEN, digest))

    def _genuine(self, *conditions: ColumnElement[bool]) -> list[dict[str, Any]]:
        rows = self._connection.execute(select(*_DEVICE, _table.mac).where(*conditions)).all()
        return [_values(row) for row in rows if self._is_genuine(row)]

    def _mac(self, values: Mapping[str, Any]) -> bytes:
        return self._door.mac(DEVICE_ROW, fields_of(values, _VOUCHED_FOR))

    def _is_genuine(self, row: Row[*tuple[Any, ...]]) -> bool:
        return self._door.vouches(DEVICE_ROW, fields_of(_values(row), _VOUCHED_FOR), row.mac)


def _values(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _VOUCHED_FOR}
