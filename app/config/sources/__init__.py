"""Where secrets come from. One file here is one place; a new place is a new file.

Each module has `find(name, environ) -> str | None` (None: not mine) and raises `Unusable` with a sentence for the
operator when the secret is mine but cannot be had.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.config.sources import env, file, systemd
from app.config.sources.problem import Unusable

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Unusable", "find"]

_SOURCES = {"the variable itself": env, "a file": file, "a systemd credential": systemd}


def find(name: str, environ: Mapping[str, str]) -> str | None:
    """Return the secret `name` from the one place that has it, without surrounding blanks, or None.

    Raises:
        Unusable: it cannot be read, or two places have it (which one counts must never be a guess).
    """
    found = {
        place: value.strip()
        for place, source in _SOURCES.items()
        if (value := source.find(name, environ)) is not None
    }
    if len(found) > 1:
        raise Unusable(f"{name} is given as {' and as '.join(found)}. Keep one of them.")
    return next(iter(found.values()), None)
