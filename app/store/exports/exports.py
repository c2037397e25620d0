"""Exports: one conditional UPDATE moves each on, and seals its row again.

When two callers try the same move, one of them succeeds. A row that was written by hand does not move.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Self
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    Update,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import ShortText, UtcDateTime
from app.store.model import (
    Expiry,
    Model,
    Seal,
    Sealed,
    connection_of,
    keys_of,
    opened,
    ours,
    sealed,
    table_of,
)
from app.store.patients.patient_choices import Choice
from app.store.patients.patient_filters import PatientFilters
from app.store.vouched import Vouched
from app.store.work.jobs import Job

_OVER: Final = ("done", "broken", "cancelled", "refused", "expired")


class Export(Model):
    """An export: what was requested, by whom and why, and what became of it.

    `state` is `waiting` (for approval), `approved`, `running`, `done`, `broken`, `refused`, `cancelled` or `expired`.
    """

    __tablename__ = "exports"
    __table_args__ = (
        Index(None, "asked_at", "id"),
        Index(None, "state", "asked_at"),
        Index(None, "staff_id", "asked_at"),
        Index(None, "started_at"),
    )
    __allow_unmapped__ = True

    target: Mapped[str] = mapped_column(ShortText(16))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), default=None)
    """None: the operator's, from the shell."""
    actor: Mapped[str] = mapped_column(ShortText(64))
    reason: Sealed[str] = sealed(padded=True)
    columns: Mapped[str] = mapped_column(ShortText(6000))
    """As JSON: see `chosen`."""
    filters: Mapped[str] = mapped_column(ShortText(1000))
    """As JSON: see `whom`."""
    state: Mapped[str] = mapped_column(ShortText(16))
    asked_at: Mapped[datetime]
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), default=None)
    """The member who approved it, or refused to."""
    approved_at: Mapped[datetime | None] = mapped_column(default=None)
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    seen_at: Mapped[datetime | None] = mapped_column(default=None)
    """When it was last heard of while it ran, or while its file is fetched."""
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    rows: Mapped[int | None] = mapped_column(default=None)
    """How many rows left; for a broken export, the most that may have left."""
    digest: Mapped[str | None] = mapped_column(ShortText(64), default=None)
    """SHA-256 of the bytes that left, in hex."""
    bytes: Mapped[int | None] = mapped_column(BigInteger, default=None)
    protected: Mapped[bool]
    """Whether it is under a passphrase."""
    job_id: Mapped[UUID | None] = mapped_column(default=None)
    sheet_id: Mapped[str | None] = mapped_column(ShortText(128), default=None)
    """The only spreadsheet that it may go to."""
    passphrase: Sealed[str | None] = sealed(padded=True, default=None)
    """As long as the workbook is not finished."""
    is_genuine: bool = True
    """Whether we wrote what leaves, for whom, and how far it is. Otherwise nothing leaves by it."""

    seal = Seal(
        *("target", "staff_id", "actor", "columns", "filters", "state", "asked_at"),
        *("approved_by", "approved_at", "protected", "sheet_id"),
    )
    scrubbed = True  # the passphrase
    expires = (Expiry("export", "asked_at", lambda: Export.state.in_(_OVER), shows="id"),)

    @classmethod
    def wanted(  # noqa: PLR0917  (what was asked for, in the order of the columns)
        cls,
        target: str,
        staff_id: UUID | None,
        actor: str,
        reason: str,
        columns: Sequence[str],
        filters: PatientFilters,
        *,
        needs_approval: bool = False,
        **others: Any,
    ) -> Self:
        """Return an export that nobody has asked for yet: see `ask`."""
        said: dict[str, Any] = {
            "target": target,
            "staff_id": staff_id,
            "actor": actor,
            "reason": reason,
            "columns": json.dumps(columns),
            "filters": dump_filters(filters),
            "state": "waiting" if needs_approval else "approved",
            "protected": False,
        }
        return cls(**said | others)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The columns that leave."""
        return tuple(json.loads(self.columns))

    @property
    def whom(self) -> PatientFilters:
        """The patients who leave, as the list narrows them."""
        return load_filters(self.filters)


def dump_filters(filters: PatientFilters) -> str:
    """Return filters as JSON: codes, moments and ids."""
    return json.dumps(
        {
            "status": filters.status,
            "language": filters.language,
            "since": filters.since and filters.since.isoformat(),
            "until": filters.until and filters.until.isoformat(),
            "assigned_to": filters.assigned_to and str(filters.assigned_to),
            **({"choice": [filters.choice.key, filters.choice.code]} if filters.choice else {}),
        }
    )


def load_filters(text: str) -> PatientFilters:
    """Return what `dump_filters` wrote."""
    stored = json.loads(text)
    key, code = stored.get("choice", ("", ""))
    return PatientFilters(
        stored["status"],
        stored["language"],
        stored["since"] and datetime.fromisoformat(stored["since"]),
        stored["until"] and datetime.fromisoformat(stored["until"]),
        stored["assigned_to"] and UUID(stored["assigned_to"]),
        choice=Choice(key, code) if key else None,
    )


_exports: Final = table_of(Export)
_vouched: Final = Vouched(_exports)
_UNBEGUN: Final = ("waiting", "approved")
_HAS_JOB: Final = exists().where(Job.id == Export.job_id, Job.state.in_(("queued", "running")))
"""An export whose job is not over is begun and finished by that job alone."""
Place = tuple["datetime", UUID]
"""An export's position in the list: `asked_at` and `id`."""


def ask(db: Session, export: Export, now: datetime) -> UUID:
    """Record an export, waiting for approval or approved, and return its id.

    Raises:
        ValueError: the reason or the passphrase holds a lone surrogate.
    """
    export.asked_at = now
    db.add(export)
    db.flush()
    return export.id


def get(db: Session, export_id: UUID) -> Export | None:
    found = _read(db, select(Export).where(Export.id == export_id))
    return found[0] if found else None


def page(db: Session, limit: int, before: Place | None = None) -> list[Export]:
    """Return exports, newest first; those before a place, if it is given."""
    place = (Export.asked_at, Export.id)
    newest = select(Export).order_by(*(column.desc() for column in place)).limit(limit)
    return _read(db, newest if before is None else newest.where(tuple_(*place) < before))


def waiting(db: Session, limit: int = 50) -> list[Export]:
    """Return those that wait for approval, the longest first."""
    longest = select(Export).where(Export.state == "waiting").order_by(Export.asked_at, Export.id)
    return _read(db, longest.limit(limit))


def last_done(db: Session, target: str, sheet_id: str | None = None) -> Export | None:
    """Return the export that was finished last, to one spreadsheet if given."""
    done = select(Export).where(Export.target == target, Export.state == "done")
    there = done if sheet_id is None else done.where(Export.sheet_id == sheet_id)
    found = _read(db, there.order_by(Export.finished_at.desc(), Export.id.desc()).limit(1))
    return found[0] if found else None


def approve(db: Session, export_id: UUID, staff_id: UUID, now: datetime) -> bool:
    """Approve an export. Nobody can approve one that they asked for themselves."""
    another = Export.staff_id.is_distinct_from(staff_id)
    return _move(
        db, export_id, ("waiting",), another, state="approved", approved_by=staff_id, approved_at=now
    )


def refuse(db: Session, export_id: UUID, staff_id: UUID, now: datetime) -> bool:
    """Refuse an export. It stays on the list, with the member who refused it."""
    over = _over("refused", now) | {"approved_by": staff_id, "approved_at": now}
    return _move(db, export_id, ("waiting",), **over)


def cancel(db: Session, export_id: UUID, now: datetime) -> bool:
    """Cancel an export before it begins, or once its job has stopped."""
    return _move(db, export_id, (*_UNBEGUN, "running"), **_over("cancelled", now))


def expire(db: Session, asked_before: datetime, approved_before: datetime, now: datetime) -> int:
    """Expire exports that have waited too long for approval, or to begin.

    Return how many there were.
    """
    approved_at = func.coalesce(Export.approved_at, Export.asked_at)
    old = or_(
        and_(Export.state == "waiting", Export.asked_at < asked_before),
        and_(Export.state == "approved", approved_at < approved_before),
    )
    due = (old, ~_HAS_JOB)
    return _vouched.change(connection_of(db), keys_of(db).sealer, *due, **_over("expired", now))


def queue(db: Session, export_id: UUID, job_id: UUID) -> bool:
    """Record which job carries out an approved export."""
    return _move(db, export_id, ("approved",), job_id=job_id)


def start(db: Session, export_id: UUID, now: datetime, job_id: UUID | None = None) -> bool:
    """Begin an export. When two callers try at once, one gets True.

    Only its own job may begin it again, from where it broke.
    """
    begun = {"state": "running", "seen_at": now}
    if _move(db, export_id, ("approved",), **begun, started_at=now):
        return True
    its_own = Export.job_id == job_id
    again = ("running", "broken")
    return job_id is not None and _move(db, export_id, again, its_own, **begun, finished_at=None)


def beat(db: Session, export_id: UUID, rows: int, now: datetime) -> bool:
    """Record that it still runs, and how many rows have left so far.

    Return False when it was recorded as broken meanwhile.
    """
    return _hit(db, _this(export_id, "running").values(rows=rows, seen_at=now))


def finish(  # noqa: PLR0917  (what is recorded, in the order of its columns)
    db: Session, export_id: UUID, rows: int, digest: str, size: int, now: datetime
) -> bool:
    """Record that all of it has left: rows, bytes and digest.

    The passphrase is forgotten.
    """
    counted = {"rows": rows, "digest": digest, "bytes": size}
    return _move(db, export_id, ("running",), **_over("done", now), **counted)


def break_off(db: Session, export_id: UUID, rows: int, now: datetime) -> bool:
    """Record that it broke after `rows` rows. The passphrase is forgotten."""
    return _move(db, export_id, ("running",), **_over("broken", now), rows=rows)


def fetch(db: Session, export_id: UUID, now: datetime) -> bool:
    """Begin to download a finished file. When two callers try, one gets True."""
    export = get(db, export_id)
    return (
        export is not None
        and export.is_genuine
        and _hit(db, _this(export_id, "done").where(_exports.c.seen_at.is_(None)).values(seen_at=now))
    )


def hear_of_fetch(db: Session, export_id: UUID, last: datetime, now: datetime | None) -> bool:
    """Record that a download continues, or, with None, that it is over.

    `last` is when it was last heard of. Return False when it was recorded as broken meanwhile.
    """
    ours = _this(export_id, "done").where(_exports.c.seen_at == last)
    return _hit(db, ours.values(seen_at=now))


def fetches_older_than(db: Session, moment: datetime) -> list[tuple[UUID, datetime]]:
    """Return the downloads last heard of before a moment, each with that time."""
    silent = select(Export.id, Export.seen_at).where(Export.state == "done", Export.seen_at < moment)
    return [(export_id, heard_of) for export_id, heard_of in db.execute(silent) if heard_of]


def leaving(db: Session, staff_id: UUID, since: datetime) -> int:
    """Count the downloads of a member that were heard of since `since`.

    To decide by it whether another may begin, lock the member first: see `staff.lock`.
    """
    streamed = and_(Export.state == "running", Export.job_id.is_(None))
    under_way = (or_(streamed, Export.state == "done"), Export.seen_at >= since)
    counted = select(func.count()).where(Export.staff_id == staff_id, *under_way)
    return db.scalars(counted).one()


def passphrase(db: Session, export_id: UUID) -> str | None:
    """Return the passphrase, as long as the workbook is not finished.

    Raises:
        Unreadable: no key of ours opens it.
    """
    token = db.scalar(select(_exports.c.passphrase).where(_exports.c.id == export_id))
    return None if token is None else keys_of(db).sealer.open(Export.passphrase.column, export_id, token)


def running_older_than(db: Session, moment: datetime) -> list[Export]:
    """Return running exports that nobody will finish.

    They were last heard of before a moment, and no job continues them.
    """
    left = select(Export).where(Export.state == "running", Export.seen_at < moment, ~_HAS_JOB)
    return _read(db, left.order_by(Export.started_at, Export.id))


def begun_since(db: Session, since: datetime, staff_id: UUID | None = None) -> list[tuple[UUID, datetime]]:
    """Return which members began an export since `since` and when, oldest first.

    Exports about to begin are included. To decide by it whether a member may begin another, pass `staff_id`, and
    lock the member first: see `staff.lock`.
    """
    own = BEGUN if staff_id is None else BEGUN.where(Export.staff_id == staff_id)
    return [(who, at) for who, at in connection_of(db).execute(own, {"since": since}) if who]


def _move(
    db: Session, export_id: UUID, states: Sequence[str], *which: ColumnElement[bool], **changes: Any
) -> bool:
    """Change an export in one of these states, and its seal; return whether it was.

    One that was written by hand does not move.
    """
    this = (Export.id == export_id, Export.state.in_(states), *which)
    return _vouched.change(connection_of(db), keys_of(db).sealer, *this, **changes) > 0


def _hit(db: Session, change: Update) -> bool:
    return db.execute(change.returning(_exports.c.id)).first() is not None


def _read(db: Session, listed: Select[Any]) -> list[Export]:
    rows = opened(db.scalars(listed, execution_options={"populate_existing": True}), Export.reason)
    theirs = {each.id for each in ours(rows)}
    for each in rows:
        each.is_genuine = each.id in theirs
    return rows


def _this(export_id: UUID, *states: str) -> Update:
    return update(_exports).where(_exports.c.id == export_id, _exports.c.state.in_(states))


def _over(state: str, now: datetime) -> dict[str, Any]:
    return {"state": state, "finished_at": now, "seen_at": None, "passphrase": None}


_SINCE: Final = bindparam("since", type_=UtcDateTime)
_ABOUT_TO_BEGIN: Final = and_(
    Export.started_at.is_(None), Export.state.in_(_UNBEGUN), Export.asked_at >= _SINCE
)
_MOMENT: Final = func.coalesce(Export.started_at, Export.asked_at)
BEGUN: Final = (
    select(Export.staff_id, _MOMENT)
    .where(or_(Export.started_at >= _SINCE, _ABOUT_TO_BEGIN), Export.staff_id.is_not(None))
    .order_by(_MOMENT)
)
"""What `begun_since` reads."""
