"""The password with which Anteroom itself signs in to PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg.sql import SQL, Identifier, Literal

from app.store.transaction import transaction

if TYPE_CHECKING:
    from sqlalchemy import Engine


def change_own_password(engine: Engine, password: str) -> None:
    """Change it. Only its SCRAM verifier is sent, so that no log of the server's holds it.

    Raises:
        StoreUnavailable: the database cannot be reached, or refuses.
    """
    with transaction(engine, read_only=False) as connection:
        driver: Any = connection.connection.driver_connection
        user = driver.info.user
        verifier = driver.pgconn.encrypt_password(password.encode(), user.encode(), b"scram-sha-256").decode()
        change = SQL("ALTER ROLE {} PASSWORD {}").format(Identifier(user), Literal(verifier))
        connection.exec_driver_sql(change.as_string(driver).replace("%", "%%"))
