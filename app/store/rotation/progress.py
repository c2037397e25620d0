"""How far a rotation is, kept in the transaction that changes the rows.

A rotation that was killed goes on where it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update

from app.store.rotation.part import Reading
from app.store.rows import all_of, columns_of
from app.store.tables import key_rotations

_table = key_rotations.c


@dataclass(frozen=True, slots=True)
class RotationProgress:
    """How far the rotation of one purpose is, to the key `target`."""

    purpose: str
    target: bytes
    part: str | None
    """The part that is gone through now; None when all are done."""
    reached: UUID | None
    """The last row of it that is done."""
    rows: int
    """How many were looked at so far."""
    changed: int
    unreadable: int

    @property
    def is_finished(self) -> bool:
        """Whether everything was gone through."""
        return self.part is None


def progress(connection: Connection) -> list[RotationProgress]:
    """Return how far each rotation on record is."""
    return all_of(RotationProgress, connection.execute(select(*columns_of(RotationProgress, key_rotations))))


def begin(connection: Connection, purpose: str, target: bytes, parts: Sequence[str]) -> bool:
    """Begin a rotation to this key, and return whether one was under way.

    If so, it goes on. A rotation to another key is given up, and so is one of whose parts the next is not known.
    """
    if any(each.target == target and each.part in parts for each in progress(connection)):
        return True
    forget(connection, purpose)
    start = {"purpose": purpose, "target": target, "part": parts[0], "rows": 0, "changed": 0, "unreadable": 0}
    connection.execute(insert(key_rotations).values(start))
    return False


def advance(
    connection: Connection, here: RotationProgress, reading: Reading, changed: int, following: str | None
) -> bool:
    """Record that the rows that were read are done, and return whether it was kept.

    It is not if another process was there first. After a part's last rows the `following` part is next.
    """
    moved = update(key_rotations).where(
        _table.purpose == here.purpose,
        _table.target == here.target,
        _table.part == here.part,
        _table.reached.is_not_distinct_from(here.reached),
    )
    return (
        connection.execute(
            moved.values(
                part=following if reading.is_last else here.part,
                reached=None if reading.is_last else reading.reached,
                rows=_table.rows + reading.rows,
                changed=_table.changed + changed,
                unreadable=_table.unreadable + len(reading.unreadable),
            )
        ).rowcount
        > 0
    )


def forget(connection: Connection, purpose: str) -> None:
    """Forget the rotation of this purpose: it is proved, or given up."""
    connection.execute(delete(key_rotations).where(_table.purpose == purpose))
