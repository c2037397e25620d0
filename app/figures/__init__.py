"""Compute figures of rows.

It knows no Flask, no SQL and no names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Protocol, TypeVar
from zoneinfo import ZoneInfo

Key = TypeVar("Key")


# Conversations in figures: how far people get, and how long it takes them.

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


@dataclass(frozen=True, slots=True)
class Times:
    """The time within which half, three quarters and nine in ten finished."""

    half: timedelta
    three_quarters: timedelta
    nine_in_ten: timedelta


@dataclass(frozen=True, slots=True)
class ConversationFigures:
    """How far conversations got.

    `reached` counts, for each step in order, the people who got at least that far. `times` is None when too few
    finished.
    """

    reached: tuple[int, ...]
    times: Times | None


def count_conversations(conversations: Iterable[Conversation], steps: int) -> ConversationFigures:
    """Count conversations by how far they got, and time those that finished."""
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


def review_times(reviewed: Iterable[tuple[datetime, datetime]]) -> Times | None:
    """Return how long intakes waited for staff; None when there are too few to say."""
    import pandas as pd  # noqa: PLC0415  (heavy: the web process starts without)

    return _times(pd.Series([until - since for since, until in reviewed], dtype="timedelta64[ns]"))


def _times(taken: Any) -> Times | None:
    if len(taken) < FEWEST_TIMES:
        return None
    return Times(*(taken.quantile(share).to_pytimedelta() for share in (0.5, 0.75, 0.9)))


# How counts are shown: every number of people is rounded to five, each separately, a total like
# its groups.
#
# Nobody is 0. One to four are "<5". Everything else is the nearest five: "5" says 5 to 7, "10" says 8 to
# 12. So a figure never says how many a small group is, and neither does the difference of two: of a step
# and the next, of 90 days and the 30 within them, of a total and a group. Figures do not add up, and are
# not meant to. Fewer than five in all are not broken down.
#
# Its limits: a reader who keeps the pages of many days sees when a figure moves on to the next five, and
# can narrow down what came or went between them. A reader who adds up a whole table may find one whose
# groups are all at the edge of what their figures say: two groups of four are eight, which is shown as 10.
# Those who may open the report may open every record; what is protected is the page
# that is printed, sent on, or seen over a shoulder.

FEWEST: Final = 5
"""The smallest count that is shown; every other is rounded to a multiple of it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A count as it is shown: 0, about 30, or, where it `is_small`, under 5."""

    figure: int
    is_small: bool = False


SMALL: Final = Shown(FEWEST, is_small=True)


def rounded(count: int) -> Shown:
    """Return a number of people as it is shown."""
    if 0 < count < FEWEST:
        return SMALL
    return Shown((count + FEWEST // 2) // FEWEST * FEWEST)


def broken_down(counts: Mapping[Key, int]) -> dict[Key, Shown] | None:
    """Return the groups of one total as shown; None when there are too few people."""
    is_few = rounded(sum(counts.values())).is_small
    return None if is_few else {key: rounded(count) for key, count in counts.items()}


# The records of an export in figures: how many of each kind, and which share of all that is. They are counted while
# they are streamed, so there is nothing left for pandas, which takes longer to import than to write a thousand records.


@dataclass(frozen=True, slots=True)
class KindCount:
    """One kind: how many records are of it, and which share of all, from 0 to 1."""

    name: str
    count: int
    share: float


def most_first(counts: Mapping[str, int]) -> list[KindCount]:
    """Return the kinds, most frequent first, then by name."""
    return _lines(sorted(counts.items(), key=lambda kind: (-kind[1], kind[0])))


def in_order(counts: Mapping[str, int]) -> list[KindCount]:
    """Return the kinds in the order of their names: days from the first to the last."""
    return _lines(sorted(counts.items()))


def _lines(counts: Sequence[tuple[str, int]]) -> list[KindCount]:
    total = sum(count for _, count in counts)
    return [KindCount(name, count, count / total) for name, count in counts]


# Intakes in figures: by day, by language, by age.


@dataclass(frozen=True, slots=True)
class Intake:
    """One intake as it is counted; `age` is in years, None when unknown."""

    at: datetime
    language: str
    age: int | None


@dataclass(frozen=True, slots=True)
class AgeBand:
    """The years from `first` to `last`, both included; no `last` is "and over"."""

    first: int
    last: int | None


@dataclass(frozen=True, slots=True)
class IntakeFigures:
    """How many intakes, in all and in groups that each add up to the total.

    `ages` counts unknown ages under None.
    """

    total: int
    days: dict[date, int]
    languages: dict[str, int]
    ages: dict[AgeBand | None, int]


_BEGINNINGS: Final = (0, 10, 18, 30, 45, 60, 75)
BANDS: Final = tuple(
    AgeBand(first, None if after is None else after - 1)
    for first, after in zip(_BEGINNINGS, (*_BEGINNINGS[1:], None), strict=True)
)


def count_intakes(
    intakes: Iterable[Intake], zone: ZoneInfo, days: Sequence[date], languages: Sequence[str] = ()
) -> IntakeFigures:
    """Count the intakes of these days, in `zone`.

    `languages` are counted even if nobody used them; others that were used follow.
    """
    import pandas as pd  # noqa: PLC0415  (heavy: the web process starts without)

    table = pd.DataFrame(
        [(intake.at, intake.language, intake.age) for intake in intakes], columns=["at", "language", "age"]
    )
    table["day"] = pd.to_datetime(table["at"], utc=True).dt.tz_convert(zone).dt.date
    table = table[table["day"].isin(days)]
    used = sorted(set(table["language"]) - set(languages))
    return IntakeFigures(
        total=len(table),
        days=_counts(table["day"], days),
        languages=_counts(table["language"], [*languages, *used]),
        ages=_ages(pd.to_numeric(table["age"])),
    )


def _ages(ages: Any) -> dict[AgeBand | None, int]:
    import pandas as pd  # noqa: PLC0415  (as above)

    places = pd.cut(ages, [*_BEGINNINGS, float("inf")], right=False, labels=False)
    by_place = _counts(places, range(len(BANDS)))
    bands: dict[AgeBand | None, int] = {BANDS[place]: count for place, count in by_place.items()}
    return bands | {None: int(places.isna().sum())}


def _counts(values: Any, keys: Iterable[Key]) -> dict[Key, int]:
    """Return how often each key is among a column's values, in the order of the keys."""
    counted = values.value_counts()
    return {key: int(counted.get(key, 0)) for key in keys}
