"""The job `sheets.push`: send an export to the clinic's spreadsheet.

Its subject is the export.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

from app.config import GoogleSettings
from app.exports.columns import NoSuchColumn, columns_in
from app.exports.custody import Custody, NotWanted, begin, clear_away, table_of
from app.exports.table import Table
from app.exports.targets.sheets.changes import Change, delete_rows, publish_tab
from app.exports.targets.sheets.ends import AnswerLost, Stopped
from app.exports.targets.sheets.pace import Pace
from app.exports.targets.sheets.plan import TabPlan, plan_upload
from app.exports.targets.sheets.progress import PushProgress
from app.exports.targets.sheets.rows import places, surplus
from app.exports.targets.sheets.tabs import TITLE
from app.exports.targets.sheets.upload import ROWS_A_TRANSACTION, UploadPass
from app.guard.doors import May, allows
from app.services import Services
from app.store import Transaction
from app.store.exports import export_rows, exports, sheets
from app.store.exports.exports import Export
from app.store.exports.sheets import REMOVAL
from app.store.staff import staff
from app.store.work import jobs
from app.store.work.jobs import Beat, Delayed, Hopeless, Job
from app.web.clinic import clinic_in, zone_of

if TYPE_CHECKING:
    from app.exports.targets.sheets.client import Spreadsheet


_ATTEMPTS: Final = 12
_CHANGES_A_REQUEST: Final = 5000


class PushResult(NamedTuple):
    """What the sheet holds after a push."""

    rows: int
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Push:
    """One push: read the sheet, send what is missing, until the sheet is right.

    The same is done after a crash or a lost answer, so no other code has to be right. A push looks which records are in
    the sheet, not what their cells say. A cell that somebody changed by hand stays so until its record changes here.
    """

    services: Services
    book: Spreadsheet
    sheet_id: str
    table: Table
    keys: Sequence[str]
    """Those of every column that a push may have, in order."""
    patients: int
    custody: Custody
    progress: PushProgress

    def push_until_consistent(self) -> PushResult:
        """Make the sheet hold one row for each record of the table, and no other.

        Raises:
            Stopped, NotWanted: the job or the export must not continue; what was sent stays.
            Delayed, Hopeless: see `Transport` and `plan_upload`.
        """
        for _ in range(_ATTEMPTS):
            try:
                pushed = self._push_once()
            except AnswerLost:
                continue
            if pushed:
                return pushed
        raise Delayed("sheet_unsettled")

    def _push_once(self) -> PushResult | None:
        """Return what the sheet holds at the end.

        It returns None if rows are missing, because someone else changed the sheet meanwhile.
        """
        known = self._known()
        headings = self.table.headings()
        plan = plan_upload(
            self.book, self.custody.export_id, headings, self.keys, self.patients, is_known=bool(known)
        )
        upload = UploadPass(self.services, self.book, self.sheet_id, plan, self.custody, self.progress)
        upload.run(self.table, known)
        erased = self._erased()
        wanted = upload.wanted - erased
        there, rows = plan.there, 0
        if upload.has_written or surplus(there, wanted):
            (column,) = self.book.first_columns([plan.tab])
            there, rows = places(column), len(column)
        if wanted - there.keys():
            return None
        self._finish(plan, delete_rows(plan.tab, surplus(there, wanted), rows))
        self._record_as_left_out({record_id for record_id, digest in known.items() if digest} - wanted)
        return PushResult(len(wanted), upload.size, upload.digest)

    def _finish(self, plan: TabPlan, changes: list[Change]) -> None:
        """Delete surplus rows, and show the tab if it is new."""
        while len(changes) > _CHANGES_A_REQUEST:
            self.book.change(changes[:_CHANGES_A_REQUEST])
            changes = changes[_CHANGES_A_REQUEST:]
        if plan.staged:
            changes += publish_tab(plan.tab, self.table.headings(), TITLE, plan.instead_of)
        if changes:
            self.book.change(changes)

    def _known(self) -> dict[str, bytes | None]:
        with self.services.store.read() as unit:
            return {str(patient): digest for patient, digest in sheets.known(unit.db, self.sheet_id).items()}

    def _erased(self) -> set[str]:
        """Return the patients who were erased while this ran, and may have been sent."""
        with self.services.store.read() as unit:
            return set(map(str, sheets.erased(unit.db).get(self.sheet_id, ())))

    def _record_as_left_out(self, gone: set[str]) -> None:
        """Record that these are no longer in our tab.

        Erased patients are left to the removal, which searches every tab.
        """
        patients = sorted(map(UUID, gone))
        for start in range(0, len(patients), ROWS_A_TRANSACTION):
            with self.services.store.begin() as unit:
                sheets.left_out(unit.db, self.sheet_id, patients[start : start + ROWS_A_TRANSACTION])


PUSH: Final = "sheets.push"
_REAL: Final = Pace()


def refuse_if_busy(services: Services, job: Job) -> None:
    """Go on only if no other job is changing a spreadsheet.

    Rows are addressed by number, and each change moves others.

    Of two that begin at once, both may be put off.

    Raises:
        Delayed: another job is changing one.
    """
    with services.store.read() as unit:
        if jobs.others_run(unit.db, job.id, (PUSH, REMOVAL), services.clock()):
            raise Delayed("sheet_in_use", counts=False)


def run(services: Services, job: Job, beat: Beat, pace: Pace = _REAL) -> None:
    """Push the export, from wherever an earlier attempt has left it.

    Raises:
        Delayed: Google cannot be reached, or another job is changing the sheet.
        Hopeless: somebody has to repair something first.
    """
    google = services.settings.google
    if google is None:
        raise Hopeless("sheets_off")
    refuse_if_busy(services, job)
    push = _begin(services, google, job, beat, pace)
    if push is None:
        return
    try:
        code = _push(push)
    except Stopped:  # the export was stopped with the job, or another worker goes on with it
        return
    if code:
        _break_off(push)
        raise Hopeless(code)


def _begin(services: Services, google: GoogleSettings, job: Job, beat: Beat, pace: Pace) -> Push | None:
    """Return the push, once the trail has recorded it.

    None when the export was done, refused or stopped in the meantime.
    """
    from app.exports.targets.sheets.client import Spreadsheet  # noqa: PLC0415  (heavy: gspread comes with it)

    now = services.clock()
    export, table, patients, keys = _export_of(services, job, now)
    if export.sheet_id != google.sheet_id:  # the export was requested and approved for that sheet
        raise Hopeless("sheet_changed")
    progress = PushProgress(beat, patients)
    book = Spreadsheet(google, google.sheet_id, pace, progress)
    with services.store.begin() as unit:
        if not begin(unit, export, patients, job.actor, now, job_id=job.id):
            return None
    return Push(
        services=services,
        book=book,
        sheet_id=google.sheet_id,
        table=table,
        keys=keys,
        patients=patients,
        custody=Custody(services, export.id, job.actor, _may_continue(export, job)),
        progress=progress,
    )


def _export_of(services: Services, job: Job, now: datetime) -> tuple[Export, Table, int, tuple[str, ...]]:
    """Return the export, its table, its number of patients, and all columns' keys."""
    with services.store.read() as unit:
        export = exports.get(unit.db, job.subject_id) if job.subject_id else None
        if export is None:
            raise Hopeless("no_such_export")
        zone = zone_of(clinic_in(unit, services.settings.clinic))
        try:
            extent = export_rows.extent(unit.db, export.whom, export.started_at or now, now)
            columns = columns_in(unit)
            table = table_of(export, columns, extent.until, zone)
        except NoSuchColumn:
            raise Hopeless("no_such_column") from None
        return export, table, extent.patients, tuple(column.key for column in columns)


def _may_continue(export: Export, job: Job) -> Callable[[Transaction], bool]:
    """Return a check that the job is ours and the requester may still export."""

    def may(unit: Transaction) -> bool:
        member = staff.get(unit.db, export.staff_id) if export.staff_id else None
        allowed = export.staff_id is None or (
            member is not None and member.can_sign_in and allows(member.role, May.EXPORT)
        )
        return allowed and jobs.hold(unit.db, job.id, job.lease_token)

    return may


def _push(push: Push) -> str:
    """Push, and return the code of what makes it hopeless; "" when it is done."""
    try:
        pushed = push.push_until_consistent()
        push.custody.finish(pushed.rows, pushed.size, pushed.digest)
    except Hopeless as hopeless:
        return hopeless.code
    except NotWanted:
        push.progress()  # raises Stopped if the job was stopped, so that nothing is recorded
        return "not_allowed"
    return ""


def _break_off(push: Push) -> None:
    """Record that the push broke, and have its leftovers removed from the sheet."""
    push.custody.break_off(push.progress.done)
    with push.services.store.begin() as unit:
        export = exports.get(unit.db, push.custody.export_id)
        if export is not None:
            clear_away(unit, export, push.services.clock())
