"""Sessions of the staff. Nobody can sign in by reading or writing the table.

It holds only an HMAC of a session's token. Another HMAC vouches for the whole row with the member's role: a row that was
inserted, moved to somebody else, prolonged or confirmed by hand is Forged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    Delete,
    Row,
    Select,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from app.store.columns import DEVICE_ROW, DEVICE_TOKEN, SESSION_ROW, SESSION_TOKEN, SHOWING_ROW
from app.store.database import upsert_into
from app.store.rows import Forged, Prepared, SealedRows, columns_of, fields_of
from app.store.staff import CAN_SIGN_IN, MEMBER, Member, hold, member_of
from app.store.tables import staff, staff_devices, staff_sessions, staff_showings

_SPARED: Final = timedelta(seconds=30)


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
    token_hash: bytes = field(repr=False)
    mac: bytes | None = field(repr=False)
    member: Member = field(kw_only=True)

    def due(self, now: datetime) -> bool:
        """Return whether it is time to record that the member is still there."""
        return now - self.last_seen_at >= _SPARED


_staff_sessions = staff_sessions.c
_of_active = _staff_sessions.staff_id.in_(select(staff.c.id).where(CAN_SIGN_IN).correlate(None))
_LIVE: Final = (
    _staff_sessions.last_seen_at > bindparam("idle_since"),
    _staff_sessions.ends_at > bindparam("now"),
    _of_active,
)

_OWN: Final = columns_of(Session, staff_sessions, but=("member",))
_SESSION_FIELDS: Final = (*(column.name for column in _OWN if column is not _staff_sessions.mac), "role")
_MEMBER: Final = tuple(column.label(f"member_{column.name}") for column in MEMBER)
# Built once: building a statement costs as much as running it, and these run for every page.
_ANY: Final = select(*_OWN, *_MEMBER).join(staff, staff.c.id == _staff_sessions.staff_id)
_ONE: Final = _ANY.where(*_LIVE)
_OPEN: Final = _ANY.where(_staff_sessions.ends_at > bindparam("now"), _of_active)
_THIS: Final = Prepared(lambda _dialect: _ANY.where(_staff_sessions.id == bindparam("session")))
_ALL: Final = _ANY.where(*_LIVE, _staff_sessions.staff_id == bindparam("member")).order_by(
    _staff_sessions.last_seen_at.desc(), _staff_sessions.id
)


@cache
def _by_token(sessions: Select[*tuple[Any, ...]], names: tuple[str, ...]) -> Prepared:
    has_token = _staff_sessions.token_hash.in_(list(map(bindparam, names)))
    return Prepared(lambda _dialect: sessions.where(has_token))


class Sessions(SealedRows):
    """The sessions of one transaction.

    A session is alive until `ends_at`, while its member can sign in and was seen within `idle` (ASVS 7.3.1, 7.3.2).
    """

    def open(  # noqa: PLR0917  (the values, in the order of their columns)
        self,
        digest: bytes,
        staff_id: UUID,
        device: str,
        network: str,
        now: datetime,
        ends_at: datetime,
        confirmed_at: datetime | None = None,
    ) -> UUID:
        """Begin a session by its token's SHA-256, and return its id.

        Lock the member first, with `Staff.lock`.
        """
        new = uuid4()
        values = {
            "id": new,
            "token_hash": self._door.token(SESSION_TOKEN, digest),
            "staff_id": staff_id,
            "created_at": now,
            "last_seen_at": now,
            "ends_at": ends_at,
            "confirmed_at": confirmed_at,
            "device": device,
            "network": network,
            "names_shown_until": None,
            "names_shown_why": None,
        }
        role = self._here(staff_id, now, signed_in_at=now)
        self._connection.execute(insert(staff_sessions), values | {"mac": self._mac(values, role)})
        return new

    def find(self, digest: bytes, now: datetime, idle: timedelta) -> Session | None:
        """Return the session of this token if it is alive. Writes nothing.

        Raises:
            Forged: the row, or its member's, was written by hand.
        """
        found = self._of_token(_ONE, digest, now=now, idle_since=now - idle)
        if found is not None and not self._is_genuine(found):
            raise Forged(staff_sessions.name, found.id, found.staff_id)
        if found is not None and not found.member.is_genuine:
            raise Forged(staff.name, found.id, found.staff_id)
        return found

    def resting(self, digest: bytes, now: datetime) -> Session | None:
        """Return the session of this token, even if it has been idle for too long."""
        found = self._of_token(_OPEN, digest, now=now)
        if found is None or not self._is_genuine(found) or not found.member.can_sign_in:
            return None
        return found

    def seen(self, digest: bytes, now: datetime, idle: timedelta) -> Session | None:
        """Return what `find` returns, and record that the member was here.

        It is recorded at most twice a minute, so that few pages write. One conditional UPDATE checks the session again
        as it writes: one that was ended meanwhile stays ended.
        """
        session = self.find(digest, now, idle)
        if session is None or not session.due(now):
            return session
        self._here(session.staff_id, now)  # before the session: ending one locks its member first, too
        return self._change(session, digest, last_seen_at=now) or self.find(digest, now, idle)

    def rotate(self, old: bytes, new: bytes, now: datetime, confirmed: bool) -> bool:
        """Give the session a new token, and return whether the old one was still valid.

        The old one is not valid any more. `confirmed` says that a fresh code was given now.
        """
        session = self._of_token(_OPEN, old, now=now)
        if session is None or not self._is_genuine(session) or not session.member.can_sign_in:
            return False
        confirmation: dict[str, Any] = {"confirmed_at": now} if confirmed else {}
        return self._change(session, new, last_seen_at=now, **confirmation) is not None

    def end(self, digest: bytes) -> bool:
        """End the session of this token, and return whether there was one."""
        these = _staff_sessions.token_hash.in_(self._tokens(digest))
        return self._count(delete(staff_sessions).where(these)) > 0

    def remove(self, session_id: UUID) -> bool:
        """Remove one row, whatever its state, and return whether it was there."""
        return self._count(delete(staff_sessions).where(_staff_sessions.id == session_id)) > 0

    def end_one(self, staff_id: UUID, session_id: UUID) -> bool:
        """End a session of this member, and return whether it was theirs."""
        theirs = _staff_sessions.id == session_id, _staff_sessions.staff_id == staff_id
        return self._count(delete(staff_sessions).where(*theirs)) > 0

    def end_all(self, staff_id: UUID, but: UUID | None = None) -> int:
        """End the member's sessions, except one if named, and count them.

        Change the password, code or role first: that locks the member's row, so that no session slips in between.
        """
        own = delete(staff_sessions).where(_staff_sessions.staff_id == staff_id)
        return self._count(own if but is None else own.where(_staff_sessions.id != but))

    def of(self, staff_id: UUID, now: datetime, idle: timedelta) -> list[Session]:
        """Return the member's live sessions, the latest seen first. None that is forged."""
        live = {"member": staff_id, "now": now, "idle_since": now - idle}
        rows = self._connection.execute(_ALL, live).mappings()
        return [each for row in rows if self._is_genuine(each := self._session(row))]

    def show_names(self, session_id: UUID, until: datetime, why: str) -> None:
        """Show names in this session's list of patients, for a coded reason."""
        self._show(session_id, until, why)

    def hide_names(self, session_id: UUID) -> None:
        """Hide the names in this session's list of patients."""
        self._show(session_id, None, None)

    def _show(self, session_id: UUID, until: datetime | None, why: str | None) -> None:
        session = self._one(_THIS, session=session_id)
        if session is not None and self._is_genuine(session):
            self._change(session, names_shown_until=until, names_shown_why=why)

    def purge(self, now: datetime) -> int:
        """Delete the sessions that have ended, and return how many those were.

        An idle one stays until its end: a code opens it again on the same computer.
        """
        return self._count(delete(staff_sessions).where(_staff_sessions.ends_at <= now))

    def _count(self, deleted: Delete) -> int:
        return len(self._connection.execute(deleted.returning(_staff_sessions.id)).all())

    def forged(self) -> Iterator[UUID]:
        """Yield the rows that do not count.

        They were written by hand, or under a secret that is no longer listed.
        """
        for row in self._connection.execute(_ANY).mappings():
            session = self._session(row)
            if not self._is_genuine(session):
                yield session.id

    def _here(self, staff_id: UUID, now: datetime, **more: datetime) -> str:
        """Record that the member was here, and return their role.

        The session records it too, but that is deleted with the session.
        """
        here = update(staff).where(staff.c.id == staff_id).values(last_seen_at=now, **more)
        role: str = self._connection.execute(here.returning(staff.c.role)).scalar_one()
        return role

    def _of_token(
        self, sessions: Select[*tuple[Any, ...]], digest: bytes, **values: object
    ) -> Session | None:
        tokens = {f"token_{place}": token for place, token in enumerate(self._tokens(digest))}
        return self._one(_by_token(sessions, tuple(tokens)), **tokens, **values)

    def _one(self, statement: Prepared, **values: object) -> Session | None:
        rows = statement.rows(self._connection, values)
        if not rows:
            return None
        (row,) = rows
        return self._session(row._asdict())

    def _session(self, row: Mapping[Any, Any]) -> Session:
        values = dict(row)
        of_member = {own.name: values.pop(label.name) for own, label in zip(MEMBER, _MEMBER, strict=True)}
        return Session(**values, member=member_of(of_member, self._sealer))

    def _change(self, session: Session, digest: bytes | None = None, **changes: Any) -> Session | None:
        """Make the changes unless somebody was faster; return the session as it is now.

        With the token's digest, the row is under the newest secret afterwards.
        """
        if digest is not None:
            changes["token_hash"] = self._door.token(SESSION_TOKEN, digest)
        changed = replace(session, **changes)
        mac = self._mac(_session_values(changed), session.member.role)
        this = update(staff_sessions).where(
            _staff_sessions.id == session.id, _staff_sessions.mac == session.mac
        )
        made = self._connection.execute(this.values(mac=mac, **changes).returning(_staff_sessions.id)).first()
        return None if made is None else replace(changed, mac=mac)

    def _tokens(self, digest: bytes) -> tuple[bytes, ...]:
        return self._door.token_candidates(SESSION_TOKEN, digest)

    def _mac(self, values: Mapping[str, object], role: str) -> bytes:
        return self._door.mac(SESSION_ROW, fields_of({**values, "role": role}, _SESSION_FIELDS))

    def _is_genuine(self, session: Session) -> bool:
        fields = fields_of({**_session_values(session), "role": session.member.role}, _SESSION_FIELDS)
        return session.mac is not None and self._door.vouches(SESSION_ROW, fields, session.mac)


def _session_values(session: Session) -> dict[str, object]:
    return {column.name: getattr(session, column.name) for column in _OWN}


# Devices from which a member signed in. An attack on the account does not lock these out.
#
# An HMAC of the device's token is kept, and another vouches for the whole row: a row written by hand is
# no device of anybody's.

_staff_devices = staff_devices.c
_DEVICE: Final = (
    _staff_devices.id,
    _staff_devices.token_hash,
    _staff_devices.staff_id,
    _staff_devices.created_at,
    _staff_devices.last_used_at,
)
_DEVICE_FIELDS: Final = tuple(column.name for column in _DEVICE)
_KNOWN_FOR: Final = timedelta(days=180)
_MOST: Final = 10


class Devices(SealedRows):
    """The known devices of one transaction. A token is given by its SHA-256."""

    def remember(self, staff_id: UUID, digest: bytes, now: datetime) -> None:
        """Keep a device. Beyond ten, the one that was not used for longest is forgotten."""
        hold(self._connection, staff_id)
        values = {
            "id": uuid4(),
            "token_hash": self._door.token(DEVICE_TOKEN, digest),
            "staff_id": staff_id,
            "created_at": now,
            "last_used_at": now,
        }
        self._connection.execute(insert(staff_devices), values | {"mac": self._mac(values)})
        latest = (_staff_devices.last_used_at.desc(), _staff_devices.created_at.desc(), _staff_devices.id)
        kept = (
            select(_staff_devices.id)
            .where(_staff_devices.staff_id == staff_id)
            .order_by(*latest)
            .limit(_MOST)
        )
        self._connection.execute(
            delete(staff_devices).where(_staff_devices.staff_id == staff_id, _staff_devices.id.not_in(kept))
        )

    def knows(self, staff_id: UUID, digest: bytes, now: datetime) -> bool:
        """Return whether the member used this device in the last half year.

        Writes nothing.
        """
        recent = _staff_devices.last_used_at > now - _KNOWN_FOR
        return bool(self._genuine(self._has(digest), _staff_devices.staff_id == staff_id, recent))

    def used(self, staff_id: UUID, digest: bytes, now: datetime) -> bool:
        """Record that a device of this member was used; return whether it is one.

        Afterwards it is under the newest secret.
        """
        found = self._genuine(self._has(digest), _staff_devices.staff_id == staff_id)
        for values in found:
            changed = values | {"token_hash": self._door.token(DEVICE_TOKEN, digest), "last_used_at": now}
            this = update(staff_devices).where(_staff_devices.id == values["id"])
            self._connection.execute(this.values(**changed, mac=self._mac(changed)))
        return bool(found)

    def is_somebodys(self, digest: bytes) -> bool:
        """Return whether we made this token.

        Several members may share one computer, and so one token.
        """
        return bool(self._genuine(self._has(digest)))

    def forget_all(self, staff_id: UUID) -> int:
        """Forget the member's devices, and return how many those were."""
        forgotten = (
            delete(staff_devices).where(_staff_devices.staff_id == staff_id).returning(_staff_devices.id)
        )
        return len(self._connection.execute(forgotten).all())

    def count(self, staff_id: UUID) -> int:
        """Return how many devices of the member are known."""
        counted = select(func.count()).select_from(staff_devices).where(_staff_devices.staff_id == staff_id)
        return int(self._connection.execute(counted).scalar_one())

    def forged(self) -> Iterator[UUID]:
        """Yield the rows that do not count.

        They were written by hand, or under a secret that is no longer listed.
        """
        for row in self._connection.execute(select(*_DEVICE, _staff_devices.mac)):
            if not self._is_genuine(row):
                yield row.id

    def _has(self, digest: bytes) -> ColumnElement[bool]:
        return _staff_devices.token_hash.in_(self._door.token_candidates(DEVICE_TOKEN, digest))

    def _genuine(self, *conditions: ColumnElement[bool]) -> list[dict[str, Any]]:
        rows = self._connection.execute(select(*_DEVICE, _staff_devices.mac).where(*conditions)).all()
        return [_device_values(row) for row in rows if self._is_genuine(row)]

    def _mac(self, values: Mapping[str, Any]) -> bytes:
        return self._door.mac(DEVICE_ROW, fields_of(values, _DEVICE_FIELDS))

    def _is_genuine(self, row: Row[*tuple[Any, ...]]) -> bool:
        return self._door.vouches(DEVICE_ROW, fields_of(_device_values(row), _DEVICE_FIELDS), row.mac)


def _device_values(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _DEVICE_FIELDS}


# What a session is shown of single records, and until when.
#
# A MAC vouches for each row, as for the session itself: one that was written by hand shows nothing. The rows go with
# their session and with their patient.

_showings = staff_showings.c


@dataclass(frozen=True, slots=True)
class Showing:
    """A part of a record that a session is shown until a moment, for a coded reason."""

    patient_id: UUID
    part: str
    until: datetime
    why: str


_COLUMNS: Final = columns_of(Showing, staff_showings)
_KEY: Final = (_showings.session_id, _showings.patient_id, _showings.part)
_FIELDS: Final = ("session_id", *(column.name for column in _COLUMNS))
_SHOWN: Final = select(*_COLUMNS, _showings.mac).where(
    _showings.session_id == bindparam("session"), _showings.until > bindparam("now")
)
_SHOWN_OF_ONE: Final = _SHOWN.where(_showings.patient_id == bindparam("patient"))


class Showings(SealedRows):
    """The showings of one transaction."""

    def add(
        self, session_id: UUID, patient_id: UUID, parts: Iterable[str], until: datetime, why: str
    ) -> None:
        """Show these parts of a record in a session, for a coded reason."""
        rows = [self._row(session_id, Showing(patient_id, part, until, why)) for part in parts]
        if not rows:
            return  # a print of no part: SQL has no insert of no rows
        inserted = upsert_into(self._connection.dialect.name, staff_showings).values(rows)
        given = {name: inserted.excluded[name] for name in ("until", "why", "mac")}
        self._connection.execute(inserted.on_conflict_do_update(index_elements=_KEY, set_=given))

    def of(self, session_id: UUID, now: datetime, patient_id: UUID | None = None) -> list[Showing]:
        """Return what a session is shown now, of one record or of all."""
        live = _SHOWN if patient_id is None else _SHOWN_OF_ONE
        asked = {"session": session_id, "now": now, "patient": patient_id}
        rows = map(dict, self._connection.execute(live, asked).mappings())
        return [
            Showing(**values) for values in rows if self._is_ours(session_id, values, mac=values.pop("mac"))
        ]

    def end(self, session_id: UUID, patient_id: UUID | None = None) -> None:
        """End what a session is shown of one record, or of all."""
        ended = delete(staff_showings).where(_showings.session_id == session_id)
        if patient_id is not None:
            ended = ended.where(_showings.patient_id == patient_id)
        self._connection.execute(ended)

    def _row(self, session_id: UUID, showing: Showing) -> dict[str, Any]:
        values = {"session_id": session_id} | {name: getattr(showing, name) for name in _FIELDS[1:]}
        return values | {"mac": self._door.mac(SHOWING_ROW, fields_of(values, _FIELDS))}

    def _is_ours(self, session_id: UUID, values: Mapping[str, Any], mac: bytes) -> bool:
        fields = fields_of({"session_id": session_id, **values}, _FIELDS)
        return self._door.vouches(SHOWING_ROW, fields, mac)
