"""A connection that a test leaves open is told of that test."""

from __future__ import annotations

from app.store import connect
from tests.connections import left_open


def test_an_open_connection_is_told_of_the_test_that_opened_it(postgresql_url: str):
    engine = connect(postgresql_url)
    engine.connect().close()  # back to its pool, which keeps it
    assert [each.partition("::")[2] for each in left_open()] == [
        "test_an_open_connection_is_told_of_the_test_that_opened_it (call)"
    ]
    engine.dispose()
    assert left_open() == []
