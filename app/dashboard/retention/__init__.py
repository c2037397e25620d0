"""How long data is kept, at `/retention`."""

from __future__ import annotations

from app.guard.doors import GuardedBlueprint

blueprint = GuardedBlueprint("retention", __name__, url_prefix="/retention")
