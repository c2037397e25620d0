"""What is left to set up, at `/setup`."""

from __future__ import annotations

from app.guard.doors import GuardedBlueprint

blueprint = GuardedBlueprint("setup", __name__, url_prefix="/setup")
