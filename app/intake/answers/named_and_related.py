"""Read a carer's name and relation that came together: "Ann Lee, his mother"."""

from __future__ import annotations

import re

from app.intake.answers import Accepted, ReaderContext, Reading
from app.intake.answers.names import NAME
from app.intake.answers.surroundings import without_last
from app.intake.answers.texts import TEXT
from app.intake.ear import of_all
from app.intake.keywords import plain

PARTED = re.compile(r"[,;\n]|\s[-–—]\s|\band\b|\by\b")
# No name with a relation is longer.
LONGEST = 200


def part(text: str, context: ReaderContext) -> tuple[Accepted, Reading] | None:
    """Return the name and the relation after a mark, or None.

    Without a mark, "John Friend" may be a name.
    """
    marks = list(PARTED.finditer(text)) if len(text) <= LONGEST else []
    if not marks:
        return None
    name, relation = text[: marks[-1].start()], text[marks[-1].end() :].strip()
    related = plain(without_last(relation, of_all("courtesies")))
    if related not in of_all("relations"):
        return None
    named = NAME.read(name, context)
    return (named, TEXT.read(relation, context)) if isinstance(named, Accepted) else None
