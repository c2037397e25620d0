"""How much came in on a day, from each sender and from all.

It is counted in the statement that decides. If a transaction is undone, so is what it counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Executable,
    Index,
    bindparam,
    case,
    delete,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import ShortText, upsert_into
from app.store.model import Base, InConversation, NoSeal, connection_of, table_of
from app.store.prepared import Prepared

ALL: Final = UUID(int=0)
"""The scope of the whole deployment."""
_SHARES: Final = tuple(UUID(int=number) for number in range(1, 17))
"""On PostgreSQL, the scopes that the count of all replies is divided among. A message locks its row until it is on the
disk; with one row, all messages would wait for each other's disk. SQLite has one writer anyway."""
REPLIES: Final = "replies"
"""The kind under which our replies are counted."""
RECORDS: Final = "records"
"""The kind under which records that were handed in are counted."""
TURNED_DOWN: Final = ("no_messages", "no_records", "no_room")
"""The kinds that count how often a sender was told that something was not saved."""
RESET: Final = "reset"
"""The kind, by the hour, that counts resets of a member's sign-in. Admins see them."""
FOREVER: Final = 0
"""The day of what is counted for ever."""


class StorageCount(Base):
    """A count of a conversation, of a member, or of all together under ALL."""

    __tablename__ = "storage_counts"
    __table_args__ = (Index(None, "day"),)

    scope: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(ShortText(16), primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int] = mapped_column(BigInteger)

    seal = NoSeal("Counters.")
    in_conversation = InConversation(removed_by="scope")


_table = table_of(StorageCount).c


def add(db: Session, scope: UUID, kind: str, day: int, amount: int = 1) -> int:
    """Add to a count, and return it.

    Another transaction that counts the same waits for this one.
    """
    values = {"scope": scope, "kind": kind, "day": day, "count": amount}
    [(count,)] = _ADD.run(connection_of(db), values)
    return int(count)


def add_message(db: Session, sender: UUID, kind: str, day: int, replies: int) -> tuple[int, int, int]:
    """Count a message and the replies to it.

    Return how many messages the sender has sent, how many replies they got, and how many replies all senders got. If
    this message gets no reply, the last two are 0. The last may miss what others count at the same moment. Call it
    after records are counted, so that messages that hand in none do not wait for those.
    """
    if not replies:
        return add(db, sender, kind, day), 0, 0
    values = {
        "own": sender,
        "together": _together(db, sender),
        "sent": kind,
        "what": REPLIES,
        "on": day,
        "one": 1,
        "amount": replies,
    }
    rows = _ADD_MESSAGE.run(connection_of(db), values)
    counts = {(bool(is_sent), bool(is_of_all)): int(count) for is_sent, is_of_all, count in rows}
    return counts[True, False], counts[False, False], counts[False, True]


def add_reply(db: Session, sender: UUID, day: int, amount: int) -> tuple[int, int]:
    """Count replies to a sender, and return how many the sender and all got."""
    together = _together(db, sender)
    values = {"own": sender, "together": together, "what": REPLIES, "on": day, "amount": amount}
    rows = _ADD_REPLY.run(connection_of(db), values)
    counts = {bool(is_of_all): int(count) for _, is_of_all, count in rows}
    return counts[False], counts[True]


def replies_to_all(db: Session, day: int) -> int:
    """Return how many replies all senders together got on a day."""
    summed = select(func.sum(StorageCount.count)).where(
        StorageCount.scope <= _SHARES[-1], StorageCount.kind == REPLIES, StorageCount.day == day
    )
    return int(db.execute(summed).scalar_one() or 0)


def _together(db: Session, sender: UUID) -> UUID:
    is_sqlite = connection_of(db).dialect.name == "sqlite"
    return ALL if is_sqlite else _SHARES[sender.int % len(_SHARES)]


def get(db: Session, scope: UUID, kind: str, day: int) -> int:
    values = {"of": scope, "what": kind, "on": day}
    return connection_of(db).scalar(_ONE, values) or 0


def of(db: Session, scope: UUID, day: int) -> dict[str, int]:
    """Return every count of a scope on a day, by kind."""
    counted = connection_of(db).execute(_OF, {"of": scope, "on": day})
    return {kind: int(count) for kind, count in counted}


def most(db: Session, kind: str, day: int) -> int:
    """Return the highest count of any sender on a day."""
    highest = select(func.max(StorageCount.count)).where(
        StorageCount.kind == kind, StorageCount.day == day, StorageCount.scope > _SHARES[-1]
    )
    return int(db.execute(highest).scalar_one() or 0)


def hours(db: Session, codes: Sequence[str], since: datetime) -> dict[str, dict[UUID, datetime]]:
    """Map each code to the scopes counted since `since`, each with its latest hour."""
    counted = connection_of(db).execute(HOURS, asked_of_hours(codes, since))
    midnight = since.replace(hour=0, minute=0, second=0, microsecond=0)
    found: dict[str, dict[UUID, datetime]] = {code: {} for code in codes}
    each_hour = [
        (midnight + timedelta(days=day - day_of(since), hours=int(kind.partition(".")[0])), kind, scope)
        for scope, day, kind in counted
    ]
    for hour, kind, scope in sorted(each_hour):
        if hour >= since - timedelta(hours=1):
            found[kind.partition(".")[2]][scope] = hour
    return found


def total(connection: Connection, kind: str) -> int:
    """Return what was counted of all together, on all days that are kept."""
    summed = select(func.sum(_table.count)).where(_table.scope == ALL, _table.kind == kind)
    return int(connection.execute(summed).scalar_one() or 0)


def forget(db: Session, before: int, kept: str = "", kept_from: int = 0) -> None:
    """Forget the counts of days before this one.

    Counts of FOREVER stay, and so do those of the kind `kept` from the day `kept_from` on.
    """
    over = or_(StorageCount.kind != kept, StorageCount.day < kept_from)
    db.execute(delete(StorageCount).where(StorageCount.day < before, StorageCount.day != FOREVER, over))


def _adding(dialect: str) -> Executable:
    adding = upsert_into(dialect, table_of(StorageCount))
    more = {"count": _table.count + adding.excluded.count}
    return adding.on_conflict_do_update(index_elements=["scope", "kind", "day"], set_=more).returning(
        _table.count
    )


def _adding_rows(dialect: str, *rows: tuple[str, str, str]) -> Executable:
    """Return the statement that counts in several rows.

    Each is named by the parameters of its scope, kind and amount.
    """
    columns = (_table.scope, _table.kind, _table.count)
    counted = [
        {column.key: bindparam(by, type_=column.type) for column, by in zip(columns, row, strict=True)}
        for row in rows
    ]
    adding = upsert_into(dialect, table_of(StorageCount)).values(
        [{**row, "day": bindparam("on")} for row in counted]
    )
    more = {"count": _table.count + adding.excluded.count}
    return adding.on_conflict_do_update(index_elements=["scope", "kind", "day"], set_=more).returning(
        _table.kind != bindparam("what"),
        is_of_all := _table.scope == bindparam("together"),
        _table.count if dialect == "sqlite" else _table.count + _other_shares(is_of_all),
    )


def _other_shares(is_of_all: ColumnElement[bool]) -> ColumnElement[int]:
    """Return the sum of the other shares for the row of all; 0 for a sender's."""
    others = table_of(StorageCount).alias("others").c
    summed = select(func.coalesce(func.sum(others.count), 0)).where(
        others.scope > ALL,
        others.scope <= _SHARES[-1],
        others.scope != bindparam("together"),
        others.kind == bindparam("what"),
        others.day == bindparam("on"),
    )
    return case((is_of_all, summed.scalar_subquery()), else_=0)


_OWN_REPLIES: Final = ("own", "what", "amount")
_REPLIES_TO_ALL: Final = ("together", "what", "amount")
_ADD: Final = Prepared(_adding)
_ADD_REPLY: Final = Prepared(lambda dialect: _adding_rows(dialect, _OWN_REPLIES, _REPLIES_TO_ALL))
_ADD_MESSAGE: Final = Prepared(
    lambda dialect: _adding_rows(dialect, ("own", "sent", "one"), _OWN_REPLIES, _REPLIES_TO_ALL)
)
_ON_DAY: Final = (_table.scope == bindparam("of"), _table.day == bindparam("on"))
_ONE: Final = select(_table.count).where(*_ON_DAY, _table.kind == bindparam("what"))
_OF: Final = select(_table.kind, _table.count).where(*_ON_DAY)
HOURS: Final = select(_table.scope, _table.day, _table.kind).where(
    _table.day >= bindparam("first"), _table.kind.in_(bindparam("kinds", expanding=True))
)
"""What `hours` reads: at most some more of the first day."""
TURNED_DOWN_ON: Final = select(func.coalesce(func.sum(_table.count), 0)).where(
    _table.scope == ALL, _table.day == bindparam("day"), _table.kind.in_(TURNED_DOWN)
)
"""How often senders were told on a day that something was not saved."""


def asked_of_hours(codes: Sequence[str], since: datetime) -> dict[str, Any]:
    """Return what HOURS is told."""
    kinds = [hour_kind(since.replace(hour=hour), code) for code in codes for hour in range(24)]
    return {"first": day_of(since), "kinds": kinds}


def hour_kind(at: datetime, code: str) -> str:
    return f"{at.hour:02}.{code}"


def day_of(now: datetime) -> int:
    """Return the number of the day, in UTC."""
    return now.toordinal()
