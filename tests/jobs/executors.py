"""The two ways in which a job runs: in a thread of a server, or in a process of Celery that gets its id."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Protocol

from app.jobs.carrier import CarrierDown
from app.jobs.dispatcher import Dispatcher, perform
from app.jobs.worker import Worker
from app.web.feature import JobKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from app.services import Services
    from app.web.feature import Lane, Run


def jobs_of(runs: Mapping[str, Run]) -> dict[str, JobKind]:
    """Return kinds of jobs that are done by these functions."""
    return {kind: JobKind(kind, kind, run) for kind, run in runs.items()}


class Executor(Protocol):
    def once(self) -> bool: ...


class Executors(Protocol):
    def __call__(
        self, services: Services, runs: Mapping[str, Run], stop: Event | None = None
    ) -> Executor: ...


class Basket:
    """Stands in for Redis: holds the ids of jobs that were published."""

    def __init__(self, room: int = 1000) -> None:
        self.ids: list[UUID] = []
        self.lanes: list[Lane] = []
        self.beats = 0
        self.full = room
        self.is_down = False

    def room(self, _lane: Lane) -> int:
        if self.is_down:
            raise CarrierDown
        return max(0, self.full - len(self.ids))

    def publish(self, lane: Lane, job_id: UUID) -> None:
        self.lanes.append(lane)
        self.ids.append(job_id)

    def beat(self) -> None:
        self.beats += 1


class Published:
    """A dispatcher, and Celery's task, which runs the jobs whose ids the dispatcher publishes."""

    def __init__(self, services: Services, runs: Mapping[str, Run], stop: Event | None = None) -> None:
        self._services, self._runs, self._stop = services, runs, stop or Event()
        self._basket = Basket(room=1)
        self._dispatcher = Dispatcher(services, self._basket, jobs_of(runs))

    def once(self) -> bool:
        if not self._dispatcher.once():
            return False
        perform(self._services, self._runs, self._basket.ids.pop(), self._stop)
        return True


EXECUTORS: dict[str, Executors] = {"inprocess": Worker, "celery": Published}
