"""Sealed columns, found by what the tables declare: a new one is never missed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection, Row, bindparam, func, select, update

from app.crypto import Column, Sealer, Unreadable
from app.store.audit_chain import AuditAnchors, Chain
from app.store.columns import PATIENT, SNAPSHOT
from app.store.keys import Anchors
from app.store.rotation.progress import BATCH, Apart, Reading, RotationKeys, Swap
from app.store.tables import audit_anchors, audit_links, export_files, lost_drafts, metadata, patient_versions

_HEAVY: Final = {export_files.name: 16}
"""Tables whose rows are large, and how many of them are taken at once."""
_Token = tuple[str, str]
"""A value, and the token that it came out of."""


class SealedTable:
    """The sealed columns of one table.

    `bound` is the column whose id the tokens are sealed for.
    """

    in_stretches = True
    _more: tuple[str, ...] = ()

    def __init__(self, table: sa.Table, columns: Sequence[Column], bound: str = "id") -> None:
        self.name = table.name
        self._table = table
        self._columns = columns
        self._bound = bound
        self._batch = _HEAVY.get(table.name, BATCH)

    def count(self, connection: Connection) -> int:
        """Return how many rows there are."""
        return int(connection.execute(select(func.count()).select_from(self._table)).scalar_one())

    def read(self, connection: Connection, keys: RotationKeys, after: UUID | None, last: UUID) -> Reading:
        """Read the next rows, and see under which key each of their tokens is."""
        rows: Sequence[Row[*tuple[Any, ...]]] = connection.execute(self._next(after, last)).all()
        reading = Reading(rows[-1][0] if rows else None, len(rows), len(rows) < self._batch)
        old: dict[UUID, dict[str, _Token]] = {}
        for place, column in enumerate(self._columns, start=2):
            for row, found in self._find(keys.sealer, column, place, rows):
                if isinstance(found, Unreadable):
                    reading.note(self._called(column), self._apart(), row[0])
                    continue
                under, value = self._within(keys.sealer, column, row, *found)
                reading.note(self._called(column), under, row[0])
                if under > 0:
                    old.setdefault(row[0], {})[column.name] = value, row[place]
        bound = {row[0]: row[1] for row in rows}
        reading.swaps = lambda: list(self._swaps(keys.sealer, bound, old))
        return reading

    def repair(self, connection: Connection, keys: RotationKeys, row: UUID) -> None:
        """Do nothing: there is no index to repair."""

    def _next(self, after: UUID | None, last: UUID) -> sa.Select[*tuple[Any, ...]]:
        table = self._table.c
        tokens = (table[column.name] for column in self._columns)
        more = (table[name] for name in self._more)
        wanted: tuple[sa.Column[Any], ...] = (table.id, table[self._bound], *tokens, *more)
        some = select(*wanted).where(table.id <= last)
        some = some if after is None else some.where(table.id > after)
        return some.order_by(table.id).limit(self._batch)

    @staticmethod
    def _find(
        sealer: Sealer, column: Column, place: int, rows: Sequence[Row[*tuple[Any, ...]]]
    ) -> Iterator[tuple[Row[*tuple[Any, ...]], tuple[int, str] | Unreadable]]:
        sealed = [row for row in rows if row[place] is not None]
        found = sealer.find_many(column, ((row[1], row[place]) for row in sealed))
        yield from zip(sealed, found, strict=True)

    def _called(self, column: Column) -> str:
        return f"{self.name}.{column.name}"

    def _apart(self) -> Apart:
        return Apart.UNREADABLE

    def _within(
        self,
        sealer: Sealer,  # noqa: ARG002  (for what holds more)
        column: Column,  # noqa: ARG002
        row: Row[*tuple[Any, ...]],  # noqa: ARG002
        under: int,
        value: str,
    ) -> tuple[int, str]:
        """Return the oldest key that the value needs, and the value as it is to be sealed."""
        return under, value

    def _swaps(
        self, sealer: Sealer, bound: dict[UUID, UUID], old: dict[UUID, dict[str, _Token]]
    ) -> Iterator[Swap]:
        new: dict[UUID, dict[str, str]] = {row: {} for row in old}
        for column in self._columns:
            own = [(row, values[column.name][0]) for row, values in old.items() if column.name in values]
            sealed = sealer.seal_many(column, ((bound[row], value) for row, value in own))
            for (row, _), token in zip(own, sealed, strict=True):
                new[row][column.name] = token
        for row, values in sorted(old.items(), key=lambda item: tuple(item[1])):
            changes = {f"new_{name}": new[row][name] for name in values}
            held = {f"old_{name}": token for name, (_, token) in values.items()}
            yield Swap(_swap(self._table, tuple(values)), {"row": row, **changes, **held})


class LostDrafts(SealedTable):
    """Drafts that did not open, sealed for their conversation's id.

    With their key back, they open like any other value.
    """

    def _apart(self) -> Apart:
        return Apart.KEPT


class Snapshots(SealedTable):
    """Earlier versions of records, which hold the tokens that did not open then."""

    _more = ("patient_id",)

    def _within(
        self, sealer: Sealer, column: Column, row: Row[*tuple[Any, ...]], under: int, value: str
    ) -> tuple[int, str]:
        if column != SNAPSHOT:
            return under, value
        snapshot = json.loads(value)
        tokens: dict[str, str] = snapshot["unreadable"]
        if not tokens:
            return under, value
        for part in PATIENT:
            if token := tokens.get(part.name):
                [found] = sealer.find_many(part, [(row.patient_id, token)])
                if not isinstance(found, Unreadable) and found[0] > 0:
                    under = max(under, found[0])
                    tokens[part.name] = sealer.seal(part, row.patient_id, found[1])
        return under, json.dumps(snapshot, ensure_ascii=False)


def sealed_tables() -> list[SealedTable]:
    """Return every table with columns that are sealed, or kept as they came."""
    return [_part(table, columns) for table in metadata.sorted_tables if (columns := _sealed(table))]


def _part(table: sa.Table, columns: list[Column]) -> SealedTable:
    if table is patient_versions:
        return Snapshots(table, columns)
    if table is lost_drafts:
        return LostDrafts(table, columns, bound="conversation_id")
    return SealedTable(table, columns)


def _sealed(table: sa.Table) -> list[Column]:
    infos = (column.info for column in table.columns)
    return [column for info in infos if (column := info.get("sealed") or info.get("kept"))]


@cache
def _swap(table: sa.Table, names: tuple[str, ...]) -> sa.Update:
    held = (table.c[name] == bindparam(f"old_{name}") for name in names)
    changes: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    return update(table).where(table.c.id == bindparam("row"), *held).values(changes)


# Renew what vouches for the beginning of the kept trail, and for its links.
#
# It is made under the newest key, while an old one still proves the place.


class AuditBeginning:
    """The newest of the trail's anchors; no other is asked for.

    Its position stands for its id.
    """

    name = str(audit_anchors.name)
    in_stretches = False

    def count(self, connection: Connection) -> int:  # noqa: ARG002  (as every part)
        """Return the most that are read: one."""
        return 1

    def read(self, connection: Connection, keys: RotationKeys, after: UUID | None, last: UUID) -> Reading:  # noqa: ARG002  (likewise)
        """Read it, and see which key vouches for it."""
        anchors = AuditAnchors(connection, keys.index)
        newest = anchors.newest()
        if newest is None or (after is not None and after.int >= newest.position):
            return Reading()
        row = UUID(int=newest.position)
        reading = Reading(row, 1)
        reading.note(
            str(audit_anchors.c.mac), Apart.UNREADABLE if newest.place is None else newest.place, row
        )
        if newest.place:
            statement, renewed = Anchors(connection, keys.index).keep(), anchors.renewed(newest)
            reading.swaps = lambda: [Swap(statement, renewed)]
        return reading

    def repair(self, connection: Connection, keys: RotationKeys, row: UUID) -> None:
        """Do nothing: what nobody vouches for is never made good."""


# The audit trail's chain: what is under an old key gets an anchor under the newest, while the old one
# proves it.

_HIGHEST: Final = 2**63 - 1


class AuditLinks:
    """The links, in their order; a link's position stands for its id."""

    name = str(audit_links.name)
    in_stretches = False

    def count(self, connection: Connection) -> int:
        """Return how many links there are."""
        return int(connection.execute(select(func.count()).select_from(audit_links)).scalar_one())

    def read(self, connection: Connection, keys: RotationKeys, after: UUID | None, last: UUID) -> Reading:
        """Read the next links, and see which key proves each."""
        chain, anchors = Chain(connection, keys.index), Anchors(connection, keys.index)
        beginning = AuditAnchors(connection, keys.index).newest()
        position, previous = 0 if after is None else after.int, b""
        if beginning is not None and position <= beginning.position:
            position, previous = beginning.position, beginning.hash
        links = chain.after(position, min(last.int, _HIGHEST))
        if not links:
            return Reading()
        reading = Reading(UUID(int=links[-1].position), len(links), is_last=False)
        previous, made = chain.at(position) or previous, []
        for link in links:
            place = chain.place(link, previous) if link.position == position + 1 else None
            row = UUID(int=link.position)
            reading.note(str(audit_links.c.hash), Apart.UNREADABLE if place is None else place, row)
            if place and link.entry:
                made.append(anchors.make(link.position, link.hash, previous, link.entry))
            position, previous = link.position, link.hash
        statement = anchors.keep()
        reading.swaps = lambda: [Swap(statement, row) for row in made]
        return reading

    def repair(self, connection: Connection, keys: RotationKeys, row: UUID) -> None:
        """Do nothing: a broken link is never made whole."""
