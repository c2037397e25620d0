"""Lines of the audit trail that a test writes itself."""

from __future__ import annotations

from app.store.trail.events import TrailEvent, TrailGroup


def event(code: str) -> TrailEvent:
    """Return an event of any code, as a feature would declare it."""
    return TrailEvent(code, code, TrailGroup.AUDIT)
