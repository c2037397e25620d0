"""What stands out about a record, for lists and for its page."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, bindparam, func, select
from sqlalchemy.orm import Session

from app.store.conversations.conversations import ConversationRow
from app.store.model import connection_of, table_of
from app.store.patients.legal_holds import has_hold
from app.store.patients.patient import patients
from app.store.patients.patient_flags import OPTED_OUT, RESTRICTED, UNDELIVERED, is_undelivered, last_error
from app.store.patients.restrictions import is_restricted

_table = patients.c
ON_HOLD: Final = "on_hold"
_MARKS: Final[dict[str, ColumnElement[Any]]] = {
    RESTRICTED: is_restricted(),
    OPTED_OUT: func.coalesce(ConversationRow.opted_out, False),
    UNDELIVERED: is_undelivered(),
    ON_HOLD: has_hold(_table.id),
}
# Built once: every list and every record needs them, and building one takes as long as running it.
_those: Final[BindParameter[Any]] = bindparam("patients", expanding=True)
_MARKED: Final = (
    select(_table.id, *(condition.label(mark) for mark, condition in _MARKS.items()))
    .outerjoin(table_of(ConversationRow), ConversationRow.id == _table.conversation_id)
    .where(_table.id.in_(_those))
)
_WHY_UNDELIVERED: Final = select(_table.id, last_error().label("why")).where(_table.id.in_(_those))


def of(db: Session, patient_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """Map each patient to what stands out about the record, by one statement."""
    rows = connection_of(db).execute(_MARKED, {"patients": list(patient_ids)}).mappings()
    return {row["id"]: [mark for mark in _MARKS if row[mark]] for row in rows}


def why_undelivered(db: Session, patient_ids: Collection[UUID]) -> dict[UUID, str | None]:
    """Map each patient to the code of why our last message did not arrive."""
    if not patient_ids:
        return {}
    found = connection_of(db).execute(_WHY_UNDELIVERED, {"patients": list(patient_ids)})
    return {row.id: row.why for row in found}
