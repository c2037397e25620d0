"""What is due: counted, with its oldest and some ids, and nothing of it opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.retention.rule import RECORDS, ROWS, Kept, due_since
from app.store import Expired

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from app.store import Rules, Unit


_OF_PATIENTS: Final = (*RECORDS, Kept.DRAFT)


def what_is_due(unit: Unit, rules: Rules, now: datetime) -> dict[Kept, Expired]:
    """Return what would go at a moment, by class of data.

    Of the trail it is what is old enough: a hold, or a part that does not hold together, may keep it longer.
    """
    found = {
        kept: unit.expired.records_tally(states, due_since(kept, rules, now))
        for kept, states in RECORDS.items()
    }
    found[Kept.DRAFT] = unit.expired_drafts.tally(
        due_since(Kept.DRAFT, rules, now), due_since(Kept.STOPPED, rules, now)
    )
    for kept in ROWS:
        found[kept] = unit.expired.tally(kept.value, due_since(kept, rules, now))
    found[Kept.AUDIT] = Expired(*unit.audit.count_until(due_since(Kept.AUDIT, rules, now)))
    return found


def of_patients(found: Mapping[Kept, Expired]) -> int:
    """Return how many records and drafts are among what is due: the figure that people agree to."""
    return sum(found[kept].count for kept in _OF_PATIENTS)
