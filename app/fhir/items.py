"""Read the items of a Questionnaire, one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

import msgspec

from app.fhir import urls
from app.fhir.choices import Said, ValueSets, offered
from app.fhir.conditions import Asked, both, condition
from app.fhir.element import Element
from app.fhir.keys import Names
from app.fhir.notes import Done
from app.fhir.numbers import number
from app.fhir.spoken import LONGEST_LABEL, LONGEST_TEXT, Voice, label_of
from app.fhir.words import without_shipped
from app.intake.definition import (
    SHIPPED_KEYS,
    AnswerKind,
    Column,
    Condition,
    Item,
    ReadBy,
    Wording,
)
from app.intake.questionnaire import SHIPPED

_MOST_COLUMNS: Final = 10
_LONGEST_ANSWER: Final = 4000
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")
_HELP: Final = ("help", "flyover")
_QUESTIONS: Final[Mapping[str, AnswerKind]] = {
    **dict.fromkeys(("string", "text", "url", "time"), AnswerKind.TEXT),
    "boolean": AnswerKind.YES_NO,
    **dict.fromkeys(("date", "dateTime"), AnswerKind.DATE),
    **dict.fromkeys(("integer", "decimal", "quantity"), AnswerKind.NUMBER),
    **dict.fromkeys(("choice", "open-choice", "coding"), AnswerKind.ONE),
}
_READ_AS: Final[Mapping[str, Done]] = {
    "url": Done.AS_TEXT,
    "time": Done.AS_TEXT,
    "dateTime": Done.AS_DATE,
}
Codes = Mapping[Said, str]
"""How the file names the answers of an item -> their codes."""


class Within(NamedTuple):
    """What a group says of everything in it."""

    only_if: Condition | None = None
    is_off: bool = False


EVERYBODY: Final = Within()


class Reading:
    """Hold what was read of one Questionnaire."""

    def __init__(self, voice: Voice, sets: ValueSets, most: int) -> None:
        self.items: list[Item] = []
        self._voice, self._notes, self._sets, self._most = voice, voice.notes, sets, most
        self._names = Names()
        self._earlier: dict[str, Asked] = {}

    def take(self, elements: Iterable[Element], within: Within = EVERYBODY) -> None:
        """Read items. They are asked one after the other, however deep they are."""
        for each in elements:
            if self._voice.is_ours and each.extension(urls.OF_CARER):
                continue
            link_id = each.take("linkId", str) or ""
            kind = each.take("type", str) or ""
            children = each.apart("item")
            if len(self.items) >= self._most:
                self._notes.add(link_id, "item", Done.NO_ROOM)
                self.take(children)
            elif kind == "group" and each.take("repeats", bool):
                self._list(each, link_id, children, within)
            elif kind == "group":
                self._group(each, link_id, children, within)
            elif kind == "display":
                self._note(each, link_id, children, within)
            else:
                self._question(each, link_id, kind, children, within)

    def _group(self, each: Element, link_id: str, children: list[Element], within: Within) -> None:
        """Read a group as a heading, if it has one, and what is in it."""
        only_if = self._only_if(each, link_id, within)
        within = Within(only_if, within.is_off or each.peek_extension(urls.HIDDEN, "valueBoolean") is True)
        asks = self._voice.read(each, "text", link_id, LONGEST_TEXT)
        if asks:
            hints, children = self._hints(each, link_id, children, of_group=True)
            words = self._words(each, link_id, asks, hints)
            self._add(
                each, link_id, Item(self._key(link_id), AnswerKind.NOTE, words, only_if=only_if), within
            )
        else:
            self._finish(each, link_id)
        self.take(children, within._replace(only_if=only_if))

    def _note(self, each: Element, link_id: str, children: list[Element], within: Within) -> None:
        only_if = self._only_if(each, link_id, within)
        asks = self._voice.read(each, "text", link_id, LONGEST_TEXT)
        hints = self._voice.own(each, urls.NOTE_HINT, link_id, LONGEST_TEXT)
        words = self._words(each, link_id, asks, hints)
        if words or self._voice.is_ours:
            self._add(
                each, link_id, Item(self._key(link_id), AnswerKind.NOTE, words, only_if=only_if), within
            )
        else:
            self._finish(each, link_id)
        self.take(children, within._replace(only_if=only_if))

    def _list(self, each: Element, link_id: str, children: list[Element], within: Within) -> None:
        only_if = self._only_if(each, link_id, within)
        required = each.take("required", bool) is True
        hints, children = self._hints(each, link_id, children)
        words = self._asked_words(each, link_id, hints)
        key = self._key(link_id)
        columns, longest = self._columns(children, key, link_id)
        if not columns and not self._voice.is_ours:
            self._notes.add(link_id, "group", Done.LEFT_OUT)
            self._finish(each, link_id)
            return
        item = Item(key, AnswerKind.LIST, words, required=required, only_if=only_if, columns=columns)
        self._add(each, link_id, msgspec.structs.replace(item, longest=longest or item.longest), within)

    def _question(
        self, each: Element, link_id: str, type_: str, children: list[Element], within: Within
    ) -> None:
        kind = _QUESTIONS.get(type_)
        if kind is None:
            self._notes.add(link_id, f"type {type_}", Done.LEFT_OUT)
            self.take(children, within)
            return
        if type_ in _READ_AS:
            self._notes.add(link_id, f"type {type_}", _READ_AS[type_])
        only_if = self._only_if(each, link_id, within)
        hints, children = self._hints(each, link_id, children)
        item = Item(
            self._key(link_id),
            kind,
            self._asked_words(each, link_id, hints),
            required=each.take("required", bool) is True,
            only_if=only_if,
        )
        repeats = each.take("repeats", bool) is True
        codes: Codes = {}
        if kind is AnswerKind.ONE:
            item, codes = self._choice(each, link_id, type_, item, repeats=repeats)
        elif repeats:
            self._notes.add(link_id, "repeats", Done.ONE_ONLY)
        if item.kind is AnswerKind.TEXT:
            item = msgspec.structs.replace(item, longest=self._longest(each, link_id) or item.longest)
        if item.kind is AnswerKind.NUMBER:
            item = number(self._voice, each, link_id, type_, item)
        self._add(each, link_id, item, within, codes)
        self.take(children, within)

    def _choice(
        self, each: Element, link_id: str, type_: str, item: Item, *, repeats: bool
    ) -> tuple[Item, Codes]:
        """Return a choice with its answers, or a text where there are none in the file."""
        found = offered(self._voice, each, link_id, self._sets)
        if not found.choices and not self._voice.is_ours:
            self._notes.add(link_id, f"type {type_}", Done.AS_TEXT)
            if repeats:
                self._notes.add(link_id, "repeats", Done.ONE_ONLY)
            return msgspec.structs.replace(item, kind=AnswerKind.TEXT), {}
        if type_ == "open-choice":
            self._notes.add(link_id, "open-choice: another answer", Done.LEFT_OUT)
        kind = AnswerKind.SEVERAL if repeats else AnswerKind.ONE
        return msgspec.structs.replace(item, kind=kind, choices=found.choices), found.codes

    def _longest(self, each: Element, link_id: str) -> int | None:
        said = each.take("maxLength", int)
        if said is not None and not 1 <= said <= _LONGEST_ANSWER:
            self._notes.add(link_id, "maxLength", Done.LEFT_OUT)
            return None
        return said

    def _only_if(self, each: Element, link_id: str, within: Within) -> Condition | None:
        own = condition(each, link_id, self._earlier, self._notes)
        return both(within.only_if, own, link_id, self._earlier, self._notes)

    def _key(self, link_id: str) -> str:
        is_key = self._voice.is_ours and _KEY.fullmatch(link_id)
        return self._names.free(link_id) if is_key else self._names.key(link_id)

    def _add(
        self, each: Element, link_id: str, item: Item, within: Within, codes: Codes | None = None
    ) -> None:
        """Add an item, with what is said of any kind."""
        is_off = self._is(each, urls.HIDDEN) or within.is_off or self._is_computed(each, link_id)
        item = msgspec.structs.replace(
            item,
            about_health=self._is(each, urls.ABOUT_HEALTH, usual=True),
            read_by=self._read_by(each),
            is_listed=self._is(each, urls.LISTED),
            visits=tuple(self._visits(each)),
            is_off=is_off,
        )
        if self._voice.is_ours and item.key in SHIPPED_KEYS:
            item = self._shipped(link_id, item)
        self._finish(each, link_id)
        self.items.append(item)
        if not is_off or self._voice.is_ours:
            own = {("", code): code for code in item.codes}
            self._earlier[link_id] = Asked(item, {**own, **(codes or {})})

    def _is_computed(self, each: Element, link_id: str) -> bool:
        """Return whether a program answers the item, and no person."""
        is_calculated = each.drop(urls.CALCULATED)
        is_computed = each.take("readOnly", bool) is True or is_calculated
        if is_computed:
            self._notes.add(link_id, "readOnly or calculated", Done.SWITCHED_OFF)
        return is_computed

    def _shipped(self, link_id: str, item: Item) -> Item:
        """Return a shipped item with what a clinic may change of it."""
        ships = SHIPPED.definition.item(item.key)
        if ships is None:
            return item
        shipped = msgspec.structs.replace(
            ships,
            words=without_shipped(item.key, item.words),
            only_if=item.only_if,
            visits=item.visits,
            is_off=item.is_off,
        )
        if msgspec.structs.replace(item, words=shipped.words, longest=ships.longest) != shipped:
            self._notes.add(link_id, "item", Done.AS_SHIPPED)
        return shipped

    def _finish(self, each: Element, link_id: str) -> None:
        """Note what nothing has taken of an item."""
        for name in ("required", "repeats"):
            if each.take(name, bool):
                self._notes.add(link_id, name, Done.LEFT_OUT)
        for name in each.leftovers():
            self._notes.add(link_id, name, Done.LEFT_OUT)

    def _is(self, each: Element, name: str, *, usual: bool = False) -> bool:
        found = each.extension(name)
        said = found.take("valueBoolean", bool) if found else None
        return usual if said is None else said

    def _read_by(self, each: Element) -> ReadBy:
        found = each.extension(urls.READ_BY)
        said = found.take("valueCode", str) if found else None
        return ReadBy.EVERYONE if said == ReadBy.EVERYONE else ReadBy.CLINICIANS

    def _visits(self, each: Element) -> Iterator[str]:
        for visit in each.extensions(urls.VISIT):
            if code := visit.take("valueCode", str):
                yield code

    def _asked_words(self, each: Element, link_id: str, hints: Mapping[str, str]) -> dict[str, Wording]:
        asks = self._voice.read(each, "text", link_id, LONGEST_TEXT)
        words = self._words(each, link_id, asks, hints)
        if not words and not self._voice.is_ours:
            self._notes.add(link_id, "text", Done.NAMELESS)
            name = label_of(link_id) or "?"
            words = {self._voice.language: Wording(name, name)}
        return words

    def _words(
        self, each: Element, link_id: str, asks: Mapping[str, str], hints: Mapping[str, str]
    ) -> dict[str, Wording]:
        labels = self._voice.of_extension(each.extension(urls.LABEL), link_id, LONGEST_LABEL)
        labels |= self._voice.own(each, urls.OWN_LABEL, link_id, LONGEST_LABEL)
        others = self._voice.own(each, urls.ASK_OF_OTHER, link_id, LONGEST_TEXT)
        if not self._voice.is_ours:
            asks = asks or labels
            labels = {code: labels.get(code) or label_of(text) for code, text in asks.items()}
        spoken = dict.fromkeys((*asks, *labels, *others, *hints))
        texts = (labels, asks, others, hints)
        return {code: Wording(*(each.get(code, "") for each in texts)) for code in spoken}

    def _hints(
        self, each: Element, link_id: str, children: list[Element], *, of_group: bool = False
    ) -> tuple[dict[str, str], list[Element]]:
        """Return the words that help with an item, and its other children.

        Every text within a question is one; within a group, those that say so.
        """
        found = [self._voice.of_extension(each.extension(urls.ENTRY_FORMAT), link_id, LONGEST_TEXT)]
        others = []
        for child in children:
            is_help = child.peek("type") == "display" and _is_help(child)
            if not is_help and (of_group or child.peek("type") != "display"):
                others.append(child)
                continue
            own = child.take("linkId", str) or ""
            child.take("type", str)
            child.drop(urls.ITEM_CONTROL)
            found.append(self._voice.read(child, "text", own, LONGEST_TEXT))
            if not is_help:
                self._notes.add(own, "type display", Done.AS_HINT)
            self._finish(child, own)
        hints = {
            code: "\n".join(filter(None, (said.get(code) for said in found)))
            for each in found
            for code in each
        }
        return {code: text[:LONGEST_TEXT] for code, text in hints.items()}, others

    def _columns(
        self, children: list[Element], key: str, link_id: str
    ) -> tuple[tuple[Column, ...], int | None]:
        """Return the columns of a list, and how long it may be if the file is ours."""
        names, longest = Names(), None
        columns: list[Column] = []
        for child in _flat(children):
            own = child.take("linkId", str) or ""
            type_ = child.take("type", str) or ""
            if type_ not in _QUESTIONS or len(columns) == _MOST_COLUMNS:
                self._notes.add(own, f"type {type_}", Done.AS_LIST if type_ == "group" else Done.LEFT_OUT)
                continue
            if type_ not in {"string", "text"}:
                self._notes.add(own, f"type {type_}", Done.AS_TEXT)
            if child.each("enableWhen"):
                self._notes.add(own, "enableWhen", Done.ALWAYS_ASKED)
            labels = self._voice.of_extension(child.extension(urls.LABEL), own, LONGEST_LABEL)
            labels = labels or self._voice.read(child, "text", own, LONGEST_LABEL)
            if not labels and not self._voice.is_ours:
                self._notes.add(own, "text", Done.NAMELESS)
                labels = {self._voice.language: label_of(own) or "?"}
            required = child.take("required", bool) is True
            if self._voice.is_ours:
                longest = child.take("maxLength", int)
                columns.append(Column(own.removeprefix(f"{key}."), labels, required))
            else:
                columns.append(Column(names.column(own.removeprefix(link_id)), labels, required))
            self._finish(child, own)
        return tuple(columns), longest


def _flat(children: Iterable[Element]) -> Iterator[Element]:
    """Yield everything within a group."""
    for child in children:
        within = child.apart("item")
        yield child
        yield from _flat(within)


def _is_help(child: Element) -> bool:
    """Return whether a text helps with the item that it is in."""
    concept = child.peek_extension(urls.ITEM_CONTROL, "valueCodeableConcept")
    codings = concept.get("coding") if isinstance(concept, dict) else None
    return isinstance(codings, list) and any(
        isinstance(coding, dict) and coding.get("code") in _HELP for coding in codings
    )
