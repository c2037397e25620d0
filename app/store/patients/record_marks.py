"""What stands out about a record, for lists and for its page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Select, bindparam, case, func, select
from sqlalchemy.orm import Session

from app.crypto import Unreadable
from app.store.conversations.conversations import ConversationRow
from app.store.conversations.spellings import SENDER_ADDRESS
from app.store.model import connection_of, keys_of, table_of
from app.store.patients import allergies
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
_talks = table_of(ConversationRow).c


class Marked(NamedTuple):
    """What stands out about a record, and what was asked for beside it."""

    marks: list[str]
    why_undelivered: str | None
    """The code of why our last message did not arrive."""
    address: str | Unreadable | None = None
    allergy: bool | None = None
    """Whether one was stated; None where no key of ours opens it, or it was not asked for."""


UNMARKED: Final = Marked([], None)
"""Of a record that is gone."""


def of(
    db: Session, patient_ids: Collection[UUID], *, addresses: bool = False, with_allergies: bool = False
) -> dict[UUID, Marked]:
    """Map each patient to what stands out about the record, by one statement.

    Their addresses and whether they stated an allergy are opened in bulk, if they are asked for.
    """
    if not patient_ids:
        return {}
    statement = asked(addresses=addresses, with_allergies=with_allergies)
    rows = connection_of(db).execute(statement, {"patients": list(patient_ids)}).mappings().all()
    return read(db, rows, addresses=addresses, with_allergies=with_allergies)


def read(
    db: Session, rows: Sequence[RowMapping], *, addresses: bool = False, with_allergies: bool = False
) -> dict[UUID, Marked]:
    """Return what the rows of `asked` say."""
    spoke = {row["spoke"]: row["address"] for row in rows if row["spoke"]} if addresses else {}
    opened = keys_of(db).sealer.open_many(SENDER_ADDRESS, spoke.items())
    numbers = dict(zip(spoke, opened, strict=True))
    stated = allergies.opened(db, rows) if with_allergies else {}
    return {
        row["id"]: Marked(
            [mark for mark in _MARKS if row[mark]],
            row["why"],
            numbers.get(row["spoke"]) if addresses else None,
            stated.get(row["id"]),
        )
        for row in rows
    }


@cache  # every list and every record needs one of them, and building it takes as long as running it
def asked(*, addresses: bool = False, with_allergies: bool = False) -> Select[*tuple[Any, ...]]:
    """Return the SELECT of what stands out about `patients`."""
    beside = [_talks.id.label("spoke"), _talks.address] if addresses else []
    return (
        select(
            _table.id,
            *(condition.label(mark) for mark, condition in _MARKS.items()),
            case((is_undelivered(), last_error())).label("why"),
            *beside,
            *(allergies.SEALED if with_allergies else ()),
        )
        .outerjoin(table_of(ConversationRow), _talks.id == _table.conversation_id)
        .where(_table.id.in_(bindparam("patients", expanding=True)))
    )
