"""Read the answers that an item offers, or that a value set in the file has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final, NamedTuple

from app.fhir import urls
from app.fhir.element import Element
from app.fhir.keys import Names
from app.fhir.notes import Done
from app.fhir.spoken import LONGEST_LABEL, Voice, language_of
from app.intake.definition import Choice

_MOST: Final = 200
_MOST_POINTS: Final = 100
_VALUES: Final = ("valueString", "valueInteger", "valueDate", "valueTime")

Said = tuple[str, str]
"""A system and a code, or nothing and a text: how a condition names an answer."""


class Offered(NamedTuple):
    """The answers of one item, and how the file names each of them."""

    choices: tuple[Choice, ...] = ()
    codes: Mapping[Said, str] = {}


class _Answer(NamedTuple):
    system: str
    code: str
    labels: Mapping[str, str]
    points: int | None = None
    also: Mapping[str, tuple[str, ...]] = {}


def offered(voice: Voice, item: Element, link_id: str, sets: ValueSets) -> Offered:
    """Return what an item offers: nothing if it is not in the file.

    Nothing is fetched.
    """
    answers = list(islice(_options(voice, item, link_id), _MOST + 1))
    named = item.take("answerValueSet", str)
    if named is not None:
        found = sets.answers(voice, named, link_id)
        if not found:
            voice.notes.add(link_id, f"answerValueSet {named}", Done.LEFT_OUT)
        answers.extend(found)
    return _coded(voice, answers, link_id)


class ValueSets:
    """Hold the value sets that a file has. Each is read once."""

    def __init__(self, held: Mapping[str, Mapping[str, Any]]) -> None:
        self._held = held
        self._read: dict[str, tuple[_Answer, ...]] = {}

    @property
    def unused(self) -> list[str]:
        """Return the ids of those that no item named."""
        return [name for name in self._held if name not in self._read]

    def answers(self, voice: Voice, named: str, link_id: str) -> tuple[_Answer, ...]:
        """Return the answers of a value set; none if it is elsewhere.

        There is one more than can be offered, so that a longer one is told.
        """
        name = named.removeprefix("#")
        if not named.startswith("#") or name not in self._held:
            return ()
        if name not in self._read:
            self._read[name] = tuple(islice(_concepts(voice, self._held[name], link_id), _MOST + 1))
        return self._read[name]


def _coded(voice: Voice, answers: list[_Answer], link_id: str) -> Offered:
    if len(answers) > _MOST:
        voice.notes.add(link_id, f"answerOption after {_MOST}", Done.LEFT_OUT)
    names, is_renamed = Names(), False
    choices: list[Choice] = []
    codes: dict[Said, str] = {}
    for answer in answers[:_MOST]:
        code = answer.code if voice.is_ours else names.code(answer.code)
        is_renamed = is_renamed or bool(answer.system) or code != answer.code
        choices.append(Choice(code, dict(answer.labels), dict(answer.also), answer.points))
        codes.setdefault((answer.system, answer.code), code)
        codes.setdefault(("", answer.code), code)
    if is_renamed and not voice.is_ours:
        voice.notes.add(link_id, "answerOption code", Done.RENAMED)
    return Offered(tuple(choices), codes)


def _options(voice: Voice, item: Element, link_id: str) -> Iterator[_Answer]:
    for option in item.each("answerOption"):
        points = [option.extension(url) for url in (urls.POINTS, urls.WEIGHT)]
        also = dict(_also(option))
        if coding := option.taken("valueCoding"):
            points += [coding.extension(url) for url in (urls.POINTS, urls.WEIGHT)]
            system, code = (coding.take(name, str) or "" for name in ("system", "code"))
            coding.take("version", str)
            labels = voice.read(coding, "display", link_id, LONGEST_LABEL)
            said = code or next(iter(labels.values()), "")
            labels = labels or ({voice.language: code} if code and not voice.is_ours else {})
        else:
            kind = next((name for name in _VALUES if option.has(name)), None)
            system, said, labels = "", "", {}
            if kind == "valueString":
                labels = voice.read(option, kind, link_id, LONGEST_LABEL)
                said = labels.get(voice.language) or next(iter(labels.values()), "")
            elif kind is not None:
                said = str(option.take_any(kind))[:LONGEST_LABEL]
                labels = {voice.language: said}
        if said or voice.is_ours:
            yield _Answer(system, said, labels, _points(points), also)
        else:
            voice.notes.add(link_id, "answerOption", Done.LEFT_OUT)


def _also(option: Element) -> Iterator[tuple[str, tuple[str, ...]]]:
    for each in option.extensions(urls.ALSO):
        lang = each.extension("lang")
        words = [word.take("valueString", str) for word in each.extensions("content")]
        if lang and (language := language_of(lang.take("valueCode", str))):
            yield language, tuple(word[:LONGEST_LABEL] for word in words if word)


def _points(found: list[Element | None]) -> int | None:
    """Return whole points, from none to a hundred."""
    for each in found:
        value = each.number("valueDecimal", "valueInteger") if each else None
        if value is not None and each and value == value.to_integral_value() and 0 <= value <= _MOST_POINTS:
            return int(value)
    return None


def _concepts(voice: Voice, held: Mapping[str, Any], link_id: str) -> Iterator[_Answer]:
    """Yield what a value set lists, or else what it was expanded to."""
    whole, is_listed = Element(held), False
    for part in whole.only("compose").each("include"):
        system = part.take("system", str) or ""
        for concept in part.each("concept"):
            is_listed = True
            yield from _concept(voice, concept, system, link_id)
        if part.has("filter") or part.has("valueSet"):
            voice.notes.add(link_id, f"ValueSet.compose {system}", Done.LEFT_OUT)
    waiting = [] if is_listed else whole.only("expansion").each("contains")[::-1]
    while waiting:
        concept = waiting.pop()
        waiting.extend(concept.each("contains")[::-1])
        yield from _concept(voice, concept, concept.take("system", str) or "", link_id)


def _concept(voice: Voice, concept: Element, system: str, link_id: str) -> Iterator[_Answer]:
    code = concept.take("code", str)
    if not code:
        return
    labels = voice.read(concept, "display", link_id, LONGEST_LABEL) or {voice.language: code}
    for each in concept.each("designation"):
        language, text = language_of(each.take("language", str)), each.take("value", str)
        if language and text:
            labels.setdefault(language, text[:LONGEST_LABEL])
    points = [concept.extension(url) for url in (urls.POINTS, urls.WEIGHT)]
    yield _Answer(system, code, labels, _points(points))
