"""Counts of attempts in fixed windows, shared by every process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Engine,
    Executable,
    bindparam,
    case,
    delete,
    func,
    or_,
    select,
)

from app.store.audit import Audit
from app.store.connection import begin
from app.store.database import upsert_into
from app.store.events import TrailEvent, TrailGroup
from app.store.rows import Prepared, Rows
from app.store.tables import limit_hits, refusals, storage_counts

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

_limit_hits = limit_hits.c
LONGEST_SECONDS: Final = 3600
"""The longest that a window may be."""
TRY_BYTES: Final = 500
"""The most space that a row takes, with its indexes."""


@dataclass(frozen=True, slots=True, order=True)
class LimitWindow:
    """What is counted under a key within some seconds, and the most that may be."""

    key: str
    seconds: int
    most: int


class LimitHits:
    """Count attempts. Threads may share it, and each call is one transaction.

    All raise StoreUnavailable when the database fails.
    """

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def take(self, windows: Sequence[LimitWindow], now: datetime) -> bool:
        """Count an attempt in all of these windows, or in none if one is full.

        Return whether it was counted. The statement that counts also tells how many there are, so tries at
        the same moment get no more than the room that is left. A window that is seen to be full costs one
        read and no write.
        """
        if not self._have_room(windows, now):
            return False
        with begin(self._engine, read_only=False) as connection:
            is_counted = all(
                self._count(connection, window.key, window.seconds, 1, now) <= window.most
                for window in sorted(windows)  # in one order, so that no two tries wait for each other
            )
            if not is_counted:
                connection.rollback()
        return is_counted

    def _have_room(self, windows: Sequence[LimitWindow], now: datetime) -> bool:
        keys = [window.key for window in windows]
        counted = select(_limit_hits.key, _limit_hits.count, _limit_hits.expires_at).where(
            _limit_hits.key.in_(keys), _limit_hits.expires_at > now
        )
        with begin(self._engine, read_only=True) as connection:
            found = {key: (count, expires_at) for key, count, expires_at in connection.execute(counted)}
        for window in windows:
            count, expires_at = found.get(window.key, (0, now))
            if count >= window.most and expires_at <= _latest_end(now, window.seconds):
                return False
        return True

    def incr(self, key: str, expiry_seconds: int, amount: int, now: datetime) -> int:
        """Count, and return the window's count.

        The window begins now when the last one has ended.
        """
        with begin(self._engine, read_only=False) as connection:
            return self._count(connection, key, expiry_seconds, amount, now)

    def _count(self, connection: Connection, key: str, seconds: int, amount: int, now: datetime) -> int:
        ends = now + timedelta(seconds=seconds)
        over = or_(_limit_hits.expires_at <= now, _limit_hits.expires_at > _latest_end(now, seconds))
        counted = (
            upsert_into(self._engine.dialect.name, limit_hits)
            .values(key=key, count=amount, expires_at=ends)
            .on_conflict_do_update(
                index_elements=["key"],
                set_={
                    "count": case((over, amount), else_=_limit_hits.count + amount),
                    "expires_at": case((over, ends), else_=_limit_hits.expires_at),
                },
            )
            .returning(_limit_hits.count)
        )
        return int(connection.execute(counted).scalar_one())

    def get(self, key: str, now: datetime, expiry_seconds: int = LONGEST_SECONDS) -> int:
        """Return the count of the window that is open now, as `incr` would find it."""
        counted = select(_limit_hits.count).where(
            _limit_hits.key == key,
            _limit_hits.expires_at > now,
            _limit_hits.expires_at <= _latest_end(now, expiry_seconds),
        )
        with begin(self._engine, read_only=True) as connection:
            return connection.execute(counted).scalar_one_or_none() or 0

    def expires(self, key: str, now: datetime) -> datetime:
        """Return when the window that is open now ends; now, when none is."""
        ending = select(_limit_hits.expires_at).where(_limit_hits.key == key, _limit_hits.expires_at > now)
        with begin(self._engine, read_only=True) as connection:
            return connection.execute(ending).scalar_one_or_none() or now

    def clear(self, *keys: str) -> None:
        """Forget the counts of these keys."""
        with begin(self._engine, read_only=False) as connection:
            for key in sorted(keys):  # as `take` does
                connection.execute(delete(limit_hits).where(_limit_hits.key == key))

    def reset(self) -> int:
        """Forget every count, and return how many those were."""
        return self._delete(delete(limit_hits))

    def purge(self, now: datetime) -> int:
        """Delete the windows that have ended, and count them: an attack leaves many.

        Those that somebody counts in at this moment are left alone, so that neither waits for the other.
        """
        ended = select(_limit_hits.key).where(_limit_hits.expires_at <= now).with_for_update(skip_locked=True)
        return self._delete(delete(limit_hits).where(_limit_hits.key.in_(ended)))

    def _delete(self, deleted: Delete) -> int:
        with begin(self._engine, read_only=False) as connection:
            return len(connection.execute(deleted.returning(_limit_hits.key)).all())


def _latest_end(now: datetime, seconds: int) -> datetime:
    """Return the latest possible end of a window of this length.

    A later one was begun by a clock that was wrong. One that ends more than two lengths from now was begun
    before the clock was put back, and is over. One length would let machines whose clocks differ by a moment
    begin each other's windows again.
    """
    return now + 2 * timedelta(seconds=seconds)


# How much came in on a day, from each sender and from all: counted in the statement that decides.

_storage_counts = storage_counts.c
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


class StorageCounts(Rows):
    """The counts of one transaction. If it is undone, so is what it counted."""

    def add(self, scope: UUID, kind: str, day: int, amount: int = 1) -> int:
        """Add to a count, and return it.

        Another transaction that counts the same waits for this one.
        """
        values = {"scope": scope, "kind": kind, "day": day, "count": amount}
        [(count,)] = _ADD.run(self._connection, values)
        return int(count)

    def add_message(self, sender: UUID, kind: str, day: int, replies: int) -> tuple[int, int, int]:
        """Count a message and the replies to it.

        Return how many messages the sender has sent, how many replies they got, and how many replies all senders got. If
        this message gets no reply, the last two are 0. The last may miss what others count at the same moment. Call it
        after records are counted, so that messages that hand in none do not wait for those.
        """
        if not replies:
            return self.add(sender, kind, day), 0, 0
        values = {
            "own": sender,
            "together": self._together(sender),
            "sent": kind,
            "what": REPLIES,
            "on": day,
            "one": 1,
            "amount": replies,
        }
        rows = _ADD_MESSAGE.run(self._connection, values)
        counts = {(bool(is_sent), bool(is_of_all)): int(count) for is_sent, is_of_all, count in rows}
        return counts[True, False], counts[False, False], counts[False, True]

    def add_reply(self, sender: UUID, day: int, amount: int) -> tuple[int, int]:
        """Count replies to a sender, and return how many the sender and all got."""
        together = self._together(sender)
        values = {"own": sender, "together": together, "what": REPLIES, "on": day, "amount": amount}
        rows = _ADD_REPLY.run(self._connection, values)
        counts = {bool(is_of_all): int(count) for _, is_of_all, count in rows}
        return counts[False], counts[True]

    def replies_to_all(self, day: int) -> int:
        """Return how many replies all senders together got on a day."""
        summed = select(func.sum(_storage_counts.count)).where(
            _storage_counts.scope <= _SHARES[-1], _storage_counts.kind == REPLIES, _storage_counts.day == day
        )
        return int(self._connection.execute(summed).scalar_one() or 0)

    def _together(self, sender: UUID) -> UUID:
        is_sqlite = self._connection.dialect.name == "sqlite"
        return ALL if is_sqlite else _SHARES[sender.int % len(_SHARES)]

    def get(self, scope: UUID, kind: str, day: int) -> int:
        """Return the count of a scope and kind on a day."""
        values = {"of": scope, "what": kind, "on": day}
        return self._connection.execute(_ONE, values).scalar_one_or_none() or 0

    def of(self, scope: UUID, day: int) -> dict[str, int]:
        """Return every count of a scope on a day, by kind."""
        counted = select(_storage_counts.kind, _storage_counts.count).where(
            _storage_counts.scope == scope, _storage_counts.day == day
        )
        return {kind: int(count) for kind, count in self._connection.execute(counted)}

    def most(self, kind: str, day: int) -> int:
        """Return the highest count of any sender on a day."""
        highest = select(func.max(_storage_counts.count)).where(
            _storage_counts.kind == kind, _storage_counts.day == day, _storage_counts.scope > _SHARES[-1]
        )
        return int(self._connection.execute(highest).scalar_one() or 0)

    def hours(self, code: str, since: datetime) -> list[tuple[UUID, datetime]]:
        """Return each scope that was counted since `since`, and the hour, oldest first."""
        kinds = [hour_kind(since.replace(hour=hour), code) for hour in range(24)]
        counted = select(_storage_counts.scope, _storage_counts.day, _storage_counts.kind).where(
            _storage_counts.day >= day_of(since), _storage_counts.kind.in_(kinds)
        )
        midnight = since.replace(hour=0, minute=0, second=0, microsecond=0)
        hours = [
            (scope, midnight + timedelta(days=day - day_of(since), hours=int(kind.partition(".")[0])))
            for scope, day, kind in self._connection.execute(counted)
        ]
        return sorted(
            ((scope, hour) for scope, hour in hours if hour >= since - timedelta(hours=1)),
            key=lambda each: each[1],
        )

    def total(self, kind: str) -> int:
        """Return what was counted of all together, on all days that are kept."""
        summed = select(func.sum(_storage_counts.count)).where(
            _storage_counts.scope == ALL, _storage_counts.kind == kind
        )
        return int(self._connection.execute(summed).scalar_one() or 0)

    def forget(self, before: int, kept: str = "", kept_from: int = 0) -> None:
        """Forget the counts of days before this one.

        Counts of FOREVER stay, and so do those of the kind `kept` from the day `kept_from` on.
        """
        over = or_(_storage_counts.kind != kept, _storage_counts.day < kept_from)
        self._connection.execute(
            delete(storage_counts).where(_storage_counts.day < before, _storage_counts.day != FOREVER, over)
        )


def _adding(dialect: str) -> Executable:
    adding = upsert_into(dialect, storage_counts)
    more = {"count": _storage_counts.count + adding.excluded.count}
    return adding.on_conflict_do_update(index_elements=["scope", "kind", "day"], set_=more).returning(
        _storage_counts.count
    )


def _adding_rows(dialect: str, *rows: tuple[str, str, str]) -> Executable:
    """Return the statement that counts in several rows.

    Each is named by the parameters of its scope, kind and amount.
    """
    columns = (_storage_counts.scope, _storage_counts.kind, _storage_counts.count)
    counted = [
        {column.key: bindparam(by, type_=column.type) for column, by in zip(columns, row, strict=True)}
        for row in rows
    ]
    adding = upsert_into(dialect, storage_counts).values([{**row, "day": bindparam("on")} for row in counted])
    more = {"count": _storage_counts.count + adding.excluded.count}
    return adding.on_conflict_do_update(index_elements=["scope", "kind", "day"], set_=more).returning(
        _storage_counts.kind != bindparam("what"),
        is_of_all := _storage_counts.scope == bindparam("together"),
        _storage_counts.count if dialect == "sqlite" else _storage_counts.count + _other_shares(is_of_all),
    )


def _other_shares(is_of_all: ColumnElement[bool]) -> ColumnElement[int]:
    """Return the sum of the other shares for the row of all; 0 for a sender's."""
    others = storage_counts.alias("others").c
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
_ONE = select(_storage_counts.count).where(
    _storage_counts.scope == bindparam("of"),
    _storage_counts.kind == bindparam("what"),
    _storage_counts.day == bindparam("on"),
)


def hour_kind(at: datetime, code: str) -> str:
    """Return the kind of what is counted by the hour."""
    return f"{at.hour:02}.{code}"


def day_of(now: datetime) -> int:
    """Return the number of the day, in UTC."""
    return now.toordinal()


# Refused requests of strangers, counted by minute, reason and network. The trail gets lines for them only
# while there is room.
#
# A flood leaves few rows and few lines, however many networks and senders it comes from, and however many processes of
# ours it reaches.

_refusals = refusals.c
_STRANGER: Final = "internet"
_OTHER: Final = "other"
_TOGETHER_MINUTES: Final = 10
LINES: Final = "lines"
"""The kind that counts the lines that strangers left in the trail on a day."""
LINE_BYTES: Final = 1000
"""The most space that a line takes: the entry, its link, the row of its count, and their indexes."""


@dataclass(frozen=True, slots=True)
class Kind:
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


class Refusals(Rows):
    """The counts of one transaction."""

    def record(self, some: Sequence[Refusal], at: datetime) -> None:
        """Count refusals, and write lines for the first of a minute.

        They are the first for their reason and network, and get a line only while there is room. Others may do this at
        the same time: all count rows in the same order, and lines after them.
        """
        storage = StorageCounts(self._connection)
        day = day_of(at)
        full = {
            kind.code for kind in KINDS if storage.get(ALL, kind.key(at), day) > kind.lines_an_hour
        }  # rows would otherwise be added without end, after the last line
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
        """Count refusals, and return whether they are the first of their kind.

        Their kind is their minute, reason and network. It is right even when others count at the same time.

        Raises:
            ValueError: the count is not positive.
        """
        return self._add(minute, reason, network, count) == count

    def counts(self, since: datetime) -> dict[str, int]:
        """Return how many requests were refused since `since`, by reason."""
        summed = (
            select(_refusals.reason, func.sum(_refusals.count))
            .where(_refusals.minute >= since)
            .group_by(_refusals.reason)
        )
        return {reason: int(count) for reason, count in self._connection.execute(summed)}

    def by_minute(self, reason: str, since: datetime) -> dict[datetime, int]:
        """Return how many requests were refused for a reason in each minute since `since`."""
        summed = (
            select(_refusals.minute, func.sum(_refusals.count))
            .where(_refusals.minute >= since, _refusals.reason == reason)
            .group_by(_refusals.minute)
        )
        return {minute: int(count) for minute, count in self._connection.execute(summed)}

    def _add(self, minute: datetime, reason: str, network: str, count: int) -> int:
        if count < 1:
            raise ValueError("there is nothing to count")
        upsert = (
            upsert_into(self._connection.dialect.name, refusals)
            .values(
                minute=minute.replace(second=0, microsecond=0), reason=reason, network=network, count=count
            )
            .on_conflict_do_update(
                index_elements=["minute", "reason", "network"], set_={"count": _refusals.count + count}
            )
        )
        return int(self._connection.execute(upsert.returning(_refusals.count)).scalar_one())

    def _write(self, storage: StorageCounts, one: Refusal, at: datetime) -> None:
        day, most = day_of(at), one.kind.lines_an_hour
        line = storage.add(ALL, one.kind.key(at), day)  # this statement decides
        audit = Audit(self._connection)
        if line <= most:
            details = {"network": one.network, **one.details}
            subject = "staff" if one.member else None
            audit.record(_STRANGER, one.kind.event, subject, one.member, details, at=at)
        elif line == most + 1:
            audit.record(
                _STRANGER, one.kind.counted, details={"refused": one.kind.code, "lines": most}, at=at
            )
        else:
            return
        storage.add(ALL, LINES, day)


def _tens(minute: datetime) -> datetime:
    return minute.replace(minute=minute.minute - minute.minute % _TOGETHER_MINUTES, second=0, microsecond=0)
