"""The job `sheets.remove`: remove erased patients from spreadsheets.

It also removes what unfinished pushes have left there.

Its subject is a patient, or the export that broke off. But it removes every patient who waits for it, so that many
erasures need no more requests than one.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

from app.config import GoogleSettings
from app.exports.columns import RECORD_ID
from app.exports.targets.sheets.changes import Change, delete_rows, delete_tabs
from app.exports.targets.sheets.ends import AnswerLost, Stopped
from app.exports.targets.sheets.pace import Pace
from app.exports.targets.sheets.progress import PushProgress
from app.exports.targets.sheets.push import refuse_if_busy
from app.exports.targets.sheets.rows import Row
from app.exports.targets.sheets.tabs import TITLE, Tab, staging_tab
from app.services import Services
from app.store.exports import exports, sheets
from app.store.work.jobs import Beat, Delayed, Hopeless, Job

if TYPE_CHECKING:
    from app.exports.targets.sheets.client import Spreadsheet

_ATTEMPTS: Final = 6
_A_BATCH: Final = 1000
_REAL: Final = Pace()


def run(services: Services, job: Job, beat: Beat, pace: Pace = _REAL) -> None:
    """Remove erased patients from every tab, since someone may have copied ours.

    A failure in one spreadsheet does not hold up another.

    Raises:
        Delayed: Google cannot be reached, or another job is changing a sheet.
        Hopeless: somebody has to repair something first.
    """
    refuse_if_busy(services, job)
    leaving, stage = _leaving(services, job)
    progress = PushProgress(beat, sum(len(patients) for _, patients in leaving))
    failures: list[Delayed | Hopeless] = []
    try:
        for sheet_id, patients in leaving:
            try:
                _remove(_open(services.settings.google, sheet_id, pace, progress), patients, stage)
                _record_removal(services, sheet_id, patients)
            except (Delayed, Hopeless) as failure:
                failures.append(failure)
            else:
                progress.reach(progress.done + len(patients))
    except Stopped:
        return
    if failures:  # a passing failure is retried before anything is given up
        raise next((failure for failure in failures if isinstance(failure, Delayed)), failures[0])


def _leaving(services: Services, job: Job) -> tuple[list[tuple[str, list[UUID]]], Tab | None]:
    """Return the patients to remove from each spreadsheet, the configured one first.

    Return also the tab that an unfinished push may have left hidden.
    """
    google = services.settings.google
    with services.store.read() as unit:
        leaving = sheets.erased(unit.db)
        export = exports.get(unit.db, job.subject_id) if job.subject_id else None
    stage = None
    if export is not None and export.state != "running" and export.sheet_id:
        leaving.setdefault(export.sheet_id, set())
        stage = staging_tab(export.id)
    today = google and google.sheet_id
    in_order = sorted(leaving, key=lambda sheet_id: (sheet_id != today, sheet_id))
    return [(sheet_id, sorted(leaving[sheet_id])) for sheet_id in in_order], stage


def _open(google: GoogleSettings | None, sheet_id: str, pace: Pace, progress: PushProgress) -> Spreadsheet:
    if google is None:
        raise Hopeless("sheets_off")
    from app.exports.targets.sheets.client import Spreadsheet  # noqa: PLC0415  (heavy: gspread comes with it)

    return Spreadsheet(google, sheet_id, pace, progress)


def _record_removal(services: Services, sheet_id: str, patients: Sequence[UUID]) -> None:
    for start in range(0, len(patients), _A_BATCH):
        with services.store.begin() as unit:
            sheets.removed(unit.db, sheet_id, patients[start : start + _A_BATCH])


def _remove(book: Spreadsheet, patients: Sequence[UUID], stage: Tab | None) -> None:
    """Delete their rows, and check that they are gone.

    Raises:
        Hopeless: our tab has lost its column of record ids, so that nobody can say whose rows are there.
    """
    ids = frozenset(map(str, patients))
    for _ in range(_ATTEMPTS):
        tabs = book.shape().tabs
        found = _rows_with(book, [tab for tab in tabs if tab.has_rows and tab != stage], ids)
        changes = delete_tabs(tab for tab in tabs if tab == stage)
        changes += [change for each in found for change in delete_rows(each.tab, each.rows, each.of)]
        if not changes:
            if any(each.tab.title == TITLE and not each.is_headed for each in found):
                raise Hopeless("sheet_heading_foreign")
            return
        try:
            _change(book, changes)
        except AnswerLost:
            continue
    raise Delayed("sheet_unsettled")


def _change(book: Spreadsheet, changes: Sequence[Change]) -> None:
    for start in range(0, len(changes), _A_BATCH):
        book.change(changes[start : start + _A_BATCH])


class _RowsFound(NamedTuple):
    """The rows of a tab that hold the records, and how many rows it has at least."""

    tab: Tab
    rows: list[int]
    of: int
    is_headed: bool
    """Whether one of its columns is headed as that of the records."""


def _rows_with(book: Spreadsheet, tabs: Sequence[Tab], ids: AbstractSet[str]) -> list[_RowsFound]:
    """Return the rows of these records, tab by tab.

    If the first column has our heading, only that column is searched. If somebody has put another column before it, or
    moved or deleted the heading, all cells are.
    """
    if not tabs or not ids:
        return []
    looks = list(zip(tabs, book.first_rows_and_columns(tabs), strict=True))
    altered = [tab for tab, (heading, _) in looks if not _is_ours(heading)]
    cells = iter(book.wholes(altered) if altered else [])
    return [
        _found(tab, heading, [[cell] for cell in column] if _is_ours(heading) else next(cells), ids)
        for tab, (heading, column) in looks
    ]


def _is_ours(heading: Row) -> bool:
    return heading[:1] == (RECORD_ID.key,)


def _found(tab: Tab, heading: Row, cells: Sequence[Sequence[str]], ids: AbstractSet[str]) -> _RowsFound:
    rows = [number for number, row in enumerate(cells, start=1) if not ids.isdisjoint(row)]
    return _RowsFound(tab, rows, len(cells), is_headed=RECORD_ID.key in heading)
