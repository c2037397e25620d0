"""Migrate an empty database by replaying the statements of an earlier migration, which is faster than Alembic.

Migrations take a tenth of a second, and many tests restore a backup into a new database. Such a test or module asks for
the fixture `replayed`. Tests about migrations must not.
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
"""Engine and revision -> the statements that lead there from an empty database."""
_TRANSACTION: Final = ("BEGIN TRANSACTION;", "COMMIT;")


def upgrade_or_replay(config: Config, revision: str) -> None:
    """Migrate as Alembic does, but replay the statements if the database is empty and was migrated so before."""
    connection: Connection = config.attributes["connection"]
    driver: Any = connection.connection.driver_connection
    key = connection.dialect.name, revision
    if inspect(connection).get_table_names():
        _apply(config, revision)
    elif key in _KEPT:
        for statement in _KEPT[key]:
            driver.execute(statement)
    elif connection.dialect.name == "sqlite":
        _apply(config, revision)
        _KEPT[key] = [each for each in driver.iterdump() if each not in _TRANSACTION]
    else:
        _KEPT[key] = [";".join(_recorded(connection, config, revision))]


def _recorded(connection: Connection, config: Config, revision: str) -> list[str]:
    """Apply migrations, and return the statements that change something."""
    statements: list[str] = []

    def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if not statement.startswith("SELECT"):
            assert not parameters, "replaying would need the parameters too"
            statements.append(statement.replace("%%", "%"))  # the driver doubles % for its own placeholders

    event.listen(connection, "before_cursor_execute", keep)
    try:
        _apply(config, revision)
    finally:
        event.remove(connection, "before_cursor_execute", keep)
    return statements


@pytest.fixture
def replayed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replay migrations of empty databases during this test."""
    monkeypatch.setattr(command, "upgrade", upgrade_or_replay)
