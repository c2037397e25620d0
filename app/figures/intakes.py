"""Intakes in figures: by day, by language, by age."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

Key = TypeVar("Key")


class Intake(NamedTuple):
    """One intake as it is counted; `age` is in years, None when unknown."""

    at: datetime
    language: str
    age: int | None


class AgeBand(NamedTuple):
    """The years from `first` to `last`, both included; no `last` is "and over"."""

    first: int
    last: int | None


class IntakeFigures(NamedTuple):
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
