"""The audit trail: who did what to what.

The database refuses to change or delete a line of it.

`audit_mentions` is not part of it: it is an index by subject, and could be rebuilt from the lines.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, Final, NamedTuple, Self
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Select,
    Text,
    and_,
    func,
    insert,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import ShortText
from app.store.model import Base, NoSeal, as_read, connection_of, read_columns, table_of
from app.store.prepared import Prepared
from app.store.trail.events import TrailEvent


class ActingMember(str):
    """How the trail names a member, with the session and address they act from."""

    __slots__ = ("address", "session")

    def __new__(cls, staff_id: UUID, session: UUID, address: str) -> Self:
        """Return the name of a member who acts in a session."""
        acting = super().__new__(cls, f"staff:{staff_id}")
        acting.session, acting.address = session, address
        return acting

    session: UUID
    address: str

    def __reduce__(self) -> tuple[type[Self], tuple[UUID, UUID, str]]:
        """Return what makes the same name, for a copy of a row that holds it."""
        return type(self), (UUID(self.removeprefix("staff:")), self.session, self.address)

    @property
    def whence(self) -> dict[str, str]:
        """What a line keeps of the session."""
        return {"session": self.session.hex, "address": self.address}


class AuditEvent(Base):
    """One line of the trail."""

    __tablename__ = "audit_events"
    __table_args__ = ({"sqlite_autoincrement": True},)

    # SQLite numbers rows only if the type is named exactly INTEGER.
    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True
    )
    id: Mapped[UUID] = mapped_column(unique=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(ShortText(64))
    action: Mapped[str] = mapped_column(ShortText(64))
    subject_kind: Mapped[str | None] = mapped_column(ShortText(32))
    subject_id: Mapped[UUID | None]
    written: Mapped[str] = mapped_column("details", Text)

    seal = NoSeal("The chain vouches for each line, and `audit verify` checks it.")

    @cached_property
    def details(self) -> dict[str, Any]:
        """What the line says besides, and besides `session` and `address`."""
        return {name: value for name, value in self._said.items() if name != _WHENCE}

    @property
    def session(self) -> UUID | None:
        """The member's session; None where no member acted in one."""
        hexadecimal = self._said.get(_WHENCE, {}).get("session")
        return UUID(hexadecimal) if hexadecimal else None

    @property
    def address(self) -> str:
        """The address that the member's request came from; "" where there was none."""
        return str(self._said.get(_WHENCE, {}).get("address", ""))

    @property
    def mentions(self) -> list[UUID]:
        """The subjects of an event about many."""
        return [UUID(each) for each in self.details.get("mentions", ())]

    @cached_property
    def _said(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.written)
        return said


class AuditMention(Base):
    """A subject of an event about many."""

    __tablename__ = "audit_mentions"

    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    event_seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)

    seal = NoSeal("The event that they belong to names the same subjects, and the chain vouches for it.")


class AuditLink(Base):
    """A link of the chain. The id of an entry that is gone is still known."""

    __tablename__ = "audit_links"

    position: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    event_id: Mapped[UUID] = mapped_column(unique=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))

    seal = NoSeal("They are the chain.")


_events = table_of(AuditEvent)
_table = _events.c
_mentions = table_of(AuditMention)
_mention = _mentions.c
_OF_STAFF: Final = _table.actor.like(literal_column("'staff:%'"))
Index(None, _table.subject_id, _table.seq)
Index("ix_audit_events_staff", _table.actor, _table.seq, sqlite_where=_OF_STAFF, postgresql_where=_OF_STAFF)
_RECORD: Final = Prepared(lambda _dialect: insert(_events).inline())
_RECORD_NUMBERED: Final = insert(_events).returning(_table.seq)
_LINES: Final[Select[*tuple[Any, ...]]] = select(*read_columns(AuditEvent))
BEGUN: Final = select(_table.at).order_by(_table.seq).limit(1)
_MENTIONED: Final = 150
"""The most subjects that one event may mention: more than any page shows."""


_WHENCE: Final = "whence"
"""The detail that says in which session a member acted, and from where."""
_AT_ONCE: Final = 1000


class AuditFilters(NamedTuple):
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
    session: UUID | None = None
    in_a_session: bool = False
    """Whether to leave out what nobody did in a session."""


def record(  # noqa: PLR0917  (what a line says)
    db: Session,
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
    if isinstance(actor, ActingMember):
        told[_WHENCE] = actor.whence
    if mentioned:
        told["mentions"] = [subject.hex for subject in mentioned]
    new = uuid4()
    values = {
        "id": new,
        "at": at,
        "actor": str(actor),
        "action": event.code,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "details": json.dumps({**(details or {}), **told}, sort_keys=True, separators=(",", ":")),
    }
    connection = connection_of(db)
    if mentioned:
        seq = connection.execute(_RECORD_NUMBERED, values).scalar_one()
        rows = [{"subject_id": subject, "event_seq": seq} for subject in mentioned]
        connection.execute(insert(_mentions), rows)
    else:
        _RECORD.run(connection, values)
    return new


def latest(db: Session, limit: int) -> list[AuditEvent]:
    """Return the newest lines, newest first."""
    return page(db, AuditFilters(), limit)


def page(db: Session, filters: AuditFilters, limit: int, before_seq: int | None = None) -> list[AuditEvent]:
    """Return the newest lines that pass the filters, newest first.

    With `before_seq`, only lines below that number.
    """
    return _read(db, _newest(_LINES.where(*conditions(filters)), _table.seq, limit, before_seq))


def walk(db: Session, filters: AuditFilters) -> Iterator[AuditEvent]:
    """Yield the lines that pass the filters, oldest first; few are read at once."""
    passing, last = _LINES.where(*conditions(filters)).order_by(_table.seq).limit(_AT_ONCE), 0
    while some := _read(db, passing.where(_table.seq > last)):
        yield from some
        last = some[-1].seq


def about(db: Session, subject_id: UUID, limit: int, before_seq: int | None = None) -> list[AuditEvent]:
    """Return the lines whose subject this is, or that mention it, as `page` does."""
    own = select(_table.seq).where(_table.subject_id == subject_id)
    mentioning = select(_mention.event_seq).where(_mention.subject_id == subject_id)
    # Each is read off its index, and no further than the page needs.
    both = (
        _table.seq.in_(_newest(own, _table.seq, limit, before_seq)),
        _table.seq.in_(_newest(mentioning, _mention.event_seq, limit, before_seq)),
    )
    return _read(db, _newest(_LINES.where(or_(*both)), _table.seq, limit, before_seq))


def last_act(db: Session, staff_id: UUID) -> datetime | None:
    """Return when a member last did something.

    Signing in does not count, nor does a look at a list without names.
    """
    theirs = conditions(AuditFilters(actor=f"staff:{staff_id}", without_lists=True))
    acts = select(_table.at).where(_OF_STAFF, *theirs, _table.action.not_like("sign%"))
    return connection_of(db).execute(acts.order_by(_table.seq.desc()).limit(1)).scalar_one_or_none()


def count(db: Session, filters: AuditFilters, cap: int) -> int:
    """Count the lines that pass the filters, up to `cap`."""
    some = select(_table.seq).where(*conditions(filters)).limit(cap).subquery()
    return int(connection_of(db).execute(select(func.count()).select_from(some)).scalar_one())


def count_until(db: Session, moment: datetime) -> tuple[int, datetime | None]:
    """Count the lines from `moment` or earlier, and say when the first was written."""
    old = select(func.count(), func.min(_table.at)).where(_table.at <= moment)
    count, oldest = connection_of(db).execute(old).one()
    return int(count), oldest


def latest_moment(db: Session) -> datetime | None:
    """Return the latest time of any line.

    It need not be the newest line's: a clock that was wrong may have dated another one later.
    """
    return connection_of(db).execute(select(func.max(_table.at))).scalar_one_or_none()


def begun(db: Session) -> datetime | None:
    """Return when the oldest line that is kept was written."""
    return connection_of(db).scalar(BEGUN)


def _read(db: Session, lines: Select[*tuple[Any, ...]]) -> list[AuditEvent]:
    return [as_read(AuditEvent, row) for row in connection_of(db).execute(lines).mappings()]


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
    if filters.session:
        yield _table.details.like(f'%"session":"{filters.session.hex}"%')
    if filters.in_a_session:
        yield _table.details.like(f'%"{_WHENCE}":%')
    if filters.without_lists:
        shown = and_(_table.details.like('%"shown":%'), _table.details.not_like('%"shown":0%'))
        yield or_(_table.action.not_like("%.listed"), shown)
