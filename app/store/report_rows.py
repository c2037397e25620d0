"""What the report counts: the intakes and the conversations of a time, and no more of each than is counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import case, func, select

from app.store.columns import BIRTH_DATE
from app.store.tables import conversation_steps, conversations, patients

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Select

    from app.crypto import Sealer, Unreadable

_BATCH: Final = 5000
_intake = patients.c
_step = conversation_steps.c


@dataclass(frozen=True, slots=True)
class CountedIntake:
    """An intake, without whose it is."""

    at: datetime
    language: str
    birth_date: str | Unreadable = field(repr=False)


@dataclass(frozen=True, slots=True)
class CountedConversation:
    """A conversation, without whose it is: when it began, the furthest step it came to, when it first came to the last."""

    began_at: datetime
    furthest: int
    finished_at: datetime | None


class ReportRows:
    """The rows of the report, within one transaction. Read to the end, or the connection stays busy."""

    __slots__ = ("_connection", "_sealer")

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def intakes(self, since: datetime, until: datetime, limit: int) -> Iterator[CountedIntake]:
        """Yield the intakes from `since` to before `until`, newest first, at most `limit`. Opens birth dates, in bulk."""
        of_the_time = (
            select(_intake.id, _intake.created_at, _intake.language, _intake.birth_date)
            .where(_within(_intake.created_at, since, until))
            .order_by(_intake.created_at.desc(), _intake.id.desc())
            .limit(limit)
        )
        for rows in self._batches(of_the_time):
            opened = self._sealer.open_many(BIRTH_DATE, ((row.id, row.birth_date) for row in rows))
            for row, birth_date in zip(rows, opened, strict=True):
                yield CountedIntake(row.created_at, row.language, birth_date)

    def conversations(
        self, since: datetime, until: datetime, steps: Sequence[str], limit: int
    ) -> Iterator[CountedConversation]:
        """Yield the conversations that began in this time, newest first, at most `limit`.

        `furthest` is a place in `steps`. One that is not there counts as the first, where every conversation begins.
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
        for rows in self._batches(of_the_time):
            for row in rows:
                yield CountedConversation(*row)

    def _batches(self, statement: Select[Any]) -> Iterator[Any]:
        streamed = self._connection.execute(statement.execution_options(yield_per=_BATCH))
        yield from streamed.partitions()


def _within(moment: ColumnElement[datetime], since: datetime, until: datetime) -> ColumnElement[bool]:
    return (moment >= since) & (moment < until)
