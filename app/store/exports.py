"""Exports: one conditional UPDATE moves each on, and seals its row again.

When two callers try the same move, one of them succeeds. A row that was written by hand does not move.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

from sqlalchemy import (
    ColumnElement,
    Delete,
    Select,
    Update,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from app.store.columns import EXPORT_PART, EXPORT_PASSPHRASE, EXPORT_REASON
from app.store.jobs import Job
from app.store.patient import Opened
from app.store.patient_filters import PatientFilters
from app.store.rows import SealedRows, columns_of, of_columns
from app.store.tables import export_files, exports
from app.store.vouched import Vouched

# An export: what was requested, by whom and why, and what became of it.


@dataclass(frozen=True, slots=True)
class NewExport:
    """An export to be recorded."""

    target: str
    """`csv`, `xlsx` or `sheets`."""
    staff_id: UUID | None
    actor: str
    reason: str = field(repr=False)
    columns: tuple[str, ...]
    filters: PatientFilters
    needs_approval: bool = False
    protected: bool = False
    """Whether it is under a passphrase."""
    passphrase: str | None = field(default=None, repr=False)
    sheet_id: str | None = None
    """The only spreadsheet that it may go to."""


@dataclass(frozen=True, slots=True)
class Export:
    """An export as it was read.

    `state` is `waiting` (for approval), `approved`, `running`, `done`, `broken`, `refused`, `cancelled` or `expired`.
    """

    id: UUID
    target: str
    staff_id: UUID | None
    actor: str
    reason: Opened = field(repr=False)
    columns: tuple[str, ...]
    filters: PatientFilters
    state: str
    asked_at: datetime
    approved_by: UUID | None
    """The member who approved it, or refused to."""
    approved_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    rows: int | None
    """How many rows left; for a broken export, the most that may have left."""
    digest: str | None
    """SHA-256 of the bytes that left, in hex."""
    bytes: int | None
    protected: bool
    job_id: UUID | None
    sheet_id: str | None
    is_genuine: bool = True
    """Whether we wrote what leaves, for whom, and how far it is. Otherwise nothing leaves by it."""


def dump_filters(filters: PatientFilters) -> str:
    """Return filters as JSON: codes, moments and ids."""
    return json.dumps(
        {
            "status": filters.status,
            "language": filters.language,
            "since": filters.since and filters.since.isoformat(),
            "until": filters.until and filters.until.isoformat(),
            "assigned_to": filters.assigned_to and str(filters.assigned_to),
        }
    )


def load_filters(text: str) -> PatientFilters:
    """Return what `dump_filters` wrote."""
    stored = json.loads(text)
    return PatientFilters(
        stored["status"],
        stored["language"],
        stored["since"] and datetime.fromisoformat(stored["since"]),
        stored["until"] and datetime.fromisoformat(stored["until"]),
        stored["assigned_to"] and UUID(stored["assigned_to"]),
    )


_exports = exports.c
_vouched: Final = Vouched(exports)
_EXPORT: Final = columns_of(Export, exports, but=("is_genuine",))
_UNBEGUN: Final = ("waiting", "approved")
_HAS_JOB: Final = exists().where(Job.id == _exports.job_id, Job.state.in_(("queued", "running")))
"""An export whose job is not over is begun and finished by that job alone."""
Place = tuple["datetime", UUID]
"""An export's position in the list: `asked_at` and `id`."""


class Exports(SealedRows):
    """The exports of one transaction.

    Methods that change one return whether it was in the right state.
    """

    def ask(self, new: NewExport, now: datetime) -> UUID:
        """Record an export, waiting for approval or approved, and return its id.

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
            "approved_by": None,
            "approved_at": None,
            "protected": new.protected,
            "sheet_id": new.sheet_id,
            "passphrase": secret and self._sealer.seal(EXPORT_PASSPHRASE, row, secret),
        }
        self._connection.execute(insert(exports), values | _vouched.by(self._sealer, values))
        return row

    def get(self, export_id: UUID) -> Export | None:
        """Return the export, or None when there is none of this id."""
        found = self._read(select(*_EXPORT).where(_exports.id == export_id))
        return found[0] if found else None

    def page(self, limit: int, before: Place | None = None) -> list[Export]:
        """Return exports, newest first; those before a place, if it is given."""
        place = (_exports.asked_at, _exports.id)
        newest = select(*_EXPORT).order_by(*(column.desc() for column in place)).limit(limit)
        return self._read(newest if before is None else newest.where(tuple_(*place) < before))

    def waiting(self, limit: int = 50) -> list[Export]:
        """Return those that wait for approval, the longest first."""
        longest = select(*_EXPORT).where(_exports.state == "waiting").order_by(_exports.asked_at, _exports.id)
        return self._read(longest.limit(limit))

    def last_done(self, target: str, sheet_id: str | None = None) -> Export | None:
        """Return the export that was finished last, to one spreadsheet if given."""
        done = select(*_EXPORT).where(_exports.target == target, _exports.state == "done")
        there = done if sheet_id is None else done.where(_exports.sheet_id == sheet_id)
        found = self._read(there.order_by(_exports.finished_at.desc(), _exports.id.desc()).limit(1))
        return found[0] if found else None

    def approve(self, export_id: UUID, staff_id: UUID, now: datetime) -> bool:
        """Approve an export. Nobody can approve one that they asked for themselves."""
        another = _exports.staff_id.is_distinct_from(staff_id)
        return self._move(
            export_id, ("waiting",), another, state="approved", approved_by=staff_id, approved_at=now
        )

    def refuse(self, export_id: UUID, staff_id: UUID, now: datetime) -> bool:
        """Refuse an export. It stays on the list, with the member who refused it."""
        over = _over("refused", now) | {"approved_by": staff_id, "approved_at": now}
        return self._move(export_id, ("waiting",), **over)

    def cancel(self, export_id: UUID, now: datetime) -> bool:
        """Cancel an export before it begins, or once its job has stopped."""
        return self._move(export_id, (*_UNBEGUN, "running"), **_over("cancelled", now))

    def expire(self, asked_before: datetime, approved_before: datetime, now: datetime) -> int:
        """Expire exports that have waited too long for approval, or to begin.

        Return how many there were.
        """
        approved_at = func.coalesce(_exports.approved_at, _exports.asked_at)
        old = or_(
            and_(_exports.state == "waiting", _exports.asked_at < asked_before),
            and_(_exports.state == "approved", approved_at < approved_before),
        )
        due = (old, ~_HAS_JOB)
        return _vouched.change(self._connection, self._sealer, *due, **_over("expired", now))

    def queue(self, export_id: UUID, job_id: UUID) -> bool:
        """Record which job carries out an approved export."""
        return self._move(export_id, ("approved",), job_id=job_id)

    def start(self, export_id: UUID, now: datetime, job_id: UUID | None = None) -> bool:
        """Begin an export. When two callers try at once, one gets True.

        Only its own job may begin it again, from where it broke.
        """
        begun = {"state": "running", "seen_at": now}
        if self._move(export_id, ("approved",), **begun, started_at=now):
            return True
        its_own = _exports.job_id == job_id
        again = ("running", "broken")
        return job_id is not None and self._move(export_id, again, its_own, **begun, finished_at=None)

    def beat(self, export_id: UUID, rows: int, now: datetime) -> bool:
        """Record that it still runs, and how many rows have left so far.

        Return False when it was recorded as broken meanwhile.
        """
        return self._hit(_this(export_id, "running").values(rows=rows, seen_at=now))

    def finish(self, export_id: UUID, rows: int, digest: str, size: int, now: datetime) -> bool:
        """Record that all of it has left: rows, bytes and digest.

        The passphrase is forgotten.
        """
        counted = {"rows": rows, "digest": digest, "bytes": size}
        return self._move(export_id, ("running",), **_over("done", now), **counted)

    def break_off(self, export_id: UUID, rows: int, now: datetime) -> bool:
        """Record that it broke after `rows` rows. The passphrase is forgotten."""
        return self._move(export_id, ("running",), **_over("broken", now), rows=rows)

    def fetch(self, export_id: UUID, now: datetime) -> bool:
        """Begin to download a finished file. When two callers try, one gets True."""
        export = self.get(export_id)
        return (
            export is not None
            and export.is_genuine
            and self._hit(_this(export_id, "done").where(_exports.seen_at.is_(None)).values(seen_at=now))
        )

    def hear_of_fetch(self, export_id: UUID, last: datetime, now: datetime | None) -> bool:
        """Record that a download continues, or, with None, that it is over.

        `last` is when it was last heard of. Return False when it was recorded as broken meanwhile.
        """
        ours = _this(export_id, "done").where(_exports.seen_at == last)
        return self._hit(ours.values(seen_at=now))

    def fetches_older_than(self, moment: datetime) -> list[tuple[UUID, datetime]]:
        """Return the downloads last heard of before a moment, each with that time."""
        silent = select(_exports.id, _exports.seen_at).where(
            _exports.state == "done", _exports.seen_at < moment
        )
        return [(export_id, heard_of) for export_id, heard_of in self._connection.execute(silent)]

    def leaving(self, staff_id: UUID, since: datetime) -> int:
        """Count the downloads of a member that were heard of since `since`.

        To decide by it whether another may begin, lock the member first: see `Staff.lock`.
        """
        streamed = and_(_exports.state == "running", _exports.job_id.is_(None))
        under_way = (or_(streamed, _exports.state == "done"), _exports.seen_at >= since)
        counted = select(func.count()).where(_exports.staff_id == staff_id, *under_way)
        return int(self._connection.execute(counted).scalar_one())

    def passphrase(self, export_id: UUID) -> str | None:
        """Return the passphrase, as long as the workbook is not finished.

        Raises:
            Unreadable: no key of ours opens it.
        """
        found = select(_exports.passphrase).where(_exports.id == export_id)
        token = self._connection.execute(found).scalar_one_or_none()
        return None if token is None else self._sealer.open(EXPORT_PASSPHRASE, export_id, token)

    def running_older_than(self, moment: datetime) -> list[Export]:
        """Return running exports that nobody will finish.

        They were last heard of before a moment, and no job continues them.
        """
        left = select(*_EXPORT).where(_exports.state == "running", _exports.seen_at < moment, ~_HAS_JOB)
        return self._read(left.order_by(_exports.started_at, _exports.id))

    def begun_since(self, since: datetime, staff_id: UUID | None = None) -> list[tuple[UUID, datetime]]:
        """Return which members began an export since `since` and when, oldest first.

        Exports about to begin are included. To decide by it whether a member may begin another, pass `staff_id`, and
        lock the member first: see `Staff.lock`.
        """
        moment = func.coalesce(_exports.started_at, _exports.asked_at)
        begun = select(_exports.staff_id, moment).where(_begun(since), _exports.staff_id.is_not(None))
        own = begun if staff_id is None else begun.where(_exports.staff_id == staff_id)
        return [(who, at) for who, at in self._connection.execute(own.order_by(moment))]

    def _move(
        self, export_id: UUID, states: Sequence[str], *which: ColumnElement[bool], **changes: Any
    ) -> bool:
        """Change an export in one of these states, and its seal; return whether it was.

        One that was written by hand does not move.
        """
        this = (_exports.id == export_id, _exports.state.in_(states), *which)
        return _vouched.change(self._connection, self._sealer, *this, **changes) > 0

    def _hit(self, change: Update) -> bool:
        return self._connection.execute(change.returning(_exports.id)).first() is not None

    def _read(self, listed: Select[*tuple[Any, ...]]) -> list[Export]:
        rows = self._connection.execute(listed.add_columns(_exports.seal)).all()
        reasons = self._sealer.open_many(EXPORT_REASON, ((row.id, row.reason) for row in rows))
        genuine = _vouched.genuine(self._sealer, rows)
        return [
            of_columns(
                Export,
                row,
                _EXPORT,
                reason=reason,
                columns=tuple(json.loads(row.columns)),
                filters=load_filters(row.filters),
                is_genuine=is_genuine,
            )
            for row, reason, is_genuine in zip(rows, reasons, genuine, strict=True)
        ]


def _this(export_id: UUID, *states: str) -> Update:
    return update(exports).where(_exports.id == export_id, _exports.state.in_(states))


def _over(state: str, now: datetime) -> dict[str, Any]:
    return {"state": state, "finished_at": now, "seen_at": None, "passphrase": None}


def _begun(since: datetime) -> ColumnElement[bool]:
    about_to = and_(_exports.started_at.is_(None), _exports.state.in_(_UNBEGUN), _exports.asked_at >= since)
    return or_(_exports.started_at >= since, about_to)


# Finished workbooks that wait to be downloaded: sealed, part by part, in a table and never in a file.

_export_files = export_files.c
PART: Final = 48 * 1024
"""How many bytes each part has; the last may have fewer."""


class ExportFiles(SealedRows):
    """The waiting files of one transaction.

    Read each part in a transaction of its own: a download may be slow, and an open transaction hinders others.
    """

    def write_part(self, export_id: UUID, number: int, content: bytes, now: datetime) -> None:
        """Store a part; the first is number 0.

        Before the first, call `forget` to remove what an earlier attempt left.
        """
        row = _row(export_id, number)
        part = self._sealer.seal(EXPORT_PART, row, b64encode(content).decode("ascii"))
        values = {"id": row, "export_id": export_id, "number": number, "at": now, "part": part}
        self._connection.execute(insert(export_files), values)

    def count(self, export_id: UUID) -> int:
        """Return how many parts wait; 0 when there is no file."""
        counted = select(func.count()).where(_export_files.export_id == export_id)
        return int(self._connection.execute(counted).scalar_one())

    def part(self, export_id: UUID, number: int) -> bytes | None:
        """Return a part, or None when there is none of this number.

        Raises:
            Unreadable: no key of ours opens it, or it is another part's.
        """
        found = select(_export_files.part).where(
            _export_files.export_id == export_id, _export_files.number == number
        )
        token = self._connection.execute(found).scalar_one_or_none()
        if token is None:
            return None
        return b64decode(self._sealer.open(EXPORT_PART, _row(export_id, number), token))

    def forget(self, export_id: UUID) -> bool:
        """Forget the file, and return whether there was one.

        `scrub` the store once this is committed.
        """
        return self._forget(delete(export_files).where(_export_files.export_id == export_id)) > 0

    def forget_all(self) -> int:
        """Forget every file, and return how many parts those were."""
        return self._forget(delete(export_files))

    def forget_older(self, moment: datetime) -> int:
        """Forget the parts that have waited since before `moment`, and count them."""
        return self._forget(delete(export_files).where(_export_files.at < moment))

    def _forget(self, forgotten: Delete) -> int:
        return len(self._connection.execute(forgotten.returning(_export_files.number)).all())


def _row(export_id: UUID, number: int) -> UUID:
    """Return the id of a part's row, to which it is sealed.

    Parts that change places do not open.
    """
    return uuid5(export_id, str(number))
