"""What admins decide at `/settings`: the clinic, the privacy text, saved replies."""

from __future__ import annotations

from app.guard.doors import GuardedBlueprint

blueprint = GuardedBlueprint("settings", __name__, url_prefix="/settings")
