"""What patients ask for under their rights.

A patient has at most one open request of each kind. Each is due by a day, and closed once.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Index,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import NoSuchPatient, ShortText, UtcDateTime
from app.store.model import (
    Erased,
    Forget,
    Model,
    NoSeal,
    Outlives,
    Sealed,
    add_once,
    connection_of,
    opened,
    sealed,
    table_of,
)
from app.store.patients.patient import patients
from app.store.trail.audit import AuditEvent
from app.store.trail.events import TrailEvent
from app.store.trail.recorded import ANSWERS_CHANGED, ANSWERS_CORRECTED, COPY_MADE

_MANY: Final = 200
OPEN: Final = "open"
DONE: Final = "done"
REFUSED: Final = "refused"
ERASED: Final = "erased"
"""The reason of a request that was still open when its record was erased."""
ERASURE: Final = "erasure"
_PROOFS: Final[Mapping[str, tuple[TrailEvent, ...]]] = {
    ERASURE: (),  # the erasure itself closes it, and nothing else
    "copy": (COPY_MADE,),
    "correction": (ANSWERS_CORRECTED, ANSWERS_CHANGED),
}
"""Kind -> the events of which one must have followed the request before it is done. Other kinds are for a person to judge."""
_IS_OPEN: Final = text("state = 'open'")


def _forget_words(db: Session, erased: Erased) -> None:
    """Close an erased patient's open requests, and forget every note.

    The requests themselves stay, without their words.
    """
    db.execute(_FORGOTTEN, {"patient": erased.patient_id, "actor": erased.actor, "now": erased.at})


class RightsRequest(Model):
    """A request as it was noted.

    `state` is `open`, `done`, or `refused` for a `reason`, which is a code.
    """

    __tablename__ = "rights_requests"
    __table_args__ = (
        Index(
            "uq_rights_requests_open",
            *("patient_id", "kind"),
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        Index(None, "patient_id", "noted_at"),
        Index(None, "state", "due_on", "id"),
        Index(None, "closed_at", "id"),
    )

    patient_id: Mapped[UUID]
    """No foreign key: that somebody asked, and when it was done, outlives the record."""
    kind: Mapped[str] = mapped_column(ShortText(16))
    channel: Mapped[str] = mapped_column(ShortText(16))
    asked_on: Mapped[date]
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(ShortText(16), default=OPEN)
    reason: Mapped[str | None] = mapped_column(ShortText(32), default=None)
    noted_at: Mapped[datetime]
    noted_by: Mapped[str] = mapped_column(ShortText(64))
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_by: Mapped[str | None] = mapped_column(ShortText(64), default=None)
    note: Sealed[str | None] = sealed(padded=True, default=None)

    seal = NoSeal("Dates and states that staff read. The trail has each.")
    forget = Forget(_forget_words)
    outlives = Outlives.WITH_TOMBSTONE


_table: Final = table_of(RightsRequest)
_is_open: Final = _table.c.state == OPEN
_FORGOTTEN: Final = (
    update(_table)
    .where(_table.c.patient_id == bindparam("patient"))
    .values(
        note=None,
        state=case((_is_open & (_table.c.kind == ERASURE), DONE), (_is_open, REFUSED), else_=_table.c.state),
        reason=case((_is_open & (_table.c.kind != ERASURE), ERASED), else_=_table.c.reason),
        closed_at=case((_is_open, bindparam("now", type_=UtcDateTime)), else_=_table.c.closed_at),
        closed_by=case((_is_open, bindparam("actor", type_=ShortText(64))), else_=_table.c.closed_by),
    )
)
"""Built once: a rule erases by the thousand."""
DUE: Final = select(
    func.count(case((_table.c.due_on < bindparam("today"), 1))).label("late"), func.count().label("due")
).where(_is_open, _table.c.due_on <= bindparam("soon"))
"""What `count_due` reads."""
_NEWEST: Final = (RightsRequest.noted_at.desc(), RightsRequest.id)
_THEIRS: Final = RightsRequest.patient_id == bindparam("patient")
_OF: Final = select(RightsRequest).where(_THEIRS).order_by(*_NEWEST).limit(bindparam("most", type_=Integer))


def add(db: Session, request: RightsRequest) -> bool:
    """Note a request, and return whether none of its kind was open.

    Raises:
        NoSuchPatient: nobody has this id.
        ValueError: the note holds a lone surrogate.
    """
    there = select(patients.c.id).where(patients.c.id == request.patient_id)
    # Locked, because an erasure at this moment would otherwise leave the request open for ever.
    if db.execute(there.with_for_update(read=True, key_share=True)).first() is None:
        raise NoSuchPatient
    return add_once(db, request)


def of(db: Session, patient_id: UUID) -> Sequence[RightsRequest]:
    """Return a patient's requests, newest first. Reads no note."""
    theirs = _without_notes(RightsRequest.patient_id == patient_id)
    return db.scalars(theirs.order_by(*_NEWEST).limit(_MANY)).all()


def with_notes(db: Session, patient_id: UUID, limit: int = _MANY) -> list[RightsRequest]:
    """Return a patient's requests, newest first, their notes opened."""
    return opened(db.scalars(_OF, {"patient": patient_id, "most": limit}), RightsRequest.note)


def open_ones(db: Session, limit: int = _MANY) -> Sequence[RightsRequest]:
    """Return what is open, the first due first. Reads no note."""
    due = _without_notes(RightsRequest.state == OPEN)
    return db.scalars(due.order_by(RightsRequest.due_on, RightsRequest.id).limit(limit)).all()


def closed_ones(db: Session, limit: int = _MANY) -> Sequence[RightsRequest]:
    """Return what was done or refused, the latest first. Reads no note."""
    over = _without_notes(RightsRequest.closed_at.is_not(None))
    latest = over.order_by(RightsRequest.closed_at.desc(), RightsRequest.id.desc())
    return db.scalars(latest.limit(limit)).all()


def count_due(db: Session, today: date, soon: date) -> tuple[int, int]:
    """Return how many were due before today, and how many more are due until `soon`."""
    late, all_due = connection_of(db).execute(DUE, {"today": today, "soon": soon}).one()
    return late, all_due - late


def _without_notes(condition: ColumnElement[bool]) -> Select[RightsRequest]:
    return select(RightsRequest).where(condition).options(RightsRequest.note.unread)


def finish(db: Session, patient_id: UUID, request_id: UUID, actor: str, now: datetime) -> str | None:
    """Close a patient's request as done, and return its kind.

    None when it is not open or not theirs, or when what it asks for was not done since it was noted. One statement
    looks for that in the trail and closes the request, so that nothing can come in between.
    """
    return _close(db, patient_id, request_id, _is_met(), state=DONE, closed_at=now, closed_by=actor)


def refuse(  # noqa: PLR0917  (whose, which, why and which kinds: then who and when)
    db: Session,
    patient_id: UUID,
    request_id: UUID,
    reason: str,
    kinds: Collection[str],
    actor: str,
    now: datetime,
) -> str | None:
    """Refuse a patient's request, and return its kind.

    None when it is not open, not theirs, or not of these kinds.
    """
    refused = {"state": REFUSED, "reason": reason, "closed_at": now, "closed_by": actor}
    return _close(db, patient_id, request_id, RightsRequest.kind.in_(kinds), **refused)


def _close(
    db: Session, patient_id: UUID, request_id: UUID, may: ColumnElement[bool], **values: object
) -> str | None:
    this = RightsRequest.id == request_id, RightsRequest.patient_id == patient_id
    closed = update(RightsRequest).where(*this, RightsRequest.state == OPEN, may).values(**values)
    return db.scalar(closed.returning(RightsRequest.kind))


def _is_met() -> ColumnElement[bool]:
    """Return the condition that a request was met since, or that no event could tell."""
    since = and_(AuditEvent.subject_id == RightsRequest.patient_id, AuditEvent.at >= RightsRequest.noted_at)
    met = (
        and_(
            RightsRequest.kind == kind,
            exists().where(since, AuditEvent.action.in_([each.code for each in proofs])),
        )
        for kind, proofs in _PROOFS.items()
        if proofs
    )
    return or_(RightsRequest.kind.not_in(_PROOFS), *met)


_LONGEST_MONTH: Final = timedelta(days=31)


def due_on(asked_on: date, within: timedelta) -> date:
    """Return the last day to answer: `within` later, but no more than a month later.

    GDPR Art 12(3) gives a month. It ends on the same date of the next month, or on the last day of a shorter one
    (Regulation 1182/71 Art 3), so thirty days from 31 January would be too long. If `within` is longer than a month,
    another law applies, and it counts as it is.
    """
    by_days = asked_on + within
    return by_days if within > _LONGEST_MONTH else min(by_days, _a_month_after(asked_on))


def _a_month_after(day: date) -> date:
    year, month = day.year + day.month // 12, day.month % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))
