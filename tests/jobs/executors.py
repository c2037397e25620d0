"""The two ways in which a job runs: in a thread of a server, or in a process of Celery that gets its id."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Protocol

from app.jobs.dispatcher import CarrierDown, Dispatcher, perform
from app.jobs.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from app.jobs.handlers import Lane
    from app.jobs.lease import Handler
    from app.services import Services


class Executor(Protocol):
    def once(self) -> bool: ...


class Executors(Protocol):
    def __call__(
        self, services: Services, handlers: Mapping[str, Handler], stop: Event | None = None
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

    def __init__(
        self, services: Services, handlers: Mapping[str, Handler], stop: Event | None = None
    ) -> None:
        self._services, self._handlers, self._stop = services, handlers, stop or Event()
        self._basket = Basket(room=1)
        self._dispatcher = Dispatcher(services, self._basket, handlers)

    def once(self) -> bool:
        if not self._dispatcher.once():
            return False
        perform(self._services, self._handlers, self._basket.ids.pop(), self._stop)
        return True


EXECUTORS: dict[str, Executors] = {"inprocess": Worker, "celery": Published}
