"""List the looks at one record, as its patient may know them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from app.records.sights import Seen, given, has_left
from app.store import Transaction
from app.store.exports import taken_records
from app.store.trail import audit
from app.store.trail.audit import AuditEvent

_AT_ONCE: Final = 200


class Look(NamedTuple):
    """A line of the trail that gave somebody something of the record."""

    at: datetime
    actor: str
    action: str
    parts: frozenset[Seen]


def looks_at(unit: Transaction, record: UUID) -> list[Look]:
    """Return every look that the trail still has, oldest first.

    A file is a look at each of its records.
    """
    lines = {event.seq: event for event in (*_about(unit, record), *files_with(unit, record))}
    seen = ((event, given(unit, event).get(record)) for _seq, event in sorted(lines.items()))
    return [Look(event.at, event.actor, event.action, parts) for event, parts in seen if parts]


def _about(unit: Transaction, subject: UUID) -> Iterator[AuditEvent]:
    before: int | None = None
    while page := audit.about(unit.db, subject, _AT_ONCE, before):
        yield from page
        before = page[-1].seq


def files_with(unit: Transaction, record: UUID) -> Iterator[AuditEvent]:
    """Yield the lines by which files left that had a record."""
    for taken_by in taken_records.with_record(unit.db, record):
        yield from (event for event in _about(unit, taken_by) if has_left(event))
