"""Finding a sender's conversation by blind index, and believing only what is sealed in it.

An index is not bound to its row: who can write the database, and owns a phone, can move theirs onto another's row. The
sealed address cannot be moved.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hmac import compare_digest
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Row, bindparam, select, update

from app.crypto import Unreadable
from app.store import keycheck
from app.store.columns import EXTERNAL_USER, SENDER_ADDRESS
from app.store.tables import conversations

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection, Select

    from app.crypto import BlindIndex, Column, Sealer

_table = conversations.c
_NOBODYS: Final = 32
LATEST_FIRST: Final = (_table.last_inbound_at.desc(), _table.id)
"""One number may have had several owners; the latest has it now."""

# Built once: to build a statement costs as much as to run it, and these run for every message.
_KNOWN: Final = (
    _table.id,
    _table.address_index,
    _table.external_user_index,
    _table.address,
    _table.external_user,
    _table.progress,
    _table.step,
    _table.language,
    _table.opted_out,
    _table.last_inbound_at,
    _table.version,
)
_LATEST: Final = select(*_KNOWN).order_by(*LATEST_FIRST).limit(1).with_for_update()


@dataclass(frozen=True, slots=True)
class By:
    """A way to look for a conversation: the statement, and the sealed column that has to bear its index out."""

    statement: Select[*tuple[Any, ...]]
    column: Column


BY_USER: Final = By(
    _LATEST.where(_table.external_user_index.in_(bindparam("indexes", expanding=True))), EXTERNAL_USER
)
BY_ADDRESS: Final = By(
    _LATEST.where(_table.address_index.in_(bindparam("indexes", expanding=True))), SENDER_ADDRESS
)
BY_ADDRESS_ALONE: Final = By(BY_ADDRESS.statement.where(_table.external_user_index.is_(None)), SENDER_ADDRESS)


def nobodys_index() -> bytes:
    """Return an index that no sender has, so that nobody finds the row."""
    return secrets.token_bytes(_NOBODYS)


class Filing:
    """The conversations of one transaction, as one sender finds them. `misfiled` are those that turned out not theirs."""

    __slots__ = ("_connection", "_index", "_sealer", "misfiled")

    def __init__(self, connection: Connection, sealer: Sealer, index: BlindIndex) -> None:
        self._connection = connection
        self._sealer = sealer
        self._index = index
        self.misfiled: tuple[UUID, ...] = ()

    def latest(self, by: By, indexes: tuple[bytes, ...], value: str) -> Row[Any] | None:
        """Return the latest row with one of the indexes, locked. One that holds another value than this loses its index.

        Raises:
            WrongKeys: one does not open, and others have a key that we lack.
        """
        while row := self._connection.execute(by.statement, {"indexes": indexes}).one_or_none():
            if self._bears_out(row, by.column, value):
                return row
            self._take_away(row, by.column)
        return None

    def _bears_out(self, row: Row[Any], column: Column, value: str) -> bool:
        token = row._mapping[column.name]  # noqa: SLF001  (SQLAlchemy's public name)
        if token is None:
            return False
        try:
            held = self._sealer.open(column, row.id, token)
        except Unreadable:
            keycheck.check(self._connection, self._sealer, self._index)
            return False
        return compare_digest(held.encode(), value.encode())

    def _take_away(self, row: Row[Any], column: Column) -> None:
        nobodys = {f"{column.name}_index": nobodys_index()}
        self._connection.execute(update(conversations).where(_table.id == row.id).values(nobodys))
        self.misfiled += (row.id,)
