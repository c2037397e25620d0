"""Sessions of the staff. Nobody can sign in by reading or writing the table.

It holds only an HMAC of a session's token, which is given by its SHA-256. Another HMAC vouches for the whole row with the
member's role: a row that was inserted, moved to somebody else, prolonged or confirmed by hand is Forged.

A session is alive until `ends_at`, while its member can sign in and was seen within `idle` (ASVS 7.3.1, 7.3.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    Delete,
    ForeignKey,
    Index,
    LargeBinary,
    Select,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.crypto import Column
from app.store.engine.database import ShortText
from app.store.model import Model, OwnSeal, add_now, as_read, connection_of, keys_of, read_columns, table_of
from app.store.prepared import Prepared
from app.store.row_text import Forged, fields_of
from app.store.staff.showings import Showing
from app.store.staff.staff import CAN_SIGN_IN, MEMBER, Member, members_of

_TOKEN: Final = Column("staff_sessions", "token_hash")
_MAC: Final = Column("staff_sessions", "mac")
_SPARED: Final = timedelta(seconds=30)


class StaffSession(Model):
    """A session that was alive when it was read."""

    __tablename__ = "staff_sessions"
    __table_args__ = (Index(None, "staff_id"),)
    __allow_unmapped__ = True

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    """When a fresh code was last given."""
    device: Mapped[str] = mapped_column(ShortText(80))
    network: Mapped[str] = mapped_column(ShortText(64))
    names_shown_until: Mapped[datetime | None] = mapped_column(default=None)
    """Until when the list of patients shows names, and for which reason."""
    names_shown_why: Mapped[str | None] = mapped_column(ShortText(32), default=None)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    mac: Mapped[bytes | None] = mapped_column(LargeBinary(32), default=None)
    """None: written by hand."""
    member: Mapped[Member] = relationship(viewonly=True, lazy="raise")
    showings_end: datetime | None = None
    """When the last part of a record is hidden that was shown on its own; None if none was."""

    seal = OwnSeal(lambda db: forged(db), by_secret_key=True)  # noqa: PLW0108  (it is defined below)
    called = "sessions"
    in_backup = False  # nobody is signed in by a backup

    def due(self, now: datetime) -> bool:
        """Return whether it is time to record that the member is still there."""
        return now - self.last_seen_at >= _SPARED


_table = table_of(StaffSession).c
_staff = table_of(Member).c
_of_active = _table.staff_id.in_(select(_staff.id).where(CAN_SIGN_IN).correlate(None))
_LIVE: Final = (
    _table.last_seen_at > bindparam("idle_since"),
    _table.ends_at > bindparam("now"),
    _of_active,
)
_SAID: Final = (
    *("id", "staff_id", "created_at", "last_seen_at", "ends_at", "confirmed_at", "device", "network"),
    *("names_shown_until", "names_shown_why", "token_hash"),
)
_SHOWINGS_END: Final = select(func.max(Showing.until)).where(Showing.session_id == _table.id)
_OWN: Final = (
    *read_columns(StaffSession),
    _SHOWINGS_END.correlate(table_of(StaffSession)).scalar_subquery().label("showings_end"),
)
_NAMES: Final = tuple(column.name for column in _OWN)
_AT_MEMBER: Final = len(_NAMES)
_OF_MEMBER: Final = tuple(column.name for column in MEMBER)
_MEMBER: Final = tuple(column.label(f"member_{column.name}") for column in MEMBER)
# Built once: building a statement costs as much as running it, and these run for every page.
_ANY: Final = select(*_OWN, *_MEMBER).join_from(table_of(StaffSession), table_of(Member))
_ONE: Final = _ANY.where(*_LIVE)
_OPEN: Final = _ANY.where(_table.ends_at > bindparam("now"), _of_active)
_THIS: Final = Prepared(lambda _dialect: _ANY.where(_table.id == bindparam("session")))
_EVERY: Final = Prepared(lambda _dialect: _ANY)
_HERE: Final = Prepared(
    lambda _dialect: update(table_of(Member)).where(_staff.id == bindparam("member")).returning(_staff.role)
)
_CHANGE: Final = Prepared(
    lambda _dialect: (
        update(table_of(StaffSession))
        .where(_table.id == bindparam("session"), _table.mac == bindparam("read"))
        .returning(_table.id)
    )
)
_PURGE: Final = Prepared(
    lambda _dialect: (
        delete(table_of(StaffSession)).where(_table.ends_at <= bindparam("now")).returning(_table.id)
    )
)
_ALL: Final = Prepared(
    lambda _dialect: _ANY.where(*_LIVE, _table.staff_id == bindparam("member")).order_by(
        _table.last_seen_at.desc(), _table.id
    )
)
_EVERYBODYS: Final = Prepared(lambda _dialect: _ANY.where(*_LIVE))


@cache
def _by_token(sessions: Select[*tuple[Any, ...]], names: tuple[str, ...]) -> Prepared:
    has_token = _table.token_hash.in_(list(map(bindparam, names)))
    return Prepared(lambda _dialect: sessions.where(has_token))


def begin(
    db: Session,
    staff_id: UUID,
    digest: bytes,
    now: datetime,
    ends_at: datetime,
    *,
    device: str,
    network: str,
    confirmed_at: datetime | None = None,
) -> UUID:
    """Begin a session by its token's SHA-256, and return its id.

    Lock the member first, with `staff.lock`.
    """
    session = StaffSession(
        staff_id=staff_id,
        created_at=now,
        last_seen_at=now,
        ends_at=ends_at,
        confirmed_at=confirmed_at,
        device=device,
        network=network,
        token_hash=keys_of(db).door.token(_TOKEN, digest),
    )
    session.mac = _mac(db, dict.fromkeys(_SAID) | vars(session), _here(db, staff_id, now, signed_in_at=now))
    add_now(db, session)
    return session.id


def find(db: Session, digest: bytes, now: datetime, idle: timedelta) -> StaffSession | None:
    """Return the session of this token if it is alive. Writes nothing.

    Raises:
        Forged: the row, or its member's, was written by hand.
    """
    found = _of_token(db, _ONE, digest, now=now, idle_since=now - idle)
    if found is not None and not _is_genuine(db, found):
        raise Forged(StaffSession.__tablename__, found.id, found.staff_id)
    if found is not None and not found.member.is_genuine:
        raise Forged(Member.__tablename__, found.id, found.staff_id)
    return found


def resting(db: Session, digest: bytes, now: datetime) -> StaffSession | None:
    """Return the session of this token, even if it has been idle for too long."""
    found = _of_token(db, _OPEN, digest, now=now)
    return found if found is not None and _is_genuine(db, found) and found.member.can_sign_in else None


def seen(db: Session, digest: bytes, now: datetime, idle: timedelta) -> StaffSession | None:
    """Return what `find` returns, and record that the member was here.

    It is recorded at most twice a minute, so that few pages write. One conditional UPDATE checks the session again
    as it writes: one that was ended meanwhile stays ended.
    """
    session = find(db, digest, now, idle)
    if session is None or not session.due(now):
        return session
    _here(db, session.staff_id, now)  # before the session: ending one locks its member first, too
    return session if _change(db, session, digest, last_seen_at=now) else find(db, digest, now, idle)


def rotate(db: Session, old: bytes, new: bytes, now: datetime, *, confirmed: bool) -> bool:
    """Give the session a new token, and return whether the old one was still valid.

    The old one is not valid any more. `confirmed` says that a fresh code was given now.
    """
    session = resting(db, old, now)
    confirmation: dict[str, Any] = {"confirmed_at": now} if confirmed else {}
    return session is not None and _change(db, session, new, last_seen_at=now, **confirmation)


def end(db: Session, digest: bytes) -> bool:
    """End the session of this token, and return whether there was one."""
    tokens = keys_of(db).door.token_candidates(_TOKEN, digest)
    return _count(db, delete(StaffSession).where(StaffSession.token_hash.in_(tokens))) > 0


def remove(db: Session, session_id: UUID) -> bool:
    """Remove one row, whatever its state, and return whether it was there."""
    return _count(db, delete(StaffSession).where(StaffSession.id == session_id)) > 0


def end_one(db: Session, staff_id: UUID, session_id: UUID) -> bool:
    """End a session of this member, and return whether it was theirs."""
    theirs = StaffSession.id == session_id, StaffSession.staff_id == staff_id
    return _count(db, delete(StaffSession).where(*theirs)) > 0


def end_all(db: Session, staff_id: UUID, but: UUID | None = None) -> int:
    """End the member's sessions, except one if named, and count them.

    Change the password, code or role first: that locks the member's row, so that no session slips in between.
    """
    own = delete(StaffSession).where(StaffSession.staff_id == staff_id)
    return _count(db, own if but is None else own.where(StaffSession.id != but))


def of(db: Session, staff_id: UUID, now: datetime, idle: timedelta) -> list[StaffSession]:
    """Return the member's live sessions, the latest seen first. None that is forged."""
    live = _read(db, _ALL, member=staff_id, now=now, idle_since=now - idle)
    return [session for session in live if _is_genuine(db, session)]


def signed_in(db: Session, now: datetime, idle: timedelta) -> list[Member]:
    """Return the members who have a live session that is not forged, by name."""
    live = _read(db, _EVERYBODYS, now=now, idle_since=now - idle)
    members = {session.staff_id: session.member for session in live if _is_genuine(db, session)}
    return sorted(members.values(), key=lambda member: (str(member.name), member.id))


def show_names(db: Session, session_id: UUID, until: datetime | None, why: str | None) -> None:
    """Show names in this session's list of patients, for a coded reason.

    None for both hides them.
    """
    for session in _read(db, _THIS, session=session_id):
        if _is_genuine(db, session):
            _change(db, session, names_shown_until=until, names_shown_why=why)


def purge(db: Session, now: datetime) -> int:
    """Delete the sessions that have ended, and return how many those were.

    An idle one stays until its end: a code opens it again on the same computer.
    """
    return len(_PURGE.run(connection_of(db), {"now": now}))


def _count(db: Session, deleted: Delete) -> int:
    return len(db.execute(deleted.returning(StaffSession.id)).all())


def _here(db: Session, staff_id: UUID, now: datetime, **more: datetime) -> str:
    """Record that the member was here, and return their role.

    The session records it too, but that is deleted with the session.
    """
    [[role]] = _HERE.run(connection_of(db), {"member": staff_id, "last_seen_at": now, **more})
    return str(role)


def _of_token(
    db: Session, sessions: Select[*tuple[Any, ...]], digest: bytes, **values: object
) -> StaffSession | None:
    tokens = keys_of(db).door.token_candidates(_TOKEN, digest)
    named = {f"token_{place}": token for place, token in enumerate(tokens)}
    found = _read(db, _by_token(sessions, tuple(named)), **named, **values)
    return found[0] if found else None


def _read(db: Session, sessions: Prepared, **values: object) -> list[StaffSession]:
    rows = sessions.rows(connection_of(db), values)
    of_members = [dict(zip(_OF_MEMBER, row[_AT_MEMBER:], strict=True)) for row in rows]
    return [
        as_read(StaffSession, dict(zip(_NAMES, row, strict=False)) | {"member": member})
        for row, member in zip(rows, members_of(keys_of(db).sealer, of_members), strict=True)
    ]


def _change(db: Session, session: StaffSession, digest: bytes | None = None, **changes: Any) -> bool:
    """Make the changes unless somebody was faster; return whether they were made.

    With the token's digest, the row is under the newest secret afterwards.
    """
    if digest is not None:
        changes["token_hash"] = keys_of(db).door.token(_TOKEN, digest)
    changes["mac"] = _mac(db, vars(session) | changes, session.member.role)
    made = bool(_CHANGE.run(connection_of(db), {"session": session.id, "read": session.mac, **changes}))
    if made:
        vars(session).update(changes)
    return made


def _mac(db: Session, values: Mapping[str, Any], role: str) -> bytes:
    return keys_of(db).door.mac(_MAC, (*fields_of(values, _SAID), role))


def _is_genuine(db: Session, session: StaffSession) -> bool:
    values = vars(session)
    said = (*fields_of(values, _SAID), values["member"].role)
    return isinstance(values["mac"], bytes) and keys_of(db).door.vouches(_MAC, said, values["mac"])


def forged(db: Session) -> list[UUID]:
    """Return the rows that were written by hand, or under a secret that is not listed."""
    return [session.id for session in _read(db, _EVERY) if not _is_genuine(db, session)]
