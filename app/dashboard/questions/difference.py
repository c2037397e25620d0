"""Tell what differs between two definitions, question by question."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Final, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from msgspec.structs import replace

from app.dashboard.questions.words import (
    KINDS,
    answer_of,
    condition_of,
    label_of,
    readers_of,
)
from app.intake.definition import Column, Definition, Item, Wording
from app.records.vocabulary import language_name


class Change(StrEnum):
    """Name what may become of a question, in the order in which a page tells it."""

    NEW = "new"
    WORDED = "worded"
    CHANGED = "changed"
    OFF = "off"
    ON = "on"
    MOVED = "moved"


TOLD: Final[Mapping[Change, str]] = {
    Change.NEW: _l("New"),
    Change.WORDED: _l("Worded differently"),
    Change.CHANGED: _l("Changed"),
    Change.OFF: _l("Switched off"),
    Change.ON: _l("Switched on again"),
    Change.MOVED: _l("Moved"),
}


class Detail(NamedTuple):
    """Something of a question as it was and as it is."""

    of: str
    before: str
    now: str


class Changed(NamedTuple):
    """One question that is different, and in what."""

    change: Change
    key: str
    label: str
    details: tuple[Detail, ...] = ()


def changes(before: Definition, after: Definition) -> list[Changed]:
    """Return what is different, in the order of `Change` and of the questions."""
    found = [each for item in after.items for each in _of_item(before, after, item)]
    gone = [
        Changed(Change.OFF, item.key, label_of(item))
        for item in before.items
        if after.item(item.key) is None and not item.is_off
    ]
    found += [*gone, *_moved(before, after), *_others(before, after)]
    return sorted(found, key=lambda each: [*Change].index(each.change))


def keys_of(found: Sequence[Changed]) -> list[str]:
    """Return the keys of what is different, each once."""
    return list(dict.fromkeys(each.key for each in found))


def together(found: Sequence[Changed]) -> list[Changed]:
    """Return the changes, with those in one that say no more than what became of them."""
    made: list[Changed] = []
    for each in found:
        if made and not each.details and not made[-1].details and made[-1].change is each.change:
            made[-1] = made[-1]._replace(label=f"{made[-1].label}, {each.label}")
        else:
            made.append(each)
    return made


def in_short(found: Sequence[Changed]) -> list[str]:
    """Return a sentence for each kind of change, with the names of the questions."""
    return [
        f"{TOLD[change]}: {', '.join(each.label for each in of)}"
        for change, of in groupby(found, attrgetter("change"))
    ]


def _of_item(before: Definition, after: Definition, item: Item) -> Iterator[Changed]:
    was, label = before.item(item.key), label_of(item)
    if was is None:
        if not item.is_off:
            yield Changed(Change.NEW, item.key, label)
        return
    if was.is_off != item.is_off:
        yield Changed(Change.OFF if item.is_off else Change.ON, item.key, label)
    if was.words != item.words:
        yield Changed(Change.WORDED, item.key, label, tuple(words_of(was, item)))
    if replace(was, words=item.words, is_off=item.is_off) != item:
        yield Changed(Change.CHANGED, item.key, label, details_of(before, was, after, item))


def words_of(was: Item, item: Item) -> Iterator[Detail]:
    """Yield in which words two states of a question differ."""
    for code in dict.fromkeys((*was.words, *item.words)):
        old, new = was.words.get(code, Wording()), item.words.get(code, Wording())
        for name, called in WORDS.items():
            first, then = getattr(old, name), getattr(new, name)
            if first != then:
                yield Detail(f"{called} ({language_name(code)})", first, then)


WORDS: Final[Mapping[str, str]] = {
    "label": _l("Name in the record"),
    "ask": _l("Question"),
    "ask_of_other": _l("Question, to a carer"),
    "hint": _l("Hint"),
}


def details_of(before: Definition, was: Item, after: Definition, item: Item) -> tuple[Detail, ...]:
    """Return in what two states of a question differ, except in its words."""
    said = (Detail(str(name), say(before, was), say(after, item)) for name, say in _PROPERTIES.items())
    return tuple(each for each in said if each.before != each.now)


def _yes_or_no(value: bool) -> str:
    return str(_("Yes") if value else _("No"))


def _bounds(item: Item) -> str:
    decimals = _("%(count)s decimals", count=item.decimals)
    return f"{item.least or '…'}–{item.most or '…'} {item.unit}, {decimals}"


def _columns(columns: tuple[Column, ...]) -> str:
    return ", ".join(each.key for each in columns)


_PROPERTIES: Final[Mapping[str, Callable[[Definition, Item], str]]] = {
    _l("Kind of answer"): lambda _of, item: str(KINDS[item.kind][0]),
    _l("Answers"): lambda _of, item: ", ".join(answer_of(item, each.code) for each in item.choices),
    _l("Each row has"): lambda _of, item: _columns(item.columns),
    _l("The number"): lambda _of, item: _bounds(item),
    _l("Most characters"): lambda _of, item: str(item.longest),
    _l("About health"): lambda _of, item: _yes_or_no(item.about_health),
    _l("Read by"): lambda _of, item: readers_of(item),
    _l("Must answer"): lambda _of, item: _yes_or_no(item.required),
    _l("Asked if"): condition_of,
    _l("In the list of patients"): lambda _of, item: _yes_or_no(item.is_listed),
}


def _moved(before: Definition, after: Definition) -> Iterator[Changed]:
    """Yield the fewest questions that were moved."""
    was, now = ([item.key for item in each.items if not item.is_off] for each in (before, after))
    old = [key for key in was if key in now]
    new = [key for key in now if key in was]
    stayed = {
        key
        for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        for key in old[block.a : block.a + block.size]
    }
    places = {key: place for place, key in enumerate(was, 1)}
    for place, item in enumerate((each for each in after.items if not each.is_off), 1):
        if item.key in new and item.key not in stayed:
            yield Changed(
                Change.MOVED,
                item.key,
                label_of(item),
                (Detail(_("Place"), str(places[item.key]), str(place)),),
            )


def _others(before: Definition, after: Definition) -> Iterator[Changed]:
    """Yield what is no question: types of visit, and scores."""
    if before.visits != after.visits:
        yield Changed(Change.CHANGED, "visits", _("Types of visit"))
    if before.scores != after.scores:
        yield Changed(Change.CHANGED, "scores", _("Scores"))
