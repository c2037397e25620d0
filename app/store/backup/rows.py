"""Rows of a backup, into tables that are there and empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, text

from app.store.backup.columns import as_taken, generated_columns
from app.store.backup.format import Batch
from app.store.backup.manifest import Manifest, TakenTable
from app.store.engine.database import StoreUnavailable


def load(
    connection: Connection, manifest: Manifest, batches: Iterator[Batch], tell: Callable[[int], None]
) -> None:
    """Load every row, and say how many with each batch."""
    put = _put_on_sqlite if connection.dialect.name == "sqlite" else _copy_to_postgresql
    by_name = {table.name: table for table in manifest.tables}
    for name, rows in batches:
        table = by_name[name]
        put(connection, table, rows)
        tell(len(rows))
    if connection.dialect.name == "postgresql":
        for table in manifest.tables:
            _continue_numbers(connection, table.name)


def _put_on_sqlite(connection: Connection, table: TakenTable, rows: list[list[Any]]) -> None:
    convert = as_taken([kind for _name, kind in table.columns], "sqlite")
    names = ", ".join(_quoted(connection, name) for name, _kind in table.columns)
    places = ", ".join("?" * len(table.columns))
    statement = f"INSERT INTO {_quoted(connection, table.name)} ({names}) VALUES ({places})"  # noqa: S608  (quoted)
    connection.exec_driver_sql(statement, [tuple(convert(row)) for row in rows])


def _copy_to_postgresql(connection: Connection, table: TakenTable, rows: list[list[Any]]) -> None:
    convert = as_taken([kind for _name, kind in table.columns], "postgresql")
    names = ", ".join(_quoted(connection, name) for name, _kind in table.columns)
    statement = f"COPY {_quoted(connection, table.name)} ({names}) FROM STDIN"
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(convert(row))
    except connection.dialect.loaded_dbapi.Error as error:  # whose text may hold a row
        code = error.sqlstate
    else:
        return
    raise StoreUnavailable(code or "unreachable")


def _continue_numbers(connection: Connection, table: str) -> None:
    """Let the numbers that PostgreSQL generates continue after the highest."""
    for name in generated_columns(connection, table):
        quoted = _quoted(connection, name), _quoted(connection, table)
        highest = "SELECT max({}) FROM {}".format(*quoted)  # noqa: S608  (quoted)
        connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence(:table, :name), ({highest})) WHERE ({highest}) > 0"),
            {"table": quoted[1], "name": name},
        )


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(name)
