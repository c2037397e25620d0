"""Fixtures for databases and stores, and what makes the whole run fast.

A test that asks for `database_url` or `store` gets a migrated database of its own. Most tests run on one engine, which
their name decides: one in thirty-two on PostgreSQL, where a test takes twice as long, and the others on SQLite. Where a
module or a folder says `pytest_generate_tests = on_either_engine`, it is every other one: what its tests do reaches far
into the database. Tests about what a database does (races, locks, transactions, what is left at rest) run on both engines:
they are marked `on_each_engine`, or their module or folder says `pytest_generate_tests = on_both_engines`. The cases of a
parametrized test then take turns on the two engines, unless the test is marked.
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
from hypothesis import HealthCheck, settings

from app.store.engine import maintenance
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
from tests.fork_client import share_with_workers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.store import Store, Timeouts
    from tests.furnished import Furnish


# Without cached bytecode, every worker would compile every test, and every process that a test starts the app.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# jsonschema would load this to check a format that no schema of ours has, and that takes as long as loading the app.
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]

# Temporary files are in memory where there is room: SQLite waits for the disk at every commit.
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(roomy_folder()))

# How long an example takes, or takes to be made, is no claim of ours, and a busy machine may take long. Half of Hypothesis's
# own number of examples is enough for one run: the next one looks for others.
settings.register_profile(
    "unhurried",
    settings.default,
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("unhurried")

_FOLDER = Path(__file__).parent
_BROWSER = _FOLDER / "browser"
_ONE_IN = 32
"""One test in so many runs on PostgreSQL."""

# A process asks once a second whether maintenance is on, and some tests count statements.
maintenance.EVERY = 3600.0

gc.disable()  # until all tests are collected: whatever that makes stays to the end
pytest_plugins = (
    "tests.connections",
    "tests.app_fixtures",
    "tests.furnished",
    "tests.everybody",
    "tests.processes",
    "tests.releases",
    "tests.migration_replay",
    "tests.server.fixtures",
    "tests.twilio_refusals",
)


def pytest_configure(config: pytest.Config) -> None:
    """Start loading the app for the workers of a whole run, before they start themselves."""
    if _is_whole(config) and config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        share_with_workers()


def _is_whole(config: pytest.Config) -> bool:
    """Tell whether all tests run, and not those that were named on the command line."""
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
    """The URL of a SQLite database that does not exist yet."""
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
    """Begin each worker's collection at another module.

    Pytest rewrites the assertions of a test module once, and caches the result. If all workers began with the same module,
    each would rewrite it.
    """
    if _is_whole(collector.config) and collector.path == _FOLDER:
        worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        paths = sorted(_FOLDER.rglob("test_*.py"))
        with suppress(Exception):  # pytest imports the module again, and reports the error
            for path in paths[len(paths) * worker // _workers() :]:
                import_module(".".join(path.relative_to(_FOLDER.parent).with_suffix("").parts))


@pytest.hookimpl(trylast=True)  # after the tests that were deselected are gone
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the tests, so that no worker is still busy with a long one when the others are done.

    Half of the workers begin with browser tests, since each worker that runs one has to start a Chromium. The others begin
    with tests that are marked `long`. xdist gives each worker an equal share of the list, in its order.
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
        share = (whole - len(items)) // (workers - worker)  # as xdist divides the list
        if worker < half:
            first = _take_share(long_walks, half - worker) + _take_share(walks, half - worker)
        else:
            first = _take_share(long, workers - worker)
        items += first + others[: max(share - len(first), 0)]
        del others[: max(share - len(first), 0)]


def _take_share(tests: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """Remove one worker's share from the tests, and return it."""
    count = -(-len(tests) // workers)
    taken = tests[:count]
    del tests[:count]
    return taken


def pytest_collection_finish() -> None:
    """Make garbage collection rare: it need not visit what was collected, and most of what a test drops has no cycles."""
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)
    gc.enable()


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database, on the engine that the test asks for or else that its name decides."""
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
    """A function that opens a store of its own, as another process would. All are closed at the end."""
    opened: list[Store] = []

    def open_one(url: str, keys: Keys, timeouts: Timeouts | None = None) -> Store:
        opened.append(keys.store(url, timeouts))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()


@pytest.fixture
def store(database_url: str, keys: Keys, open_store: OpenStore) -> Store:
    """A store on the test's database."""
    return open_store(database_url, keys)


@pytest.fixture
def sqlite_store(sqlite_url: str, keys: Keys, open_store: OpenStore) -> Store:
    return open_store(sqlite_url, keys)


@pytest.fixture
def postgresql_store(postgresql_url: str, keys: Keys, open_store: OpenStore) -> Store:
    return open_store(postgresql_url, keys)
