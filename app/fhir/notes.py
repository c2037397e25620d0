"""Say what of another program's Questionnaire was not taken over, item by item."""

from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple

from app.fhir.plain_text import one_line
from app.intake.clinic import N_

_MOST: Final = 1000
_LONGEST: Final = 80


class Done(Enum):
    """What was done instead, as a sentence."""

    LEFT_OUT = N_("It is left out.")
    AS_TEXT = N_("It is asked as a text.")
    AS_DATE = N_("It is asked as a date.")
    AS_HINT = N_("It is read as a hint.")
    AS_LIST = N_("What is in it becomes columns of the list around it.")
    ALWAYS_ASKED = N_("The condition is dropped: it is asked of everybody.")
    NARROWED = N_("Only the first condition is kept.")
    WIDENED = N_("The condition of its group is dropped.")
    SHORTENED = N_("It is too long, and was cut.")
    RENAMED = N_("It is replaced by a short code of our own.")
    PLAIN = N_("Markup and invisible marks are taken out.")
    NAMELESS = N_("It has no words: write some.")
    IN_ENGLISH = N_("No language is named: it is read as English.")
    ONE_ONLY = N_("It is answered once.")
    AS_SHIPPED = N_("It ships with Anteroom: only its words, order, condition and visits can be changed.")
    SWITCHED_OFF = N_("A program answers it, so it is switched off.")
    NO_ROOM = N_("There is no room for more.")


class Note(NamedTuple):
    """What was not taken over as it is."""

    link_id: str
    """Of the item; empty for the whole."""
    what: str
    """The part, in FHIR’s words."""
    done: Done


class Notes:
    """Collect notes, each once."""

    def __init__(self) -> None:
        self._said: dict[Note, None] = {}
        self._more = 0

    def add(self, link_id: str, what: str, done: Done) -> None:
        """Note a part of an item, cut so that it can be shown."""
        note = Note(one_line(link_id, _LONGEST), one_line(what, _LONGEST), done)
        if len(self._said) < _MOST:
            self._said[note] = None
        elif note not in self._said:
            self._more += 1

    def all(self) -> tuple[Note, ...]:
        """Return them as they came."""
        more = [Note("", f"+{self._more}", Done.LEFT_OUT)] if self._more else []
        return (*self._said, *more)
