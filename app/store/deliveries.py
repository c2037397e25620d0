"""What became of the messages that we sent, as Twilio's status callbacks tell: in any order, and more than once."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, select

from app.store.tables import deliveries
from app.store.upsert import insert

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

_table = deliveries.c
FAILED: Final = ("failed", "undelivered")
"""What became of a message that did not reach its receiver."""
_TERMINAL: Final = ("canceled", *FAILED)


@dataclass(frozen=True, slots=True)
class FailedDelivery:
    """That the last message to a conversation did not arrive. `error_code` is Twilio's."""

    at: datetime
    error_code: str | None


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
        rank = self._rank(status)
        news = {"status": status, "rank": rank, "error_code": error_code, "updated_at": now}
        upsert = (
            insert(self._connection.dialect.name, deliveries)
            .values(message_sid=message_sid, conversation_id=conversation_id, **news)
            .on_conflict_do_update(
                index_elements=["message_sid"],
                set_=news,
                where=and_(_table.rank < rank, _table.status.not_in(_TERMINAL)),
            )
        )
        return self._connection.execute(upsert.returning(_table.rank)).first() is not None

    def failure(self, conversation_id: UUID) -> FailedDelivery | None:
        """Return that the last that was heard of a message to this conversation is a failure; None when it is not."""
        heard = select(_table.updated_at, _table.error_code, _table.status)
        newest = heard.where(_table.conversation_id == conversation_id).order_by(
            _table.updated_at.desc(), _table.message_sid.desc()
        )
        row = self._connection.execute(newest.limit(1)).one_or_none()
        return FailedDelivery(row.updated_at, row.error_code) if row and row.status in FAILED else None

    def _rank(self, status: str) -> int:
        try:
            return self.STATUSES[status]
        except KeyError:
            raise ValueError(f"not a message status of Twilio's: {status[:32]!r}") from None
