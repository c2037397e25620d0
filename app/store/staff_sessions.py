"""Sessions of the staff. Of a session's token only the SHA-256 is kept: who reads the table cannot sign in with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from sqlalchemy import bindparam, delete, insert, or_, select, update

from app.store.member_rows import CAN_SIGN_IN, MEMBER, member_of
from app.store.tables import staff, staff_sessions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Delete

    from app.store.member import Member

_SPARED: Final = timedelta(seconds=30)
_table = staff_sessions.c
_of_active = _table.staff_id.in_(select(staff.c.id).where(CAN_SIGN_IN).correlate(None))
_LIVE: Final = (
    _table.last_seen_at > bindparam("idle_since"),
    _table.ends_at > bindparam("now"),
    _of_active,
)

_OWN: Final = (
    _table.id,
    _table.staff_id,
    _table.created_at,
    _table.last_seen_at,
    _table.ends_at,
    _table.confirmed_at,
    _table.device,
    _table.network,
    _table.names_shown_until,
    _table.names_shown_why,
)
# Built once: to build a statement costs as much as to run it, and these run for every page.
_JOINED: Final = select(*_OWN, *MEMBER).join(staff, staff.c.id == _table.staff_id).where(*_LIVE)
_ONE: Final = _JOINED.where(_table.token_hash == bindparam("token"))
_ALL: Final = _JOINED.where(_table.staff_id == bindparam("member")).order_by(
    _table.last_seen_at.desc(), _table.id
)
_MOVE: Final = (
    update(staff_sessions)
    .where(_table.token_hash == bindparam("token"), *_LIVE)
    .values(last_seen_at=bindparam("now"))
    .returning(_table.id)
)


@dataclass(frozen=True, slots=True)
class Session:
    """A session that was alive when it was read."""

    id: UUID
    staff_id: UUID
    created_at: datetime
    last_seen_at: datetime
    ends_at: datetime
    confirmed_at: datetime | None
    """When a fresh code was last given."""
    device: str
    network: str
    names_shown_until: datetime | None
    """Until when the list of patients shows names, and for which reason."""
    names_shown_why: str | None
    member: Member = field(kw_only=True)

    def due(self, now: datetime) -> bool:
        """Return whether it is time to write down that the member is still there."""
        return now - self.last_seen_at >= _SPARED


class Sessions:
    """The sessions of one transaction.

    A session is alive until `ends_at`, while its member can sign in and was seen within `idle` (ASVS 7.3.1, 7.3.2).
    """

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(  # noqa: PLR0917  (the values, in the order of their columns)
        self,
        token_hash: bytes,
        staff_id: UUID,
        device: str,
        network: str,
        now: datetime,
        ends_at: datetime,
        confirmed_at: datetime | None = None,
    ) -> UUID:
        """Begin a session, and return its id. Hold the member first: see `Staff.lock`."""
        new = uuid4()
        values = {
            "id": new,
            "token_hash": token_hash,
            "staff_id": staff_id,
            "created_at": now,
            "last_seen_at": now,
            "ends_at": ends_at,
            "confirmed_at": confirmed_at,
            "device": device,
            "network": network,
        }
        self._connection.execute(insert(staff_sessions), values)
        return new

    def find(self, token_hash: bytes, now: datetime, idle: timedelta) -> Session | None:
        """Return the session of this token if it is alive. Writes nothing."""
        row = self._connection.execute(
            _ONE, {"token": token_hash, "now": now, "idle_since": now - idle}
        ).one_or_none()
        return None if row is None else _session(row)

    def seen(self, token_hash: bytes, now: datetime, idle: timedelta) -> Session | None:
        """Do as `find`, and keep that the member was here: at most twice a minute, so that few pages write.

        One conditional UPDATE judges again as it writes: a session that was ended meanwhile stays so.
        """
        session = self.find(token_hash, now, idle)
        if session is None or not session.due(now):
            return session
        moved = {"token": token_hash, "now": now, "idle_since": now - idle}
        if self._connection.execute(_MOVE, moved).first() is None:
            return None
        return replace(session, last_seen_at=now)

    def rotate(self, old_hash: bytes, new_hash: bytes, now: datetime, confirmed: bool) -> bool:
        """Give the session a new token, and return whether the old one was still its own. The old one is dead then.

        `confirmed` says that a fresh code was given now.
        """
        rotated = (
            update(staff_sessions)
            .where(_table.token_hash == old_hash, _table.ends_at > now, _of_active)
            .values(token_hash=new_hash, last_seen_at=now, **({"confirmed_at": now} if confirmed else {}))
            .returning(_table.id)
        )
        return self._connection.execute(rotated).first() is not None

    def end(self, token_hash: bytes) -> bool:
        """End the session of this token, and return whether there was one."""
        return self._count(delete(staff_sessions).where(_table.token_hash == token_hash)) > 0

    def end_one(self, staff_id: UUID, session_id: UUID) -> bool:
        """End a session of this member, and return whether it was theirs."""
        own = delete(staff_sessions).where(_table.id == session_id, _table.staff_id == staff_id)
        return self._count(own) > 0

    def end_all(self, staff_id: UUID, but: UUID | None = None) -> int:
        """End the member's sessions, all but one if it is named, and return how many those were.

        Change the password, code or role first: that holds the member's row, and no session slips in between.
        """
        own = delete(staff_sessions).where(_table.staff_id == staff_id)
        return self._count(own if but is None else own.where(_table.id != but))

    def of(self, staff_id: UUID, now: datetime, idle: timedelta) -> list[Session]:
        """Return the member's sessions that are alive, the latest seen first."""
        live = {"member": staff_id, "now": now, "idle_since": now - idle}
        return [_session(row) for row in self._connection.execute(_ALL, live)]

    def show_names(self, session_id: UUID, until: datetime, why: str) -> None:
        """Have the list of patients show names in this session until then, for a coded reason."""
        self._show(session_id, until, why)

    def hide_names(self, session_id: UUID) -> None:
        """Have the list of patients show no names in this session."""
        self._show(session_id, None, None)

    def _show(self, session_id: UUID, until: datetime | None, why: str | None) -> None:
        shown = update(staff_sessions).where(_table.id == session_id)
        self._connection.execute(shown.values(names_shown_until=until, names_shown_why=why))

    def purge(self, now: datetime, idle: timedelta) -> int:
        """Delete the sessions whose time is over, and return how many those were."""
        over = or_(_table.ends_at <= now, _table.last_seen_at <= now - idle)
        return self._count(delete(staff_sessions).where(over))

    def _count(self, deleted: Delete) -> int:
        return len(self._connection.execute(deleted.returning(_table.id)).all())


def _session(row: Sequence[Any]) -> Session:
    own = len(_OWN)
    return Session(*row[:own], member=member_of(row[own:]))
