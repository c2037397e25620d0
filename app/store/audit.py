"""The audit trail: who did what to what.

The database refuses to change or delete a line of it.

`audit_mentions` is not part of it: it is an index by subject, and could be rebuilt from the lines.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    insert,
    or_,
    select,
    type_coerce,
)

from app.store.events import TrailEvent
from app.store.rows import Prepared, Rows, one_of
from app.store.tables import audit_events, audit_links, audit_mentions, of_staff

_table = audit_events.c
_mention = audit_mentions.c
_RECORD: Final = Prepared(lambda _dialect: insert(audit_events).inline())
_RECORD_NUMBERED: Final = insert(audit_events).returning(_table.seq)
_MENTIONED: Final = 150
"""The most subjects that one event may mention: more than any page shows."""


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One line of the trail."""

    seq: int
    id: UUID
    at: datetime
    actor: str
    action: str
    subject_kind: str | None
    subject_id: UUID | None
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditFilters:
    """Which lines to show. A field that is left out does not narrow them."""

    action: str | tuple[str, ...] = ()
    """How the action begins, or several beginnings: `staff.` finds `staff.invited`."""
    actor: str = ""
    since: datetime | None = None
    until: datetime | None = None
    """Exclusive: a line of this very moment is not shown."""
    subject_id: UUID | None = None
    about: tuple[UUID, UUID] | None = None
    """The first and the last id that it may be about, or mention."""
    without_lists: bool = False
    """Whether to leave out looks at a list in which no name was shown."""


class Audit(Rows):
    """The trail, as one transaction adds to it."""

    def record(
        self,
        actor: str,
        event: TrailEvent,
        subject_kind: str | None = None,
        subject_id: UUID | None = None,
        details: Mapping[str, object] | None = None,
        *,
        at: datetime,
        mentions: Collection[UUID] = (),
    ) -> UUID:
        """Add a line in the transaction of what it records, and return its id.

        `details` holds ids, counts and reasons, never a patient's words, sealed or not: the trail outlives the
        patient's record. `mentions` are the subjects of an event about many: `about` finds it by each of them. They are
        part of the details, so the chain vouches for them.

        Raises:
            ValueError: more than 150 are mentioned.
        """
        mentioned = list(dict.fromkeys(mentions))
        if len(mentioned) > _MENTIONED:
            raise ValueError(f"an event mentions at most {_MENTIONED}")
        told: dict[str, object] = {"page": event.page} if event.page else {}
        if mentioned:
            told["mentions"] = [subject.hex for subject in mentioned]
        new = uuid4()
        values = {
            "id": new,
            "at": at,
            "actor": actor,
            "action": event.code,
            "subject_kind": subject_kind,
            "subject_id": subject_id,
            "details": json.dumps({**(details or {}), **told}, sort_keys=True, separators=(",", ":")),
        }
        if mentioned:
            seq = self._connection.execute(_RECORD_NUMBERED, values).scalar_one()
            rows = [{"subject_id": subject, "event_seq": seq} for subject in mentioned]
            self._connection.execute(insert(audit_mentions), rows)
        else:
            _RECORD.run(self._connection, values)
        return new

    def latest(self, limit: int) -> list[AuditEvent]:
        """Return the newest lines, newest first."""
        return self.page(AuditFilters(), limit)

    def page(self, filters: AuditFilters, limit: int, before_seq: int | None = None) -> list[AuditEvent]:
        """Return the newest lines that pass the filters, newest first.

        With `before_seq`, only lines below that number.
        """
        found: Select[*tuple[Any, ...]] = select(audit_events).where(*conditions(filters))
        return self._read(_newest(found, _table.seq, limit, before_seq))

    def about(self, subject_id: UUID, limit: int, before_seq: int | None = None) -> list[AuditEvent]:
        """Return the lines whose subject this is, or that mention it, as `page` does."""
        own = select(_table.seq).where(_table.subject_id == subject_id)
        mentioning = select(_mention.event_seq).where(_mention.subject_id == subject_id)
        # Each is read off its index, and no further than the page needs.
        both = (
            _table.seq.in_(_newest(own, _table.seq, limit, before_seq)),
            _table.seq.in_(_newest(mentioning, _mention.event_seq, limit, before_seq)),
        )
        return self._read(_newest(select(audit_events).where(or_(*both)), _table.seq, limit, before_seq))

    def last_act(self, staff_id: UUID) -> datetime | None:
        """Return when a member last did something.

        Signing in does not count, nor does a look at a list without names.
        """
        theirs = conditions(AuditFilters(actor=f"staff:{staff_id}", without_lists=True))
        acts = select(_table.at).where(of_staff, *theirs, _table.action.not_like("sign%"))
        return self._connection.execute(acts.order_by(_table.seq.desc()).limit(1)).scalar_one_or_none()

    def count(self, filters: AuditFilters, cap: int) -> int:
        """Count the lines that pass the filters, up to `cap`."""
        some = select(_table.seq).where(*conditions(filters)).limit(cap).subquery()
        return int(self._connection.execute(select(func.count()).select_from(some)).scalar_one())

    def count_until(self, moment: datetime) -> tuple[int, datetime | None]:
        """Count the lines from `moment` or earlier, and say when the first was written."""
        old = select(func.count(), func.min(_table.at)).where(_table.at <= moment)
        count, oldest = self._connection.execute(old).one()
        return int(count), oldest

    def latest_moment(self) -> datetime | None:
        """Return the latest time of any line.

        It need not be the newest line's: a clock that was wrong may have dated another one later.
        """
        return self._connection.execute(select(func.max(_table.at))).scalar_one_or_none()

    def begun(self) -> datetime | None:
        """Return when the oldest line that is kept was written."""
        return self._connection.execute(select(_table.at).order_by(_table.seq).limit(1)).scalar_one_or_none()

    def _read(self, lines: Select[*tuple[Any, ...]]) -> list[AuditEvent]:
        rows = self._connection.execute(lines)
        return [one_of(AuditEvent, row, details=json.loads(row.details)) for row in rows]


def _newest(
    lines: Select[*tuple[Any, ...]], seq: ColumnElement[Any], limit: int, before_seq: int | None
) -> Select[*tuple[Any, ...]]:
    """Return the newest lines by `seq`, below `before_seq` if it is given."""
    some = lines if before_seq is None else lines.where(seq < before_seq)
    return some.order_by(seq.desc()).limit(limit)


def conditions(filters: AuditFilters) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions on a line that the filters set."""
    if filters.action:
        beginnings = (filters.action,) if isinstance(filters.action, str) else filters.action
        yield or_(*(func.substr(_table.action, 1, len(each)) == each for each in beginnings))
    if filters.actor:
        yield _table.actor == filters.actor
    if filters.since:
        yield _table.at >= filters.since
    if filters.until:
        yield _table.at < filters.until
    if filters.subject_id:
        yield _table.subject_id == filters.subject_id
    if filters.about:
        first, last = filters.about
        mentioning = select(_mention.event_seq).where(_mention.subject_id.between(first, last))
        yield or_(_table.subject_id.between(first, last), _table.seq.in_(mentioning))
    if filters.without_lists:
        shown = and_(_table.details.like('%"shown":%'), _table.details.not_like('%"shown":0%'))
        yield or_(_table.action.not_like("%.listed"), shown)


# An audit event as its link vouches for it: the same text on both engines, whatever was put in its
# columns.

_FIRST_MOMENT: Final = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """Every field of an event.

    Somebody may have written anything into the columns by hand, so nothing is parsed.
    """

    seq: int
    id: str
    at: str
    actor: str
    action: str
    subject_kind: str | None
    subject_id: str | None
    details: str

    def fields(self) -> dict[str, Any]:
        """Return the fields by name."""
        return {name: getattr(self, name) for name in _FIELDS}

    def linked_to(self, previous: bytes) -> str:
        """Return the text that this entry's hash is made of.

        `previous` is the hash of the link before it, and empty for the first link.
        """
        linked = {"previous": previous.hex(), **self.fields()}
        return json.dumps(linked, sort_keys=True, separators=(",", ":"), default=repr)


_FIELDS: Final = tuple(each.name for each in fields(Entry))


@dataclass(frozen=True, slots=True)
class Linked:
    """A link, and the entry that it is for, if that is still there."""

    position: int
    hash: bytes
    event: str
    entry: Entry | None

    @classmethod
    def of(cls, row: Row[Any]) -> Linked:
        """Return the link of a row of `link_columns`, then `entry_columns`."""
        entry = None if row.seq is None else entry_of(row)
        return cls(row.position, digest_of(row.hash), row.event, entry)


def entry_of(row: Row[Any]) -> Entry:
    """Return the entry of a row with the columns of `entry_columns`.

    Other columns of the row do not matter.
    """
    return Entry(**{name: getattr(row, name) for name in _FIELDS})


def digest_of(stored: object) -> bytes:
    """Return a link's hash as stored.

    Anything but bytes was put there by hand: an empty hash, which fits no entry.
    """
    return stored if isinstance(stored, bytes) else b""


def link_columns(dialect: str) -> tuple[ColumnElement[Any], ...]:
    """Return what to select of a link."""
    table = audit_links.c
    event = _uuid(table.event_id, dialect).label("event")
    return table.position, type_coerce(table.hash, String).label("hash"), event


def entry_columns(dialect: str) -> tuple[ColumnElement[Any], ...]:
    """Return what to select of an event for `entry_of`."""
    table = audit_events.c
    return (
        table.seq,
        _uuid(table.id, dialect).label("id"),
        _moment(table.at, dialect).label("at"),
        table.actor,
        table.action,
        table.subject_kind,
        _uuid(table.subject_id, dialect).label("subject_id"),
        table.details,
    )


def _uuid(column: ColumnElement[Any], dialect: str) -> ColumnElement[Any]:
    """Select an id as 32 hex digits, as SQLite keeps it."""
    return type_coerce(column, String) if dialect == "sqlite" else func.replace(cast(column, String), "-", "")


def _moment(column: ColumnElement[Any], dialect: str) -> ColumnElement[Any]:
    """Select a moment as ISO 8601 in UTC.

    PostgreSQL's years before Christ, and its infinity, have no such form: NULL.
    """
    if dialect == "sqlite":
        return func.replace(type_coerce(column, String), " ", "T").op("||")("Z")
    text = func.to_char(func.timezone("UTC", column), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    return case((column >= _FIRST_MOMENT, text))
