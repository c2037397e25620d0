"""The texts that stand above buttons and lists, as Twilio keeps them.

Twilio takes no variable with a line end (error 21656). So a text with its line ends is Twilio's own, and a variable is a few
words on one line: the clinic's name, a day, one line of a list. A reply that is none of these texts has no buttons.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from app.intake.channel import units
from app.intake.phrases import SHIPPED, speak
from app.intake.questions import QUESTIONS
from app.intake.words import Phrases

MOST_LISTED: Final = len(QUESTIONS)
"""A list of more answers is a message of its own, and the buttons come with the question after it."""
APART: Final = "apart"
"""The name of that question."""
LONGEST_VARIABLE: Final = 250
"""In UTF-16 units. Twilio takes 1600, and advises fewer than this."""
_UNFIT: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]| {5}")
_FIELD: Final = re.compile(r"\{(\w+)\}")
_LINE: Final = re.compile(r"\*(\d)\* (.+)")
_CHANNEL: Final = "whatsapp"
_DAYS: Final = (2, 3)
"""How many days a birth date may mean."""


def is_variable(value: str) -> bool:
    """Return whether Twilio takes a value as a variable: words on one line.

    Its errors are 21656 and 92007.
    """
    return bool(value.strip()) and units(value) <= LONGEST_VARIABLE and not _UNFIT.search(value)


@dataclass(frozen=True)
class Text:
    """A text with {fields}, each of which stands for words on one line."""

    source: str

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Return the names of the fields, in the order of their numbers."""
        return tuple(dict.fromkeys(_FIELD.findall(self.source)))

    @cached_property
    def body(self) -> str:
        """Return the text as Twilio keeps it, with a number for each field."""
        numbers = {name: f"{{{{{number}}}}}" for number, name in enumerate(self.fields, 1)}
        return _FIELD.sub(lambda found: numbers[found[1]], self.source)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        seen, parts = set[str](), list[str]()
        for place, part in enumerate(_FIELD.split(self.source)):
            if place % 2 == 0:
                parts.append(re.escape(part))
            else:
                parts.append(f"(?P={part})" if part in seen else f"(?P<{part}>[^\n]+?)")
                seen.add(part)
        return re.compile("".join(parts))

    def read(self, said: str) -> tuple[str, ...] | None:
        """Return the words for the fields of a text that says the same; else None."""
        found = self._pattern.fullmatch(said)
        return None if found is None else tuple(found[name] for name in self.fields)

    def filled(self, words: Iterable[str]) -> str:
        """Return what a patient reads."""
        by_name = dict(zip(self.fields, words, strict=True))
        return _FIELD.sub(lambda found: by_name[found[1]], self.source)


@cache
def texts_of(question: str, code: str, count: int) -> Mapping[str, Text]:
    """Return by name the texts that ask a question with so many choices."""
    phrases = speak(code)
    found = dict[str, Text]()
    for name, asked in _asked(question, phrases):
        for opening, said in _openings(question, name, phrases, count):
            parts = (question, str(count) if question in COUNTED else "", name, opening)
            found["_".join(filter(None, parts))] = Text(f"{said}{asked}")
    return found


COUNTED: Final[Mapping[str, tuple[int, ...]]] = {
    "language": tuple(range(2, len(SHIPPED) + 1)),
    "which_day": _DAYS,
}
"""The questions whose choices are of no fixed number."""


def without_numbers(reply: str) -> tuple[str, tuple[str, ...]]:
    """Return the reply without its last numbered lines, and their labels."""
    lines = reply.split("\n")
    numbered = [_LINE.fullmatch(line) for line in lines]
    ends = next((at for at in reversed(range(len(lines))) if numbered[at]), None)
    if ends is None:
        return reply, ()
    begins = ends
    while begins and numbered[begins - 1]:
        begins -= 1
    found = [each for each in numbered[begins : ends + 1] if each]
    if [each[1] for each in found] != [str(number) for number in range(1, len(found) + 1)]:
        return reply, ()
    text = "\n".join((*lines[:begins], *lines[ends + 1 :]))
    return re.sub(r"\n{3,}", "\n\n", text).strip(), tuple(str(each[2]) for each in found)


def _asked(question: str, phrases: Phrases) -> Iterator[tuple[str, str]]:
    """Yield each way to ask a question, by name."""
    match question:
        case "language":
            yield "first", f"{phrases.which_language}\n☎ {{phone}}"
            yield "", phrases.which_language
        case "consent":
            yield from _agreements(phrases)
        case "is_it":
            yield "", without_numbers(phrases.is_it)[0]
            yield "health", without_numbers(phrases.is_it_unquoted)[0]
            yield "address", without_numbers(phrases.health_as_address)[0]
            yield "own", without_numbers(phrases.answers.is_that)[0]
        case "add_or_replace":
            yield "", f"{phrases.head}\n{without_numbers(phrases.add_or_replace)[0]}"
        case "review":
            yield from _lists(phrases.review_head, phrases.review_foot)
            yield APART, phrases.review_foot
        case "changes":
            yield from _lists(phrases.changes_head, phrases.changes_foot)
            yield APART, phrases.changes_foot
        case "submitted":
            hours = {"": "", "hours": f"\n{phrases.opening_hours}"}
            for doubt, head in (("", phrases.returning), ("doubt", phrases.returning_in_doubt)):
                for open_, line in hours.items():
                    menu = without_numbers(f"{head}\n\n{phrases.menu}")[0]
                    yield "_".join(filter(None, (doubt, open_))), menu.replace("{hours}", line)
        case _:
            asked = phrases.which_day if question == "which_day" else getattr(phrases, _PHRASES[question])
            yield "", without_numbers(asked.replace("{carrier}", phrases.carrier[_CHANNEL]))[0]


_PHRASES: Final[Mapping[str, str]] = {
    "way": "way",
    "whom": "whom",
    "sure": "sure",
    "minor": "minor",
    "which_day": "which_day",
    "restart": "restart_sure",
    "delete": "delete_sure",
    "not_me": "wrong_number_sure",
    "next_person": "next_person",
}
"""Question -> the phrase that asks it, where that is all."""


def _agreements(phrases: Phrases) -> Iterator[tuple[str, str]]:
    openings = {"self": phrases.consent_opening, "other": phrases.consent_opening_of_other}
    for name, opening in openings.items():
        # The longer first, because what it says is read as the shorter too.
        yield f"{name}_own", _agreement(phrases, opening.replace("{asked}", phrases.also_asked))
        yield name, _agreement(phrases, opening)
    yield "again", phrases.agree


def _agreement(phrases: Phrases, opening: str) -> str:
    """Return the privacy text that ships; a clinic's own is sent without buttons."""
    said = phrases.consent.replace("{opening}", opening).replace("{carriers}", phrases.carriers[_CHANNEL])
    return f"{said}\n\n{phrases.agree}"


def _lists(head: str, foot: str) -> Iterator[tuple[str, str]]:
    """Yield a list for each number of answers, as long as it is kept with its buttons."""
    fewest = sum(not (question.of_carer or question.removable) for question in QUESTIONS)
    for count in range(fewest, MOST_LISTED + 1):
        lines = "\n".join(f"{{line_{number}}}" for number in range(1, count + 1))
        yield str(count), f"{head}\n{lines}\n\n{foot}"


_FIRST: Final = ("way", "whom")
"""The questions that a welcome may come before."""


def _openings(question: str, name: str, phrases: Phrases, count: int) -> Iterator[tuple[str, str]]:
    """Yield by name what may come before a question: nothing, a line, the welcome."""
    if (question, name) == ("language", "first"):
        lines = "\n".join(f"{{line_{number}}}" for number in range(1, count + 1))
        yield "again", f"{lines}\n\n"
        yield "welcome", _welcome(phrases, phrases.welcome, count)
        yield "page", _welcome(phrases, phrases.welcome_to_page, count)
        return
    yield "", ""
    if name == APART:
        return
    yield "after", "{lead}\n\n"
    if question in _FIRST:
        for languages in range(1, len(SHIPPED) + 1):
            welcome = _welcome(phrases, phrases.welcome, languages)
            yield f"welcome_{languages}", welcome
            others = _others(phrases)[: languages - 1]
            if others:
                yield f"guessed_{languages}", welcome + "\n".join(each.instead for each in others) + "\n\n"


def _welcome(phrases: Phrases, welcome: str, languages: int) -> str:
    """Return the welcome of a clinic that offers so many languages."""
    lines = (each.emergency_line for each in (phrases, *_others(phrases)[: languages - 1]))
    return "\n\n".join((welcome, "\n".join(lines), ""))


def _others(phrases: Phrases) -> list[Phrases]:
    return [each for each in SHIPPED.values() if each is not phrases]
