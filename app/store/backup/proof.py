"""Prove a backup: what was restored of it opens with the configured keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from sqlalchemy import Column, Connection, Table, Text, func, select

from app.crypto import Sealer, Unreadable
from app.store.engine.connection import begin
from app.store.store import Store
from app.store.tables import metadata

_BATCH: Final = 500


class Opened(NamedTuple):
    """What came of opening values of one column."""

    column: str
    opened: int
    unreadable: int


def open_sealed(store: Store, sample: int | None) -> list[Opened]:
    """Open a sample of values of every sealed column, or all. Nothing is kept.

    `sample` values of each column are picked at random.

    Raises:
        StoreUnavailable: the database failed.
    """
    sealer, _index, _door = store.keys
    with begin(store.engine, read_only=True) as connection:
        return [_opened(connection, sealer, *each, sample) for each in _sealed_columns()]


def _sealed_columns() -> Iterator[tuple[Table, Column[Any]]]:
    for table in metadata.sorted_tables:
        yield from ((table, column) for column in table.columns if "sealed" in column.info)


def _opened(
    connection: Connection, sealer: Sealer, table: Table, column: Column[Any], sample: int | None
) -> Opened:
    some = select(table.c.id, column.cast(Text)).where(column.is_not(None))
    if sample is not None:
        some = some.order_by(func.random()).limit(sample)
    opened = unreadable = 0
    for rows in connection.execute(some, execution_options={"yield_per": _BATCH}).partitions():
        for value in sealer.open_many(column.info["sealed"], [(row[0], row[1]) for row in rows]):
            if isinstance(value, Unreadable):
                unreadable += 1
            else:
                opened += 1
    return Opened(f"{table.name}.{column.name}", opened, unreadable)
