"""Our own password at PostgreSQL's server, and its clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg.sql import SQL, Identifier, Literal
from sqlalchemy import Engine, text

from app.store.engine.connection import begin


def change_own_password(engine: Engine, password: str) -> None:
    """Change the password with which we sign in to PostgreSQL.

    Only its SCRAM verifier is sent, so no log of the server's holds the password.

    Raises:
        StoreUnavailable: the database cannot be reached, or refuses.
    """
    with begin(engine, read_only=False) as connection:
        driver: Any = connection.connection.driver_connection
        user = driver.info.user
        verifier = driver.pgconn.encrypt_password(password.encode(), user.encode(), b"scram-sha-256").decode()
        change = SQL("ALTER ROLE {} PASSWORD {}").format(Identifier(user), Literal(verifier))
        connection.exec_driver_sql(change.as_string(driver).replace("%", "%%"))


def time_of(engine: Engine) -> datetime | None:
    """Return the time of the database's own computer; None for SQLite, which has none.

    Raises:
        StoreUnavailable: it cannot be asked.
    """
    if engine.dialect.name == "sqlite":
        return None
    with begin(engine, read_only=True) as connection:
        now: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        return now
