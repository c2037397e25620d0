"""The list of patients, at `/patients`, with search, names and what is done there."""

from __future__ import annotations

from app.guard.doors import GuardedBlueprint

blueprint = GuardedBlueprint("patients", __name__, url_prefix="/patients")
