"""Read a FHIR Questionnaire as what a clinic asks.

Nothing is fetched. Whatever is not taken over is named, with what was done instead.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import msgspec

from app.fhir import urls
from app.fhir.choices import ValueSets
from app.fhir.element import Element
from app.fhir.items import Reading
from app.fhir.notes import Done, Note, Notes
from app.fhir.spoken import LONGEST_LABEL, Voice, language_of
from app.intake import definition
from app.intake.clinic import N_, Wrong
from app.intake.definition import SHIPPED_KEYS, Definition, Score, Visit
from app.intake.phrases import FALLBACK

MOST_BYTES: Final = 1_000_000
_MOST_ITEMS: Final = 100
"""A definition has no more."""
_DEEPEST: Final = 60
_MOST_PARTS: Final = 200_000
_OF_THE_FILE: Final = ("meta", "version", "status", "date", "subjectType", "text", "name")
"""What is said of the file, and not of what it asks."""


class Refused(Wrong):
    """Say why a file is not read at all."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file asks, and what of it was not taken over."""

    definition: Definition
    notes: tuple[Note, ...] = ()
    is_ours: bool = False
    """Whether Anteroom wrote it, so that it is everything that is asked. If not, it is something to add."""

    def onto(self, held: Definition) -> Definition:
        """Return what is asked with it, in place of what is asked now.

        What is asked now and is not in a file of ours is switched off, because a key that was published stays. Of
        another program's file, an item that was read before takes its place again, and a new one comes last.

        Raises:
            Refused: that is more than a definition holds.
        """
        new = {item.key: item for item in self.definition.items}
        if self.is_ours:
            gone = (item for item in held.items if item.key not in new)
            off = (msgspec.structs.replace(item, is_off=not item.is_shipped) for item in gone)
            return _within_bounds(
                msgspec.structs.replace(self.definition, items=(*self.definition.items, *off))
            )
        known = {item.key for item in held.items}
        kept = (new.get(item.key, item) for item in held.items)
        added = (item for item in self.definition.items if item.key not in known)
        return _within_bounds(msgspec.structs.replace(held, items=(*kept, *added)))


def read(content: bytes) -> Imported:
    """Read a file.

    Raises:
        Refused: it is too large, no Questionnaire, or asks nothing.
    """
    whole = Element(_parsed(content))
    marked = whole.extension(urls.FORMAT)
    is_ours = marked is not None and marked.take("valueInteger", int) == urls.OUR_FORMAT
    notes = Notes()
    language = language_of(whole.take("language", str))
    if language is None:
        notes.add("", "language", Done.IN_ENGLISH)
    voice = Voice(language or FALLBACK, is_ours, notes)
    held = whole.take("contained", list) or ()
    sets = ValueSets({str(each.get("id")): each for each in held if isinstance(each, dict)})
    reading = Reading(voice, sets, _MOST_ITEMS if is_ours else _MOST_ITEMS - len(SHIPPED_KEYS))
    reading.take(whole.apart("item"))
    for unused in sets.unused:
        notes.add("", f"contained {unused}", Done.LEFT_OUT)
    visits, scores = tuple(_visits(voice, whole)), tuple(_scores(voice, whole))
    for name in (*_OF_THE_FILE, *(("title", "publisher") if is_ours else ())):
        whole.take_any(name)
    for name in whole.leftovers():
        notes.add("", name, Done.LEFT_OUT)
    asked = _within_bounds(Definition(tuple(reading.items), visits, scores))
    if not asked.items:
        raise Refused(N_("The file asks nothing that Anteroom can ask."))
    return Imported(asked, notes.all(), is_ours)


def _parsed(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise Refused(N_("The file has more than %(most)s bytes."), most=MOST_BYTES)
    try:
        said = json.loads(content, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or said.get("resourceType") != "Questionnaire":
        raise Refused(N_("The file is no FHIR Questionnaire in JSON."))
    if not _is_bounded(said):
        raise Refused(N_("The file has too many parts, or parts within parts within parts."))
    return said


def _no_number(said: str) -> Decimal:
    raise ValueError(said)


def _is_bounded(said: object) -> bool:
    waiting, count = [(said, 0)], 0
    while waiting:
        value, depth = waiting.pop()
        count += 1
        if depth > _DEEPEST or count > _MOST_PARTS:
            return False
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        waiting.extend((each, depth + 1) for each in inner)
    return True


def _within_bounds(asked: Definition) -> Definition:
    """Return a definition whose parts are what a definition's parts look like."""
    try:
        return definition.read(definition.text_of(asked))
    except ValueError:  # also what cannot be encoded
        raise Refused(
            N_("That is more than a list of questions holds: %(most)s items, or %(bytes)s bytes."),
            most=_MOST_ITEMS,
            bytes=definition.MOST_BYTES,
        ) from None


def _visits(voice: Voice, whole: Element) -> Iterator[Visit]:
    for each in whole.extensions(urls.VISIT):
        code = each.extension("code")
        labels = voice.own(each, "label", "", LONGEST_LABEL)
        yield Visit((code and code.take("valueCode", str)) or "", labels)


def _scores(voice: Voice, whole: Element) -> Iterator[Score]:
    for each in whole.extensions(urls.SCORE):
        key = each.extension("key")
        labels = voice.own(each, "label", "", LONGEST_LABEL)
        of = tuple(part.take("valueString", str) or "" for part in each.extensions("of"))
        yield Score((key and key.take("valueCode", str)) or "", labels, of)
