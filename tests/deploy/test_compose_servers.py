"""The database and Redis of the Compose file, with its files: real ones, in front of our own checks."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from pwd import getpwuid
from typing import TYPE_CHECKING, Any, Final

import psycopg
import pytest
import redis

from app.store import connect, schema
from tests.databases import roomy_folder
from tests.deploy.shipped import DEPLOY, documents, ran
from tests.people import TOKEN
from tests.server.serving import free_port

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

    def here(self, text: str, service: str) -> str:
        """Return a text with this folder's paths in the place of a container's."""
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


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with tempfile.TemporaryDirectory(prefix="anteroom-stack-", dir=roomy_folder()) as folder:
        yield Stack(Path(folder))


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the names of the containers lead to this computer, as Docker has them lead to each other."""
    look_up = socket.getaddrinfo

    def found(host: Any, *more: Any, **named: Any) -> Any:
        return look_up("127.0.0.1" if host in COMPOSE["services"] else host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", found)


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


def test_anteroom_reaches_its_database_over_verified_tls_and_nobody_else_does(stack):
    with database(stack) as port:
        # libpq asks the system for names, so the address is given to it beside the name.
        url = f"{stack.secret('database_url')}&hostaddr=127.0.0.1&port={port}"
        engine = connect(url)
        schema.upgrade(engine)
        with engine.connect() as connection:
            assert connection.exec_driver_sql("SHOW ssl").scalar() == "on"
            mine = (
                "SELECT rolsuper OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
            )
            assert connection.exec_driver_sql(mine).scalar() is False
        engine.dispose()
        for changed, why in {
            url.replace("sslmode=verify-full", "sslmode=disable"): "no pg_hba.conf entry",
            url.replace("@database/", "@redis/"): 'does not match host name "redis"',
            url.replace("anteroom:", "anteroom:x"): "password authentication failed",
            url.replace("/anteroom?", "/postgres?"): "no pg_hba.conf entry",
        }.items():
            with pytest.raises(psycopg.OperationalError, match=why):
                psycopg.connect(changed)


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


def test_anteroom_counts_and_queues_in_redis_over_verified_tls_and_can_do_no_more(stack):
    with redis_server(stack) as port:
        url = stack.secret("redis_url").replace(":6379/", f":{port}/")
        with redis.Redis.from_url(url) as client:
            assert client.incr("count") == 1
            assert client.eval("return redis.call('GET', KEYS[1])", 1, "count") == b"1"
            client.lpush("queue", "job")
            assert client.brpop(["queue"], 1) == (b"queue", b"job")
            with client.pipeline(transaction=True) as together:
                assert together.expire("count", 9).ttl("count").execute() == [True, 9]
            assert client.info("server")["redis_version"]
            for forbidden in ("FLUSHALL", "CONFIG GET *", "ACL LIST", "KEYS *", "SHUTDOWN"):
                with pytest.raises(redis.exceptions.NoPermissionError):
                    client.execute_command(*forbidden.split())
        health = COMPOSE["services"]["redis"]["healthcheck"]["test"][1]
        ran("bash", "-c", stack.here(health.replace("-h redis", f"-h 127.0.0.1 -p {port}"), "redis"))
        for changed in (
            url.replace("rediss://", "redis://").partition("?")[0],
            url.replace("@redis:", "@database:"),
            url.replace("anteroom:", "anteroom:x"),
            url.replace("anteroom:", "default:"),
        ):
            with redis.Redis.from_url(changed) as client, pytest.raises(redis.exceptions.ConnectionError):
                client.ping()
