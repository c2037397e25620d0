"""What a server refuses at its start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from tests.databases import on_each_engine

if TYPE_CHECKING:
    from app.store import Store
    from tests.server.fixtures import Serve


@on_each_engine
def test_a_server_does_not_start_on_a_database_from_before_release_1_0(server_at_rest: Serve, store: Store):
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0047'"))
    server = server_at_rest()
    try:
        server.begin()
        assert server.ends() == 1
    finally:
        server.end()
    assert "This database was made before release 1.0, and cannot be upgraded" in server.log.read_text()
