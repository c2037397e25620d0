"""What a backup says of itself in its first line.

No key is in it: only what tells keys apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple, Self

from app.store.backup.columns import KINDS
from app.store.trail.audit_chain import Head

FORMAT: Final = 1


class TakenTable(NamedTuple):
    name: str
    columns: tuple[tuple[str, str], ...]
    """Name and kind of each."""
    rows: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that has to be known before a row is loaded."""

    made_at: datetime
    engine: str
    revision: str
    head: Head | None
    """The end of the audit trail's chain."""
    keys: Mapping[str, tuple[bytes, ...]]
    """By purpose, the fingerprints of the keys that the rows are sealed and indexed with."""
    tables: tuple[TakenTable, ...]

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(table.rows for table in self.tables)

    def record(self) -> dict[str, Any]:
        """Return the manifest as the JSON object that is written."""
        return {
            "format": FORMAT,
            "made_at": self.made_at.astimezone(UTC).isoformat(),
            "engine": self.engine,
            "revision": self.revision,
            "head": str(self.head) if self.head else None,
            "keys": {purpose: [each.hex() for each in found] for purpose, found in self.keys.items()},
            "tables": [
                {"name": table.name, "columns": table.columns, "rows": table.rows} for table in self.tables
            ],
        }

    @classmethod
    def of(cls, record: Any) -> Self:
        """Return the manifest that a record says.

        Raises:
            ValueError: it says none, or one of a later format.
        """
        try:
            if record["format"] != FORMAT:
                raise ValueError("another format")
            return cls(
                made_at=datetime.fromisoformat(record["made_at"]),
                engine=record["engine"],
                revision=record["revision"],
                head=Head.read(record["head"]) if record["head"] else None,
                keys={
                    purpose: tuple(bytes.fromhex(each) for each in found)
                    for purpose, found in record["keys"].items()
                },
                tables=tuple(_table(each) for each in record["tables"]),
            )
        except (KeyError, TypeError, AttributeError):
            raise ValueError("no manifest") from None


def _table(record: Any) -> TakenTable:
    columns = tuple((name, kind) for name, kind in record["columns"])
    if not {kind for _name, kind in columns} <= KINDS:
        raise ValueError("another kind of column")
    return TakenTable(record["name"], columns, record["rows"])
