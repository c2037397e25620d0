"""The intakes of a time as the database holds them, to be opened when its transaction is over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from app.store.columns import BIRTH_DATE
from app.store.stored import as_stored, reader
from app.store.tables import patients

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Dialect, Row

    from app.crypto import Sealer, Unreadable

_BATCH: Final = 5000
_intake = patients.c
AS_STORED: Final = as_stored((_intake.id, _intake.created_at, _intake.language, _intake.birth_date))
"""What is selected."""


@dataclass(frozen=True, slots=True)
class CountedIntake:
    """An intake, without whose it is."""

    at: datetime
    language: str
    birth_date: str | Unreadable = field(repr=False)


class SealedIntakes:
    """So many intakes, no birth date of them opened. Outlives its transaction: on SQLite, others wait for that one's end."""

    __slots__ = ("_dialect", "_rows", "_sealer")

    def __init__(self, rows: Sequence[Row[Any]], dialect: Dialect, sealer: Sealer) -> None:
        self._rows = rows
        self._dialect = dialect
        self._sealer = sealer

    def __len__(self) -> int:
        return len(self._rows)

    def opened(self) -> Iterator[CountedIntake]:
        """Yield them in their order, birth dates opened in bulk. To be called when that they are is written down."""
        read_id, read_moment = (reader(column, self._dialect) for column in (_intake.id, _intake.created_at))
        for start in range(0, len(self), _BATCH):
            rows = self._rows[start : start + _BATCH]
            sealed = ((read_id(row.id), row.birth_date) for row in rows)
            for row, birth_date in zip(rows, self._sealer.open_many(BIRTH_DATE, sealed), strict=True):
                yield CountedIntake(read_moment(row.created_at), row.language, birth_date)
