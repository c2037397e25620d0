"""Work away from requests: is it done, and was something given up?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.checks.finding import FLASK, Finding, State, ok
from app.store.marks import WORKER

if TYPE_CHECKING:
    from app.services import Services

_WHY: Final = (
    "Nobody does the jobs: workbooks are not made, sheets not filled, erased people not taken out of them, the trail is "
    "not linked, and what is over its time stays."
)
_MEND: Final = f"Start the server by deploy/gunicorn.conf.py, or beside another server a worker of its own: {FLASK} worker"


def worker(services: Services) -> Finding:
    """Return whether a worker has been heard of lately: by its heartbeat, or by a job that it holds.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    now = services.clock()
    with services.store.read() as unit:
        heard, is_alive = unit.milestones.get(WORKER), unit.outbox.is_worked(now)
    if is_alive:
        return ok("worker", "alive")
    if heard is None:
        return Finding("worker", State.BAD, "no worker has ever done a job here", _WHY, _MEND)
    since = heard.at.isoformat(timespec="minutes")
    return Finding("worker", State.BAD, f"not heard of since {since}", _WHY, _MEND)


def dead_jobs(services: Services) -> Finding:
    """Return how many jobs were given up.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    with services.store.read() as unit:
        dead = unit.outbox.count_dead()
    if not dead:
        return ok("jobs", "none was given up")
    return Finding(
        "jobs",
        State.WARN,
        f"{dead} given up after many tries",
        "Somebody waits for what it was to do; an erased person may still stand in a sheet.",
        f"See why: {FLASK} jobs list — then: {FLASK} jobs retry ID",
    )
