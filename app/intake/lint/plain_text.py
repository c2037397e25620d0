"""Find what a phone would not show as it was typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from app.intake.clinic import N_
from app.intake.definition import Item
from app.intake.lint.fault import Case, Fault, Finding, labels_in

_MARKUP: Final = Fault(
    "markup",
    N_("“%(label)s” has markup in %(language)s: %(found)s."),
    N_("Write plain words. Only *bold* between two stars is shown."),
)
_LINK: Final = Fault(
    "link",
    N_("“%(label)s” has a web address in %(language)s: %(found)s."),
    N_("Leave it out: patients are warned of links in messages, and answers stay here."),
)
_BRACES: Final = Fault(
    "braces", N_("“%(label)s” has { or } in %(language)s."), N_("Write ( and ), or leave them out.")
)
_DIRECTION: Final = Fault(
    "direction_mark",
    N_("“%(label)s” has an invisible mark in %(language)s that turns the direction of writing: %(found)s."),
    N_("Type the text in place of pasting it."),
)
_CONTROL: Final = Fault(
    "control_character",
    N_("“%(label)s” has a character in %(language)s that cannot be shown: %(found)s."),
    N_("Type the text in place of pasting it. A short name has one line."),
)


class Text(NamedTuple):
    """One text of a definition, and where it is."""

    item: Item | None
    language: str
    text: str
    is_long: bool = False
    """Whether it may have several lines."""


def texts_of(case: Case) -> Iterator[Text]:
    """Yield every text of a definition."""
    for item in case.definition.items:
        for language, words in item.words.items():
            yield Text(item, language, words.label)
            for text in (words.ask, words.ask_of_other, words.hint):
                yield Text(item, language, text, is_long=True)
        for said in labels_in(item):
            yield from _of_labels(item, said)
        for choice in item.choices:
            for language, others in choice.also.items():
                yield from (Text(item, language, text) for text in others)
    visits = (visit.labels for visit in case.definition.visits)
    scores = (score.labels for score in case.definition.scores)
    for said in (*visits, *scores):
        yield from _of_labels(None, said)


def _of_labels(item: Item | None, said: Mapping[str, str]) -> Iterator[Text]:
    yield from (Text(item, language, text) for language, text in said.items())


_LINKED: Final = re.compile(
    r"https?:|www\.|\b[\w-]+\.(?:com|org|net|info|io|eu|es|mx|uk|us|de|fr|co)\b", re.IGNORECASE
)
_TAG: Final = re.compile(r"<[^\n]{0,20}|&(?:#\w{1,7}|[a-z]{2,8});|```|!?\[[^\]\n]*\]\([^)\n]*\)")
_PAIR: Final = re.compile(r"(?<![\w*])\*(?=[^\s*])[^*\n]*(?<=[^\s*])\*(?![\w*])")
_TURNS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSHOWN: Final = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})


def plainness(case: Case) -> Iterator[Finding]:
    """Find markup, web addresses, braces, and marks that nobody sees."""
    seen = set[tuple[str, str, str]]()
    for text in texts_of(case):
        for fault, found in _unplain(text):
            key = text.item.key if text.item else ""
            if (place := (fault.code, key, text.language)) in seen:
                continue
            seen.add(place)
            label = case.called(text.item) if text.item else text.text
            yield Finding(fault, key, text.language, {"label": label, "found": found})


def _unplain(text: Text) -> Iterator[tuple[Fault, str]]:
    said = text.text
    if tag := _TAG.search(said):
        yield _MARKUP, tag[0]
    elif "*" in _PAIR.sub("", said):
        yield _MARKUP, "*"
    if link := _LINKED.search(said):
        yield _LINK, link[0]
    if "{" in said or "}" in said:
        yield _BRACES, "{}"
    if turn := next((letter for letter in said if letter in _TURNS), ""):
        yield _DIRECTION, f"U+{ord(turn):04X}"
    kept = "\n" if text.is_long else ""
    unshown = (letter for letter in said if unicodedata.category(letter) in _UNSHOWN and letter not in kept)
    if hidden := next(unshown, ""):
        yield _CONTROL, f"U+{ord(hidden):04X}"
