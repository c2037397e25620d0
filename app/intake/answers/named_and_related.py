"""Read a carer's name and relation that came together: "Ann Lee, his mother"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from app.intake.answers import Accepted, Reader, ReaderContext, Reading, Rejected
from app.intake.answers.bare_words import is_bare
from app.intake.answers.names import NAME
from app.intake.answers.surroundings import WORD, without_first, without_last
from app.intake.answers.texts import TEXT
from app.intake.ear import of_all
from app.intake.keywords import plain

PARTED = re.compile(r"[,;\n]|\s[-–—]\s|\band\b|\by\b")
# No name with a relation is longer.
LONGEST = 200


FEWEST_NAMES = 2


def part(text: str, context: ReaderContext) -> tuple[Accepted, Reading] | None:
    """Return the name and the relation after it, or None."""
    if len(text) > LONGEST:
        return None
    marks = list(PARTED.finditer(text))
    ways = [(text[: marks[-1].start()], text[marks[-1].end() :].strip())] if marks else []
    name, relation = next(
        ((name, told) for name, told in (*ways, *_without_a_mark(text)) if _is_relation(told)), ("", "")
    )
    named = NAME.read(name, context) if relation else None
    return (named, _read_relation(relation, context)) if isinstance(named, Accepted) else None


def _without_a_mark(text: str) -> Iterator[tuple[str, str]]:
    """Yield two names or more, and what comes after them in small letters.

    "John Friend" and "Ann Lee Friend" may be names.
    """
    for found in list(WORD.finditer(text))[FEWEST_NAMES:]:
        if found[0].islower():
            yield text[: found.start()].rstrip(), text[found.start() :]


def _is_relation(text: str) -> bool:
    return plain(without_last(text, of_all("courtesies"))) in of_all("relations")


def _read_relation(text: str, context: ReaderContext) -> Reading:
    if is_bare(text):
        return Rejected(context.phrases.bare_as_relation)
    return TEXT.read(without_first(text, _before_a_relation()) or text, context)


@cache
def _before_a_relation() -> frozenset[str]:
    """Return what people say before a relation: "I'm his", of "I'm his mother"."""
    relations = of_all("relations")
    small = of_all("sentence_words", "about_whom", "change_around") - relations
    parted = (phrase.split() for phrase in relations)
    begun = {
        " ".join(words[:count])
        for words in parted
        for count in range(1, len(words))
        if small.issuperset(words[:count]) and " ".join(words[count:]) in relations
    }
    return frozenset(begun | {f"i am {each.removeprefix('im ')}" for each in begun if each.startswith("im ")})


RELATION = Reader(_read_relation, TEXT.show)
