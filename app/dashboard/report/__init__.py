"""The figures of the clinic, at `/report`."""

from __future__ import annotations

from app.guard.doors import GuardedBlueprint

blueprint = GuardedBlueprint("report", __name__, url_prefix="/report")
