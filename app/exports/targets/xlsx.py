"""Excel: a workbook with streamed rows.

It is made in memory, a batch at a time, and never written to our disk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from io import BytesIO
from types import MappingProxyType
from typing import Final
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.exports.custody import Custody, NotWanted, begin, table_of
from app.exports.table import Row, Table
from app.exports.targets import File, Option, Options, Target
from app.exports.words import cover_of
from app.exports.workbook.cover import Cover, Tally, translated_words
from app.exports.workbook.sheets import MOST_ROWS, Package, PatientSheets
from app.guard.doors import May, allows
from app.records.vocabulary import Actors
from app.services import Services
from app.store import (
    Beat,
    Delayed,
    Export,
    Hopeless,
    Job,
    Member,
    NewExport,
    Store,
    StoreUnavailable,
    Transaction,
    export_files,
    export_rows,
    exports,
    jobs,
    staff,
    tombstones,
)
from app.store.export_files import PART
from app.web.clinic import profile_in, zone_of
from app.web.feature import JobKind


def stream(
    table: Table, store: Store, cover: Cover, most_rows: int = MOST_ROWS
) -> Iterator[tuple[bytes, int]]:
    """Return the workbook's parts, each with its number of records.

    The words are in the language of this request. A file that is cut off anywhere cannot be opened, because its
    directory comes last.
    """
    return _pieces(table, store, cover, translated_words(), table.labels(), table.in_words(), most_rows)


def _pieces(  # noqa: PLR0917  (what a workbook is made of)
    table: Table,
    store: Store,
    cover: Cover,
    words: Mapping[str, str],
    labels: Row,
    in_words: Callable[[Sequence[Row]], list[Row]],
    most_rows: int,
) -> Iterator[tuple[bytes, int]]:
    package, tally, sent = Package(), Tally(table.headings()), 0
    with closing(PatientSheets(package, most_rows)) as sheets:
        yield package.take(), 0  # at once: openpyxl takes a moment to load
        from app.exports.workbook.book import WorkbookFrame  # noqa: PLC0415  (heavy: the web process starts without)

        book = WorkbookFrame(table.headings(), labels)
        sheets.apply_styles(book)
        for batch in table.batches(store):
            sheets.write(worded := in_words(batch))
            tally.count(worded)
            if piece := package.take():  # few rows are held back, to be packed with more
                yield piece, tally.records - sent
                sent = tally.records
        sheets.finish()
    book.finish(package, cover, tally, words, has_long_texts=sheets.go_on > 0)
    package.close()
    yield package.take(), tally.records - sent


# Protect a workbook with a passphrase as Excel does: AES-256, with a key derived from the passphrase by 100,000
# rounds of SHA-512.


def under_passphrase(workbook: BytesIO, passphrase: str) -> bytes:
    """Encrypt a workbook with a passphrase, entirely in memory."""
    from msoffcrypto.format.ooxml import OOXMLFile  # noqa: PLC0415  (heavy: the web process starts without)

    shut = BytesIO()
    OOXMLFile(workbook).encrypt(passphrase, shut)
    return shut.getvalue()


# The job that makes a workbook with a passphrase. It makes the whole of it in memory, encrypts it, and keeps it in
# sealed parts until it is downloaded.

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
        profile = profile_in(unit, services.settings.clinic)
        zone = zone_of(profile)
        extent = export_rows.extent(unit.db, export.whom, now, now)
    table, patients = table_of(export, extent.until, zone), extent.patients
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
    cover = cover_of(export, profile.name, who, people, now, zone)
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


# What Excel declares as a target.

SHORTEST_PASSPHRASE: Final = 12
LONGEST_PASSPHRASE: Final = 255
"""The most characters that Excel takes."""


PROTECTING = JobKind(
    kind=PROTECT,
    title=_("Making a workbook with a passphrase"),
    noun=_("a workbook with a passphrase"),
    run=run,
    errors={
        "too_many_rows": _("there are too many patients for a workbook with a passphrase"),
        "passphrase_gone": _("its passphrase is no longer kept; request the export again"),
    },
    is_export=True,
)


class Excel(Target):
    """A workbook: streamed, or made by a job where it gets a passphrase."""

    code = "xlsx"
    label = _("Excel")
    about = _("A workbook with a summary sheet")
    position = 10

    file = File(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
        lambda table, store, cover, _options: stream(table, store, cover),
    )
    jobs = (PROTECTING,)

    refused_elsewhere: Mapping[str, str] = MappingProxyType(
        {"passphrase": _("Only an Excel workbook can have a passphrase. Leave it empty, or choose Excel.")}
    )

    def options(self) -> tuple[Option, ...]:
        """Return the one option: a passphrase."""
        passphrase = Option(
            name="passphrase",
            label=gettext("Passphrase (optional)"),
            hint=gettext(
                "Excel only, at least 12 characters. Excel asks for it whenever the file is opened; it can’t be recovered. The file is made in the background."
            ),
            attributes={
                "type": "password",
                "minlength": str(SHORTEST_PASSPHRASE),
                "maxlength": str(LONGEST_PASSPHRASE),
                "autocomplete": "new-password",
            },
        )
        return (passphrase,)

    def problems(self, options: Options) -> dict[str, str]:
        """Return why Excel would not take the passphrase."""
        passphrase = options.get("passphrase", "")
        if not passphrase:
            return {}
        if not SHORTEST_PASSPHRASE <= len(passphrase) <= LONGEST_PASSPHRASE:
            problem = gettext(
                "The passphrase has %(length)s characters. It must have %(least)s to %(most)s.",
                length=len(passphrase),
                least=SHORTEST_PASSPHRASE,
                most=LONGEST_PASSPHRASE,
            )
            return {"passphrase": problem}
        if not passphrase.isprintable():
            return {"passphrase": gettext("The passphrase contains a character that can’t be typed.")}
        return {}

    def complete(self, new: NewExport, options: Options) -> NewExport:
        """Add the passphrase."""
        passphrase = options.get("passphrase", "")
        return replace(new, protected=bool(passphrase), passphrase=passphrase or None)

    def job_kind(self, export: Export | NewExport) -> str | None:
        """Return the job that makes a protected workbook; any other is streamed."""
        return PROTECT if export.protected else None


TARGET: Final = Excel()
