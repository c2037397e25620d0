"""The rows of the report: the intakes and conversations of a time.

Only the columns that it counts are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Dialect, Row, Select, SQLColumnExpression, case, func, select
from sqlalchemy.orm import Session

from app.crypto import Sealer, Unreadable
from app.store.conversations.conversation_steps import ConversationStep
from app.store.conversations.conversations import ConversationRow
from app.store.exports.export_rows import raw_values, reader
from app.store.model import keys_of, table_of
from app.store.patients.patient import Patient, patients
from app.store.patients.restrictions import is_restricted
from app.store.rows import one_of
from app.store.trail.audit import AuditEvent
from app.store.trail.recorded import STATUS_CHANGED

_BATCH: Final = 5000
_intake = patients.c
_COUNTED: Final = raw_values((_intake.id, _intake.created_at, _intake.language, _intake.birth_date))
"""The columns that are selected."""


@dataclass(frozen=True, slots=True)
class CountedIntake:
    """An intake for the report, without anything that tells whose it is."""

    at: datetime
    language: str
    birth_date: str | Unreadable = field(repr=False)


class SealedIntakes:
    """Some intakes, whose birth dates are not opened yet.

    They outlive their transaction: on SQLite, other writers wait until it ends.
    """

    __slots__ = ("_dialect", "_rows", "_sealer")

    def __init__(self, rows: Sequence[Row[Any]], dialect: Dialect, sealer: Sealer) -> None:
        self._rows = rows
        self._dialect = dialect
        self._sealer = sealer

    def __len__(self) -> int:
        return len(self._rows)

    def opened(self) -> Iterator[CountedIntake]:
        """Yield the intakes in order, birth dates opened in bulk.

        Record in the audit trail that they are opened before calling this.
        """
        read_id, read_moment = (reader(column, self._dialect) for column in (_intake.id, _intake.created_at))
        for start in range(0, len(self), _BATCH):
            rows = self._rows[start : start + _BATCH]
            sealed = ((read_id(row.id), row.birth_date) for row in rows)
            for row, birth_date in zip(
                rows, self._sealer.open_many(Patient.birth_date.column, sealed), strict=True
            ):
                yield CountedIntake(read_moment(row.created_at), row.language, birth_date)


_step = table_of(ConversationStep).c


class CountedConversation(NamedTuple):
    """A conversation for the report, not linked to a sender.

    When it began, the furthest step it reached, and when it first reached the last.
    """

    began_at: datetime
    furthest: int
    finished_at: datetime | None


def intakes(db: Session, since: datetime, until: datetime, limit: int) -> SealedIntakes:
    """Return the newest intakes from `since` to before `until`, none opened.

    Restricted records are left out.
    """
    of_the_time: Select[*tuple[Any, ...]] = (
        select(*_COUNTED)
        .where(_within(_intake.created_at, since, until), ~is_restricted())
        .order_by(_intake.created_at.desc(), _intake.id.desc())
        .limit(limit)
    )
    rows = db.execute(of_the_time).all()
    return SealedIntakes(rows, db.connection().dialect, keys_of(db).sealer)


def reviews(db: Session, since: datetime, until: datetime, limit: int) -> list[tuple[datetime, datetime]]:
    """Return when intakes came, and when their status was first changed.

    The newest come first, and those that are still new are left out, as restricted ones are.
    """
    first = func.min(AuditEvent.at)
    of_the_time = (
        select(_intake.created_at, first)
        .join(AuditEvent, AuditEvent.subject_id == _intake.id)
        .where(
            _within(_intake.created_at, since, until),
            ~is_restricted(),
            AuditEvent.action == STATUS_CHANGED.code,
        )
        .group_by(_intake.id, _intake.created_at)
        .order_by(_intake.created_at.desc(), _intake.id.desc())
        .limit(limit)
    )
    return [(came, reviewed) for came, reviewed in db.execute(of_the_time)]


def conversations_of(
    db: Session, since: datetime, until: datetime, steps: Sequence[str], limit: int
) -> Iterator[CountedConversation]:
    """Yield the conversations that began in this time, newest first, at most `limit`.

    `furthest` is a place in `steps`. One that is not there counts as the first, where every conversation begins.
    Read to the end, or the connection stays busy.
    """
    places = {step: place for place, step in enumerate(steps)}
    began_at = func.min(ConversationRow.created_at)
    of_the_time = (
        select(
            began_at.label("began_at"),
            func.max(case(places, value=_step.step, else_=0)).label("furthest"),
            func.min(case((_step.step == steps[-1], _step.at))).label("finished_at"),
        )
        .select_from(table_of(ConversationStep))
        .join(table_of(ConversationRow), ConversationRow.id == _step.conversation_id)
        .where(_within(_step.at, since, until), _within(ConversationRow.created_at, since, until))
        .group_by(_step.conversation_id)
        .order_by(began_at.desc())
        .limit(limit)
    )
    for row in db.execute(of_the_time.execution_options(yield_per=_BATCH)):
        yield one_of(CountedConversation, row)


def _within(moment: SQLColumnExpression[datetime], since: datetime, until: datetime) -> ColumnElement[bool]:
    return (moment >= since) & (moment < until)
