"""How far a rotation is: kept with the rows that it changes, so that one that was killed goes on where it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import case, delete, func, insert, select, update

from app.store import keycheck
from app.store.reseal.reading import LAST
from app.store.tables import key_rotations

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, Connection

    from app.store.reseal.reading import Part, Reading

_table = key_rotations.c
_STRETCHES: Final = 16
"""Of a large table, so that several processes seldom work at the same place."""
_LARGE: Final = 5000


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows of a part that are not done: after `reached`, up to `last`."""

    target: bytes
    part: str
    first: UUID
    last: UUID
    reached: UUID | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the rotation to a key is, whoever works at it."""

    purpose: str
    target: bytes
    rows: int
    """Looked at so far."""
    changed: int
    unreadable: int
    is_finished: bool


class Ledger:
    """The rotations, as one transaction reads them or moves them on."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, purpose: str, target: bytes, parts: Sequence[Part]) -> bool:
        """Begin a rotation to this key, unless one is under way, and return whether one was.

        One to another key is given up: whoever works at it notices.
        """
        ours, open_ = _table.target == target, _table.finished_at.is_(None)
        under_way = self._connection.execute(select(_table.part).where(ours, open_).limit(1)).first()
        others = _table.purpose == purpose if under_way is None else (_table.purpose == purpose) & ~ours
        self._connection.execute(delete(key_rotations).where(others))
        if under_way is None:
            rows = [row for part in parts for row in self._stretches(purpose, target, part)]
            self._connection.execute(insert(key_rotations), rows)
        return under_way is not None

    def open(self, targets: Collection[bytes]) -> list[Stretch]:
        """Return what is not done yet."""
        found = select(_table.target, _table.part, _table.first, _table.last, _table.reached)
        found = found.where(_table.target.in_(targets), _table.finished_at.is_(None))
        return [Stretch(*row) for row in self._connection.execute(found)]

    def advance(self, stretch: Stretch, reading: Reading, changed: int) -> bool:
        """Keep that the rows that were read are done, unless another process was there first; return whether it was kept."""
        moved = update(key_rotations).where(*_same(stretch), _table.finished_at.is_(None))
        values: dict[str, Any] = {
            "rows": _table.rows + reading.rows,
            "changed": _table.changed + changed,
            "unreadable": _table.unreadable + len(reading.unreadable),
        }
        if reading.is_last:
            values["finished_at"] = keycheck.now(self._connection)
        if reading.reached is not None:
            values["reached"] = reading.reached
        return self._connection.execute(moved.values(values)).rowcount > 0

    def progress(self) -> list[Progress]:
        """Return how far each rotation on record is."""
        left = func.sum(case((_table.finished_at.is_(None), 1), else_=0))
        sums = (func.sum(each) for each in (_table.rows, _table.changed, _table.unreadable))
        found = select(_table.purpose, _table.target, *sums, left).group_by(_table.purpose, _table.target)
        return [
            Progress(row[0], row[1], int(row[2]), int(row[3]), int(row[4]), is_finished=not row[5])
            for row in self._connection.execute(found)
        ]

    def forget(self, purpose: str) -> None:
        """Forget the rotations of this purpose: they are proved, and over."""
        self._connection.execute(delete(key_rotations).where(_table.purpose == purpose))

    def _stretches(self, purpose: str, target: bytes, part: Part) -> list[dict[str, Any]]:
        many = _STRETCHES if part.in_stretches and part.count(self._connection) > _LARGE else 1
        width = (LAST.int + 1) // many
        return [
            {
                "target": target,
                "part": part.name,
                "first": UUID(int=number * width),
                "last": UUID(int=(number + 1) * width - 1),
                # None before the very first: an id of nothing but zeros is an id.
                "reached": UUID(int=number * width - 1) if number else None,
                "purpose": purpose,
                "rows": 0,
                "changed": 0,
                "unreadable": 0,
            }
            for number in range(many)
        ]


def _same(stretch: Stretch) -> tuple[ColumnElement[bool], ...]:
    return (
        _table.target == stretch.target,
        _table.part == stretch.part,
        _table.first == stretch.first,
        _table.reached.is_not_distinct_from(stretch.reached),
    )
