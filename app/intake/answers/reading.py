"""What a reader makes of an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from app.intake.words import Phrases


@dataclass(frozen=True, slots=True)
class Asking:
    """What a reader may look at besides the answer."""

    phrases: Phrases
    today: date
    limit: int


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer to keep. `read_back`, if any, is told to the patient before the next question."""

    value: str = field(repr=False)
    read_back: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """Not an answer, and the sentence that says why, in which the clinic's number may still be to fill in."""

    because: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Two to four values that the text may mean: only the patient knows which."""

    values: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unknown:
    """The patient says that they do not know."""


Reading = Taken | Refused | Doubtful | Unknown


@dataclass(frozen=True, slots=True)
class Reader:
    """How one kind of answer is read, and how a stored value (in a language, by code) is shown."""

    read: Callable[[str, Asking], Reading]
    show: Callable[[str, str], str]
