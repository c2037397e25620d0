"""What can be wrong with the store, in words that are safe to log."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final

import psycopg

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError


class StoreUnavailable(Exception):
    """Nothing was stored, or nothing could be read.

    `reason` is a code: SQLite's name, PostgreSQL's SQLSTATE, `unreachable`, `pooler`, `no_database_file`, `database_replaced`,
    `open_to_others` or `pool_timeout`; `causes.explain` has its sentence. Neither the error nor its chain holds a statement or a value.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"the store is unavailable: {self.reason}"


class WrongKeys(Exception):
    """The configured keys are not those of this database. The sentence names the variables and what to do."""


class WrongRevision(Exception):
    """A migration is asked for, or on record, that this code does not have. The sentence says what to do."""


_UNSUPPORTED: Final = "unsupported startup parameter"
"""What PgBouncer says of the time limits that a connection begins with."""


def reason(error: DBAPIError) -> str:
    """Return the code of a driver's error, never its text: PostgreSQL's DETAIL and some of SQLite's texts hold values."""
    match error.orig:
        case sqlite3.Error() as failure:
            return getattr(failure, "sqlite_errorname", None) or type(failure).__name__
        case psycopg.Error(sqlstate=str(code)):
            return code
        case psycopg.OperationalError():  # libpq gives no code where no server answered, nor where one refused to begin
            return "pooler" if _UNSUPPORTED in str(error.orig) else "unreachable"
        case failure:
            return type(failure).__name__
