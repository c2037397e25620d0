"""What members searched for in a session, sealed.

The pages of results name a search by its number, so no address holds a word of it. It is deleted with the session.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select

from app.crypto import Unreadable
from app.store.columns import SEARCH_QUESTION
from app.store.rows import SealedRows
from app.store.tables import search_questions
from app.store.vouched import Vouched

_table = search_questions.c
_vouched: Final = Vouched(search_questions)
_KEPT: Final = 20
"""How many of a session are kept: the latest."""


class Questions(SealedRows):
    """The questions of one transaction. Lock the session's member before keeping one."""

    def keep(self, session_id: UUID, text: str) -> int:
        """Keep a question, and return its number within the session."""
        highest = select(func.max(_table.number)).where(_table.session_id == session_id)
        number = 1 + int(self._connection.execute(highest).scalar_one() or 0)
        new = uuid4()
        values = {"id": new, "session_id": session_id, "number": number}
        sealed = self._sealer.seal(SEARCH_QUESTION, new, text)
        vouched = _vouched.by(self._sealer, values)
        self._connection.execute(insert(search_questions).values(**values, **vouched, question=sealed))
        old = delete(search_questions).where(_table.session_id == session_id, _table.number <= number - _KEPT)
        self._connection.execute(old)
        return number

    def get(self, session_id: UUID, number: int) -> str | None:
        """Return a question of a session, if it is kept and opens."""
        found = select(search_questions).where(_table.session_id == session_id, _table.number == number)
        row = self._connection.execute(found).one_or_none()
        if row is None or not _vouched.is_genuine(self._sealer, row):
            return None
        try:
            return self._sealer.open(SEARCH_QUESTION, row.id, row.question)
        except Unreadable:
            return None

    def forget_all(self) -> None:
        """Forget everybody's searches: one may hold the name of an erased patient."""
        self._connection.execute(delete(search_questions))

    def latest(self, session_id: UUID) -> int | None:
        """Return the number of the session's last question."""
        highest = select(func.max(_table.number)).where(_table.session_id == session_id)
        number: int | None = self._connection.execute(highest).scalar_one()
        return number
