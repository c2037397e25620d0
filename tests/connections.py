"""Names the test that leaves a connection to PostgreSQL open.

Python tells of such a connection only when it is collected, in whatever test runs then. So whoever opens one is noted, and
asked for when the module is over and its fixtures are gone.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

import pytest
from psycopg.pq import ConnStatus
from sqlalchemy import event
from sqlalchemy.pool import Pool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg.pq.abc import PGconn

_opened: Final[list[tuple[PGconn, str]]] = []
"""libpq's side of each connection of a pool, which stays open if the connection is only collected; and its test."""


@event.listens_for(Pool, "connect")
def note(connection: Any, _record: object) -> None:
    """Note who opens a connection; SQLite's have no such side."""
    if hasattr(connection, "pgconn"):
        _opened.append((connection.pgconn, os.environ.get("PYTEST_CURRENT_TEST", "no test")))


def left_open() -> list[str]:
    """Return the tests that opened a connection which is still open, each with its phase."""
    return sorted({test for wire, test in _opened if wire.status == ConnStatus.OK})


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Fail after the last test of a module if one of its tests left a connection open."""
    yield
    if nextitem is None or nextitem.path != item.path:
        left = left_open()
        _opened.clear()
        if left:
            pytest.fail("Connections to PostgreSQL were left open, by: " + "; ".join(left), pytrace=False)
