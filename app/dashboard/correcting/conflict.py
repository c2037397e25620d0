"""Two people change one record: what comes of it, answer by answer. Nothing that somebody typed is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that somebody else changed: as it was when the form was opened, as it is now, as it was typed."""

    key: str
    opened: str | None = field(repr=False)
    now: str = field(repr=False)
    typed: str = field(repr=False)

    @property
    def overlaps(self) -> bool:
        """Whether both changed it, and not to the same."""
        return self.typed not in {self.opened, self.now}


@dataclass(frozen=True, slots=True)
class Merged:
    """What would be saved, and what others changed meanwhile."""

    changes: Mapping[str, str] = field(repr=False)
    """The answers that the record does not hold yet."""
    differences: tuple[Difference, ...]

    def proposal(self, typed: Mapping[str, str]) -> dict[str, str]:
        """Return what a form for a second look holds: what was typed, and theirs where nothing was."""
        theirs = {each.key: each.now for each in self.differences if not each.overlaps}
        return {**typed, **theirs}


def merge(opened: Mapping[str, str], now: Mapping[str, str], typed: Mapping[str, str]) -> Merged:
    """Hold what was typed to the record as it was when the form was opened, and as it is now.

    All three are stored values by key. What was opened may be missing, when no key of ours opens it any more: then
    whoever typed looks at it again, rather than have it pass for unchanged.
    """
    mine = {key: text for key, text in typed.items() if text != opened.get(key)}
    changes = {key: text for key, text in mine.items() if text != now[key]}
    differences = tuple(
        Difference(key, opened.get(key), now[key], text)
        for key, text in typed.items()
        if now[key] != opened.get(key)
    )
    return Merged(changes, differences)
