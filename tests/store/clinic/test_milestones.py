"""What somebody reports as done is kept, with who and when; the latest counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.store.clinic import milestones
from app.store.clinic.milestones import Milestone
from tests.store.example import NOW

if TYPE_CHECKING:
    from app.store import Store


def test_a_milestone_is_there_once_it_is_marked_and_the_latest_word_counts(store: Store):
    later = NOW + timedelta(days=1)
    with store.begin() as unit:
        assert milestones.get(unit.db, "backup") is None
        milestones.mark(unit.db, "backup", "staff:1", NOW)
        milestones.mark(unit.db, "poster", "staff:1", NOW)
        milestones.mark(unit.db, "backup", "staff:2", later)
    with store.read() as unit:
        assert _said(milestones.get(unit.db, "backup")) == ("backup", later, "staff:2")
        assert _said(milestones.get(unit.db, "poster")) == ("poster", NOW, "staff:1")


def _said(milestone: Milestone | None) -> tuple[str, datetime, str]:
    assert milestone is not None
    return milestone.name, milestone.at, milestone.actor
