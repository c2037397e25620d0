"""Servers for browser tests, forked from a process that has imported the app and compiled its pages.

That work would be most of a server's start. Their password hashing is cheap too: it would be most of a sign-in. The servers
of `tests.server` are started as they are deployed, and `test_journey.py` walks through one of those.
"""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.fork_client import LoadedApp, loaded_app
from tests.project import ROOT
from tests.server.live_server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class ForkedServer(Server):
    """A server like a deployed one, except for how it starts and how cheaply it hashes."""

    def __init__(self, forks: LoadedApp, folder: Path, database_url: str, **environment: str) -> None:
        super().__init__(folder, database_url, WEB_CONCURRENCY="1", **environment)
        self._forks = forks

    def begin(self) -> None:
        settings = {
            "bind": f"127.0.0.1:{self.port}",
            "certfile": str(self.certificate),
            "keyfile": str(self.key),
        }
        with self.log.open("ab") as log:
            self._process = self._forks.start(
                json.dumps(settings), environment=self.environment, stdout=log, stderr=log
            )


@contextmanager
def running_forks() -> Iterator[LoadedApp]:
    """Start the process that servers are forked from, and end it after the block. It is itself a fork of the loaded app."""
    path = f"{tempfile.mkdtemp(prefix='anteroom-browser-forks-')}/socket"
    read, written = os.pipe()
    with os.fdopen(written, "wb"):  # it ends when this is closed
        with os.fdopen(read, "rb") as stdin:
            process = loaded_app().start(
                "-m", "tests.browser.fork_server", path, environment=os.environ, stdin=stdin
            )
        yield LoadedApp(ROOT, path)
    process.wait()
