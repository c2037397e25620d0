"""Python programs that start at once: forked from a process that has loaded the app.

To load it is most of a command's start, and of a server's. Each is a process of its own, on the same code, which
nothing before it has touched. How a fresh Python starts has tests of its own.
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
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.orders import ROOM, sent

if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping
    from typing import IO

ROOT: Final = Path(__file__).resolve().parents[1]
_LOADS_WITHIN: Final = 60.0  # seconds
_OF_THE_RUN: Final = "ANTEROOM_LOADED"
"""Tells workers where the one is that they share."""


class Program:
    """A process that is no child of this one: what tests need of a `Popen`."""

    def __init__(self, loader: socket.socket, said: int | None = None) -> None:
        self._loader = loader.detach()
        self._said = said
        self.pid = int(os.read(self._loader, ROOM))
        self.returncode: int | None = None

    def __del__(self) -> None:
        os.close(self._loader)
        if self._said is not None:
            os.close(self._said)

    def next_line(self) -> str:
        """Return the next line that it says into its pipe, or nothing at its end."""
        assert self._said is not None
        line = b""
        while not line.endswith(b"\n") and (more := os.read(self._said, 1)):
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
            os.kill(self.pid, number)

    def _ended_within(self, seconds: float | None) -> int | None:
        if self.returncode is None and select.select([self._loader], [], [], seconds)[0]:
            self.returncode = int(os.read(self._loader, ROOM))
        return self.returncode


class Loaded:
    """The app in a folder, loaded."""

    def __init__(self, folder: Path, path: str = "") -> None:
        """Load it, or wait until it is loaded where `path` says."""
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        if not path:
            path, self._process = _loading(folder)
        self.path = path
        deadline = time.monotonic() + _LOADS_WITHIN
        while not Path(path).exists():
            assert time.monotonic() < deadline, "the app does not load"
            time.sleep(0.01)

    def end(self) -> None:
        assert self._process, "others use it"
        atexit.unregister(self._process.communicate)
        self._process.communicate()

    def begin(
        self,
        *arguments: str,
        environment: Mapping[str, str],
        stdin: IO[bytes] | int = subprocess.DEVNULL,
        stdout: IO[bytes] | int = 1,
        stderr: IO[bytes] | int = 2,
    ) -> Program:
        """Start what `python` with these arguments is. What it says may go into a pipe, as with `Popen`."""
        with ExitStack() as open_here:
            said = None
            if stdout == subprocess.PIPE:
                said, writes = os.pipe()
                stdout = open_here.enter_context(os.fdopen(writes, "wb"))
            if stdin == subprocess.DEVNULL:
                stdin = open_here.enter_context(Path(os.devnull).open("rb"))
            streams = (_number(stdin), _number(stdout), _number(stderr))
            return Program(sent(self.path, [*arguments], str(self._folder), dict(environment), streams), said)

    def run(
        self, *arguments: str, environment: Mapping[str, str], given: str = "", within: float = 100
    ) -> subprocess.CompletedProcess[str]:
        """Run it to its end, and return what it said."""
        with (
            tempfile.TemporaryFile() as stdin,
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as err,
        ):
            stdin.write(given.encode())
            stdin.seek(0)
            program = self.begin(*arguments, environment=environment, stdin=stdin, stdout=out, stderr=err)
            status = program.wait(within)
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(arguments, status, out.read().decode(), err.read().decode())

    def flask(
        self, *arguments: object, environment: Mapping[str, str], given: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of the app."""
        command = ("-m", "flask", "--app", "wsgi", *map(str, arguments))
        return self.run(*command, environment=environment, given=given)


def _number(stream: IO[bytes] | int) -> int:
    return stream if isinstance(stream, int) else stream.fileno()


@cache
def python() -> Loaded:
    """Return this project's app, loaded once a run."""
    return Loaded(ROOT, os.environ.get(_OF_THE_RUN, ""))


def load_for_workers() -> None:
    """Have all workers that this process is going to start share one that is loaded now."""
    os.environ[_OF_THE_RUN], _ = _loading(ROOT)


def _loading(folder: Path) -> tuple[str, subprocess.Popen[bytes]]:
    """Begin to load the app in a folder, and return where it is going to take orders."""
    path = f"{tempfile.mkdtemp(prefix='anteroom-loaded-')}/orders"
    process = subprocess.Popen(
        [sys.executable, ROOT / "tests" / "loader.py", path],
        cwd=folder, stdin=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    atexit.register(process.communicate)
    return path, process
