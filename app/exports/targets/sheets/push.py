"""The job `sheets.push`: an export that goes to the clinic's spreadsheet. Its subject is the export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.exports.columns import NoSuchColumn
from app.exports.custody import Custody, NotWanted, begin, clear_away, table_of
from app.exports.targets.sheets import turns
from app.exports.targets.sheets.progress import Progress
from app.exports.targets.sheets.pushing import Push
from app.exports.targets.sheets.tempo import Tempo
from app.exports.targets.sheets.trouble import Stopped
from app.guard.clinic import profile_in, zone_of
from app.guard.roles import May, allows
from app.store import Hopeless

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from app.config import GoogleSettings
    from app.exports.table import Table
    from app.services import Services
    from app.store import Beat, Export, Job, Unit

_REAL: Final = Tempo()


def run(services: Services, job: Job, beat: Beat, tempo: Tempo = _REAL) -> None:
    """Push the export, from wherever an earlier attempt has left it.

    Raises:
        Delayed: Google cannot be reached, or another job is at the sheet.
        Hopeless: somebody has to mend something first.
    """
    google = services.settings.google
    if google is None:
        raise Hopeless("sheets_off")
    turns.take(services, job)
    push = _begin(services, google, job, beat, tempo)
    if push is None:
        return
    try:
        code = _do(push)
    except Stopped:  # the export was stopped with the job, or another worker goes on with it
        return
    if code:
        _break_off(push)
        raise Hopeless(code)


def _begin(services: Services, google: GoogleSettings, job: Job, beat: Beat, tempo: Tempo) -> Push | None:
    """Return the push, once the trail says that it begins; None when it was done, refused or stopped meanwhile."""
    from app.exports.targets.sheets.book import Book  # noqa: PLC0415  (heavy: gspread comes with it)

    now = services.clock()
    export, table, patients = _asked_for(services, job, now)
    if export.sheet_id != google.sheet_id:  # whoever asked, or approved, has said yes to that one
        raise Hopeless("sheet_changed")
    progress = Progress(beat, patients)
    book = Book(google, google.sheet_id, tempo, progress)
    with services.store.begin() as unit:
        if not begin(unit, export, patients, job.actor, now, job_id=job.id):
            return None
    return Push(
        services=services,
        book=book,
        sheet_id=google.sheet_id,
        table=table,
        patients=patients,
        custody=Custody(services, export.id, job.actor, _may_still(export, job)),
        progress=progress,
    )


def _asked_for(services: Services, job: Job, now: datetime) -> tuple[Export, Table, int]:
    """Return the export, its table, and how many patients are in it."""
    with services.store.read() as unit:
        export = unit.exports.get(job.subject_id) if job.subject_id else None
        if export is None:
            raise Hopeless("no_such_export")
        zone = zone_of(profile_in(unit, services.settings.clinic))
        try:
            extent = unit.export_rows.extent(export.filters, export.started_at or now, now)
            table = table_of(export, extent.until, zone)
        except NoSuchColumn:
            raise Hopeless("no_such_column") from None
        return export, table, extent.patients


def _may_still(export: Export, job: Job) -> Callable[[Unit], bool]:
    """Return what tells whether the job is still ours, and whoever asked may still export."""

    def may(unit: Unit) -> bool:
        member = unit.staff.get(export.staff_id) if export.staff_id else None
        allowed = export.staff_id is None or (
            member is not None and member.can_sign_in and allows(member.role, May.EXPORT)
        )
        return allowed and unit.outbox.hold(job.id, job.lease_token)

    return may


def _do(push: Push) -> str:
    """Push, and return the code of what makes it hopeless; "" when it is done."""
    try:
        pushed = push.settle()
        push.custody.finish(pushed.rows, pushed.size, pushed.digest)
    except Hopeless as hopeless:
        return hopeless.code
    except NotWanted:
        push.progress()  # with its job stopped, there is nothing to be said
        return "not_allowed"
    return ""


def _break_off(push: Push) -> None:
    """Write down that it broke, and have what may lie half done in the spreadsheet taken away."""
    push.custody.break_off(push.progress.done)
    with push.services.store.begin() as unit:
        export = unit.exports.get(push.custody.export_id)
        if export is not None:
            clear_away(unit, export, push.services.clock())
