"""How counts are shown: every number of people is rounded to five.

Nobody is 0. One to four are "<5". Everything else is the nearest five: "5" says 5 to 7, "10" says 8 to 12. Each is
rounded separately. So a figure never says how many a small group is, and neither does the difference of two: of a
step and the next, of 90 days and the 30 within them, of a total and a group. A total is rounded like its groups.
Figures do not add up, and are not meant to. Fewer than five in all are not broken down.

Its limits: a reader who keeps the pages of many days sees when a figure moves on to the next five, and
can narrow down what came or went between them. A reader who adds up a whole table may find one whose
groups are all at the edge of what their figures say: two groups of four are eight, which is shown as 10.
Those who may open the report may open every record; what is protected is the page
that is printed, sent on, or seen over a shoulder.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple, TypeVar

Key = TypeVar("Key")

FEWEST: Final = 5
"""The smallest count that is shown; every other is rounded to a multiple of it."""


class Shown(NamedTuple):
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
