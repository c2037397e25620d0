"""What stands out about a record without a word of its answers being opened: for lists, a page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select, update

from app.crypto import Unreadable
from app.store.columns import EXTRA
from app.store.deliveries import FAILED
from app.store.legal_holds import is_held
from app.store.patient import dump_flags, flags_in
from app.store.patient_rows import PatientRows
from app.store.restrictions import at_rest
from app.store.tables import conversations, deliveries, patients

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from sqlalchemy import ColumnElement

RESTRICTED: Final = "restricted"
OPTED_OUT: Final = "opted_out"
UNDELIVERED: Final = "undelivered"
ON_HOLD: Final = "on_hold"
_table = patients.c
_BATCH: Final = 500


class PatientMarks(PatientRows):
    """What marks records."""

    __slots__ = ()

    def marks(self, patient_ids: Collection[UUID]) -> dict[UUID, list[str]]:
        """Return by patient which of the marks above they have: one statement for them all, and nothing is opened."""
        marked = {
            RESTRICTED: at_rest(),
            OPTED_OUT: func.coalesce(conversations.c.opted_out, False),
            UNDELIVERED: _last_status().in_(FAILED),
            ON_HOLD: is_held(_table.id),
        }
        found = select(_table.id, *(condition.label(mark) for mark, condition in marked.items()))
        found = found.outerjoin(conversations, conversations.c.id == _table.conversation_id)
        rows = self._connection.execute(found.where(_table.id.in_(patient_ids)))
        return {row.id: [mark for mark in marked if row._mapping[mark]] for row in rows}  # noqa: SLF001  (SQLAlchemy's public name)

    def settle_flags(self, after: UUID | None = None) -> UUID | None:
        """Put the flags of some records, which an earlier release sealed in `extra`, into their column.

        Return where to go on; None once that was all. What no key of ours opens stays as it is, and pages say so.
        """
        some = select(_table.id, _table.extra).where(_table.flags.is_(None)).order_by(_table.id).limit(_BATCH)
        rows = self._connection.execute(some if after is None else some.where(_table.id > after)).all()
        opened = self._sealer.open_many(EXTRA, ((row.id, row.extra) for row in rows))
        for row, extra in zip(rows, opened, strict=True):
            if not isinstance(extra, Unreadable):
                of_them = update(patients).where(_table.id == row.id, _table.flags.is_(None))
                self._connection.execute(of_them.values(flags=dump_flags(flags_in(extra))))
        return rows[-1].id if len(rows) == _BATCH else None


def _last_status() -> ColumnElement[str]:
    """Return what became of the last message that we sent to the patient's conversation."""
    last = select(deliveries.c.status).where(deliveries.c.conversation_id == _table.conversation_id)
    newest = last.order_by(deliveries.c.updated_at.desc(), deliveries.c.message_sid.desc()).limit(1)
    return newest.correlate(patients).scalar_subquery()
