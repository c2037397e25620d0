"""Sealed columns, found by what the tables declare: a new one is never missed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection, Row, bindparam, select, update

from app.crypto import Column, Sealer, Unreadable
from app.store.exports.export_files import ExportFile
from app.store.model import table_of
from app.store.patients.patient import ANSWERS, KeptVersion
from app.store.rotation.part import (
    BATCH,
    Apart,
    Part,
    Reading,
    RotationKeys,
    Swap,
    next_rows,
    running,
)
from app.store.tables import metadata

_VERSIONS: Final = table_of(KeptVersion)
_SNAPSHOT: Final = KeptVersion.snapshot.column
_HEAVY: Final = {ExportFile.__tablename__: 16}
"""Tables whose rows are large, and how many of them are taken at once."""
_Row = Row[*tuple[Any, ...]]


class SealedTable(Part):
    """The columns of one table that are sealed, or kept as they came.

    A kept token did not open when it was put there. With its key back, it opens like any other.
    """

    def __init__(self, table: sa.Table) -> None:
        self.table = table
        self.name = table.name
        self._most = _HEAVY.get(table.name, BATCH)
        self._stored = _sealed(table)
        bound = next((each.info["row"] for each in self._stored if "row" in each.info), "id")
        self._wanted = select(table.c.id, table.c[bound], *self._stored)
        held = (each.is_not_distinct_from(bindparam(f"held_{each.name}")) for each in self._stored)
        new: dict[Any, Any] = {each: bindparam(f"new_{each.name}") for each in self._stored}
        self._swap = running(update(table).where(table.c.id == bindparam("row"), *held).values(new))

    def read(self, connection: Connection, keys: RotationKeys, after: UUID | None) -> Reading:
        """Read the next rows, and see under which key each of their tokens is."""
        rows = next_rows(connection, self._wanted, self.table.c.id, after, self._most)
        reading = Reading.of(rows, self._most)
        old: list[tuple[Column, list[tuple[_Row, str]]]] = []
        for at, stored in enumerate(self._stored, start=2):
            column: Column = stored.info.get("sealed") or stored.info["kept"]
            name, shut = str(stored), Apart.KEPT if "kept" in stored.info else Apart.UNREADABLE
            held = [row for row in rows if row[at] is not None]
            found = keys.sealer.find_many(column, ((row[1], row[at]) for row in held))
            under_old: list[tuple[_Row, str]] = []
            for row, each in zip(held, found, strict=True):
                if isinstance(each, Unreadable):
                    reading.note(name, shut, row[0])
                    continue
                place, value = self._within(keys.sealer, column, row, *each)
                reading.note(name, place, row[0])
                if place > 0:
                    under_old.append((row, value))
            old.append((column, under_old))
        reading.swaps = lambda: list(self._swaps(keys.sealer, old))
        return reading

    def _within(
        self,
        sealer: Sealer,  # noqa: ARG002  (for what holds more)
        column: Column,  # noqa: ARG002
        row: _Row,  # noqa: ARG002
        place: int,
        value: str,
    ) -> tuple[int, str]:
        """Return the oldest key that the value needs, and the value as it is to be sealed."""
        return place, value

    def _swaps(self, sealer: Sealer, old: list[tuple[Column, list[tuple[_Row, str]]]]) -> Iterator[Swap]:
        rows = {row[0]: row[2 : 2 + len(self._stored)] for _, some in old for row, _ in some}
        names = [f"{when}_{each.name}" for when in ("held", "new") for each in self._stored]
        values = {row: dict(zip(names, tokens * 2, strict=True)) for row, tokens in rows.items()}
        for column, some in old:
            tokens = sealer.seal_many(column, ((row[1], value) for row, value in some))
            for (row, _), token in zip(some, tokens, strict=True):
                values[row[0]][f"new_{column.name}"] = token
        return (Swap(self._swap, own | {"row": row}) for row, own in values.items())


class Snapshots(SealedTable):
    """Earlier versions of records, which hold the tokens that did not open then."""

    def __init__(self) -> None:
        super().__init__(_VERSIONS)
        self._wanted = self._wanted.add_columns(KeptVersion.patient_id)

    def _within(self, sealer: Sealer, column: Column, row: _Row, place: int, value: str) -> tuple[int, str]:
        if column != _SNAPSHOT:
            return place, value
        snapshot = json.loads(value)
        tokens: dict[str, str] = snapshot["unreadable"]
        for part in (each.column for each in ANSWERS.values()):
            if token := tokens.get(part.name):
                [within] = sealer.find_many(part, [(row.patient_id, token)])
                if not isinstance(within, Unreadable) and within[0] > 0:
                    place = max(place, within[0])
                    tokens[part.name] = sealer.seal(part, row.patient_id, within[1])
        return place, json.dumps(snapshot, ensure_ascii=False) if tokens else value


def sealed_tables() -> list[Part]:
    """Return every table with columns that are sealed, or kept as they came."""
    return [
        Snapshots() if table is _VERSIONS else SealedTable(table)
        for table in metadata.sorted_tables
        if _sealed(table)
    ]


def _sealed(table: sa.Table) -> list[sa.Column[Any]]:
    return [column for column in table.columns if {"sealed", "kept"} & {*column.info}]
