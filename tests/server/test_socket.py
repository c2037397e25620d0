"""The shipped units: while the server starts again, systemd holds its socket, and whoever comes waits and is answered."""

from __future__ import annotations

import configparser
import os
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.server.serving import ROOT
from tests.settings import bare_environment, complete_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

ACTIVATED = 'exec 3<&"$0"; LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"'
"""What systemd does before it starts a service with a socket: sd_listen_fds(3)."""


def command_of(unit: str) -> list[str]:
    """Return the command of a unit, as if Anteroom were in this folder."""
    read = configparser.ConfigParser(interpolation=None, strict=False)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read(ROOT / "deploy" / unit)
    service = read["Service"]
    assert service["WorkingDirectory"] == "/srv/anteroom"
    program, *arguments = service["ExecStart"].split()
    assert program == "/srv/anteroom/.venv/bin/gunicorn"
    assert service["ExecReload"] == "/bin/kill -HUP $MAINPID"
    return [sys.executable, "-m", "gunicorn", *arguments]


@contextmanager
def started(listener: socket.socket, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    os.set_inheritable(listener.fileno(), True)
    process = subprocess.Popen(
        ["bash", "-c", ACTIVATED, str(listener.fileno()), *command_of("anteroom.service")],
        cwd=ROOT, env=environment, pass_fds=[listener.fileno()], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def asks(path: str) -> socket.socket:
    """Ask for the server's health, and do not wait for the answer."""
    visitor = socket.socket(socket.AF_UNIX)
    visitor.settimeout(40)
    visitor.connect(path)
    visitor.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    return visitor


def answer(visitor: socket.socket) -> bytes:
    with visitor, visitor.makefile("rb") as stream:
        return stream.readline()


def test_whoever_comes_while_it_is_stopped_or_starts_is_answered(tmp_path: Path, sqlite_url: str):
    environment = bare_environment() | complete_environment(
        DATABASE_URL=sqlite_url,
        TRUSTED_PROXIES="unix",
        WEB_CONCURRENCY="1",
        ERASURE_JOURNAL=str(tmp_path / "erasures.journal"),
    )
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listener:
        path = f"{folder}/anteroom.sock"
        listener.bind(path)
        listener.listen(64)
        for _ in range(2):
            early = asks(path)
            with started(listener, environment):
                assert answer(early) == b"HTTP/1.1 200 OK\r\n"
                assert answer(asks(path)) == b"HTTP/1.1 200 OK\r\n"
        assert Path(path).exists(), "the next start finds it, too"
