"""Which of Twilio's tokens still signs: by its place in the list. Of a token itself nothing is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from app.store.tables import twilio_tokens
from app.store.upsert import insert

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_table = twilio_tokens.c
SEEN_FOR: Final = timedelta(hours=1)
"""How long a sighting is not written down again."""


class TwilioTokens:
    """The sightings, as one transaction reads them or adds to them."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def note(self, position: int, listed: int, now: datetime) -> None:
        """Keep that a request was signed with the token at this place (0 is the newest) of so many; hourly at most."""
        seen = insert(self._connection.dialect.name, twilio_tokens).values(
            position=position, listed=listed, last_seen_at=now, hours=1
        )
        again = seen.on_conflict_do_update(
            index_elements=["position", "listed"],
            set_={"last_seen_at": now, "hours": _table.hours + 1},
            where=_table.last_seen_at <= now - SEEN_FOR,
        )
        self._connection.execute(again)

    def last_seen(self, listed: int) -> list[datetime | None]:
        """Return for each of so many tokens, newest first, when one was last seen at its place of a list as long."""
        found = select(_table.position, _table.last_seen_at).where(_table.listed == listed)
        seen: dict[int, datetime] = {
            row.position: row.last_seen_at for row in self._connection.execute(found)
        }
        return [seen.get(position) for position in range(listed)]
