"""Say what is wrong with a definition, and where."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from app.intake.definition import Definition, Item, Labels
from app.intake.keywords import is_blank
from app.intake.lint.topics import Ban, Topic
from app.intake.phrases import SHIPPED, speak

WHATSAPP: Final = "whatsapp"
SMS: Final = "sms"


@dataclass(frozen=True, slots=True)
class Fault:
    """What may be wrong, by name, with a sentence that says so and one that mends it.

    Pages translate both, and fill in `Finding.figures`.
    """

    code: str
    """Its own name. It never changes."""
    sentence: str
    mend: str
    blocks: bool = True
    """Whether nothing is published with it; else it is advice."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault in one place."""

    fault: Fault
    key: str = ""
    """The key of the item; "" if it is about no one item."""
    language: str = ""
    """The code of the language that it is about; "" is all of them."""
    figures: Mapping[str, Any] = field(default_factory=dict)
    """What the sentences of the fault name. `label` is what staff call the item."""

    @property
    def code(self) -> str:
        """Return the name of the fault."""
        return self.fault.code

    @property
    def blocks(self) -> bool:
        """Return whether nothing is published with it."""
        return self.fault.blocks


@dataclass(frozen=True, slots=True)
class Case:
    """What is judged, with what it is held against."""

    definition: Definition
    before: Definition | None
    """The newest published version, if there is one."""
    languages: tuple[str, ...]
    """The codes of those that the clinic offers."""
    channels: Collection[str]
    """Where questions are asked besides the form: WHATSAPP, SMS."""
    bans: Mapping[Topic, Ban]
    """What the clinic's law says of a topic."""
    reader: str
    """The language of the person who reads the findings."""

    def found(self, fault: Fault, item: Item | None = None, language: str = "", **figures: object) -> Finding:
        """Return a fault in one place."""
        named = {"label": self.called(item)} if item else {}
        return Finding(fault, item.key if item else "", language, {**named, **figures})

    def called(self, item: Item) -> str:
        """Return what staff call an item."""
        return next(
            filter(None, (label_of(item, code) for code in (self.reader, *self.languages, *item.words))),
            item.key,
        )

    @property
    def asked(self) -> Iterator[Item]:
        """Return the items that are not switched off."""
        return (item for item in self.definition.items if not item.is_off)


def label_of(item: Item, language: str) -> str:
    """Return what an item is called in a language, "" if nobody has said so."""
    wording = item.words.get(language)
    if wording and not is_blank(wording.label):
        return wording.label
    if item.is_shipped and language in SHIPPED:
        return speak(language).questions[item.key].title
    return ""


def labels_in(item: Item) -> tuple[Labels, ...]:
    """Return the labels of everything that an item is made of."""
    return (
        *(choice.labels for choice in item.choices),
        *(column.labels for column in item.columns),
        item.unit_labels,
    )
