"""What members searched for in a session, sealed.

The pages of results name a search by its number, so no address holds a word of it. It is deleted with the session.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint, bindparam, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.model import Forget, Model, Seal, Sealed, connection_of, ours, sealed, table_of

_KEPT: Final = 20
"""How many of a session are kept: the latest."""


class SearchQuestion(Model):
    """What a member searched for, and its number within the session."""

    __tablename__ = "search_questions"
    __table_args__ = (UniqueConstraint("session_id", "number"),)

    session_id: Mapped[UUID] = mapped_column(ForeignKey("staff_sessions.id", ondelete="CASCADE"))
    number: Mapped[int]
    question: Sealed[str] = sealed(padded=True)

    seal = Seal("session_id", "number")
    called = "searches"
    forget = Forget(everybodys=True)
    in_backup = False


_THEIRS: Final = SearchQuestion.session_id == bindparam("session")
_ONE: Final = select(SearchQuestion).where(_THEIRS, SearchQuestion.number == bindparam("number"))
_LATEST: Final = select(func.max(SearchQuestion.number)).where(_THEIRS)
_FORGOTTEN: Final = delete(table_of(SearchQuestion)).where(
    _THEIRS, SearchQuestion.number <= bindparam("last")
)


def keep(db: Session, session_id: UUID, text: str) -> int:
    """Keep a question, and return its number within the session.

    Lock the session's member before.
    """
    number = 1 + (latest(db, session_id) or 0)
    db.add(SearchQuestion(session_id=session_id, number=number, question=text))
    db.flush()
    connection_of(db).execute(_FORGOTTEN, {"session": session_id, "last": number - _KEPT})
    return number


def get(db: Session, session_id: UUID, number: int) -> str | None:
    """Return a question of a session, if it is kept and opens."""
    found = db.scalars(_ONE, {"session": session_id, "number": number})
    for each in ours(found, SearchQuestion.question):
        return each.question if isinstance(each.question, str) else None
    return None


def latest(db: Session, session_id: UUID) -> int | None:
    """Return the number of the session's last question."""
    return connection_of(db).scalar(_LATEST, {"session": session_id})
