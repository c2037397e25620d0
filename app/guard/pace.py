"""Limit how many patients a member is shown in an hour.

It is enough for a day's work and too little for a theft: a stolen session reads no faster than its owner. Beyond the
limit a fresh code is needed, which a thief does not have, and admins are told. The code raises the limit once, for
the rest of that hour.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.guard.session import actor, confirm_first, current_session, is_confirmed
from app.services import current
from app.store import Transaction
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.work import storage_counts
from app.store.work.storage_counts import day_of, hour_kind

PACE_RAISED = TrailEvent(
    "patients.pace_raised",
    "Confirmed with a code to see up to {records} records this hour",
    TrailGroup.PATIENT,
)
PACE_REACHED = TrailEvent(
    "patients.pace_reached", "Tried to view more than {records} records within an hour", TrailGroup.PATIENT
)

A_RECORD: Final = 10
A_NAME: Final = 1
"""A name in the list tells less than a record, and a page shows fifty."""
SEE_MORE: Final = _l("See more patients than usual in an hour")
SHOWN: Final = "shown"
REACHED: Final = "reached"
_RAISED: Final = "raised"


class TooMuchShown(Exception):
    """Report that the member may not be shown this. The look must be rolled back."""


def count_shown(unit: Transaction, *, records: int = 0, names: int = 0) -> None:
    """Count what is about to be shown, as `may_show` does.

    Raises:
        TooMuchShown: it is more than the member may be shown in an hour, even after a code.
    """
    if not may_show(unit, records=records, names=names):
        raise TooMuchShown


def may_show(unit: Transaction, *, records: int = 0, names: int = 0) -> bool:
    """Count what is about to be shown, and return whether it may be shown.

    Ask in the transaction of the look. Two looks of one member at the same moment are counted one after the other.
    """
    points = records * A_RECORD + names * A_NAME
    if not points:
        return True
    pace, now, member = current().settings.pace, current().clock(), current_session().member.id
    shown = storage_counts.add(unit.db, member, hour_kind(now, SHOWN), day_of(now), points)
    if shown <= pace.records_an_hour * A_RECORD:
        return True
    is_raised = _is_raised(unit, member, now) or (is_confirmed() and _raise(unit, member, now))
    if is_raised and shown <= pace.records_after_code * A_RECORD:
        return True
    _mark_reached(unit, member, now)
    return False


def turn_away() -> ResponseReturnValue | None:
    """Note once an hour that the limit was reached, and ask for a code.

    Returns None if a code would not help.
    """
    now, member = current().clock(), current_session().member.id
    with current().store.begin() as unit:
        _mark_reached(unit, member, now)
        is_raised = _is_raised(unit, member, now)
    return None if is_raised else confirm_first()


def _is_raised(unit: Transaction, member: UUID, now: datetime) -> bool:
    return storage_counts.get(unit.db, member, hour_kind(now, _RAISED), day_of(now)) > 0


def _raise(unit: Transaction, member: UUID, now: datetime) -> bool:
    if storage_counts.add(unit.db, member, hour_kind(now, _RAISED), day_of(now)) == 1:
        _mark_reached(unit, member, now)
        details = {"records": current().settings.pace.records_after_code}
        audit.record(unit.db, actor(), PACE_RAISED, "staff", member, details, at=now)
    return True


def _mark_reached(unit: Transaction, member: UUID, now: datetime) -> None:
    if storage_counts.add(unit.db, member, hour_kind(now, REACHED), day_of(now)) == 1:
        details = {"records": current().settings.pace.records_an_hour}
        audit.record(unit.db, actor(), PACE_REACHED, "staff", member, details, at=now)
