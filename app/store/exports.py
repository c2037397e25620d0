"""The exports that were asked for: each goes from state to state by one conditional UPDATE, so that of two, one wins."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from sqlalchemy import and_, exists, func, insert, or_, select, tuple_, update

from app.store.columns import EXPORT_PASSPHRASE, EXPORT_REASON
from app.store.export import Export, dump_filters, load_filters
from app.store.tables import exports, jobs

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Select, Update

    from app.crypto import Sealer
    from app.store.export import NewExport

_table = exports.c
_EXPORT: Final = (
    _table.id,
    _table.target,
    _table.staff_id,
    _table.actor,
    _table.reason,
    _table["columns"],
    _table.filters,
    _table.state,
    _table.asked_at,
    _table.approved_by,
    _table.approved_at,
    _table.started_at,
    _table.finished_at,
    _table.rows,
    _table.digest,
    _table.bytes,
    _table.protected,
    _table.job_id,
    _table.sheet_id,
)
_REASON, _COLUMNS, _FILTERS = (
    _EXPORT.index(column) for column in (_table.reason, _table["columns"], _table.filters)
)
_UNBEGUN: Final = ("waiting", "approved")
_HAS_JOB: Final = exists().where(jobs.c.id == _table.job_id, jobs.c.state.in_(("queued", "running")))
"""What has a job that is not over is the job's to begin and to finish."""
Place = tuple["datetime", UUID]
"""Where an export stands in the list: `asked_at` and `id`."""


class Exports:
    """The exports of one transaction. What changes one returns whether it was in the state for that."""

    __slots__ = ("_connection", "_sealer")

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def ask(self, new: NewExport, now: datetime) -> UUID:
        """Write down an export, waiting for approval or approved, and return its id.

        Raises:
            ValueError: the reason or the passphrase holds a lone surrogate.
        """
        row = uuid4()
        secret = new.passphrase
        values = {
            "id": row,
            "target": new.target,
            "staff_id": new.staff_id,
            "actor": new.actor,
            "reason": self._sealer.seal(EXPORT_REASON, row, new.reason),
            "columns": json.dumps(new.columns),
            "filters": dump_filters(new.filters),
            "state": "waiting" if new.needs_approval else "approved",
            "asked_at": now,
            "protected": new.protected,
            "sheet_id": new.sheet_id,
            "passphrase": secret and self._sealer.seal(EXPORT_PASSPHRASE, row, secret),
        }
        self._connection.execute(insert(exports), values)
        return row

    def get(self, export_id: UUID) -> Export | None:
        """Return the export, or None when there is none of this id."""
        found = self._read(select(*_EXPORT).where(_table.id == export_id))
        return found[0] if found else None

    def page(self, limit: int, before: Place | None = None) -> list[Export]:
        """Return exports, newest first; those before a place, if it is given."""
        place = (_table.asked_at, _table.id)
        newest = select(*_EXPORT).order_by(*(column.desc() for column in place)).limit(limit)
        return self._read(newest if before is None else newest.where(tuple_(*place) < before))

    def waiting(self, limit: int = 50) -> list[Export]:
        """Return those that wait for approval, the longest first."""
        longest = select(*_EXPORT).where(_table.state == "waiting").order_by(_table.asked_at, _table.id)
        return self._read(longest.limit(limit))

    def last_done(self, target: str, sheet_id: str | None = None) -> Export | None:
        """Return the one that was finished last, whenever that was; of those to a spreadsheet, if one is given."""
        done = select(*_EXPORT).where(_table.target == target, _table.state == "done")
        there = done if sheet_id is None else done.where(_table.sheet_id == sheet_id)
        found = self._read(there.order_by(_table.finished_at.desc(), _table.id.desc()).limit(1))
        return found[0] if found else None

    def approve(self, export_id: UUID, staff_id: UUID, now: datetime) -> bool:
        """Let it go ahead. Nobody approves what they asked for themselves."""
        another = _table.staff_id.is_distinct_from(staff_id)
        waiting = _this(export_id, "waiting").where(another)
        return self._hit(waiting.values(state="approved", approved_by=staff_id, approved_at=now))

    def refuse(self, export_id: UUID, staff_id: UUID, now: datetime) -> bool:
        """Let it not go ahead. It stays on the list, and so does who refused it."""
        over = _over("refused", now)
        return self._hit(
            _this(export_id, "waiting").values(over | {"approved_by": staff_id, "approved_at": now})
        )

    def cancel(self, export_id: UUID, now: datetime) -> bool:
        """Say that it is not wanted any more: before it began, or when its job was stopped."""
        return self._hit(_this(export_id, *_UNBEGUN, "running").values(_over("cancelled", now)))

    def expire(self, asked_before: datetime, approved_before: datetime, now: datetime) -> int:
        """Let nobody begin what has waited for approval, or for being taken, since before then. Return how many those were."""
        approved_at = func.coalesce(_table.approved_at, _table.asked_at)
        old = or_(
            and_(_table.state == "waiting", _table.asked_at < asked_before),
            and_(_table.state == "approved", approved_at < approved_before),
        )
        expired = update(exports).where(old, ~_HAS_JOB).values(_over("expired", now))
        return len(self._connection.execute(expired.returning(_table.id)).all())

    def queue(self, export_id: UUID, job_id: UUID) -> bool:
        """Keep which job does what was approved."""
        return self._hit(_this(export_id, "approved").values(job_id=job_id))

    def start(self, export_id: UUID, now: datetime, job_id: UUID | None = None) -> bool:
        """Begin: of two who do, one is told so. Only its own job may begin it again, from where it broke."""
        begun = {"state": "running", "started_at": now, "seen_at": now}
        again = _this(export_id, "running", "broken").where(_table.job_id == job_id)
        return self._hit(_this(export_id, "approved").values(begun)) or (
            job_id is not None and self._hit(again.values(state="running", seen_at=now, finished_at=None))
        )

    def beat(self, export_id: UUID, rows: int, now: datetime) -> bool:
        """Say that it still runs, and how many rows have left so far. False: it was told as broken meanwhile."""
        return self._hit(_this(export_id, "running").values(rows=rows, seen_at=now))

    def finish(self, export_id: UUID, rows: int, digest: str, size: int, now: datetime) -> bool:
        """Say that all of it has left: so many rows, and bytes of this digest. The passphrase is forgotten."""
        counted = {"rows": rows, "digest": digest, "bytes": size}
        return self._hit(_this(export_id, "running").values(_over("done", now) | counted))

    def break_off(self, export_id: UUID, rows: int, now: datetime) -> bool:
        """Say that it broke after so many rows. The passphrase is forgotten."""
        return self._hit(_this(export_id, "running").values(_over("broken", now) | {"rows": rows}))

    def fetch(self, export_id: UUID, now: datetime) -> bool:
        """Begin to fetch the file of one that is done. Of two who do, one is told so."""
        return self._hit(_this(export_id, "done").where(_table.seen_at.is_(None)).values(seen_at=now))

    def hear_of_fetch(self, export_id: UUID, last: datetime, now: datetime | None) -> bool:
        """Say that a fetch goes on, or with None that it is over. False: it was told of as broken meanwhile."""
        ours = _this(export_id, "done").where(_table.seen_at == last)
        return self._hit(ours.values(seen_at=now))

    def fetches_older_than(self, moment: datetime) -> list[tuple[UUID, datetime]]:
        """Return what is being fetched and was last heard of before a moment, and when."""
        silent = select(_table.id, _table.seen_at).where(_table.state == "done", _table.seen_at < moment)
        return [(export_id, heard_of) for export_id, heard_of in self._connection.execute(silent)]

    def leaving(self, staff_id: UUID, since: datetime) -> int:
        """Return how many files are on their way to a member, as far as was heard since then.

        To judge by it whether one more may leave, name and hold the member first: see `Staff.lock`.
        """
        streamed = and_(_table.state == "running", _table.job_id.is_(None))
        under_way = (or_(streamed, _table.state == "done"), _table.seen_at >= since)
        counted = select(func.count()).where(_table.staff_id == staff_id, *under_way)
        return int(self._connection.execute(counted).scalar_one())

    def passphrase(self, export_id: UUID) -> str | None:
        """Return the passphrase, as long as the workbook is not finished.

        Raises:
            Unreadable: no key of ours opens it.
        """
        found = select(_table.passphrase).where(_table.id == export_id)
        token = self._connection.execute(found).scalar_one_or_none()
        return None if token is None else self._sealer.open(EXPORT_PASSPHRASE, export_id, token)

    def running_older_than(self, moment: datetime) -> list[Export]:
        """Return those that nobody will finish: last heard of before a moment, and without a job that goes on with them."""
        left = select(*_EXPORT).where(_table.state == "running", _table.seen_at < moment, ~_HAS_JOB)
        return self._read(left.order_by(_table.started_at, _table.id))

    def begun_since(self, since: datetime, staff_id: UUID | None = None) -> list[tuple[UUID, datetime]]:
        """Return which members have begun an export since then, or are about to, and when, oldest first.

        To judge by it how many one of them may begin, name and hold the member first: see `Staff.lock`.
        """
        moment = func.coalesce(_table.started_at, _table.asked_at)
        begun = select(_table.staff_id, moment).where(_begun(since), _table.staff_id.is_not(None))
        own = begun if staff_id is None else begun.where(_table.staff_id == staff_id)
        return [(who, at) for who, at in self._connection.execute(own.order_by(moment))]

    def _hit(self, change: Update) -> bool:
        return self._connection.execute(change.returning(_table.id)).first() is not None

    def _read(self, listed: Select[*tuple[Any, ...]]) -> list[Export]:
        rows = [list(row) for row in self._connection.execute(listed)]
        reasons = self._sealer.open_many(EXPORT_REASON, ((row[0], row[_REASON]) for row in rows))
        for row, reason in zip(rows, reasons, strict=True):
            row[_REASON] = reason
            row[_COLUMNS] = tuple(json.loads(row[_COLUMNS]))
            row[_FILTERS] = load_filters(row[_FILTERS])
        return [Export(*row) for row in rows]


def _this(export_id: UUID, *states: str) -> Update:
    return update(exports).where(_table.id == export_id, _table.state.in_(states))


def _over(state: str, now: datetime) -> dict[str, Any]:
    return {"state": state, "finished_at": now, "seen_at": None, "passphrase": None}


def _begun(since: datetime) -> ColumnElement[bool]:
    about_to = and_(_table.started_at.is_(None), _table.state.in_(_UNBEGUN), _table.asked_at >= since)
    return or_(_table.started_at >= since, about_to)
