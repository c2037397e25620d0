"""Intakes that are not handed in yet, at `/answering`."""

from __future__ import annotations

from app.guard.doors import GuardedBlueprint

blueprint = GuardedBlueprint("unfinished", __name__, url_prefix="/answering")
