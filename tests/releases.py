"""Releases to come, made up: one adds to the tables, and the one after it takes that away again.

Their migrations are in `tests/data/migrations`. They prove how an upgrade goes before there is one.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from app.store.engine import schema
from tests.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MADE_UP: Final = Path(__file__).parent / "data" / "migrations"
THIS: Final = schema.head()
ADDS: Final = "9101"
TAKES_AWAY: Final = "9102"


def unreleased(migrations: Path = ROOT / "migrations") -> list[Path]:
    """Return the migrations that are in no release yet."""
    released = json.loads((migrations / "releases.json").read_text())
    newest = max(each["migration"] for each in released.values())
    return [path for path in sorted((migrations / "versions").glob("[0-9]*.py")) if path.name[:4] > newest]


def tables_to_come() -> set[str]:
    """Return the tables that no release has yet."""
    return {
        name for path in unreleased() for name in re.findall(r'create_table\(\s*"(\w+)"', path.read_text())
    }


def add_migrations(migrations: Path, newest: str) -> None:
    """Add to a copy of our migrations what leads to a release."""
    for made_up in MADE_UP.glob("[0-9]*.py"):
        if made_up.name[:4] <= newest:
            source = made_up.read_text().replace('"the newest"', f'"{THIS}"')
            (migrations / "versions" / made_up.name).write_text(source)


@pytest.fixture
def becomes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """A function that makes this process one of the release with this newest migration."""

    def with_migrations(newest: str) -> None:
        folder = tmp_path / "releases" / newest
        if not folder.exists():
            shutil.copytree(ROOT / "migrations", folder, ignore=shutil.ignore_patterns("__pycache__"))
            add_migrations(folder, newest)
        monkeypatch.setattr(schema, "_MIGRATIONS", folder)
        _forget()

    yield with_migrations
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for each in (schema.head, schema.known, schema._served_by):
        each.cache_clear()
