"""Write down a look at the list: one event a page, with every name that was shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from flask_babel import lazy_gettext as _l

from app.dashboard.patients.everybody import Everybody
from app.dashboard.patients.names import names_of
from app.dashboard.patients.rows import PAGE, Row
from app.dashboard.patients.talk_rows import TalkRow
from app.dashboard.shown import remembered
from app.guard.pace import count_shown
from app.guard.session import actor, current_session, is_live
from app.services import current
from app.store import Transaction
from app.store.patients.patient_flags import ALLERGY
from app.store.trail import audit
from app.store.trail.events import Counted, TrailEvent, TrailGroup
from app.web.feature import Words

_LISTED = TrailEvent(
    "patients.listed",
    Counted(
        "patients",
        "Viewed the list: one record, {shown} names shown",
        "Viewed the list: {patients} records, {shown} names shown",
    ),
    TrailGroup.PATIENT,
)
_SEARCHED = TrailEvent("patients.searched", "Searched by {kind}: {found} found", TrailGroup.PATIENT)
SEARCHED_BY: Final = Words(
    "kind",
    {
        "name": _l("name"),
        "number": _l("number"),
        "birth_date": _l("date of birth"),
        "reference": _l("reference"),
    },
)


def record_list(unit: Transaction, rows: Sequence[Row]) -> None:
    """Write down a look at a page of the list."""
    counted: dict[str, object] = {"patients": len(rows)}
    if unreadable := sum(not row.readable for row in rows):
        counted["unreadable"] = unreadable
    if is_live():
        counted["live"] = True
    _record(unit, _LISTED, counted, rows)


def record_search(
    unit: Transaction, kinds: Sequence[str], rows: Sequence[Row | TalkRow], everybody: Everybody
) -> None:
    """Write down a search by its kind: never what was looked for."""
    counted: dict[str, object] = {
        "kind": ", ".join(kinds),
        "found": len(everybody.records[:PAGE]) + len(everybody.talks) + len(everybody.invited),
    }
    if everybody.is_nobody and rows:
        counted["near"] = len(rows)
    _record(unit, _SEARCHED, counted, rows)


def _record(
    unit: Transaction, event: TrailEvent, details: Mapping[str, object], rows: Sequence[Row | TalkRow]
) -> None:
    at = current().clock()
    shown = [row.id for row in rows if row.shown]
    if shown and (why := names_of(current_session()).why or remembered()):
        details = {**details, "reason": why}
    if allergic := [row.id.hex for row in rows if ALLERGY in row.flags]:
        details = {**details, "allergies": len(allergic), "allergic": allergic}
    # Those that are shown one by one were counted when they were asked for.
    if names := sum(row.shown and row.left is None for row in rows):
        count_shown(unit, names=names)
    audit.record(unit.db, actor(), event, details={**details, "shown": len(shown)}, mentions=shown, at=at)
