"""Refused requests of strangers, counted by minute, reason and network.

The trail gets lines for them only while there is room: a flood leaves few rows and few lines, however many networks and
senders it comes from, and however many processes of ours it reaches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import ShortText, upsert_into
from app.store.model import Base, Expiry, NoSeal, connection_of, table_of
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.work import storage_counts
from app.store.work.storage_counts import ALL, day_of, hour_kind

WEBHOOK_REFUSED = TrailEvent(
    "webhook.refused", "Webhook request refused ({reason}), from {network}", TrailGroup.WEBHOOK
)
WEBHOOK_COUNTED = TrailEvent(
    "webhook.counted",
    "{lines} in an hour; the others of this hour are counted and not listed: {refused}",
    TrailGroup.WEBHOOK,
)
SIGN_IN_FAILED = TrailEvent("sign_in.failed", "A sign-in failed, from {network}", TrailGroup.SIGN_IN)
SIGN_IN_LIMITED = TrailEvent(
    "sign_in.limited", "Too many sign-in attempts; refused, from {network}", TrailGroup.SIGN_IN
)
SIGN_INS_COUNTED = TrailEvent(
    "sign_in.counted",
    "{lines} in an hour; the others of this hour are counted and not listed: {refused}",
    TrailGroup.SIGN_IN,
)
NO_LINK_OPENED = TrailEvent(
    "form.no_link", "An address that is not a link to the form was opened, from {network}", TrailGroup.FORM
)
NO_LINKS_COUNTED = TrailEvent(
    "form.counted",
    "{lines} in an hour; the others of this hour are counted and not listed: {refused}",
    TrailGroup.FORM,
)

_STRANGER: Final = "internet"
_OTHER: Final = "other"
_TOGETHER_MINUTES: Final = 10
LINES: Final = "lines"
"""The kind that counts the lines that strangers left in the trail on a day."""
LINE_BYTES: Final = 1000
"""The most space that a line takes: the entry, its link, the row of its count, and their indexes."""


class Kind(NamedTuple):
    """What strangers cause, and how much of it the trail tells."""

    code: str
    event: TrailEvent
    counted: TrailEvent
    """The event of the one line which says that the rest of an hour is only counted."""
    lines_an_hour: int
    """The most lines an hour, from all networks together."""
    lines_a_minute: int = 1
    """The most lines a minute, for one reason and network."""

    def key(self, at: datetime) -> str:
        """Return the kind under which the hour's lines are counted."""
        return hour_kind(at, self.code)


WEBHOOK: Final = Kind("webhook", WEBHOOK_REFUSED, WEBHOOK_COUNTED, lines_an_hour=120)
LIMITED: Final = Kind("limited", SIGN_IN_LIMITED, SIGN_INS_COUNTED, lines_an_hour=60)
FAILED_SIGN_IN: Final = Kind("failed", SIGN_IN_FAILED, SIGN_INS_COUNTED, lines_an_hour=160, lines_a_minute=5)
NOBODY: Final = Kind("nobody", SIGN_IN_FAILED, SIGN_INS_COUNTED, lines_an_hour=60, lines_a_minute=5)
"""Failed sign-ins to accounts that nobody has. They must not use up the lines of those that matter."""
NO_LINK: Final = Kind("no_link", NO_LINK_OPENED, NO_LINKS_COUNTED, lines_an_hour=30)
KINDS: Final = (WEBHOOK, LIMITED, FAILED_SIGN_IN, NOBODY, NO_LINK)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Some refused requests: of one minute, for one reason, from one network."""

    kind: Kind
    minute: datetime
    reason: str
    network: str
    count: int = 1
    details: Mapping[str, object] = field(default_factory=dict)
    """What the line says besides the network, or instead of it."""
    member: UUID | None = None
    """Whose account it was about."""


class RefusalCount(Base):
    """How many requests of a minute were refused for a reason, from a network."""

    __tablename__ = "refusals"

    minute: Mapped[datetime] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(ShortText(32), primary_key=True)
    network: Mapped[str] = mapped_column(ShortText(64), primary_key=True)
    count: Mapped[int]

    seal = NoSeal("Counted, and nothing else.")
    expires = (Expiry("receipt", "minute"),)


_counts = table_of(RefusalCount)


def record(db: Session, some: Sequence[Refusal], at: datetime) -> None:
    """Count refusals, and write lines for the first of a minute.

    They are the first for their reason and network, and get a line only while there is room. Others may do this at
    the same time: all count rows in the same order, and lines after them.
    """
    day = day_of(at)
    full = {
        kind.code for kind in KINDS if storage_counts.get(db, ALL, kind.key(at), day) > kind.lines_an_hour
    }  # rows would otherwise be added without end, after the last line
    together: Counter[tuple[datetime, str]] = Counter()
    due = []
    for each in sorted(some, key=lambda one: (one.minute, one.reason, one.network)):
        if each.kind.code in full:
            together[_tens(each.minute), each.reason] += each.count
        elif _add(db, each.minute, each.reason, each.network, each.count) - each.count < (
            each.kind.lines_a_minute
        ):
            due.append(each)
    for (minute, reason), count in sorted(together.items()):
        _add(db, minute, reason, _OTHER, count)
    for each in sorted(due, key=lambda one: one.kind.code):
        _write(db, each, at)


def add(db: Session, minute: datetime, reason: str, network: str, count: int = 1) -> bool:
    """Count refusals, and return whether they are the first of their kind.

    Their kind is their minute, reason and network. It is right even when others count at the same time.

    Raises:
        ValueError: the count is not positive.
    """
    return _add(db, minute, reason, network, count) == count


def counts(db: Session, since: datetime) -> dict[str, int]:
    """Return how many requests were refused since `since`, by reason."""
    summed = (
        select(RefusalCount.reason, func.sum(RefusalCount.count))
        .where(RefusalCount.minute >= since)
        .group_by(RefusalCount.reason)
    )
    return {reason: int(count) for reason, count in db.execute(summed)}


def by_minute(db: Session, reason: str, since: datetime) -> dict[datetime, int]:
    """Return how many requests were refused for a reason in each minute since `since`."""
    summed = (
        select(RefusalCount.minute, func.sum(RefusalCount.count))
        .where(RefusalCount.minute >= since, RefusalCount.reason == reason)
        .group_by(RefusalCount.minute)
    )
    return {minute: int(count) for minute, count in db.execute(summed)}


def _add(db: Session, minute: datetime, reason: str, network: str, count: int) -> int:
    if count < 1:
        raise ValueError("there is nothing to count")
    upsert = (
        upsert_into(connection_of(db).dialect.name, _counts)
        .values(minute=minute.replace(second=0, microsecond=0), reason=reason, network=network, count=count)
        .on_conflict_do_update(
            index_elements=["minute", "reason", "network"], set_={"count": _counts.c.count + count}
        )
    )
    return int(db.execute(upsert.returning(_counts.c.count)).scalar_one())


def _write(db: Session, one: Refusal, at: datetime) -> None:
    day, most = day_of(at), one.kind.lines_an_hour
    line = storage_counts.add(db, ALL, one.kind.key(at), day)  # this statement decides
    if line <= most:
        details = {"network": one.network, **one.details}
        subject = "staff" if one.member else None
        audit.record(db, _STRANGER, one.kind.event, subject, one.member, details, at=at)
    elif line == most + 1:
        audit.record(
            db, _STRANGER, one.kind.counted, details={"refused": one.kind.code, "lines": most}, at=at
        )
    else:
        return
    storage_counts.add(db, ALL, LINES, day)


def _tens(minute: datetime) -> datetime:
    return minute.replace(minute=minute.minute - minute.minute % _TOGETHER_MINUTES, second=0, microsecond=0)
