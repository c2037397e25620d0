"""Tests on both engines, with stores of two kinds.

One is shared by the tests of a module: it is slow to fill, and they only read it. The others are empty, for a restore.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.databases import ENGINES, on_both_engines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.store import Store
    from tests.databases import Keys, OpenStore, Postgres

pytest_generate_tests = on_both_engines


@pytest.fixture(scope="module")
def lasting_sqlite_url(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path_factory.mktemp('lasting'))}"


@pytest.fixture(scope="module")
def lasting_postgresql_url(postgres: Postgres, postgresql_template: str) -> Iterator[str]:
    with postgres.database(postgresql_template) as url:
        yield url


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lasting_store(request: pytest.FixtureRequest, keys: Keys) -> Iterator[Store]:
    """A store that lasts as long as its module, on each engine in turn."""
    store = keys.store(request.getfixturevalue(f"lasting_{request.param}_url"))
    yield store
    store.close()


@pytest.fixture
def fresh_url(tmp_path: Path) -> str:
    """The URL of a SQLite database that does not exist yet, in a folder that does not either."""
    return f"sqlite:///{tmp_path / 'elsewhere' / 'anteroom.db'}"


@pytest.fixture(params=ENGINES)
def empty(request: pytest.FixtureRequest, fresh_url: str, keys: Keys, open_store: OpenStore) -> Store:
    """A database without tables, on each engine in turn, under the same keys."""
    on_sqlite = request.param == "sqlite"
    return open_store(fresh_url if on_sqlite else request.getfixturevalue("empty_postgresql_url"), keys)


@pytest.fixture
def other(empty: Store, replayed: None) -> Store:
    """The same, for tests that are not about its migrations."""
    return empty


@pytest.fixture
def fresh(fresh_url: str, keys: Keys, open_store: OpenStore, replayed: None) -> Store:
    """Where a SQLite database is going to be, under the same keys."""
    return open_store(fresh_url, keys)
