"""Waiting in line: advisory locks of PostgreSQL's, each held until its transaction ends. SQLite has one writer anyway."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from sqlalchemy import func, select

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Queue(IntEnum):
    """What is waited for. The numbers are the bytes of a word, and of all versions alike."""

    SCHEMA = 0x616E7465726F6F6D
    """“anteroom”: migrations; a backup reads beside others, and beside no migration."""
    KEYS = 0x6B657973
    """“keys”: putting a key on record, or striking it off."""
    AUDIT = 0x6175646974
    """“audit”: linking the trail, and letting its beginning go."""
    HOLDS = 0x686F6C6473
    """“holds”: setting a hold, or erasing."""


def wait(connection: Connection, lock: int, *, shared: bool = False) -> None:
    """Wait until nobody else is in line; `shared`, nobody but others who share."""
    if connection.dialect.name == "postgresql":
        take = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
        connection.execute(select(take(int(lock))))


def is_free(connection: Connection, lock: int, *, shared: bool = False) -> bool:
    """Enter the line without waiting, and return whether that was possible."""
    if connection.dialect.name != "postgresql":
        return True
    take = func.pg_try_advisory_xact_lock_shared if shared else func.pg_try_advisory_xact_lock
    return bool(connection.execute(select(take(int(lock)))).scalar_one())
