"""The versions of what an admin may change: who changed what, newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Final, Protocol, TypeVar

from app.records.actors import Actors

SHOWN: Final = 20
"""How many versions a page shows. One more is read, to compare the oldest of these with."""


class Kept(Protocol):
    @property
    def version(self) -> int:
        """Its number."""

    @property
    def at(self) -> datetime: ...

    @property
    def actor(self) -> str:
        """By whom."""


_Kept = TypeVar("_Kept", bound=Kept)


def history_of(
    kept: Sequence[_Kept], actors: Actors, changed: Callable[[_Kept, _Kept], Iterable[object]]
) -> list[dict[str, Any]]:
    """Return what a page says of each version. `changed` has the older one first."""
    return [
        {
            "version": each.version,
            "at": each.at,
            "who": actors.name(each.actor),
            "fields": list(changed(old, each)) if old else [],
        }
        for each, old in zip(kept[:SHOWN], [*kept[1:], None], strict=False)
    ]
