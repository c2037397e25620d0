"""What a row says, as the text that is vouched for: the same on both engines."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.crypto.door import Fields


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
    return tuple([_plain(values[name]) for name in names])


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
            utc = value if value.tzinfo is UTC else value.astimezone(UTC)
            return utc.isoformat(timespec="microseconds")
        case None | str() | int():
            return value
        case _:
            raise TypeError(f"a {type(value).__name__} cannot be vouched for")
