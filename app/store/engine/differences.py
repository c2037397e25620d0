"""How a database differs from the code, in words: `missing table key_checks`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    pass

_SIDES: Final = {"add": "missing", "remove": "extra"}
"""Alembic names what would have to be done to the database."""


def in_words(operations: Iterable[Any]) -> list[str]:
    """Return a phrase for each operation that Alembic's `compare_metadata` found."""
    # One column's own differences come as a list of their own.
    flat = [each for found in operations for each in (found if isinstance(found, list) else [found])]
    return [_phrase(*operation) for operation in flat]


def _phrase(operation: str, *found: Any) -> str:
    verb, _, kind = operation.partition("_")
    if kind == "column":
        return f"{_SIDES[verb]} column {found[1]}.{found[2].name}"
    if verb in _SIDES:
        table = getattr(found[0], "table", None)
        where = "" if table is None else f" on {table.name}"
        return f"{_SIDES[verb]} {kind.replace('fk', 'foreign key')} {found[0].name or ''}{where}"
    return f"another {kind} of {found[1]}.{found[2]}"
