"""What the database's user may do beyond its own database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection, text

_POWERS: Final[Mapping[str, str]] = {
    "rolsuper": "everything (superuser)",
    "rolcreaterole": "make roles",
    "rolcreatedb": "make databases",
    "rolreplication": "replicate",
    "rolbypassrls": "pass row security by",
}
"""Column of pg_roles -> what it allows."""
_OURS: Final = text(f"SELECT {', '.join(_POWERS)} FROM pg_roles WHERE rolname = current_user")  # noqa: S608  (ours)


def powers_of(connection: Connection) -> tuple[str, ...] | None:
    """Return what the user of a connection may do to the whole server.

    It is None on SQLite, which knows no users.
    """
    if connection.dialect.name == "sqlite":
        return None
    held = connection.execute(_OURS).mappings().one()
    return tuple(words for column, words in _POWERS.items() if held[column])
