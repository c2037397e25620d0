"""Run one function in two processes at the same moment, to provoke races."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from time import sleep
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from threading import Barrier

    from app.store import Store

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
_meeting: list[Barrier] = []


class TwoProcesses:
    """Two processes that share only a barrier. Close them at the end."""

    def __init__(self) -> None:
        loaded: Any = multiprocessing.get_context("forkserver")
        loaded.set_forkserver_preload(["tests.databases"])  # in the server that both are forked from, once
        self._barrier = loaded.Barrier(2)
        self._pool = ProcessPoolExecutor(2, loaded, _agree, (self._barrier,))

    def run(
        self,
        work: Callable[Concatenate[int, Arguments], Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> list[Result]:
        """Run `work(0, …)` and `work(1, …)`, which must `meet`; return their results."""
        running = [self._pool.submit(work, who, *args, **kwargs) for who in range(2)]
        try:
            return [each.result(timeout=180) for each in running]
        finally:
            self._barrier.reset()

    def close(self) -> None:
        self._pool.shutdown()


def meet() -> None:
    """Wait, within `work`, until the other process is here too."""
    _meeting[0].wait(timeout=30)


def _agree(barrier: Barrier) -> None:
    _meeting.append(barrier)


def until_it_waits_for_a_lock(store: Store, scrubbing: Future[Any]) -> None:
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with store.engine.connect() as connection:
        while not (connection.execute(waits).scalar_one() or scrubbing.done()):
            sleep(0.01)
