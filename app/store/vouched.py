"""What a row says, as the text that is vouched for: the same on both engines."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import (
    Connection,
    Select,
    Table,
    bindparam,
    func,
    literal,
    select,
    union_all,
)

from app.crypto import Column, Sealer, Unreadable
from app.crypto.keys import Fields
from app.store.database import upsert_into
from app.store.rows import Keys, Prepared, SealedRows


class Forged(Exception):
    """A row was written or changed by something that has no key. It opens nothing.

    `staff_id` is the member that the row is about, if any.
    """

    def __init__(self, table: str, row: UUID, staff_id: UUID | None = None) -> None:
        super().__init__(table, row, staff_id)
        self.table = table
        self.row = row
        self.staff_id = staff_id

    def __str__(self) -> str:
        return f"a row of {self.table} was not written by Anteroom: {self.row}"


def fields_of(values: Mapping[str, Any], names: Iterable[str]) -> Fields:
    """Return the values of these columns, in their order, as a MAC takes them."""
    return tuple(_plain(values[name]) for name in names)


def digest_of(fields: Fields) -> str:
    """Return the SHA-256 of the fields, in hex: what a seal holds of a row."""
    return hashlib.sha256(json.dumps(fields, separators=(",", ":")).encode()).hexdigest()


def _plain(value: Any) -> str | int | None:
    match value:
        case UUID():
            return value.hex
        case bytes():
            return value.hex()
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case None | str() | int():
            return value
        case _:
            raise TypeError(f"a {type(value).__name__} cannot be vouched for")


# Settings of which every version is kept. A seal vouches for each version; one written by hand does not
# count.


@dataclass(frozen=True, slots=True)
class Version:
    """One version as it is kept."""

    id: UUID
    version: int
    at: datetime
    actor: str
    text: str
    is_genuine: bool


class VersionedTable:
    """A table of versions, with its statements built once.

    `text` names the column of what is kept, `seal` the sealed one that vouches for the row.
    """

    def __init__(self, table: Table, text: str, seal: Column) -> None:
        columns = table.c
        self.table = table
        self.seal = seal
        self.names = ("version", "at", "actor", text)
        kept = (columns.id, columns.version, columns.at, columns.actor, columns[text].label("text"))
        self._wanted = select(literal(table.name).label("of"), *kept, columns.seal)
        self.newest: Select[*tuple[Any, ...]] = self._wanted.order_by(columns.version.desc())
        self.latest = self.newest.limit(1).subquery()
        self.one = self._wanted.where(columns.version == bindparam("wanted"))

    def vouched(self, values: tuple[object, ...]) -> str:
        """Return what is sealed for a row, of the values of `names`."""
        return digest_of(fields_of(dict(zip(self.names, values, strict=True)), self.names))

    def version_of(self, row: Any, sealer: Sealer) -> Version:
        """Return the version of a row of one of the statements."""
        values = (row.version, row.at, row.actor, row.text)
        is_genuine = _vouches(self, sealer, row.id, values, row.seal)
        return Version(row.id, row.version, row.at, row.actor, row.text, is_genuine)


@lru_cache(maxsize=64)  # every message asks, and the same row and keys give the same answer
def _vouches(
    kind: VersionedTable, sealer: Sealer, row_id: UUID, values: tuple[object, ...], seal: str | None
) -> bool:
    if seal is None:
        return False
    try:
        return sealer.open(kind.seal, row_id, seal) == kind.vouched(values)
    except Unreadable:
        return False


class NewestVersions(SealedRows):
    """The newest version of each kind of settings, read by one statement.

    A message needs them all, and each statement of its own would cost as much as this one.
    """

    kinds: ClassVar[tuple[VersionedTable, ...]]
    statement: ClassVar[Prepared]

    def __init_subclass__(cls) -> None:
        """Build the statement once."""
        newest = union_all(*(select(kind.latest) for kind in cls.kinds))
        cls.statement = Prepared(lambda _dialect: newest)

    def __init__(self, connection: Connection, keys: Keys) -> None:
        super().__init__(connection, keys)
        self._read: dict[str, Any] | None = None

    def of(self, kind: VersionedTable) -> Version | None:
        """Return the newest version, even one that does not count; None if there is none."""
        if self._read is None:
            self._read = {row.of: row for row in self.statement.rows(self._connection, {})}
        row = self._read.get(kind.table.name)
        return None if row is None else kind.version_of(row, self._sealer)

    def forget(self) -> None:
        """Read again when asked next: this transaction has written a version."""
        self._read = None


class Versions:
    """The versions of one table, as one transaction reads or adds to them."""

    def __init__(self, connection: Connection, sealer: Sealer, kind: VersionedTable) -> None:
        self._connection = connection
        self._sealer = sealer
        self._kind = kind

    def genuine(self) -> Iterator[Version]:
        """Yield the versions that count, newest first."""
        return (each for each in self._all() if each.is_genuine)

    def forged(self) -> Iterator[UUID]:
        """Yield the rows that were written by hand."""
        return (each.id for each in self._all() if not each.is_genuine)

    def at(self, version: int) -> Version | None:
        """Return that version, or None if there is none that counts."""
        row = self._connection.execute(self._kind.one, {"wanted": version}).one_or_none()
        found = None if row is None else self._kind.version_of(row, self._sealer)
        return found if found is not None and found.is_genuine else None

    def keep(self, after: int, text: str, actor: str, now: datetime) -> bool:
        """Keep a version after `after` (0: none); return whether nobody else did before.

        One INSERT decides: of two members who change the same version, one succeeds; and no version is left out.
        """
        table, new = self._kind.table.c, uuid4()
        values = (after + 1, now, actor, text)
        written = dict(zip((table[name] for name in self._kind.names), values, strict=True))
        seal = self._sealer.seal(self._kind.seal, new, self._kind.vouched(values))
        written |= {table.id: new, table.seal: seal}
        newest = select(func.coalesce(func.max(table.version), 0)).scalar_subquery()
        row = select(*(literal(value, column.type) for column, value in written.items())).where(
            newest == after
        )
        kept = upsert_into(self._connection.dialect.name, self._kind.table).from_select(list(written), row)
        this = kept.on_conflict_do_nothing().returning(table.version)
        return self._connection.execute(this).first() is not None

    def _all(self) -> Iterator[Version]:
        rows = self._connection.execute(self._kind.newest)
        return (self._kind.version_of(row, self._sealer) for row in rows)
