"""Make keys and codes of what other programs call questions and answers.

The same file has the same ones each time.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from app.intake.answers.texts import WRITTEN
from app.intake.questions import QUESTIONS
from app.intake.stages import ASIDES, STEPS

LONGEST: Final = 32
_RESERVED: Final = frozenset({*STEPS, *ASIDES, *(question.key for question in QUESTIONS)})
_NO_ANSWERS: Final = frozenset({*WRITTEN, "declined"})
_OTHER: Final = re.compile("[^a-z0-9]+")


def slug(said: str) -> str:
    """Return small letters, digits and underscores; nothing for a text without any."""
    plain = unicodedata.normalize("NFKD", said[: 8 * LONGEST])
    bare = "".join(each for each in plain if not unicodedata.combining(each))
    return _OTHER.sub("_", bare.lower()).strip("_")[:LONGEST].rstrip("_")


class Names:
    """Give names that are not taken yet."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}
        """Each name, and the last number that was given to it."""

    def key(self, said: str) -> str:
        """Return a key for an item, which is no key of a shipped one."""
        name = slug(said)
        return self.free(_with_a_letter(name, is_taken=name in _RESERVED))

    def column(self, said: str) -> str:
        """Return a key for a column of a list."""
        return self.free(_with_a_letter(slug(said)))

    def code(self, said: str) -> str:
        """Return a code for an answer."""
        name = slug(said)
        return self.free(f"a_{name}".rstrip("_") if not name or name in _NO_ANSWERS else name)

    def free(self, name: str) -> str:
        """Return the name, with a number if it is taken."""
        free, number = name, self._taken.get(name, 0)
        while free in self._taken:
            number += 1
            end = f"_{number}"
            free = f"{name[: LONGEST - len(end)]}{end}"
        self._taken[name] = max(number, 1)
        self._taken.setdefault(free, 1)
        return free


def _with_a_letter(name: str, *, is_taken: bool = False) -> str:
    """Return a name that begins with a letter, and is none that is taken."""
    return f"q_{name}"[:LONGEST].rstrip("_") if is_taken or not name[:1].isalpha() else name
