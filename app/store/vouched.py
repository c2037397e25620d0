"""Rows that a seal vouches for, so that what was written by hand is found.

Write access to the database without a key lets nobody read, send or release anything. So a
table whose rows say to whom something goes, who may read it or whether it may leave declares a seal, and which columns it
is over: `Seal` in `model.py`. From that follow the seal of each row that is written, the check of each row that
is read, and what `flask doctor` and `flask db remove-forged` find.

A seal is a Fernet token, bound to its row, that holds what the columns said. So it is rotated like any sealed value, and a
row that was changed by hand can be put back as it was. What is not in the seal may be changed by hand: see
docs/security/sealing.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Row,
    Table,
    Update,
    Uuid,
    delete,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import TypeEngine

from app.crypto import Column, Sealer, Unreadable
from app.store.engine.database import UtcDateTime
from app.store.row_text import fields_of
from app.store.tables import metadata

_AT_ONCE: Final = 1000


class Vouched:
    """A table whose rows are vouched for."""

    def __init__(self, table: Table) -> None:
        [seal] = (column for column in table.columns if "over" in column.info)
        self.table = table
        self.column: Column = seal.info["sealed"]
        self.names: tuple[str, ...] = seal.info["over"]
        self._first: Final[int] = len(self.names) - seal.info.get("later", 0)
        self._harmless: Mapping[str, Any] | None = seal.info["harmless"]
        self.is_digest: bool = seal.info.get("is_digest", False)
        self.read: Final = (table.c.id, seal, *(table.c[name] for name in self.names))
        """What a SELECT has to fetch for `genuine`."""

    def by(self, sealer: Sealer, values: Mapping[Any, Any], **changed: Any) -> dict[str, Any]:
        """Return the changes of a row, with the seal that it then needs.

        `values` are those of the whole row. For a new row, `{**values, **by(sealer, values)}` is what to insert.
        """
        now = {**values, **changed}
        return {**changed, self.column.name: sealer.seal(self.column, now["id"], self._said(now))}

    def is_genuine(self, sealer: Sealer, row: Any) -> bool:
        """Return whether we wrote what a row says; `row` is as a SELECT returns it."""
        return self.genuine(sealer, [row])[0]

    def genuine(self, sealer: Sealer, rows: Iterable[Any]) -> list[bool]:
        """Return for each row whether we wrote what its columns say."""
        return self.are_genuine(sealer, [row._asdict() for row in rows])

    def are_genuine(self, sealer: Sealer, rows: Sequence[Mapping[str, Any]]) -> list[bool]:
        """Return it for rows given by their columns' names."""
        found = self._sealed(sealer, rows)
        return [said == self._said(row) for said, row in zip(found, rows, strict=True)]

    def ours(self, sealer: Sealer, rows: Sequence[Row[Any]]) -> list[Row[Any]]:
        """Return those rows whose columns say what we wrote."""
        return [row for row, is_ours in zip(rows, self.genuine(sealer, rows), strict=True) if is_ours]

    def change(
        self, connection: Connection, sealer: Sealer, *which: ColumnElement[bool], **changes: Any
    ) -> int:
        """Change the rows that we wrote and that match, with their seals; count them.

        The UPDATE names the seal that was read, so it finds nothing if another has changed the row meanwhile.
        """
        own, seal = self.table.c.id, self.table.c[self.column.name]
        rows = connection.execute(select(*self.read).where(*which).with_for_update()).all()
        changed = 0
        for row in self.ours(sealer, rows):
            said = row._mapping  # noqa: SLF001  (SQLAlchemy's public name)
            this = update(self.table).where(own == row.id, seal == said[seal])
            made = this.values(self.by(sealer, said, **changes)).returning(own)
            changed += connection.execute(made).first() is not None
        return changed

    def beside(self, columns: Iterable[Any]) -> list[Any]:
        """Return what a SELECT of these columns has to fetch besides."""
        names = {column.name for column in columns}
        return [column for column in self.read if column.name not in names]

    def opened(
        self, sealer: Sealer, column: Column, rows: Sequence[Row[Any]]
    ) -> dict[UUID, str | Unreadable]:
        """Open a column of these rows. Of a row that was changed by hand it is unreadable."""
        ours = self.ours(sealer, rows)
        texts = sealer.open_many(column, [(row.id, row._mapping[column.name]) for row in ours])  # noqa: SLF001  (as above)
        found: dict[UUID, str | Unreadable] = {row.id: Unreadable(column, row.id) for row in rows}
        return found | {row.id: text for row, text in zip(ours, texts, strict=True)}

    def forged(self, connection: Connection, sealer: Sealer) -> Iterator[UUID]:
        """Yield the rows that were written or changed by hand."""
        result = connection.execute(select(*self.read).execution_options(yield_per=_AT_ONCE))
        for rows in result.partitions():
            for row, is_ours in zip(rows, self.genuine(sealer, rows), strict=True):
                if not is_ours:
                    yield row.id

    def put_back(self, connection: Connection, sealer: Sealer, forged: Sequence[UUID]) -> int:
        """Put forged rows back as their seals say; return how many are forged no longer.

        One without a seal of ours, or whose seal is a digest, is removed or made harmless. So is one that cannot be put back, because another has its
        place by now. One that is to be removed, but that others refer to, stays. One may have gone with a row that it
        referred to: it is not counted.
        """
        own = self.table.c.id
        said: dict[UUID, str | None] = {}
        for row in forged:
            found = connection.execute(select(*self.read).where(own == row)).mappings().one_or_none()
            if found is not None:
                [said[row]] = self._sealed(sealer, [found])
        lost = [row for row, seal in said.items() if seal is None or self.is_digest]
        done = sum(self._disarm(connection, sealer, row) for row in lost)
        moved = {
            row: self._values(seal) for row, seal in said.items() if seal is not None and row not in lost
        }
        for _ in range(2):  # the first may have held the place of the second
            for row, values in [*moved.items()]:
                if _is_done(connection, update(self.table).where(own == row).values(values)):
                    del moved[row]
                    done += 1
        return done + sum(self._disarm(connection, sealer, row) for row in moved)

    def _disarm(self, connection: Connection, sealer: Sealer, row: UUID) -> bool:
        """Make a row harmless, or remove it; return whether that could be done."""
        this = self.table.c.id == row
        if self._harmless is None:
            return _is_done(connection, delete(self.table).where(this))
        values = self.by(sealer, {"id": row}, **self._harmless)
        return _is_done(connection, update(self.table).where(this).values(values))

    def _sealed(self, sealer: Sealer, rows: Sequence[Mapping[Any, Any]]) -> list[str | None]:
        """Return what each row's seal holds; None where it is not ours, or another row's."""
        seals = [(row["id"], row[self.column.name]) for row in rows]
        # SQLite keeps whatever is written, numbers and bytes too.
        opened = sealer.open_many(
            self.column, ((row, seal if isinstance(seal, str) else "") for row, seal in seals)
        )
        return [said if isinstance(said, str) else None for said in opened]

    def _said(self, values: Mapping[Any, Any]) -> str:
        fields = [*fields_of(values, self.names)]
        while len(fields) > self._first and fields[-1] is None:
            del fields[-1]
        text = json.dumps(fields, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest() if self.is_digest else text

    def _values(self, said: str) -> dict[str, Any]:
        columns = (self.table.c[name] for name in self.names)
        return {
            column.name: _read(column.type, value) for column, value in zip_longest(columns, json.loads(said))
        }


def _is_done(connection: Connection, change: Update | Delete) -> bool:
    """Change a row, unless other rows do not allow it; return whether they did."""
    try:
        with connection.begin_nested():
            connection.execute(change)
    except IntegrityError:
        return False
    return True


def _read(kind: TypeEngine[Any], value: Any) -> Any:
    """Return a value that `fields_of` made plain as a column of this type takes it."""
    if value is None:
        return None
    if isinstance(kind, Uuid):
        return UUID(hex=value)
    return datetime.fromisoformat(value) if isinstance(kind, UtcDateTime) else value


def all_vouched() -> dict[str, Vouched]:
    """Return every table whose rows a seal vouches for, by its name."""
    return {
        table.name: Vouched(table)
        for table in metadata.sorted_tables
        if any("over" in column.info for column in table.columns)
    }
