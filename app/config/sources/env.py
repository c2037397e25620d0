"""A secret as the value of its own variable: `NAME=…`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def find(name: str, environ: Mapping[str, str]) -> str | None:
    """Return the variable's value; an empty one counts as not set."""
    return environ.get(name) or None
