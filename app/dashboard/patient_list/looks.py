"""What the trail keeps of a look at the list: one event a page, which names every patient whose name was shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.guard.live import is_live
from app.guard.pace import count_shown
from app.guard.signed_in import actor
from app.services import current

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.dashboard.patient_list.names import NamesShown
    from app.dashboard.patient_list.rows import Row
    from app.store import Unit


def record_list(unit: Unit, rows: Sequence[Row], names: NamesShown) -> None:
    """Write down a look at a page of the list."""
    counted: dict[str, object] = {"patients": len(rows)}
    if unreadable := sum(not row.readable for row in rows):
        counted["unreadable"] = unreadable
    if is_live():
        counted["live"] = True
    _record(unit, "patients.listed", counted, rows, names)


def record_search(unit: Unit, kind: str, rows: Sequence[Row], names: NamesShown) -> None:
    """Write down a search by its kind: never what was looked for."""
    _record(unit, "patients.searched", {"kind": kind, "found": len(rows)}, rows, names)


def _record(
    unit: Unit, action: str, details: Mapping[str, object], rows: Sequence[Row], names: NamesShown
) -> None:
    at = current().clock()
    shown = [row.id for row in rows if row.shown]
    count_shown(unit, names=len(shown))
    if names.only is not None and names.only in shown:
        unit.audit.record(
            actor(), "patients.name_shown", "patient", names.only, {**details, "reason": names.why}, at=at
        )
        return
    unit.audit.record(actor(), action, details={**details, "shown": len(shown)}, mentions=shown, at=at)
