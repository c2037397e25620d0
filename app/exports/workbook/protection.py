"""The job that makes a workbook with a passphrase.

It makes the whole of it in memory, encrypts it as Excel does (AES-256, with a key derived from the passphrase by 100,000
rounds of SHA-512), and keeps it in sealed parts until it is downloaded.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final
from uuid import UUID

from app.exports.columns import columns_in
from app.exports.custody import Custody, NotWanted, begin, table_of
from app.exports.table import Table
from app.exports.words import cover_of
from app.exports.workbook.cover import Cover
from app.exports.workbook.stream import stream
from app.guard.doors import May, allows
from app.records.actors import Actors
from app.services import Services
from app.store import StoreUnavailable, Transaction
from app.store.exports import export_files, export_rows, exports
from app.store.exports.export_files import PART
from app.store.exports.exports import Export
from app.store.patients import tombstones
from app.store.staff import staff
from app.store.staff.staff import Member
from app.store.work import jobs
from app.store.work.jobs import Beat, Delayed, Hopeless, Job
from app.web.clinic import clinic_in, zone_of
from app.web.questionnaire import questionnaire_in


def under_passphrase(workbook: BytesIO, passphrase: str) -> bytes:
    """Encrypt a workbook with a passphrase, entirely in memory."""
    from msoffcrypto.format.ooxml import OOXMLFile  # noqa: PLC0415  (heavy: the web process starts without)

    shut = BytesIO()
    OOXMLFile(workbook).encrypt(passphrase, shut)
    return shut.getvalue()


PROTECT: Final = "xlsx.protect"
MOST_PROTECTED_ROWS: Final = 200_000
"""More rows would need too much of a server's memory. Without a passphrase there is no limit."""
_PARTS_AT_ONCE: Final = 16


@dataclass(frozen=True, slots=True)
class _Task:
    export: Export
    table: Table
    cover: Cover
    patients: int
    erased: int
    """How many erasures there were before the first row was read."""
    passphrase: str = field(repr=False)


def run(services: Services, job: Job, beat: Beat, most_rows: int = MOST_PROTECTED_ROWS) -> None:
    """Make the job's workbook, from the beginning on every attempt.

    Raises:
        Delayed: somebody was erased while it was made.
        Hopeless: the passphrase is gone, there are too many patients, or the member who asked may no longer have them.
    """
    task = _begin_task(services, job, most_rows)
    if task is None:
        return
    workbook = BytesIO()
    rows = _write(workbook, services, task, beat)
    if rows is None or not _keep(
        shut := under_passphrase(workbook, task.passphrase), services, job, task, beat
    ):
        _leave_undone(services, task.export.id)
        return
    try:
        _finish(services, job, task, rows, shut)
    except NotWanted:
        _leave_undone(services, task.export.id)
    except (Delayed, StoreUnavailable):  # also when an erasure kept it waiting for too long
        _forget(services, job, task.export.id)
        raise


def _begin_task(services: Services, job: Job, most_rows: int) -> _Task | None:
    """Begin the export, for the first time or again; None if nothing is left to do."""
    now = services.clock()
    with services.store.read() as unit:
        erased = tombstones.count(unit.db)
        export = job.subject_id and exports.get(unit.db, job.subject_id)
        if not export or export.state in {"done", "cancelled"}:
            return None
        passphrase = exports.passphrase(unit.db, export.id)
        people = {member.id: member for member in staff.all_members(unit.db)}
        who = Actors.of(unit).name(export.actor)
        clinic = clinic_in(unit, services.settings.clinic)
        zone = zone_of(clinic)
        extent = export_rows.extent(unit.db, export.whom, now, now)
        table = table_of(export, columns_in(unit), extent.until, zone)
        asked = questionnaire_in(unit)
    patients = extent.patients
    with services.store.begin() as unit:
        if not jobs.hold(unit.db, job.id, job.lease_token):
            return None
        if not begin(unit, export, patients, job.actor, now, job_id=job.id):
            raise Hopeless("not_approved")
        export_files.forget(unit.db, export.id)
    asker = people.get(export.staff_id) if export.staff_id else None
    code = _obstacle(asker, passphrase, is_too_much=patients > most_rows)
    if code or passphrase is None:
        Custody(services, export.id, job.actor).break_off(0)
        raise Hopeless(code)
    cover = cover_of(export, table.labels(), asked, clinic.name, who, people, now, zone)
    return _Task(export, table, cover, patients, erased, passphrase)


def _obstacle(asker: Member | None, passphrase: str | None, *, is_too_much: bool) -> str:
    """Return the code of what keeps the workbook from being made; "" for nothing."""
    if asker is None or not asker.can_sign_in or not allows(asker.role, May.EXPORT):
        return "not_allowed"
    if is_too_much:
        return "too_many_rows"
    return "" if passphrase else "passphrase_gone"


def _write(workbook: BytesIO, services: Services, task: _Task, beat: Beat) -> int | None:
    """Write the workbook and return its number of patients; None when not wanted."""
    rows = 0
    for piece, more in stream(task.table, services.store, task.cover):
        workbook.write(piece)
        rows += more
        if not beat(rows, task.patients):
            return None
    return rows


def _keep(shut: bytes, services: Services, job: Job, task: _Task, beat: Beat) -> bool:
    """Save the workbook in several transactions, so that others can write in between.

    Return False when the job is another worker's, or is not wanted.
    """
    parts = [shut[start : start + PART] for start in range(0, len(shut), PART)]
    for first in range(0, len(parts), _PARTS_AT_ONCE):
        if not beat(task.patients, task.patients):
            return False
        with services.store.begin() as unit:
            if not jobs.hold(unit.db, job.id, job.lease_token):
                return False
            for number, part in enumerate(parts[first : first + _PARTS_AT_ONCE], first):
                export_files.write_part(unit.db, task.export.id, number, part, services.clock())
    return True


def _finish(services: Services, job: Job, task: _Task, rows: int, shut: bytes) -> None:
    """Record the end, unless the workbook may hold someone who was erased.

    A later erasure deletes the workbook.

    Raises:
        Delayed: somebody was erased since the workbook was begun. It is made again, without them.
        NotWanted: the job is another worker's by now, or is not wanted any more.
    """

    def may_end(unit: Transaction) -> bool:
        if tombstones.count_settled(unit.db) != task.erased:
            raise Delayed("patient_erased", counts=False)
        return jobs.hold(unit.db, job.id, job.lease_token)

    custody = Custody(services, task.export.id, job.actor, may_end)
    custody.finish(rows, len(shut), hashlib.sha256(shut).hexdigest())


def _forget(services: Services, job: Job, export_id: UUID) -> None:
    with services.store.begin() as unit:
        if jobs.hold(unit.db, job.id, job.lease_token):
            export_files.forget(unit.db, export_id)
    services.store.scrub()


def _leave_undone(services: Services, export_id: UUID) -> None:
    """Delete an unwanted workbook.

    If the export is running or done, the workbook belongs to another worker by now.
    """
    with services.store.begin() as unit:
        export = exports.get(unit.db, export_id)
        if export is not None and export.state not in {"running", "done"}:
            export_files.forget(unit.db, export_id)
