"""One-time links by which a member enrols. Of a link's token only the SHA-256 is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from sqlalchemy import Row, delete, insert, select, update

from app.crypto import Unreadable
from app.store.columns import LINK_TOTP
from app.store.member_rows import hold
from app.store.tables import staff_links

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from app.crypto import Sealer

_table = staff_links.c
_LINK: Final = (_table.id, _table.staff_id, _table.created_by, _table.expires_at, _table.totp)


@dataclass(frozen=True, slots=True)
class Link:
    """A link that was good when it was read."""

    id: UUID
    staff_id: UUID
    created_by: UUID | None
    """The member who made it; None when it was made at the command line."""
    expires_at: datetime
    totp: str | Unreadable = field(repr=False)
    """The seed that this enrolment shows, however often its page is drawn."""


class Links:
    """The links of one transaction."""

    __slots__ = ("_connection", "_sealer")

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def make(  # noqa: PLR0917  (the values, in the order of their columns)
        self,
        staff_id: UUID,
        token_hash: bytes,
        totp_seed: str,
        created_by: UUID | None,
        now: datetime,
        expires_at: datetime,
    ) -> UUID:
        """Make the member's only good link, and return its id: those not used yet are gone."""
        hold(self._connection, staff_id)
        self.void(staff_id)
        new = uuid4()
        values = {
            "id": new,
            "token_hash": token_hash,
            "staff_id": staff_id,
            "created_at": now,
            "created_by": created_by,
            "expires_at": expires_at,
            "totp": self._sealer.seal(LINK_TOTP, new, totp_seed),
        }
        self._connection.execute(insert(staff_links), values)
        return new

    def void(self, staff_id: UUID) -> None:
        """Take the member's links that were not used yet away."""
        unused = _table.staff_id == staff_id, _table.used_at.is_(None)
        self._connection.execute(delete(staff_links).where(*unused))

    def find(self, token_hash: bytes, now: datetime) -> Link | None:
        """Return the link of this token if it is good still. It stays good: a GET may be a mail scanner's."""
        good = select(*_LINK).where(*_good(token_hash, now))
        return self._link(self._connection.execute(good).one_or_none())

    def use(self, token_hash: bytes, now: datetime) -> Link | None:
        """Use the link up, and return it if it was good still. One conditional UPDATE: of those that race, one wins."""
        used = update(staff_links).where(*_good(token_hash, now)).values(used_at=now).returning(*_LINK)
        return self._link(self._connection.execute(used).one_or_none())

    def _link(self, row: Row[*tuple[Any, ...]] | None) -> Link | None:
        return (
            None
            if row is None
            else Link(row.id, row.staff_id, row.created_by, row.expires_at, self._open(row.id, row.totp))
        )

    def _open(self, row: UUID, token: str) -> str | Unreadable:
        try:
            return self._sealer.open(LINK_TOTP, row, token)
        except Unreadable as unreadable:
            return unreadable.with_traceback(None)  # a traceback would hold the frames in which the keys are


def _good(token_hash: bytes, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return _table.token_hash == token_hash, _table.used_at.is_(None), _table.expires_at > now
