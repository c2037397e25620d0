"""The lanes that jobs are done in, and which of them are Celery's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.web.feature import JobKind, Lane, Run

BY_CELERY: Final = (Lane.MESSAGES, Lane.OTHERS)
"""The lanes that Celery does with WORKERS=celery."""


def runs_of(jobs: Mapping[str, JobKind]) -> dict[str, Run]:
    """Return what does each kind of job."""
    return {kind: job.run for kind, job in jobs.items()}


def in_lane(lane: Lane, jobs: Mapping[str, JobKind]) -> dict[str, JobKind]:
    return {kind: job for kind, job in jobs.items() if job.lane is lane}
