"""Runs the sweep, the job that tidies up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.jobs import sweep
from app.jobs.worker import Worker

if TYPE_CHECKING:
    from app.services import Services


def swept(services: Services) -> None:
    sweep.ask_for_sweep(services)
    sweep.ask_for_sweep(services)
    worker = Worker(services, {sweep.SWEEP: sweep.sweep})
    assert [worker.once(), worker.once()] == [True, False], "asked for twice, done once"
