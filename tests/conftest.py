"""A database for every test that asks, by `database_url` or `store`.

A test runs on one of the engines, which its name decides: a page says the same on each. PostgreSQL has one in sixteen,
for there a test takes twice as long. Tests about what a database does - races, locks, transactions, what is left at rest -
run on both: their module, or the conftest of their folder, says `pytest_generate_tests = on_both_engines`. The cases of one
test take turns, except of a test that is marked `on_each_engine`.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
from contextlib import suppress
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import pytest

from app.store import maintenance
from tests.databases import (
    ENGINES,
    IN_TURN,
    Keys,
    OpenStore,
    Postgres,
    engine_of,
    migrate,
    roomy_folder,
    running_postgres,
)
from tests.loaded import load_for_workers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.store import Store, Timeouts
    from tests.furnished import Furnish


# Else every worker would rewrite every test, and every process that a test starts would compile the app.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# SQLite waits for the disk at every commit, and nothing here outlives the run.
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(roomy_folder()))

_FOLDER = Path(__file__).parent
_BROWSER = _FOLDER / "browser"
_ONE_IN = 16

# A process asks once a second, and some tests count statements.
maintenance.EVERY = 3600.0

gc.disable()  # until all tests are collected: what they are made of stays to the end
pytest_plugins = (
    "tests.app_fixtures",
    "tests.furnished",
    "tests.processes",
    "tests.replayed",
    "tests.server.fixtures",
)


def pytest_configure(config: pytest.Config) -> None:
    """Load the app once for all workers of a whole run, as this process begins."""
    if _is_whole(config) and config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        load_for_workers()


def _is_whole(config: pytest.Config) -> bool:
    return config.args_source == pytest.Config.ArgsSource.TESTPATHS


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_template(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as url:
        migrate(url)
        yield url.partition("?")[0].rpartition("/")[2]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "anteroom.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path, furnished: Furnish) -> str:
    """A migrated SQLite database, furnished as the test asks."""
    template = furnished("sqlite", str(sqlite_template))
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o700)
    return f"sqlite:///{shutil.copy(template, folder / 'anteroom.db')}"


@pytest.fixture
def postgresql_url(postgres: Postgres, postgresql_template: str, furnished: Furnish) -> Iterator[str]:
    """A migrated PostgreSQL database, furnished as the test asks."""
    with postgres.database(furnished("postgresql", postgresql_template)) as url:
        yield url


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """Where a SQLite database is going to be."""
    return f"sqlite:///{tmp_path / 'instance' / 'anteroom.db'}"


@pytest.fixture
def empty_postgresql_url(postgres: Postgres) -> Iterator[str]:
    """A PostgreSQL database without tables."""
    with postgres.database() as url:
        yield url


def _workers() -> int:
    return int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))


@pytest.hookimpl(tryfirst=True)
def pytest_collectstart(collector: pytest.Collector) -> None:
    """Have each of several workers rewrite a part of the tests first: the others then read what it has kept."""
    if _is_whole(collector.config) and collector.path == _FOLDER:
        worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        paths = sorted(_FOLDER.rglob("test_*.py"))
        with suppress(Exception):  # pytest imports it again, and tells
            for path in paths[len(paths) * worker // _workers() :]:
                import_module(".".join(path.relative_to(_FOLDER.parent).with_suffix("").parts))


@pytest.hookimpl(trylast=True)  # when those that do not run are gone: the shares are of those that do
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have half of several workers begin with the browser's tests, for each starts a Chromium, and the others with long ones.

    Whichever began a long test last would keep the others waiting.
    """
    if (workers := _workers()) == 1:
        return
    kinds: dict[tuple[bool, bool], list[pytest.Item]] = {}
    for item in items:
        kind = (_BROWSER in item.path.parents, item.get_closest_marker("long") is not None)
        kinds.setdefault(kind, []).append(item)
    long_walks, walks, long, others = (kinds.get(kind, []) for kind in product((True, False), (True, False)))
    whole, half = len(items), workers // 2
    items.clear()
    for worker in range(workers):
        share = (whole - len(items)) // (workers - worker)  # as xdist shares them out
        if worker < half:
            first = _taken(long_walks, half - worker) + _taken(walks, half - worker)
        else:
            first = _taken(long, workers - worker)
        items += first + others[: max(share - len(first), 0)]
        del others[: max(share - len(first), 0)]


def _taken(tests: list[pytest.Item], among: int) -> list[pytest.Item]:
    """Take the share of one of so many out of some tests."""
    count = -(-len(tests) // among)
    taken = tests[:count]
    del tests[:count]
    return taken


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays to the end, and what a test drops: most of that needs no collector."""
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)
    gc.enable()


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database, on the engine that the test asks for, or that its name decides."""
    by_name = "sqlite" if crc32(request.node.nodeid.encode()) % _ONE_IN else "postgresql"
    asked = getattr(request, "param", by_name)
    url: str = request.getfixturevalue(f"{engine_of(request.node) if asked == IN_TURN else asked}_url")
    return url


@pytest.fixture(params=ENGINES)
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """A database without tables, on each engine in turn."""
    url: str = request.getfixturevalue(f"empty_{request.param}_url")
    return url


@pytest.fixture(scope="session")
def keys() -> Keys:
    return Keys()


@pytest.fixture
def open_store() -> Iterator[OpenStore]:
    """Open a store of its own, as another process would; all are closed at the end."""
    opened: list[Store] = []

    def open_one(url: str, keys: Keys, timeouts: Timeouts | None = None) -> Store:
        opened.append(keys.store(url, timeouts))
        return opened[-1]

    yield open_one
    for each in opened:
        each.engine.dispose()


@pytest.fixture
def store(database_url: str, keys: Keys, open_store: OpenStore) -> Store:
    """A store, on each engine in turn."""
    return open_store(database_url, keys)


@pytest.fixture
def sqlite_store(sqlite_url: str, keys: Keys, open_store: OpenStore) -> Store:
    return open_store(sqlite_url, keys)


@pytest.fixture
def postgresql_store(postgresql_url: str, keys: Keys, open_store: OpenStore) -> Store:
    return open_store(postgresql_url, keys)
