"""A real Redis for tests, in a private folder, reached by its socket alone."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def running_redis() -> Iterator[str]:
    """Start Redis, give its URL, and leave nothing of it."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        raise RuntimeError("redis-server is not on PATH; install the package redis-server or valkey-server")
    folder = Path(tempfile.mkdtemp(prefix="anteroom-redis-", dir="/tmp"))  # a socket's path must be short
    socket = folder / "redis.sock"
    command = [program, "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"]
    command += ["--save", "", "--appendonly", "no", "--dir", str(folder)]
    try:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
            try:
                _wait_until_ready(server)
                yield f"unix://{socket}"
            finally:
                server.terminate()
    finally:
        shutil.rmtree(folder)


def _wait_until_ready(server: subprocess.Popen[str]) -> None:
    said = []
    for line in server.stdout or ():
        said.append(line)
        if "Ready to accept connections" in line:
            return
    raise RuntimeError("redis-server did not start:\n" + "".join(said))
