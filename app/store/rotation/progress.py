"""How far a rotation is, kept in the transaction that changes the rows.

A rotation that was killed goes on where it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, LargeBinary, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.store.engine.database import ShortText
from app.store.model import Base, NoSeal, as_read, read_columns, table_of
from app.store.rotation.part import Reading


class RotationProgress(Base):
    """How far the rotation of one purpose is, to the key `target`."""

    __tablename__ = "key_rotations"

    purpose: Mapped[str] = mapped_column(ShortText(16), primary_key=True)
    target: Mapped[bytes] = mapped_column(LargeBinary(32))
    part: Mapped[str | None] = mapped_column(ShortText(64))
    """The part that is gone through now; None when all are done."""
    reached: Mapped[UUID | None]
    """The last row of it that is done."""
    rows: Mapped[int]
    """How many were looked at so far."""
    changed: Mapped[int]
    unreadable: Mapped[int]

    seal = NoSeal("How far a rotation is. The census reads every row before a key is retired.")

    @property
    def is_finished(self) -> bool:
        """Whether everything was gone through."""
        return self.part is None


_rotations = table_of(RotationProgress)
_table = _rotations.c


def progress(connection: Connection) -> list[RotationProgress]:
    """Return how far each rotation on record is."""
    found = connection.execute(select(*read_columns(RotationProgress))).mappings()
    return [as_read(RotationProgress, row) for row in found]


def begin(connection: Connection, purpose: str, target: bytes, parts: Sequence[str]) -> bool:
    """Begin a rotation to this key, and return whether one was under way.

    If so, it goes on. A rotation to another key is given up, and so is one of whose parts the next is not known.
    """
    if any(each.target == target and each.part in parts for each in progress(connection)):
        return True
    forget(connection, purpose)
    start = {"purpose": purpose, "target": target, "part": parts[0], "rows": 0, "changed": 0, "unreadable": 0}
    connection.execute(insert(_rotations).values(start))
    return False


def advance(
    connection: Connection, here: RotationProgress, reading: Reading, changed: int, following: str | None
) -> bool:
    """Record that the rows that were read are done, and return whether it was kept.

    It is not if another process was there first. After a part's last rows the `following` part is next.
    """
    moved = update(_rotations).where(
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
    connection.execute(delete(_rotations).where(_table.purpose == purpose))
