"""Start Python programs quickly, by forking a process that has imported the app already.

`loaded_app().flask("doctor", environment=…)` runs a command, and `loaded_app().start(…)` a server or another program.
Each runs in a process of its own. Importing the app would be most of the start of each.

The process that forks is `tests.fork_server`. The workers of a whole run share one. A program might start in a fork and not
in a fresh Python, so other tests start a fresh one.
"""

from __future__ import annotations

import atexit
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from tests.fork_request import LONGEST_ANSWER, send
from tests.project import ROOT

if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping
    from typing import IO

_LOADS_WITHIN: Final = 60.0  # seconds
_SHARED: Final = "ANTEROOM_FORK_SERVER"
"""The environment variable that tells workers the path of the fork server that they share."""


class ForkedProcess:
    """The part of `Popen` that tests need, for a process that is a child of the fork server and not of this one.

    As with `Popen`, one thread may kill what another waits for.
    """

    def __init__(self, server: socket.socket, output: int | None = None) -> None:
        self._server = server.detach()
        self._output = output
        self._reading = Lock()
        self.pid = int(os.read(self._server, LONGEST_ANSWER))
        self.returncode: int | None = None

    def __del__(self) -> None:
        os.close(self._server)
        if self._output is not None:
            os.close(self._output)

    def next_line(self) -> str:
        """Return the next line of its standard output, or "" at the end."""
        assert self._output is not None
        line = b""
        while not line.endswith(b"\n") and (more := os.read(self._output, 1)):
            line += more
        return line.decode()

    def poll(self) -> int | None:
        return self._ended_within(0)

    def wait(self, timeout: float | None = None) -> int:
        status = self._ended_within(timeout)
        if status is None:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
        return status

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):  # it may end just now
                os.kill(self.pid, number)

    def _ended_within(self, seconds: float | None) -> int | None:
        if self.returncode is None and select.select([self._server], [], [], seconds)[0]:
            with self._reading:
                if self.returncode is None:  # the status is sent once, and another thread may have read it
                    self.returncode = int(os.read(self._server, LONGEST_ANSWER))
        return self.returncode


class LoadedApp:
    """A fork server that has loaded the app of a folder."""

    def __init__(self, folder: Path, path: str = "") -> None:
        """Start a fork server, or use the one whose socket is at `path`, and wait until it is ready."""
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        if not path:
            path, self._process = _start_server(folder)
        self.path = path
        deadline = time.monotonic() + _LOADS_WITHIN
        while not Path(path).exists():
            assert time.monotonic() < deadline, "the app does not load"
            time.sleep(0.01)

    @property
    def pid(self) -> int:
        assert self._process, "it is shared with other workers"
        return self._process.pid

    def end(self) -> None:
        """Stop the fork server: it ends when its input does."""
        assert self._process, "it is shared with other workers"
        atexit.unregister(self._process.communicate)
        self._process.communicate()

    def start(
        self,
        *arguments: str,
        environment: Mapping[str, str],
        stdin: IO[bytes] | int = subprocess.DEVNULL,
        stdout: IO[bytes] | int = 1,
        stderr: IO[bytes] | int = 2,
    ) -> ForkedProcess:
        """Start what `python` would run with these arguments: `-m module …` or `-c code …`.

        As with `Popen`, `stdout` may be a pipe.
        """
        with ExitStack() as open_here:
            output = None
            if stdout == subprocess.PIPE:
                output, writes = os.pipe()
                stdout = open_here.enter_context(os.fdopen(writes, "wb"))
            if stdin == subprocess.DEVNULL:
                stdin = open_here.enter_context(Path(os.devnull).open("rb"))
            streams = (_descriptor(stdin), _descriptor(stdout), _descriptor(stderr))
            server = send(self.path, [*arguments], str(self.folder), dict(environment), streams)
            return ForkedProcess(server, output)

    def run(
        self, *arguments: str, environment: Mapping[str, str], given: str = "", within: float = 100
    ) -> subprocess.CompletedProcess[str]:
        """Run a program to its end, and return its status and output."""
        with (
            tempfile.TemporaryFile() as stdin,
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as err,
        ):
            stdin.write(given.encode())
            stdin.seek(0)
            program = self.start(*arguments, environment=environment, stdin=stdin, stdout=out, stderr=err)
            status = program.wait(within)
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(arguments, status, out.read().decode(), err.read().decode())

    def flask(
        self, *arguments: object, environment: Mapping[str, str], given: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a `flask` command of the app."""
        command = ("-m", "flask", "--app", "wsgi", *map(str, arguments))
        return self.run(*command, environment=environment, given=given)


def _descriptor(stream: IO[bytes] | int) -> int:
    return stream if isinstance(stream, int) else stream.fileno()


@cache
def loaded_app() -> LoadedApp:
    """Return the fork server of this project. It is started at the first call, unless the workers share one."""
    return LoadedApp(ROOT, os.environ.get(_SHARED, ""))


def share_with_workers() -> None:
    """Start a fork server for all workers that this process is going to start."""
    os.environ[_SHARED], _ = _start_server(ROOT)


def _start_server(folder: Path) -> tuple[str, subprocess.Popen[bytes]]:
    """Start a fork server for the app of a folder. Return its socket's path, which exists once it is ready."""
    path = f"{tempfile.mkdtemp(prefix='anteroom-fork-server-')}/socket"
    process = subprocess.Popen(
        [sys.executable, ROOT / "tests" / "fork_server.py", path],
        cwd=folder, stdin=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    atexit.register(process.communicate)  # closes its input, at which it ends
    return path, process
