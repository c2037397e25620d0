"""Conversations in figures: how far people get, and how long it takes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, Protocol

FEWEST_TIMES: Final = 5
"""With fewer, a percentile is somebody's own time."""


class Conversation(Protocol):
    """One conversation: its first message, its furthest step, and when it finished."""

    @property
    def began_at(self) -> datetime: ...
    @property
    def furthest(self) -> int: ...
    @property
    def finished_at(self) -> datetime | None: ...


class Times(NamedTuple):
    """The time within which half, three quarters and nine in ten finished."""

    half: timedelta
    three_quarters: timedelta
    nine_in_ten: timedelta


class Quarters(NamedTuple):
    """The time within which a quarter, half and three quarters were done."""

    quarter: timedelta
    half: timedelta
    three_quarters: timedelta


class ConversationFigures(NamedTuple):
    """How far conversations got.

    `reached` counts, for each step in order, the people who got at least that far. `times` is None when too few
    finished.
    """

    reached: tuple[int, ...]
    times: Times | None


def count_conversations(conversations: Iterable[Conversation], steps: int) -> ConversationFigures:
    """Count conversations by how far they got, and time those that finished."""
    import pandas as pd  # noqa: PLC0415  (heavy: the web process starts without)

    table = pd.DataFrame(
        [(each.began_at, each.furthest, each.finished_at) for each in conversations],
        columns=["began_at", "furthest", "finished_at"],
    )
    began_at, finished_at = (pd.to_datetime(table[name], utc=True) for name in ("began_at", "finished_at"))
    return ConversationFigures(
        reached=tuple(int((table["furthest"] >= step).sum()) for step in range(steps)),
        times=_times((finished_at - began_at).dropna()),
    )


def waiting_times(waited: Iterable[tuple[datetime, datetime]]) -> Times | None:
    """Return how long people waited for staff; None when there are too few to say."""
    import pandas as pd  # noqa: PLC0415  (heavy: the web process starts without)

    return _times(pd.Series([until - since for since, until in waited], dtype="timedelta64[ns]"))


def quarters(waited: Iterable[tuple[datetime, datetime]]) -> Quarters | None:
    """Return how long the middle half waited; None when there are too few to say."""
    import pandas as pd  # noqa: PLC0415  (heavy: the web process starts without)

    taken = pd.Series([until - since for since, until in waited], dtype="timedelta64[ns]")
    if len(taken) < FEWEST_TIMES:
        return None
    return Quarters(*(taken.quantile(share).to_pytimedelta() for share in (0.25, 0.5, 0.75)))


def _times(taken: Any) -> Times | None:
    if len(taken) < FEWEST_TIMES:
        return None
    return Times(*(taken.quantile(share).to_pytimedelta() for share in (0.5, 0.75, 0.9)))
