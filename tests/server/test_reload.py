"""SIGHUP: settings are read again; code that was put in place of what runs is taken over, or told to need a restart."""

from __future__ import annotations

import json
import os
import shutil
import signal
from typing import TYPE_CHECKING

import pytest

from tests.project import ROOT
from tests.server.live_server import Server, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEALTH = "app/observe/health.py"


class Deployed:
    """A server of its own folder, whose code a test may change."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder / "anteroom"
        for name in ("app", "migrations", "deploy"):
            shutil.copytree(ROOT / name, self.folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "wsgi.py", self.folder)
        self.server = Server(folder, url, WEB_CONCURRENCY="1")
        self.server.root = self.folder
        self.server.fresh = True
        self.server.start()

    def changes(self, file: str, old: str, new: str) -> None:
        path = self.folder / file
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))

    def says(self, version: str) -> bool:
        """Whether it answers as this version of the code does."""
        connection = self.server.connect()
        connection.request("GET", "/healthz")
        answer: dict[str, str] = json.loads(connection.getresponse().read())
        connection.close()
        return answer["status"] == version

    def reloads(self) -> None:
        os.kill(self.server.pid, signal.SIGHUP)

    def told(self, words: str) -> bool:
        return words in self.server.log.read_text()


@pytest.fixture
def deployed(tmp_path: Path, sqlite_url: str) -> Iterator[Deployed]:
    deployed = Deployed(tmp_path, sqlite_url)
    yield deployed
    deployed.server.end()


def test_a_reload_takes_the_new_code_whole_or_not_at_all_and_never_ends_the_server(deployed):
    assert deployed.says("ok")

    # The next version: what the server loaded at its start lacks a name that this one's server needs.
    deployed.changes(HEALTH, '{"status": "ok"}', '{"status": NAME}')
    deployed.changes(
        HEALTH,
        "from app.services import",
        "from app.observe.log_fields import NAME\nfrom app.services import",
    )
    deployed.changes("app/observe/log_fields.py", "REMOVED: Final", 'NAME: Final = "second"\nREMOVED: Final')
    deployed.changes(
        "app/server.py",
        "from app.observe.logs import",
        "from app.observe.log_fields import NAME as NAME\nfrom app.observe.logs import",
    )
    deployed.reloads()
    wait_until(lambda: deployed.says("second"))

    # A version whose modules load, but whose app does not start.
    deployed.changes("app/observe/log_fields.py", '"second"', '"third"')
    deployed.changes(
        "app/__init__.py", "    crypto.self_test()", "    crypto.self_test()\n    raise RuntimeError"
    )
    deployed.reloads()
    wait_until(lambda: deployed.told("does not start in it: a worker does not start"))
    assert deployed.says("second")

    # A version that does not load at all.
    deployed.changes("app/__init__.py", "from flask import Flask", "from flask import Flask, NoSuchName")
    deployed.reloads()
    wait_until(lambda: deployed.told("cannot import name 'NoSuchName'"))
    deployed.server.kill_one_worker()
    wait_until(lambda: deployed.says("second"))

    # Mended.
    deployed.changes("app/__init__.py", "from flask import Flask, NoSuchName", "from flask import Flask")
    deployed.changes("app/__init__.py", "\n    raise RuntimeError", "")
    deployed.reloads()
    wait_until(lambda: deployed.says("third"))
