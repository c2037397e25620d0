"""Where secrets come from. One file here is one place; a new place is a new file.

`env`, `file` and `systemd` have `find(name, environ) -> str | None` (None: not mine) and raise `Unusable` with a sentence
for the operator when the secret is mine but cannot be had. What they find may be a reference to one of the places in
`following.py`, where the secret itself is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.config.sources import env, file, systemd
from app.config.sources.following import FORMS, Surroundings, follow
from app.config.sources.problem import Unusable
from app.config.sources.wrapping import unwrapped

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Surroundings", "Unusable", "find", "is_reference"]

_SOURCES = {"the variable itself": env, "a file": file, "a systemd credential": systemd}


def find(name: str, environ: Mapping[str, str]) -> str | None:
    """Return the secret `name` from the one place that has it, unwrapped, without surrounding blanks, or None.

    Several calls with one `Surroundings` fetch what they have in common once.

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
    value = next(iter(found.values()), None)
    return None if value is None else unwrapped(name, follow(name, value, environ).strip(), environ)


def is_reference(text: str) -> bool:
    """Tell whether the text names a place that keeps a secret, or tries to."""
    return text.partition(":")[0] in FORMS
