"""Define what a clinic asks, as data: a list of items.

It is edited, kept, exported and imported so. FHIR's words are used where it has one: an item of a Questionnaire. What is asked of patients is made of it in
`app/intake/questionnaire.py`; what a clinic may not ask so is found by `app/intake/lint`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Final

import msgspec

SHIPPED_KEYS: Final = (
    *("name", "birth_date", "address", "medical_history", "allergies", "medications", "reason"),
)
"""The keys of the questions that every clinic has, in the order in which they are asked if nobody changes it."""
REMOVABLE: Final = ("allergies", "reason")
"""Those of them that a clinic may leave out."""
MOST_BYTES: Final = 200_000
"""The longest definition that is read at all, as JSON."""
_MOST_ITEMS: Final = 100
_MOST_CHOICES: Final = 200
_MOST_COLUMNS: Final = 10

Key = Annotated[str, msgspec.Meta(pattern=r"\A[a-z][a-z0-9_]{0,31}\Z")]
"""Names an item, and never changes: a step of the conversation, a column of exports, and FHIR's linkId."""
Code = Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9][a-z0-9_]{0,39}\Z")]
"""Names an answer that can be chosen, and never changes."""
Language = Annotated[str, msgspec.Meta(pattern=r"\A[a-z]{2}\Z")]
_Short = Annotated[str, msgspec.Meta(max_length=300)]
_Long = Annotated[str, msgspec.Meta(max_length=2000)]
Labels = dict[Language, _Short]
"""Language -> a few words in it."""


class AnswerKind(StrEnum):
    """Name what an answer is."""

    TEXT = "text"
    ONE = "one"
    """One of several."""
    SEVERAL = "several"
    YES_NO = "yes_no"
    DATE = "date"
    """A day, a month or a year."""
    NUMBER = "number"
    LIST = "list"
    """Rows of a few columns."""
    NOTE = "note"
    """It asks nothing: a heading, or words to read."""


class ReadBy(StrEnum):
    """Name the members of staff that may read an answer."""

    EVERYONE = "everyone"
    """Reception too."""
    CLINICIANS = "clinicians"
    """Those who may read answers about health."""


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a definition is made of.

    Unknown fields are refused, and what is as usual is not written.
    """


class Wording(_Part, frozen=True):
    """The words of an item in one language.

    The `ask_of_other` form is for an intake about somebody else. Without it, `ask` is used. An empty text of one of the
    shipped questions means the shipped text.
    """

    label: _Short = ""
    """What the answer is called in lists, exports and on the record."""
    ask: _Long = ""
    """The question, or the text of a note."""
    ask_of_other: _Long = ""
    hint: _Long = ""
    """A line more: an example, what is meant."""


class Choice(_Part, frozen=True):
    """An answer that can be chosen."""

    code: Code
    labels: Labels
    also: dict[Language, tuple[_Short, ...]] = {}
    """Other words for it that people write."""
    points: Annotated[int, msgspec.Meta(ge=0, le=100)] | None = None
    """What it adds to a score."""


class Column(_Part, frozen=True):
    """A column of a list, such as the phone number of a contact."""

    key: Key
    labels: Labels
    required: bool = False


class Condition(_Part, frozen=True):
    """Ask an item only if the answer to an earlier one is one of these."""

    key: Key
    codes: Annotated[tuple[Code, ...], msgspec.Meta(min_length=1, max_length=_MOST_CHOICES)]


class Item(_Part, frozen=True):
    """One thing that is asked, or said."""

    key: Key
    kind: AnswerKind = AnswerKind.TEXT
    words: dict[Language, Wording] = {}
    about_health: bool = True
    """Whether it is sealed as health: hidden from reception, never repeated in the chat unless asked."""
    read_by: ReadBy = ReadBy.CLINICIANS
    required: bool = True
    only_if: Condition | None = None
    visits: Annotated[tuple[Code, ...], msgspec.Meta(max_length=20)] = ()
    """The types of visit that it belongs to; none: all of them."""
    is_off: bool = False
    """Whether it is no longer asked. What was answered stays, and so does the key."""
    choices: Annotated[tuple[Choice, ...], msgspec.Meta(max_length=_MOST_CHOICES)] = ()
    columns: Annotated[tuple[Column, ...], msgspec.Meta(max_length=_MOST_COLUMNS)] = ()
    unit: Annotated[str, msgspec.Meta(max_length=40)] = ""
    """The unit of a number, in UCUM: `kg`, `cm`, `a` (years). FHIR writes it so."""
    unit_labels: Labels = {}
    """What people call the unit; without a label it is its code."""
    least: Annotated[str, msgspec.Meta(pattern=r"\A(|-?[0-9]{1,9}(\.[0-9]{1,4})?)\Z")] = ""
    most: Annotated[str, msgspec.Meta(pattern=r"\A(|-?[0-9]{1,9}(\.[0-9]{1,4})?)\Z")] = ""
    decimals: Annotated[int, msgspec.Meta(ge=0, le=4)] = 0
    longest: Annotated[int, msgspec.Meta(ge=1, le=4000)] = 1000
    """The most characters of a text."""
    is_listed: bool = False
    """Whether the list of patients has it as a column and a filter."""

    @property
    def is_shipped(self) -> bool:
        """Return whether every clinic has the item."""
        return self.key in SHIPPED_KEYS

    @property
    def asks(self) -> bool:
        """Return whether it is asked, and not only said."""
        return self.kind is not AnswerKind.NOTE

    @property
    def is_open(self) -> bool:
        """Return whether reception reads the answer, so that it is kept apart from health."""
        return not self.about_health and self.read_by is ReadBy.EVERYONE

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of the answers that can be chosen."""
        if self.kind is AnswerKind.YES_NO:
            return (YES, NO)
        return tuple(choice.code for choice in self.choices)


YES: Final = "yes"
NO: Final = "no"


class Visit(_Part, frozen=True):
    """A type of visit: an item may belong to some of them only."""

    code: Code
    labels: Labels


class Score(_Part, frozen=True):
    """A sum of the points of chosen answers, for clinicians. It is no diagnosis."""

    key: Key
    labels: Labels
    of: Annotated[tuple[Key, ...], msgspec.Meta(min_length=1, max_length=_MOST_ITEMS)]


class Definition(_Part, frozen=True):
    """Everything that a clinic asks, in order. Two that ask the same are equal."""

    items: Annotated[tuple[Item, ...], msgspec.Meta(max_length=_MOST_ITEMS)]
    visits: Annotated[tuple[Visit, ...], msgspec.Meta(max_length=20)] = ()
    scores: Annotated[tuple[Score, ...], msgspec.Meta(max_length=20)] = ()

    def item(self, key: str) -> Item | None:
        """Return the item with this key, if there is one."""
        return next((item for item in self.items if item.key == key), None)

    @property
    def own(self) -> Iterator[Item]:
        """Return the clinic's own items."""
        return (item for item in self.items if not item.is_shipped)


class Malformed(ValueError):
    """Say where a definition is not what one looks like.

    `code` names what is wrong: `too_long`, `no_json` or `not_well_formed`.
    """

    def __init__(self, said: str, code: str = "not_well_formed") -> None:
        super().__init__(said)
        self.code = code


def read(stored: bytes | str | Mapping[str, object]) -> Definition:
    """Read a definition as JSON, or what JSON says.

    Raises:
        Malformed: it is too long, no JSON, or has a part that no definition has.
    """
    try:
        if isinstance(stored, bytes | str):
            if len(stored if isinstance(stored, bytes) else stored.encode()) > MOST_BYTES:
                raise Malformed(f"it is longer than {MOST_BYTES} bytes", "too_long")
            return msgspec.json.decode(stored, type=Definition)
        return msgspec.convert(stored, Definition)
    except (msgspec.ValidationError, RecursionError) as problem:
        raise Malformed(str(problem)) from None
    except (msgspec.DecodeError, UnicodeError) as problem:
        raise Malformed(str(problem), "no_json") from None


def written(definition: Definition) -> dict[str, object]:
    """Return what JSON says of a definition."""
    said: dict[str, object] = msgspec.to_builtins(definition)
    return said


def text_of(definition: Definition) -> str:
    """Return a definition as JSON."""
    return msgspec.json.encode(definition).decode()


def decimal(text: str) -> Decimal | None:
    """Return a bound as a number; None where there is none."""
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
