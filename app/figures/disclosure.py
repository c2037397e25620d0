"""What of a count may be shown: from a page of figures nobody can work out how many a small group is.

The rule for the groups of one total, say intakes by language:

- Nobody is 0. One to four are "<5". Five and more are the number itself.
- The total is taken to be known, for another table adds up to it. So where groups are small, one that is not, the
  next in order, is shown as "5+": one small group, or several of one person each, cannot be had by subtraction.
- Where even that leaves one answer only, or there are fewer than five in all, nothing is broken down. So too where
  the total is once or four times the number of groups: one person, or four, in every group would be the one case
  that is kept back, and so be told by it.

Which group gives way hangs on the order and on which ones are small, never on how many they are: whoever knows the
rule, and reads it backwards, is no wiser. Where a table counts those who are left, step by step, every number is
rounded to five instead, and no total is given: the difference of two steps is a group as well.

What this is not: proof against two pages of different days, laid side by side. Those who may open the report may open
every record; what is protected is the page that is printed, sent on, or seen over a shoulder.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    Key = TypeVar("Key")

FEWEST: Final = 5
"""The smallest count that is shown."""
_LEEWAY: Final = 2


class How(Enum):
    """How a count is shown."""

    EXACTLY = "exactly"
    ABOUT = "about"
    UNDER = "under"
    AT_LEAST = "at least"


@dataclass(frozen=True, slots=True)
class Shown:
    """A count as it is shown: 27, about 30, under 5, at least 5."""

    figure: int
    how: How = How.EXACTLY

    @property
    def lowest(self) -> int:
        """The least that it may be."""
        match self.how:
            case How.UNDER:
                return 1
            case How.ABOUT:
                return max(FEWEST, self.figure - FEWEST // 2)
            case _:
                return self.figure

    @property
    def highest(self) -> int | None:
        """The most that it may be; None when nothing is said."""
        match self.how:
            case How.UNDER:
                return self.figure - 1
            case How.ABOUT:
                return self.figure + FEWEST // 2
            case How.AT_LEAST:
                return None
            case _:
                return self.figure


SMALL: Final = Shown(FEWEST, How.UNDER)
_GIVES_WAY: Final = Shown(FEWEST, How.AT_LEAST)


def alone(count: int) -> Shown:
    """Return how a count is shown that is no part of another."""
    return SMALL if _is_small(count) else Shown(count)


def rounded(count: int) -> Shown:
    """Return how a count is shown whose difference from the next is a group as well."""
    if count < FEWEST:
        return alone(count)
    return Shown((count + FEWEST // 2) // FEWEST * FEWEST, How.ABOUT)


def protected(counts: Mapping[Key, int]) -> dict[Key, Shown] | None:
    """Return how the groups of one total are shown; None when they cannot be without telling one of them."""
    total, small = sum(counts.values()), [key for key, count in counts.items() if _is_small(count)]
    if not small:
        return {key: Shown(count) for key, count in counts.items()}
    if total < FEWEST or total in {len(counts), len(counts) * (FEWEST - 1)}:
        return None
    shown = {key: alone(count) for key, count in counts.items()}
    giving_way = _next_large(counts, small[0])
    if giving_way is None:
        return shown if len(small) < total < len(small) * (FEWEST - 1) else None
    shown[giving_way] = _GIVES_WAY
    untold = counts[giving_way] + sum(counts[key] for key in small)
    return shown if untold >= FEWEST + len(small) + _LEEWAY else None


def _next_large(counts: Mapping[Key, int], start: Key) -> Key | None:
    """Return the first group after `start` that is large enough to be shown, from the beginning again after the last."""
    keys = list(counts)
    after = keys.index(start) + 1
    around = (*islice(keys, after, None), *islice(keys, after))
    return next((key for key in around if counts[key] >= FEWEST), None)


def _is_small(count: int) -> bool:
    return 0 < count < FEWEST
