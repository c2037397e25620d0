"""Statements that every message runs, written out once for each dialect.

SQLAlchemy caches what it has compiled, but looking a statement up and filling it in takes longer than SQLite takes to
run it.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Dialect,
    Executable,
    SelectBase,
)

from app.store.engine import sqlite

Parameters = tuple[Any, ...] | dict[str, Any]


class Prepared:
    """A statement that is written out on first use. Threads may share it.

    `build` makes the statement for a dialect. None of its parameters may be a list.
    """

    def __init__(self, build: Callable[[str], Executable]) -> None:
        self._build: Final = build
        self._written: Final[dict[tuple[str, ...], _Written]] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        """Execute the statement with these values, by column or parameter.

        Return its rows as the driver gives them; none where it returns nothing.
        """
        written = self._for(connection.dialect, values)
        return _execute(connection, written.text, written.parameters(values))

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        """Return the rows that a SELECT finds, as named tuples of its columns."""
        written = self._for(connection.dialect, values)
        return written.rows(_execute(connection, written.text, written.parameters(values)))

    def _for(self, dialect: Dialect, values: Mapping[str, Any]) -> _Written:
        key = (dialect.name, *values)
        written = self._written.get(key)
        if written is None:
            written = self._written[key] = _Written(self._build(dialect.name), list(values), dialect)
        return written


def _execute(connection: Connection, text: str, parameters: Parameters) -> list[Any]:
    heard = connection.engine.dispatch
    if connection.dialect.name == "sqlite" and not (
        heard.before_cursor_execute or heard.after_cursor_execute
    ):
        return sqlite.execute(connection, text, parameters)
    result = connection.exec_driver_sql(text, parameters)
    return list(result) if result.returns_rows else []


class _Written:
    """A statement's text for one dialect, with what converts values and rows."""

    __slots__ = ("_adapters", "_fixed", "_is_positional", "_readers", "_row", "text")

    def __init__(self, statement: Any, names: list[str], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=names)
        self.text: str = compiled.string
        self._is_positional: bool = compiled.positional
        binds = compiled.binds
        self._fixed = {name: value for name, value in compiled.params.items() if not binds[name].required}
        self._adapters: list[tuple[str, Callable[[Any], Any] | None]] = [
            (name, binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup or compiled.params
        ]
        columns = statement.selected_columns if isinstance(statement, SelectBase) else ()
        self._row = namedtuple("_row", [column.key for column in columns])  # type: ignore[misc]  # noqa: PYI024  (one a statement)
        self._readers: list[Callable[[Any], Any] | None] = [
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
        ]

    def parameters(self, values: Mapping[str, Any]) -> Parameters:
        given = {**self._fixed, **values} if self._fixed else values
        if self._is_positional:
            return tuple([adapt(given[name]) if adapt else given[name] for name, adapt in self._adapters])
        return {name: adapt(given[name]) if adapt else given[name] for name, adapt in self._adapters}

    def rows(self, found: Iterable[Any]) -> list[Any]:
        return [
            self._row(
                *[read(value) if read else value for read, value in zip(self._readers, row, strict=True)]
            )
            for row in found
        ]
