"""Servers that start at once: forked from a process that has loaded the app and compiled its pages.

To load them is most of a server's start, and hashing that is slow by design most of a sign-in: here it is cheap.
The servers of `tests.server` are started as they are deployed, and `test_journey.py` walks through one of those.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.loaded import Program, python
from tests.server.serving import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO


class Forks:
    """The process that servers are forked from."""

    def __init__(self, process: Program, orders: IO[str]) -> None:
        self._process = process
        self._orders = orders

    def start(self, **order: Any) -> Fork:
        """Fork a server, and return its process."""
        self._orders.write(f"{json.dumps(order)}\n")
        self._orders.flush()
        return Fork(int(self._process.next_line()))


class Fork:
    """A process that is no child of this one: what `Server` needs of a `Popen`."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._end = os.pidfd_open(pid)

    def __del__(self) -> None:
        os.close(self._end)

    def poll(self) -> int | None:
        return 0 if self._ends_within(0) else None

    def wait(self, timeout: float | None = None) -> int:
        if not self._ends_within(timeout):
            raise subprocess.TimeoutExpired("a forked server", timeout or 0)
        return 0

    def terminate(self) -> None:
        os.kill(self.pid, signal.SIGTERM)

    def _ends_within(self, seconds: float | None) -> bool:
        return bool(select.select([self._end], [], [], seconds)[0])


class ForkedServer(Server):
    """A server as it is deployed, but for its start and the cost of a hash."""

    def __init__(self, forks: Forks, folder: Path, database_url: str, **environment: str) -> None:
        super().__init__(folder, database_url, WEB_CONCURRENCY="1", **environment)
        self._forks = forks

    def begin(self) -> None:
        self._process = self._forks.start(
            environment=self.environment,
            log=str(self.log),
            settings={
                "bind": f"127.0.0.1:{self.port}",
                "certfile": str(self.certificate),
                "keyfile": str(self.key),
            },
        )


@contextmanager
def running_forks() -> Iterator[Forks]:
    """Start the process that servers are forked from, and end it. It is a fork itself, of one that has loaded the app."""
    read, written = os.pipe()
    with os.fdopen(read, "rb") as orders:
        module = ("-m", "tests.browser.forked")
        process = python().begin(*module, environment=os.environ, stdin=orders, stdout=subprocess.PIPE)
    with os.fdopen(written, "w") as orders_to_it:
        yield Forks(process, orders_to_it)
    process.wait()
