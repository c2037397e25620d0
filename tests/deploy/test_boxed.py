"""The services of the Compose file together, shut in as its containers are, without Docker."""

from __future__ import annotations

import shlex
import subprocess
import tempfile
import urllib.request
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from tests.databases import roomy_folder
from tests.deploy.image import Box, health_check
from tests.deploy.shipped import PORT
from tests.deploy.stack import COMPOSE, Stack, database, redis_server
from tests.project import ROOT
from tests.server.live_server import free_port, wait_until


def says(port: int) -> str:
    with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
        return str(answer.read().decode())
    return ""


@pytest.mark.box
def test_the_services_of_the_compose_file_work_together(tmp_path):
    """A server, a worker of Celery, PostgreSQL and Redis: every command that the file has is run."""
    with tempfile.TemporaryDirectory(prefix="anteroom-stack-", dir=roomy_folder()) as folder:
        stack = Stack(Path(folder))
        with database(stack) as postgres, redis_server(stack) as redis:
            change(stack, "database_url", "@database/", f"@database:{postgres}/")
            change(stack, "redis_url", ":6379/", f":{redis}/")
            box, services = Box(tmp_path, stack), COMPOSE["services"]
            assert box.run("web", "touch", "app/here").returncode, "the root is read-only"
            assert box.run("migrate", *services["migrate"]["command"]).returncode == 0
            port = free_port()
            web = ["gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}"]
            with (tmp_path / "log").open("wb") as log:
                running = [
                    subprocess.Popen(box.command(name, *command), stdout=log, stderr=log)
                    for name, command in {"web": web, "worker": services["worker"]["command"]}.items()
                ]
                try:
                    wait_until(lambda: '"jobs":"ok"' in says(port))
                    assert (
                        box.run(
                            "web", *(each.replace(str(PORT), str(port)) for each in health_check())
                        ).returncode
                        == 0
                    )
                    for name in ("backup", "rehearse", "audit"):
                        done = box.run(name, *services[name]["command"])
                        assert done.returncode == 0, (name, done.stdout, done.stderr)
                    looked = box.run("doctor", *services["doctor"]["command"], "--offline")
                    assert looked.returncode == 0, looked.stdout + looked.stderr
                    assert "Broker: Redis answers" in looked.stdout
                finally:
                    for process in running:
                        process.terminate()
                        process.wait(60)
            wait_until(partial(empties, stack, postgres))
            restored = box.opens_backups("restore", *services["restore"]["command"])
            assert restored.returncode == 0, restored.stdout + restored.stderr
            assert "Restored" in restored.stdout
            for rehearsed in (box.run, box.opens_backups):
                assert rehearsed("rehearse", *services["rehearse"]["command"]).returncode == 0


def empties(stack: Stack, port: int) -> bool:
    """Type what docs/deploy.md types to have an empty database, and return whether nobody was connected any more."""
    [line] = [
        line
        for line in (ROOT / "docs" / "deploy.md").read_text().splitlines()
        if "--user postgres database psql" in line
    ]
    try:
        stack.runs(*shlex.split(line.partition(" database ")[2]), PGHOST=str(stack.folder), PGPORT=str(port))
    except AssertionError:
        return False
    return True


def change(stack: Stack, name: str, old: str, new: str) -> None:
    """Put a port of this computer into a secret: on Docker each has the usual one."""
    path = stack.folder / "secrets" / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
