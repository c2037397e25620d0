"""The clinic's saved replies: words that staff send to patients again and again.

They should name no patient. They are sealed all the same, because only a sentence on the form asks for that.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, delete, func, insert, literal, select, update

from app.crypto import Unreadable
from app.store.columns import SAVED_REPLY, SAVED_REPLY_NAME
from app.store.rows import SealedRows
from app.store.tables import saved_replies

MOST_REPLIES: Final = 60
"""The most that there may be, in all languages together."""
LONGEST_NAME: Final = 60
LONGEST_TEXT: Final = 1000
_replies = saved_replies.c


@dataclass(frozen=True, slots=True)
class SavedReply:
    """One saved reply. What does not open is None."""

    id: UUID
    language: str
    version: int
    name: str | None = field(repr=False)
    text: str | None = field(repr=False)


class SavedReplies(SealedRows):
    """The saved replies of one transaction."""

    def all(self) -> list[SavedReply]:
        """Return the saved replies, the oldest first."""
        return self._opened()

    def get(self, reply_id: UUID) -> SavedReply | None:
        """Return a saved reply; None when there is none."""
        return next(iter(self._opened(_replies.id == reply_id)), None)

    def add(self, language: str, name: str, text: str, now: datetime) -> UUID | None:
        """Save a reply and return its id; None when there are too many."""
        row = uuid4()
        values = self._sealed(row, name, text) | {
            "id": row, "language": language, "version": 1, "created_at": now,
        }  # fmt: skip
        others = select(func.count()).select_from(saved_replies).scalar_subquery()
        new = select(*(literal(each, _replies[column].type) for column, each in values.items()))
        added = insert(saved_replies).from_select(list(values), new.where(others < MOST_REPLIES))
        self._connection.execute(added)
        return row if self._is_there(row) else None

    def change(self, reply: SavedReply, name: str, text: str) -> bool:
        """Change a reply, and return whether it is still as it was read."""
        as_read = (_replies.id == reply.id, _replies.version == reply.version)
        changed = update(saved_replies).where(*as_read).values(
            version=reply.version + 1, **self._sealed(reply.id, name, text)
        )  # fmt: skip
        return self._connection.execute(changed.returning(_replies.id)).first() is not None

    def delete(self, reply_id: UUID) -> bool:
        """Delete a reply, and return whether there was one."""
        gone = delete(saved_replies).where(_replies.id == reply_id)
        return self._connection.execute(gone.returning(_replies.id)).first() is not None

    def _sealed(self, row: UUID, name: str, text: str) -> dict[str, object]:
        return {
            SAVED_REPLY_NAME.name: self._sealer.seal(SAVED_REPLY_NAME, row, name),
            SAVED_REPLY.name: self._sealer.seal(SAVED_REPLY, row, text),
        }

    def _is_there(self, row: UUID) -> bool:
        found = select(_replies.id).where(_replies.id == row)
        return self._connection.execute(found).first() is not None

    def _opened(self, *which: ColumnElement[bool]) -> list[SavedReply]:
        ordered = select(saved_replies).where(*which).order_by(_replies.created_at, _replies.id)
        rows = self._connection.execute(ordered.limit(MOST_REPLIES)).all()
        names = self._sealer.open_many(SAVED_REPLY_NAME, [(row.id, row.name) for row in rows])
        texts = self._sealer.open_many(SAVED_REPLY, [(row.id, row.text) for row in rows])
        return [
            SavedReply(row.id, row.language, row.version, _read(name), _read(text))
            for row, name, text in zip(rows, names, texts, strict=True)
        ]


def _read(opened: str | Unreadable) -> str | None:
    return opened if isinstance(opened, str) else None
