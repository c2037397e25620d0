"""The database and Redis of the Compose file, run for real and with its files, without Docker."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from pwd import getpwuid
from typing import TYPE_CHECKING, Any, Final

from tests.deploy.shipped import DEPLOY, documents, ran
from tests.people import TOKEN
from tests.server.live_server import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

ADMINISTRATOR: Final = "postgres" if os.geteuid() == 0 else getpwuid(os.geteuid()).pw_name
"""In the image it is postgres, who may not be root."""
[COMPOSE] = documents(DEPLOY / "compose" / "compose.yaml")


class Stack:
    """The folder of the Compose file, with its secrets and certificates."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for path in (DEPLOY / "compose").iterdir():
            shutil.copy(path, folder)
        ran(folder / "secrets.sh", input=f"{TOKEN}\n")
        ran(folder / "certificates.sh", folder / "tls")
        for path in [folder, *folder.rglob("*")]:
            shutil.chown(path, ADMINISTRATOR)
            if path.is_dir():
                path.chmod(0o755)  # as volumes are

    def here(self, text: str, service: str) -> str:
        """Return a text with paths of this folder in place of those of a container."""
        for there, here in {
            "/run/secrets": "secrets",
            "/run/authority": "tls/authority",
            "/run/tls": f"tls/{service}",
            "/etc/anteroom": ".",
        }.items():
            text = text.replace(there, str(self.folder / here))
        return text

    def secret(self, name: str) -> str:
        return self.here((self.folder / "secrets" / name).read_text().strip(), "")

    def runs(self, *command: str | Path, **environment: str) -> None:
        """Run a program of PostgreSQL's, or one that calls them, as their user."""
        debians = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        user: dict[str, Any] = {}
        if os.geteuid() == 0:
            user = {"user": ADMINISTRATOR, "group": ADMINISTRATOR, "extra_groups": []}
        environment |= {"PATH": ":".join([*map(str, debians[-1:]), os.environ["PATH"]])}
        log = self.folder / "log"
        with log.open("ab") as said:
            done = subprocess.run(
                command, cwd=self.folder, env=environment, stdout=said, stderr=said, check=False, **user
            )
        assert done.returncode == 0, log.read_text()


@contextmanager
def database(stack: Stack) -> Iterator[int]:
    """Start PostgreSQL as its image does: make it, run our script, and let it listen."""
    data, port = stack.folder / "data", free_port()
    hba, script = stack.folder / "pg_hba.conf", stack.folder / "database.sh"
    hba.write_text(hba.read_text().replace("postgres", ADMINISTRATOR))
    script.write_text(stack.here(script.read_text(), "database"))
    options = [stack.here(each, "database") for each in COMPOSE["services"]["database"]["command"][1:]]
    options += ["-clisten_addresses=127.0.0.1", f"-cport={port}", f"-k{stack.folder}", "-cfsync=off"]
    stack.runs("initdb", "-D", data, "-U", ADMINISTRATOR, "-N")
    stack.runs("pg_ctl", "start", "-w", "-D", data, "-o", " ".join(options))
    try:
        address = {"PGHOST": str(stack.folder), "PGPORT": str(port)}
        stack.runs("bash", script, POSTGRES_USER=ADMINISTRATOR, **address)
        yield port
    finally:
        stack.runs("pg_ctl", "stop", "-m", "immediate", "-D", data)


@contextmanager
def redis_server(stack: Stack) -> Iterator[int]:
    port = free_port()
    folder = stack.folder / "redis"
    folder.mkdir()
    text = (stack.folder / "redis.conf").read_text()
    for there, here in {"dir /data": f"dir {folder}", "tls-port 6379": f"tls-port {port}"}.items():
        assert there in text
        text = text.replace(there, here)
    configuration = folder / "redis.conf"
    configuration.write_text(stack.here(text, "redis"))
    command = [shutil.which("redis-server") or "valkey-server", str(configuration), "--bind", "127.0.0.1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            said = []
            for line in server.stdout or ():
                said.append(line)
                if "Ready to accept connections" in line:
                    break
            else:
                raise AssertionError("".join(said))
            yield port
        finally:
            server.terminate()
