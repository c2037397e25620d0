"""What `flask worker` starts with WORKERS=celery.

Each part is a process of its own: a dispatcher with the clockwork, the alarms and the audit trail's Linker, and for
each lane of Celery's a worker of Celery with its pool. The process that starts them has no thread and no connection, so
it can fork one again that was killed.
"""

from __future__ import annotations

import logging
import mmap
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from functools import partial
from socket import gethostname
from threading import Event
from typing import Any, Final
from uuid import UUID

from billiard.util import set_pdeathsig
from celery import signals

from app.config.environment import node
from app.jobs.broker import Broker, celery_of, queue_of
from app.jobs.carrier import AGAIN
from app.jobs.dispatcher import Clockwork, Dispatcher, perform, show_life
from app.jobs.lanes import BY_CELERY, runs_of
from app.jobs.lease import LEASE
from app.jobs.rounds import Together
from app.jobs.wire import BEAT, JOB
from app.jobs.worker import stand_ins
from app.observe.logs import get_logger
from app.services import Services
from app.store import StoreUnavailable, WrongKeys
from app.store.clinic import milestones
from app.store.clinic.milestones import PART_ENDED
from app.store.trail.linker import Linker
from app.web.feature import JobKind, Lane

log = get_logger("anteroom.jobs")
GRACE_SECONDS: Final = 20
"""How long jobs have to stop. One that has not by then is claimed again when its lease is over."""
_PAUSE: Final = 1.0
_STDOUT: Final = 1
TURNS: Final = "dispatcher.turn"
"""The file in `instance/` by which a container's health check sees that the dispatcher turns."""
_DISPATCHER: Final = "dispatcher"


class Machine:
    """The processes of one machine. `run` ends at SIGTERM."""

    def __init__(
        self,
        services: Services,
        jobs: Mapping[str, JobKind],
        *,
        at_once: int = 2,
        lanes: tuple[Lane, ...] = BY_CELERY,
        lease: timedelta = LEASE,
        again: timedelta = AGAIN,
    ) -> None:
        """`at_once` is how many jobs of each lane are done at a time."""
        self._services = services
        self._jobs = jobs
        self._at_once = at_once
        self._lease = lease
        self._again = again
        self._parts: dict[str, Callable[[], int]] = {
            _DISPATCHER: self._dispatch,
            **{lane: partial(self._work, lane) for lane in lanes},
        }
        self._running: dict[int, str] = {}
        self._stopping = False

    def run(self) -> None:
        """Start every part, restart each one that ends, and end when told to."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGALRM, self._kill)
        for name in self._parts:
            self._fork(name)
        while self._running:
            pid, status = os.wait()
            name = self._running.pop(pid, "")
            if not name or self._stopping:
                continue
            log.warning("a part of the worker ended, and is started again", kind=name, reason=str(status))
            time.sleep(_PAUSE)
            self._fork(name, again=True)

    def _fork(self, name: str, *, again: bool = False) -> None:
        if self._stopping:
            return
        pid = os.fork()
        if pid == 0:
            self._become(name, again=again)
        self._running[pid] = name
        self._tell_the_new_one()

    def _tell_the_new_one(self) -> None:
        """Stop what was started while the signal came."""
        if self._stopping:
            self._tell(signal.SIGTERM)

    def _become(self, name: str, *, again: bool) -> None:
        """Do one part in this process, which is new, and end with it."""
        status = 1
        try:
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
                signal.signal(number, signal.SIG_DFL)
            with suppress(OSError):  # only Linux has it
                set_pdeathsig(signal.SIGTERM)
            if again:
                self._note_end(name)
            status = self._parts[name]()
        except Exception as error:
            log.exception("a part of the worker failed", exc_info=error)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def _note_end(self, name: str) -> None:
        """Note that the process before this one ended.

        Its parent cannot: it has no connection.
        """
        services = self._services
        try:
            with services.store.begin() as unit:
                milestones.mark(unit.db, PART_ENDED, f"{name}@{node()}"[:64], services.clock())
        except (StoreUnavailable, WrongKeys):
            log.warning("not noted that a part ended: the database failed", kind=name)
        services.store.close()

    def _stop(self, *_: object) -> None:
        self._stopping = True
        signal.alarm(GRACE_SECONDS)
        self._tell(signal.SIGTERM)

    def _kill(self, *_: object) -> None:
        self._tell(signal.SIGKILL)

    def _tell(self, number: signal.Signals) -> None:
        for pid in tuple(self._running):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue

    def _dispatch(self) -> int:
        services, stop = self._services, Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        linker = Linker(services.store)
        linker.start()
        broker = Broker(celery_of(services.settings))
        together = Together(
            [
                Dispatcher(
                    services,
                    broker,
                    self._jobs,
                    stop,
                    again=self._again,
                    turns=services.settings.instance / TURNS,
                ),
                Clockwork(services, self._jobs, stop),
                *stand_ins(services, self._jobs, stop),
            ],
            stop,
        )
        together.start()
        stop.wait()
        together.stop(within=GRACE_SECONDS / 2)
        linker.stop()
        return 0

    def _work(self, lane: Lane) -> int:
        """Be Celery's worker of one lane, and the parent of its pool."""
        services, stop = self._services, _Flag()
        logging.getLogger("celery").setLevel(logging.WARNING)  # else two lines a job
        os.dup2(os.open(os.devnull, os.O_WRONLY), _STDOUT)  # where Celery writes what is no log line
        celery = celery_of(services.settings)

        def job(job_id: str) -> None:
            perform(services, runs_of(self._jobs), UUID(job_id), stop, self._lease)

        def beat() -> None:
            show_life(services)

        celery.task(name=JOB)(job)
        celery.task(name=BEAT)(beat)
        hear: list[tuple[Any, Callable[[], object]]] = [
            (signals.setup_logging, lambda: None),  # ours is set up
            (signals.worker_shutting_down, stop.set),
            (signals.worker_process_init, partial(services.store.engine.dispose, close=False)),
            # systemd tells every process of a service to stop, at which this one would die. Its parent sets the flag.
            (signals.worker_process_init, partial(signal.signal, signal.SIGTERM, signal.SIG_IGN)),
        ]
        for heard, does in hear:
            heard.connect(lambda does=does, **_: does(), weak=False)
        worker = celery.Worker(
            queues=[queue_of(lane).name],
            hostname=f"{lane}@{gethostname()}",
            pool="prefork",
            concurrency=self._at_once,
            quiet=True,
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
        )
        worker.start()
        return int(worker.exitcode or 0)


class _Flag:
    """A flag that the processes of a pool share with their parent.

    It has no lock, which a process that is killed would never give back.
    """

    def __init__(self) -> None:
        self._byte = mmap.mmap(-1, 1)

    def set(self) -> None:
        self._byte[0] = 1

    def is_set(self) -> bool:
        return self._byte[0] == 1
