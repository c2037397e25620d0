"""Tests on both engines, and a store that the tests of a module share: it is slow to fill, and they only read it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.databases import on_both_engines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.store import Store
    from tests.databases import Keys, Postgres

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
    store.engine.dispose()
