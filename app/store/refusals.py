"""What strangers cause: counted by minute, reason and network, and told in the trail only as far as there is room.

A flood leaves few rows and few lines, whoever sends it, from however many networks, to however many processes of ours.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from app.store.audit import Audit
from app.store.storage_counts import ALL, StorageCounts, day_of, hour_kind
from app.store.tables import refusals
from app.store.upsert import insert

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

_table = refusals.c
_STRANGER: Final = "internet"
_OTHER: Final = "other"
_TOGETHER_MINUTES: Final = 10
LINES: Final = "lines"
"""The kind under which it is counted how many lines a day's strangers left."""
LINE_BYTES: Final = 1000
"""What a line takes at most: the entry, its link, the row of its count, and their indexes."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What strangers cause, and how much of it the trail tells."""

    code: str
    action: str
    counted: str
    """The action of the one line which says that the rest of an hour is only counted."""
    lines_an_hour: int
    """From all networks together."""
    lines_a_minute: int = 1
    """Of one reason and network."""

    def key(self, at: datetime) -> str:
        """Return the kind under which the hour's lines are counted."""
        return hour_kind(at, self.code)


WEBHOOK: Final = Kind("webhook", "webhook.refused", "webhook.counted", lines_an_hour=120)
LIMITED: Final = Kind("limited", "sign_in.limited", "sign_in.counted", lines_an_hour=60)
FAILED: Final = Kind("failed", "sign_in.failed", "sign_in.counted", lines_an_hour=160, lines_a_minute=5)
NOBODY: Final = Kind("nobody", "sign_in.failed", "sign_in.counted", lines_an_hour=60, lines_a_minute=5)
"""The same at an account that nobody has: such tries must not use up the room of those that matter."""
KINDS: Final = (WEBHOOK, LIMITED, FAILED, NOBODY)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Some requests of one minute that were turned away for one reason, from one network."""

    kind: Kind
    minute: datetime
    reason: str
    network: str
    count: int = 1
    details: Mapping[str, object] = field(default_factory=dict)
    """What the line says besides the network, or of it."""
    member: UUID | None = None
    """Whose account it was about."""


class Refusals:
    """The counts of one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def record(self, some: Sequence[Refusal], at: datetime) -> None:
        """Count refusals, and write a line for each that is the first of its minute, reason and network, while there is room.

        Others may do so at the same time: all count rows in one order, and lines after them.
        """
        storage = StorageCounts(self._connection)
        day = day_of(at)
        full = {
            kind.code for kind in KINDS if storage.get(ALL, kind.key(at), day) > kind.lines_an_hour
        }  # or rows would go on being added where no line is
        together: Counter[tuple[datetime, str]] = Counter()
        due = []
        for each in sorted(some, key=lambda one: (one.minute, one.reason, one.network)):
            if each.kind.code in full:
                together[_tens(each.minute), each.reason] += each.count
            elif self._add(each.minute, each.reason, each.network, each.count) - each.count < (
                each.kind.lines_a_minute
            ):
                due.append(each)
        for (minute, reason), count in sorted(together.items()):
            self._add(minute, reason, _OTHER, count)
        for each in sorted(due, key=lambda one: one.kind.code):
            self._write(storage, each, at)

    def add(self, minute: datetime, reason: str, network: str, count: int = 1) -> bool:
        """Count refusals; return whether they are the first of their minute, reason and network, whoever else counts.

        Raises:
            ValueError: the count is not positive.
        """
        return self._add(minute, reason, network, count) == count

    def counts(self, since: datetime) -> dict[str, int]:
        """Return how many requests were refused since then, by reason."""
        summed = (
            select(_table.reason, func.sum(_table.count))
            .where(_table.minute >= since)
            .group_by(_table.reason)
        )
        return {reason: int(count) for reason, count in self._connection.execute(summed)}

    def _add(self, minute: datetime, reason: str, network: str, count: int) -> int:
        if count < 1:
            raise ValueError("there is nothing to count")
        upsert = (
            insert(self._connection.dialect.name, refusals)
            .values(
                minute=minute.replace(second=0, microsecond=0), reason=reason, network=network, count=count
            )
            .on_conflict_do_update(
                index_elements=["minute", "reason", "network"], set_={"count": _table.count + count}
            )
        )
        return int(self._connection.execute(upsert.returning(_table.count)).scalar_one())

    def _write(self, storage: StorageCounts, one: Refusal, at: datetime) -> None:
        day, most = day_of(at), one.kind.lines_an_hour
        line = storage.add(ALL, one.kind.key(at), day)  # this statement decides
        audit = Audit(self._connection)
        if line <= most:
            details = {"network": one.network, **one.details}
            subject = "staff" if one.member else None
            audit.record(_STRANGER, one.kind.action, subject, one.member, details, at=at)
        elif line == most + 1:
            audit.record(
                _STRANGER, one.kind.counted, details={"refused": one.kind.code, "lines": most}, at=at
            )
        else:
            return
        storage.add(ALL, LINES, day)


def _tens(minute: datetime) -> datetime:
    return minute.replace(minute=minute.minute - minute.minute % _TOGETHER_MINUTES, second=0, microsecond=0)
