"""Finished workbooks that wait to be fetched: sealed, part by part, in the table and in no file."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5

from sqlalchemy import delete, func, insert, select

from app.store.columns import EXPORT_PART
from app.store.tables import export_files

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Delete

    from app.crypto import Sealer

_table = export_files.c
PART: Final = 48 * 1024
"""Bytes that a part has, but for the last."""


class ExportFiles:
    """The waiting files of one transaction.

    One part a transaction is meant: whoever fetches is slow, and a transaction that stays open is in others' way.
    """

    __slots__ = ("_connection", "_sealer")

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def write_part(self, export_id: UUID, number: int, content: bytes, now: datetime) -> None:
        """Keep a part; the first is number 0. Forget what an earlier attempt has left, before the first."""
        row = _row(export_id, number)
        part = self._sealer.seal(EXPORT_PART, row, b64encode(content).decode("ascii"))
        values = {"id": row, "export_id": export_id, "number": number, "at": now, "part": part}
        self._connection.execute(insert(export_files), values)

    def count(self, export_id: UUID) -> int:
        """Return how many parts wait; 0 when the file is not there, or not any more."""
        counted = select(func.count()).where(_table.export_id == export_id)
        return int(self._connection.execute(counted).scalar_one())

    def part(self, export_id: UUID, number: int) -> bytes | None:
        """Return a part, or None when there is none of this number.

        Raises:
            Unreadable: no key of ours opens it, or it is another part's.
        """
        found = select(_table.part).where(_table.export_id == export_id, _table.number == number)
        token = self._connection.execute(found).scalar_one_or_none()
        if token is None:
            return None
        return b64decode(self._sealer.open(EXPORT_PART, _row(export_id, number), token))

    def forget(self, export_id: UUID) -> bool:
        """Forget the file, and return whether it was there. `scrub` the store once this is committed."""
        return self._forget(delete(export_files).where(_table.export_id == export_id)) > 0

    def forget_all(self) -> int:
        """Forget every file, and return how many parts those were."""
        return self._forget(delete(export_files))

    def forget_older(self, moment: datetime) -> int:
        """Forget the parts that have waited since before then, and return how many those were."""
        return self._forget(delete(export_files).where(_table.at < moment))

    def _forget(self, forgotten: Delete) -> int:
        return len(self._connection.execute(forgotten.returning(_table.number)).all())


def _row(export_id: UUID, number: int) -> UUID:
    """Return the id under which a part lies and is sealed: of parts that changed places, none opens."""
    return uuid5(export_id, str(number))
