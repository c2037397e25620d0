"""What somebody reports as done is kept, with who and when; the latest counts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from app.store import Milestone
from tests.store.example import NOW

if TYPE_CHECKING:
    from app.store import Store


def test_a_milestone_is_there_once_it_is_marked_and_the_latest_word_counts(store: Store):
    later = NOW + timedelta(days=1)
    with store.begin() as unit:
        assert unit.milestones.get("backup") is None
        unit.milestones.mark("backup", "staff:1", NOW)
        unit.milestones.mark("poster", "staff:1", NOW)
        unit.milestones.mark("backup", "staff:2", later)
    with store.read() as unit:
        assert unit.milestones.get("backup") == Milestone("backup", later, "staff:2")
        assert unit.milestones.get("poster") == Milestone("poster", NOW, "staff:1")
