"""Carry sessions through the upgrade that begins to vouch for them.

The first release kept the SHA-256 of a session's token, and found a session by it. Now an HMAC of that digest is kept,
with another that vouches for the row, so each session can be written once more as ours. The row from before stays
beside it, without a MAC: machines that still run the first release find theirs, and nothing of ours ever looks at it.

Like the seals of members, this is done once, by an upgrade that has the keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from app.store.rows import Keys
from app.store.sessions import Sessions
from app.store.staff import CAN_SIGN_IN
from app.store.tables import staff, staff_sessions

FIRST_RELEASE: Final = "0008"
"""Its newest migration. The next one begins to vouch for sessions, and ends those from before."""
_LONGEST: Final = timedelta(hours=24)
"""No setting lets a session last longer."""
_FROM_BEFORE: Final = tuple(column for column in staff_sessions.columns if column.name != "mac")


@dataclass(frozen=True, slots=True)
class Carried:
    """The sessions that were open when the upgrade began."""

    rows: Sequence[dict[str, Any]]

    @classmethod
    def read(cls, connection: Connection, now: datetime) -> Carried:
        """Return the open sessions of members who can sign in, of the old tables."""
        is_open = staff_sessions.c.ends_at.between(now, now + _LONGEST)
        of_active = staff_sessions.c.staff_id.in_(select(staff.c.id).where(CAN_SIGN_IN))
        found = connection.execute(select(*_FROM_BEFORE).where(is_open, of_active)).mappings()
        return cls([dict(row) for row in found])

    def write(self, connection: Connection, keys: Keys) -> None:
        """Write each session as ours, and as machines of the first release find it."""
        if self.rows:
            connection.execute(insert(staff_sessions), [{**row, "mac": None} for row in self.rows])
            Sessions(connection, keys).carry(self.rows)
