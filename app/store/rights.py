"""What patients asked for under their rights: noted, due by a day, and closed once. Of one kind, one is open at a time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from sqlalchemy import and_, case, exists, func, or_, select, update

from app.store.columns import REQUEST_NOTE
from app.store.patient import NoSuchPatient, Opened
from app.store.tables import audit_events, patients, rights_requests
from app.store.upsert import insert

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Connection, Select

    from app.crypto import Sealer

_table = rights_requests.c
_CLEAR: Final = (
    _table.id,
    _table.patient_id,
    _table.kind,
    _table.channel,
    _table.asked_on,
    _table.due_on,
    _table.state,
    _table.reason,
    _table.noted_at,
    _table.noted_by,
    _table.closed_at,
    _table.closed_by,
)
_MANY: Final = 200
OPEN: Final = "open"
DONE: Final = "done"
REFUSED: Final = "refused"
ERASED: Final = "erased"
"""The reason of what was still open when its record was erased."""
ERASURE: Final = "erasure"
_PROOFS: Final[Mapping[str, tuple[str, ...]]] = {
    ERASURE: (),  # the erasure itself closes it, and nothing else
    "copy": ("export.copied",),
    "correction": ("patient.corrected", "patient.updated"),
}
"""Kind -> the events of which one must have followed the request before it is done. Other kinds are for a person to judge."""


@dataclass(frozen=True, slots=True)
class RightsRequest:
    """A request as it was noted. `state` is `open`, `done`, or `refused` for a `reason`, which is a code."""

    id: UUID
    patient_id: UUID
    kind: str
    channel: str
    asked_on: date
    due_on: date
    state: str
    reason: str | None
    noted_at: datetime
    noted_by: str
    closed_at: datetime | None
    closed_by: str | None
    note: Opened = field(default=None, repr=False)
    """None: there is none, or it was not asked for."""


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A request to be noted."""

    patient_id: UUID
    kind: str
    channel: str
    asked_on: date
    due_on: date
    note: str = field(default="", repr=False)


class Rights:
    """The requests of one transaction."""

    __slots__ = ("_connection", "_sealer")

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def note(self, new: NewRequest, actor: str, now: datetime) -> UUID | None:
        """Note a request, and return its id; None when one of the kind is open already.

        Raises:
            NoSuchPatient: see there.
            ValueError: the note holds a lone surrogate.
        """
        there = select(patients.c.id).where(patients.c.id == new.patient_id)
        # Held, or an erasure of this moment would leave it open for ever.
        if self._connection.execute(there.with_for_update(read=True, key_share=True)).first() is None:
            raise NoSuchPatient
        row = uuid4()
        values = {
            "id": row,
            "patient_id": new.patient_id,
            "kind": new.kind,
            "channel": new.channel,
            "asked_on": new.asked_on,
            "due_on": new.due_on,
            "state": OPEN,
            "noted_at": now,
            "noted_by": actor,
            "note": self._sealer.seal(REQUEST_NOTE, row, new.note) if new.note else None,
        }
        put = insert(self._connection.dialect.name, rights_requests).values(values)
        noted: UUID | None = self._connection.execute(
            put.on_conflict_do_nothing().returning(_table.id)
        ).scalar_one_or_none()
        return noted

    def of(self, patient_id: UUID, *, with_notes: bool = False, limit: int = _MANY) -> list[RightsRequest]:
        """Return a patient's requests, the newest first; their notes opened only when asked for."""
        columns = (*_CLEAR, _table.note) if with_notes else _CLEAR
        newest = select(*columns).where(_table.patient_id == patient_id)
        return self._read(newest.order_by(_table.noted_at.desc(), _table.id).limit(limit))

    def open_ones(self, limit: int = _MANY) -> list[RightsRequest]:
        """Return what is open, the first due first. Opens no note."""
        due = select(*_CLEAR).where(_table.state == OPEN)
        return self._read(due.order_by(_table.due_on, _table.id).limit(limit))

    def closed_ones(self, limit: int = _MANY) -> list[RightsRequest]:
        """Return what was done or refused, the latest first. Opens no note."""
        over = select(*_CLEAR).where(_table.closed_at.is_not(None))
        return self._read(over.order_by(_table.closed_at.desc(), _table.id.desc()).limit(limit))

    def count_due(self, today: date, soon: date) -> tuple[int, int]:
        """Return how many were due before today, and how many more are due until `soon`."""
        overdue = func.count(case((_table.due_on < today, 1)))
        counted = select(overdue, func.count()).where(and_(_table.state == OPEN, _table.due_on <= soon))
        late, all_due = self._connection.execute(counted).one()
        return int(late), int(all_due) - int(late)

    def finish(self, patient_id: UUID, request_id: UUID, actor: str, now: datetime) -> str | None:
        """Close a patient's request as done, and return its kind.

        None when it is not open or not theirs, or when what it asks for was not done since it was noted. The one
        statement looks for that in the trail, so that nothing can come between the look and the change.
        """
        return self._close(patient_id, request_id, _is_met(), state=DONE, closed_at=now, closed_by=actor)

    def refuse(  # noqa: PLR0917  (whose, which, why and which kinds: then who and when)
        self,
        patient_id: UUID,
        request_id: UUID,
        reason: str,
        kinds: Collection[str],
        actor: str,
        now: datetime,
    ) -> str | None:
        """Refuse a patient's request, and return its kind; None when it is not open, not theirs, or not of these kinds."""
        refused = {"state": REFUSED, "reason": reason, "closed_at": now, "closed_by": actor}
        return self._close(patient_id, request_id, _table.kind.in_(kinds), **refused)

    def _close(
        self, patient_id: UUID, request_id: UUID, may: ColumnElement[bool], **values: object
    ) -> str | None:
        closed = (
            update(rights_requests)
            .where(_table.id == request_id, _table.patient_id == patient_id, _table.state == OPEN, may)
            .values(**values)
            .returning(_table.kind)
        )
        kind: str | None = self._connection.execute(closed).scalar_one_or_none()
        return kind

    def forget_words(self, patient_id: UUID, actor: str, now: datetime) -> None:
        """Close what is open of an erased patient, and forget every note: that there was a request stays, and no word."""
        of_theirs = update(rights_requests).where(_table.patient_id == patient_id)
        self._connection.execute(of_theirs.values(note=None))
        still_open = of_theirs.where(_table.state == OPEN)
        over = {"closed_at": now, "closed_by": actor}
        self._connection.execute(still_open.where(_table.kind == ERASURE).values(state=DONE, **over))
        self._connection.execute(still_open.values(state=REFUSED, reason=ERASED, **over))

    def _read(self, listed: Select[*tuple[Any, ...]]) -> list[RightsRequest]:
        rows = self._connection.execute(listed).all()
        if not rows or len(rows[0]) == len(_CLEAR):
            return [RightsRequest(*row) for row in rows]
        with_note = [(row.id, row.note) for row in rows if row.note is not None]
        notes = dict(
            zip((row for row, _ in with_note), self._sealer.open_many(REQUEST_NOTE, with_note), strict=True)
        )
        return [replace(RightsRequest(*row[:-1]), note=notes.get(row.id)) for row in rows]


def _is_met() -> ColumnElement[bool]:
    """Return the condition that what a request asks for was done since, or that no event could tell."""
    event = audit_events.c
    since = and_(event.subject_id == _table.patient_id, event.at >= _table.noted_at)
    met = (
        and_(_table.kind == kind, exists().where(since, event.action.in_(actions)))
        for kind, actions in _PROOFS.items()
        if actions
    )
    return or_(_table.kind.not_in(_PROOFS), *met)
