"""Invitations to patients, at `/invite`."""

from __future__ import annotations

from app.guard.doors import GuardedBlueprint

blueprint = GuardedBlueprint("invitations", __name__, url_prefix="/invite")
