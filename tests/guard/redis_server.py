"""A real Redis for tests, in a private folder, reached by its socket alone."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from redis import Redis

if TYPE_CHECKING:
    from collections.abc import Iterator


class RedisServer:
    """One server, which may be killed and started again. It keeps nothing on a disk."""

    def __init__(self, folder: Path, *options: str) -> None:
        program = shutil.which("redis-server") or shutil.which("valkey-server")
        if program is None:
            raise RuntimeError(
                "redis-server is not on PATH; install the package redis-server or valkey-server"
            )
        socket = folder / "redis.sock"
        self.url = f"unix://{socket}"
        self._command = [program, "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"]
        self._command += ["--save", "", "--appendonly", "no", "--dir", str(folder), *options]
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it, and return when it answers."""
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        said = []
        for line in self._process.stdout or ():
            said.append(line)
            if "Ready to accept connections" in line:
                return
        raise RuntimeError("redis-server did not start:\n" + "".join(said))

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it, or kill it with SIGKILL."""
        if self._process is not None:
            with self._process as process:
                process.send_signal(signal.SIGCONT)
                process.send_signal(how)

    def freeze(self) -> None:
        """Stop the process: its clients get no answer."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def empty(self) -> None:
        """Have it forget everything."""
        with Redis.from_url(self.url) as client:
            client.flushall()


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """Start Redis, and remove its folder after the block."""
    folder = Path(tempfile.mkdtemp(prefix="anteroom-redis-", dir="/tmp"))  # a socket's path must be short
    try:
        server = RedisServer(folder)
        server.start()
        try:
            yield server
        finally:
            server.end()
    finally:
        shutil.rmtree(folder)


@contextmanager
def running_redis() -> Iterator[str]:
    """Start Redis, yield its URL, and remove its folder after the block."""
    with redis_server() as server:
        yield server.url
