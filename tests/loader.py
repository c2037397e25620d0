"""A process that has loaded the app, and becomes in a fork whatever Python program it is asked for.

Each connection is an order of `tests.orders`, with the three streams of the new process. The answers
are the new process's id and, once it has ended, its status. As a script, in a folder that holds the app, this listens
at the path that it is given, and removes the folder of that when its input ends.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import pkgutil
import runpy
import select
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Final
from uuid import UUID

_ROOM: Final = 2**17  # bytes for an order
_LOADED: Final = (
    "app", "app.server", "app.guard.server", "app.services", "alembic.command",
    "flask.cli", "gunicorn.app.wsgiapp", "gunicorn.workers.gthread", "gspread", "openpyxl",
)  # fmt: skip
_FIRST_INTAKE: Final = (
    "hello",
    "1",
    "1",
    "1",
    "Maya Okafor",
    "4 March 1990",
    "12 Mill Lane",
    "asthma",
    "DONE",
)


def load() -> None:
    """Import what servers and commands import, which is most of their start."""
    sys.path[0] = str(Path.cwd())
    for name in _LOADED:
        import_module(name)
    for module in pkgutil.iter_modules(import_module("app.cli").__path__, "app.cli."):
        import_module(module.name)
    hear()
    gc.collect()
    gc.freeze()


def hear() -> None:
    """Have the app hear a first intake, for which it builds all that it listens with."""
    flow, model, progress, questions = (
        import_module(f"app.intake.{name}") for name in ("flow", "model", "progress", "questions")
    )
    asks = flow.Flow(model.Clinic("Larkfield Clinic", "01632 960 555", "999"), questions.QUESTIONS)
    told = progress.Progress()
    for line in _FIRST_INTAKE:
        message = model.Message(line, model.Kind.TEXT, UUID(int=0))
        told = asks.step(told, message, datetime.now(UTC)).progress


class Loader:
    """Takes orders, and tells how each process ended."""

    def __init__(self, path: str) -> None:
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._listener.bind(path)
        self._listener.listen(64)
        self._running: dict[int, tuple[int, socket.socket]] = {}
        """By the descriptor of a process: its id, and the connection that asked for it."""

    def next_order(self) -> dict[str, Any] | None:
        """Return an order in the process that is to follow it, or None in this one when the input ends."""
        while True:
            listener = self._listener.fileno()
            for ready in select.select([0, listener, *self._running], [], [])[0]:
                if ready == 0:
                    return None
                if ready != listener:
                    self._tell_the_end_of(ready)
                elif order := self._taken():
                    return order

    def _taken(self) -> dict[str, Any] | None:
        connection, _ = self._listener.accept()
        order, streams, _, _ = socket.recv_fds(connection, _ROOM, 3)
        if (pid := os.fork()) == 0:
            os.setsid()
            for stream, file in enumerate(streams):
                os.dup2(file, stream)
            held = [
                each.detach()
                for each in (self._listener, connection, *(c for _, c in self._running.values()))
            ]
            os.closerange(3, max(*held, *streams, *self._running) + 1)
            return dict(json.loads(order))
        for file in streams:
            os.close(file)
        self._running[os.pidfd_open(pid)] = (pid, connection)
        connection.send(str(pid).encode())
        return None

    def _tell_the_end_of(self, process: int) -> None:
        pid, connection = self._running.pop(process)
        os.close(process)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        with connection, suppress(OSError):  # perhaps nobody waits for it
            connection.send(str(status).encode())


def become(arguments: list[str], folder: str, environment: dict[str, str]) -> None:
    """Do what `python` does with these arguments."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None  # it depends on the environment
    kind, program, *rest = arguments
    sys.argv[:] = [program if kind == "-m" else kind, *rest]
    if kind == "-m":
        runpy.run_module(program, run_name="__main__", alter_sys=True)
    elif kind == "-c":
        exec(program, {"__name__": "__main__"})  # noqa: S102 - as `python -c` does
    else:
        raise ValueError(kind)


class Ending:
    """The end of a process: all of Python's, but for giving back each object, which takes longer than most commands."""

    def __init__(self) -> None:
        self._status: int | None = None
        atexit.register(self._end)  # before all else that is registered, and so called last

    @contextmanager
    def is_known(self) -> Iterator[None]:
        """Know the status that this process is about to end with."""
        try:
            yield
            self._status = 0
        except SystemExit as end:
            self._status = end.code if isinstance(end.code, int) else int(end.code is not None)
            raise
        except Exception:
            self._status = 1
            raise

    def _end(self) -> None:
        if self._status is not None:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(self._status & 0xFF)


if __name__ == "__main__":
    with Ending().is_known():
        load()
        if (taken := Loader(sys.argv[1]).next_order()) is not None:
            become(**taken)
        else:
            shutil.rmtree(Path(sys.argv[1]).parent)  # here: however the tests end, the input ends
