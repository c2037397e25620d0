"""What looking through the audit chain finds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from datetime import datetime

_WRITTEN: Final = re.compile(r"([1-9][0-9]{0,18}):([0-9a-f]{64})", re.ASCII)


class Wrong(StrEnum):
    """What can be wrong with a place in the chain, in words."""

    CHANGED = "does not match its link: it was changed, or what stood before it was removed"
    MISSING = "was linked and is no longer in the trail"
    REORDERED = "is out of order: it was moved, or numbered anew"
    INSERTED = "was put in afterwards"
    UNLINKED = "has lost its link"
    CUT = "is where the kept part is said to begin, and nothing vouches for that: the beginning was cut off"
    NOT_KEPT = "is not the one that was kept: the chain was cut there and linked anew"


@dataclass(frozen=True, slots=True)
class Fault:
    """The first broken place. `seq` and `event` (its id as 32 hex digits) are None when nothing stands there."""

    position: int
    seq: int | None
    event: str | None
    wrong: Wrong

    def __str__(self) -> str:
        name = "" if self.event is None else f" (id {self.event}"
        name += "" if self.event is None else ")" if self.seq is None else f", seq {self.seq})"
        return f"the entry at position {self.position}{name} {self.wrong}"


@dataclass(frozen=True, slots=True)
class Head:
    """A place in the chain and its hash, which answers for everything before it. Written `2000:9f86…`."""

    position: int
    hash: bytes

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the head that is written so.

        Raises:
            ValueError: none is.
        """
        written = _WRITTEN.fullmatch(text.strip())
        if written is None:
            raise ValueError("a head is written as its position, a colon and 64 hex digits")
        return cls(int(written[1]), bytes.fromhex(written[2]))

    def __str__(self) -> str:
        return f"{self.position}:{self.hash.hex()}"


@dataclass(frozen=True, slots=True)
class ChainReport:
    """Whether the trail is what was written, as far as its chain can tell."""

    events: int
    """Entries in the trail."""
    linked: int
    """Links found whole, up to the first fault."""
    unlinked: int
    """Entries without a link, as those of the last second are."""
    head: Head | None
    """The last whole link."""
    fault: Fault | None
    let_go: Head | None = None
    """The link that the kept part follows, when what came before was let go by the retention rule."""
    let_go_entries: int = 0
    let_go_until: datetime | None = None
