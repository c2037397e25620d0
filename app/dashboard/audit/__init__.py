"""The audit trail, at `/audit`."""

from __future__ import annotations

from app.guard.doors import GuardedBlueprint

blueprint = GuardedBlueprint("audit", __name__, url_prefix="/audit")
