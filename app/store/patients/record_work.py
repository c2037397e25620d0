"""Change where the work on a record stands, all of it at once or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, update
from sqlalchemy.orm import Session

from app.store.patients.patient import Patient, patients
from app.store.patients.patients import FOLLOW_UP

_table = patients.c


@dataclass(frozen=True, slots=True)
class Work:
    """Where the work on a record stands: its status, who has it, and when it is due."""

    status: str
    assigned_to: UUID | None
    due_on: date | None

    @classmethod
    def on(cls, patient: Patient) -> Work:
        """Return where it stands now."""
        return cls(patient.status, patient.assigned_to, patient.due_on)

    def caught_up(self, now: Work, after: Work) -> Work:
        """Return the same, but for what is already as it is to be."""
        return Work(
            after.status if now.status == after.status else self.status,
            after.assigned_to if now.assigned_to == after.assigned_to else self.assigned_to,
            after.due_on if (now.status, now.due_on) == (after.status, after.due_on) else self.due_on,
        )


def change(  # noqa: PLR0917  (what a form holds)
    db: Session,
    patient_id: UUID,
    before: Work,
    after: Work,
    now: datetime,
    seen: int | None = None,
    by: UUID | None = None,
) -> bool:
    """Change what differs if it is still as `before`, and return whether it was.

    `seen` is the number of `news` that the member was shown. With it, nothing is changed unless they have seen all
    news, which then counts as read. The member who is given the record is shown it as new, unless they are `by`.
    """
    still: list[ColumnElement[bool]] = []
    values: dict[str, object] = {"updated_at": now}
    if after.status != before.status:
        still.append(_table.status == before.status)
        values |= {"status": after.status, "due_on": after.due_on}
        if seen is not None:
            still.append(or_(_table.news_at.is_(None), _table.news == seen))
            values |= {"news_since": None, "news_at": None}
    elif after.due_on != before.due_on:
        still += [_table.status == FOLLOW_UP, _table.due_on.is_not_distinct_from(before.due_on)]
        values |= {"due_on": after.due_on}
    if after.assigned_to != before.assigned_to:
        still.append(_table.assigned_to.is_not_distinct_from(before.assigned_to))
        is_news = after.assigned_to is not None and after.assigned_to != by
        values |= {"assigned_to": after.assigned_to, "assigned_news_at": now if is_news else None}
    changed = update(patients).where(_table.id == patient_id, *still).values(values)
    return db.execute(changed.returning(_table.id)).first() is not None
