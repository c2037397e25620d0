"""Write down a look at the list: one event a page, with every name that was shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.dashboard.patients.rows import Row
from app.guard.pace import count_shown
from app.guard.session import actor, is_live
from app.services import current
from app.store import Transaction
from app.store.patient_flags import ALLERGY


def record_list(unit: Transaction, rows: Sequence[Row]) -> None:
    """Write down a look at a page of the list."""
    counted: dict[str, object] = {"patients": len(rows)}
    if unreadable := sum(not row.readable for row in rows):
        counted["unreadable"] = unreadable
    if is_live():
        counted["live"] = True
    _record(unit, "patients.listed", counted, rows)


def record_search(
    unit: Transaction, kinds: Sequence[str], rows: Sequence[Row], found: int | None = None
) -> None:
    """Write down a search by its kind: never what was looked for."""
    counted = len(rows) if found is None else found
    _record(unit, "patients.searched", {"kind": ", ".join(kinds), "found": counted}, rows)


def _record(unit: Transaction, action: str, details: Mapping[str, object], rows: Sequence[Row]) -> None:
    at = current().clock()
    shown = [row.id for row in rows if row.shown]
    if allergies := sum(ALLERGY in row.flags for row in rows):
        details = {**details, "allergies": allergies}
    # Those that are shown one by one were counted when they were asked for.
    if names := sum(row.shown and row.left is None for row in rows):
        count_shown(unit, names=names)
    unit.audit.record(actor(), action, details={**details, "shown": len(shown)}, mentions=shown, at=at)
