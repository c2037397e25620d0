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
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.server.serving import ROOT, Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Forks:
    """The process that servers are forked from."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def start(self, **order: Any) -> Fork:
        """Fork a server, and return its process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps(order)}\n")
        self._process.stdin.flush()
        return Fork(int(self._process.stdout.readline()))


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
    """Start the process that servers are forked from, and end it."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.browser.forked"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
    ) as process:  # fmt: skip
        yield Forks(process)
