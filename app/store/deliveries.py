"""What became of the messages that we sent, as Twilio's status callbacks tell: in any order, and more than once."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, select, update

from app.store.tables import deliveries
from app.store.upsert import insert

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

_table = deliveries.c
_TERMINAL: Final = ("canceled", "failed", "undelivered")


class Deliveries:
    """The deliveries of one transaction. A status moves up Twilio's ladder, and nothing follows a terminal one."""

    STATUSES: Final[Mapping[str, int]] = MappingProxyType(
        {
            "accepted": 0,
            "scheduled": 1,
            "queued": 2,
            "sending": 3,
            "sent": 4,
            "partially_delivered": 5,
            **dict.fromkeys(_TERMINAL, 6),
            "delivered": 7,
            "read": 8,
        }
    )

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def advance(
        self, message_sid: str, conversation_id: UUID, status: str, error_code: str | None, now: datetime
    ) -> bool:
        """Return whether the status is news; keep it if so.

        Raises:
            ValueError: Twilio has no such status.
        """
        news = self._news(status, error_code, now)
        upsert = (
            insert(self._connection.dialect.name, deliveries)
            .values(message_sid=message_sid, conversation_id=conversation_id, **news)
            .on_conflict_do_update(index_elements=["message_sid"], set_=news, where=self._below(status))
        )
        return self._connection.execute(upsert.returning(_table.rank)).first() is not None

    def advance_known(
        self, message_sid: str, status: str, error_code: str | None, now: datetime
    ) -> bool | None:
        """Do as `advance` for a message on record; return None when it is not.

        Raises:
            ValueError: Twilio has no such status.
        """
        this = _table.message_sid == message_sid
        news = self._news(status, error_code, now)
        moved = update(deliveries).where(this, self._below(status)).values(news).returning(_table.rank)
        if self._connection.execute(moved).first() is not None:
            return True
        known = self._connection.execute(select(_table.rank).where(this)).first() is not None
        return False if known else None

    def _news(self, status: str, error_code: str | None, now: datetime) -> dict[str, object]:
        return {"status": status, "rank": self._rank(status), "error_code": error_code, "updated_at": now}

    def _below(self, status: str) -> ColumnElement[bool]:
        return and_(_table.rank < self._rank(status), _table.status.not_in(_TERMINAL))

    def _rank(self, status: str) -> int:
        try:
            return self.STATUSES[status]
        except KeyError:
            raise ValueError(f"not a message status of Twilio's: {status[:32]!r}") from None
