"""What migrations make of an empty database, made again by the statements of the first time.

Migrations take a quarter of a second, and many tests restore into a database that is not there. Tests that are about
migrations do without this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from alembic import command
from sqlalchemy import Connection, event, inspect

if TYPE_CHECKING:
    from alembic.config import Config

_apply = command.upgrade
_KEPT: Final[dict[tuple[str, str], list[str]]] = {}
"""Statements, by the engine and the revision that they lead to."""
_AROUND: Final = ("BEGIN TRANSACTION;", "COMMIT;")


def by_heart(config: Config, revision: str) -> None:
    """Apply migrations; to a database without tables, by what they made of another, if no keys are handed in."""
    connection: Connection = config.attributes["connection"]
    driver: Any = connection.connection.driver_connection
    key = connection.dialect.name, revision
    if "adopt" in config.attributes or inspect(connection).get_table_names():
        _apply(config, revision)
    elif key in _KEPT:
        for statement in _KEPT[key]:
            driver.execute(statement)
    elif connection.dialect.name == "sqlite":
        _apply(config, revision)
        _KEPT[key] = [each for each in driver.iterdump() if each not in _AROUND]
    else:
        _KEPT[key] = [";".join(_told(connection, config, revision))]


def _told(connection: Connection, config: Config, revision: str) -> list[str]:
    """Apply migrations, and return the statements that change something."""
    statements: list[str] = []

    def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if not statement.startswith("SELECT"):
            assert not parameters, "a value would have to be kept too"
            statements.append(statement.replace("%%", "%"))  # doubled where there may be values

    event.listen(connection, "before_cursor_execute", keep)
    try:
        _apply(config, revision)
    finally:
        event.remove(connection, "before_cursor_execute", keep)
    return statements


@pytest.fixture
def replayed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have migrations of an empty database replayed."""
    monkeypatch.setattr(command, "upgrade", by_heart)
