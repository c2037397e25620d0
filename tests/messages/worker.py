"""A worker that does the jobs which are due, and looks for alarms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.features import FEATURES
from app.jobs.lanes import runs_of
from app.jobs.worker import Worker
from app.messages import alert

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.services import Services
    from app.web.feature import Run


def do_jobs(services: Services, runs: Mapping[str, Run] | None = None) -> int:
    """Do what is due and has a handler, and return how many attempts there were."""
    worker, attempts = Worker(services, runs or runs_of(FEATURES.jobs)), 0
    while worker.once():
        attempts += 1
    return attempts


def looks(services: Services) -> None:
    """Look for alarms, as the worker does every minute, and do what that asks for."""
    alert.note(services, alert.wrong_in_chats(services))
    do_jobs(services)
