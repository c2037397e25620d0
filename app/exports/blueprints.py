"""Every route of the exports, by the pages that staff see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.exports import approving, dead_jobs, jobs_page, keeping, page, sending, taking

if TYPE_CHECKING:
    from app.guard.doors import GuardedBlueprint

BLUEPRINTS: Final[tuple[GuardedBlueprint, ...]] = (
    page.blueprint,
    sending.blueprint,
    keeping.blueprint,
    approving.blueprint,
    taking.blueprint,
    jobs_page.blueprint,
    dead_jobs.blueprint,
)
"""What the app registers."""
