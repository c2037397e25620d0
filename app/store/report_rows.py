"""What the report counts: the intakes and the conversations of a time, and no more of each than is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import case, func, select

from app.store.restrictions import at_rest
from app.store.sealed_intakes import AS_STORED, SealedIntakes
from app.store.tables import conversation_steps, conversations, patients

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Select

    from app.crypto import Sealer

_BATCH: Final = 5000
_intake = patients.c
_step = conversation_steps.c


@dataclass(frozen=True, slots=True)
class CountedConversation:
    """A conversation, without whose it is: when it began, the furthest step it came to, when it first came to the last."""

    began_at: datetime
    furthest: int
    finished_at: datetime | None


class ReportRows:
    """The rows of the report, within one transaction."""

    __slots__ = ("_connection", "_sealer")

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def intakes(self, since: datetime, until: datetime, limit: int) -> SealedIntakes:
        """Return the intakes from `since` to before `until`, newest first, at most `limit`. Opens none, and leaves out who is restricted."""
        of_the_time: Select[*tuple[Any, ...]] = (
            select(*AS_STORED)
            .where(_within(_intake.created_at, since, until), ~at_rest())
            .order_by(_intake.created_at.desc(), _intake.id.desc())
            .limit(limit)
        )
        rows = self._connection.execute(of_the_time).all()
        return SealedIntakes(rows, self._connection.dialect, self._sealer)

    def conversations(
        self, since: datetime, until: datetime, steps: Sequence[str], limit: int
    ) -> Iterator[CountedConversation]:
        """Yield the conversations that began in this time, newest first, at most `limit`.

        `furthest` is a place in `steps`. One that is not there counts as the first, where every conversation begins.
        Read to the end, or the connection stays busy.
        """
        places = {step: place for place, step in enumerate(steps)}
        began_at = func.min(conversations.c.created_at)
        of_the_time = (
            select(
                began_at,
                func.max(case(places, value=_step.step, else_=0)),
                func.min(case((_step.step == steps[-1], _step.at))),
            )
            .select_from(conversation_steps)
            .join(conversations, conversations.c.id == _step.conversation_id)
            .where(_within(_step.at, since, until), _within(conversations.c.created_at, since, until))
            .group_by(_step.conversation_id)
            .order_by(began_at.desc())
            .limit(limit)
        )
        for row in self._connection.execute(of_the_time.execution_options(yield_per=_BATCH)):
            yield CountedConversation(*row)


def _within(moment: ColumnElement[datetime], since: datetime, until: datetime) -> ColumnElement[bool]:
    return (moment >= since) & (moment < until)
