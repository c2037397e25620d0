"""How fast invented people read and write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from random import Random

LONGEST_LOOK: Final = 40.0
"""The most seconds that anybody looks at a message before they answer it."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Hold one pace. What is 0 does not depend on the length of a text."""

    name: str
    pause: float
    """The seconds before a piece of an answer, or before an answer, without reading and typing."""
    typed_a_second: float = 0
    read_a_second: float = 0
    answers_after: tuple[float, float] = (8, 45)
    """Between how many seconds an answer comes if nothing is counted by its length."""

    def of_piece(self, text: str) -> float:
        """Return the seconds until the next piece of an answer."""
        return self.pause + self._typed(text)

    def of_answer(self, read: str, text: str, random: Random) -> float:
        """Return the seconds until an answer to what was read."""
        if not self.read_a_second:
            return random.uniform(*self.answers_after)
        look = min(LONGEST_LOOK, len(read) / self.read_a_second)
        return look * random.uniform(1, 1.5) + self.pause + self._typed(text)

    def _typed(self, text: str) -> float:
        return len(text) / self.typed_a_second if self.typed_a_second else 0


TYPING: Final = Pace("typing", 0.8, typed_a_second=3, read_a_second=20)
ALL: Final = (
    TYPING,
    Pace("1.5 s apart", 1.5),
    Pace("answers at once, after 8 s", 1.5, answers_after=(8, 8)),
    Pace("quick", 0.8, typed_a_second=6, read_a_second=30),
    Pace("6 s apart", 6),
    Pace("10 s apart", 10, answers_after=(12, 60)),
)
