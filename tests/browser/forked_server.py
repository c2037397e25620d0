"""Servers for browser tests, forked from a process that has imported the app and compiled its pages.

That work would be most of a server's start. Their password hashing is cheap too: it would be most of a sign-in. The servers
of `tests.server` are started as they are deployed, and `test_journey.py` walks through one of those.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.fork_client import ForkedProcess, loaded_app
from tests.server.serving import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO


class Forks:
    """The process that servers are forked from: `tests.browser.fork_server`."""

    def __init__(self, process: ForkedProcess, requests: IO[str]) -> None:
        self._process = process
        self._requests = requests

    def start(self, **request: Any) -> Fork:
        """Fork a server, and return its process."""
        self._requests.write(f"{json.dumps(request)}\n")
        self._requests.flush()
        return Fork(int(self._process.next_line()))


class Fork:
    """The part of `Popen` that `Server` needs, for a process that is not a child of this one."""

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
    """A server like a deployed one, except for how it starts and how cheaply it hashes."""

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
    """Start the process that servers are forked from, and end it after the block. It is itself a fork of the loaded app."""
    read, written = os.pipe()
    with os.fdopen(read, "rb") as requests:
        module = ("-m", "tests.browser.fork_server")
        process = loaded_app().start(*module, environment=os.environ, stdin=requests, stdout=subprocess.PIPE)
    with os.fdopen(written, "w") as requests_to_it:
        yield Forks(process, requests_to_it)
    process.wait()
