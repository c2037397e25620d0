"""Conversations in figures: how far people get, and how long it takes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

FEWEST_TIMES: Final = 5
"""With fewer, a percentile is somebody's own time."""


class Conversation(Protocol):
    """One conversation: when its first message came, how far it got, and when it first got to the last step."""

    @property
    def began_at(self) -> datetime: ...
    @property
    def furthest(self) -> int: ...
    @property
    def finished_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Times:
    """How long it took half, three quarters and nine in ten of those who finished, at most."""

    half: timedelta
    three_quarters: timedelta
    nine_in_ten: timedelta


@dataclass(frozen=True, slots=True)
class ConversationFigures:
    """`reached` counts, for each step in order, who came so far or further. `times` is None when too few finished."""

    reached: tuple[int, ...]
    times: Times | None


def count_conversations(conversations: Iterable[Conversation], steps: int) -> ConversationFigures:
    """Count conversations by how far each got, of so many steps, and time those that got to the last."""
    import pandas as pd  # type: ignore[import-untyped]  # noqa: PLC0415  (heavy: the web process starts without)

    table = pd.DataFrame(
        [(each.began_at, each.furthest, each.finished_at) for each in conversations],
        columns=["began_at", "furthest", "finished_at"],
    )
    began_at, finished_at = (pd.to_datetime(table[name], utc=True) for name in ("began_at", "finished_at"))
    return ConversationFigures(
        reached=tuple(int((table["furthest"] >= step).sum()) for step in range(steps)),
        times=_times((finished_at - began_at).dropna()),
    )


def _times(taken: Any) -> Times | None:
    if len(taken) < FEWEST_TIMES:
        return None
    return Times(*(taken.quantile(share).to_pytimedelta() for share in (0.5, 0.75, 0.9)))
