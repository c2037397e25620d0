"""What the database's user may do to the whole server is known."""

from __future__ import annotations

from sqlalchemy import text

from app.store.engine.powers import powers_of


def test_a_user_of_its_own_database_has_no_powers_and_others_are_named(postgresql_store):
    with postgresql_store.engine.connect() as connection:
        for powers in ("", "CREATEDB REPLICATION"):
            connection.execute(text(f"CREATE ROLE clerk {powers}"))
            connection.execute(text("SET LOCAL ROLE clerk"))
            told = powers_of(connection)
            connection.rollback()
            assert told == (("make databases", "replicate") if powers else ())


def test_sqlite_knows_no_users(sqlite_store):
    with sqlite_store.engine.connect() as connection:
        assert powers_of(connection) is None
