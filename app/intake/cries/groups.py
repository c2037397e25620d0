"""Find groups of words that come together in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, Self

from app.intake.near_words import NearWords, begins_alike

if TYPE_CHECKING:
    from app.intake.cries import DangerWords

# The notation of the lists.


class Weight(Enum):
    """Say how much a group of words counts."""

    SYMPTOM = ""
    """It counts less after a denial, or with words about the past."""
    EVENT = "!"
    """People tell of a recent event in the past tense, so only words such as "years ago" make it count less."""
    WEAK = "?"
    """The name of an illness: it counts alone, or with a person or a word for now."""
    DOUBT = "~"
    """Always asked about. It may be an event as well."""


SPARE = 4  # how many other words may be among those of a group
BETWEEN = 1  # and how many between two that come in order


# Among the signs of the past, an unmarked one is years ago. A DOUBT is a past tense, which an event or a word for now
# overrules. A WEAK one ("sometimes") only makes a hit doubtful. `=` marks a turn of speech ("dying to …"), which reaches
# only a hit that shares a word with it.


@dataclass(frozen=True, slots=True)
class Group:
    """Hold the words that must come together.

    Marks come first: a weight, `>` for "in this order", `=` for "and nothing else". Then comes one slot for each word,
    with `/` between choices. `#` is a year, and `@` a number from ten up.
    """

    slots: tuple[frozenset[str], ...]
    weights: frozenset[Weight]
    in_order: bool = False
    alone: bool = False

    @classmethod
    def read(cls, written: str) -> Group:
        """Read the notation."""
        marks = written[: len(written) - len(written.lstrip("!?~>="))]
        weights = frozenset(weight for weight in Weight if weight.value and weight.value in marks)
        slots = tuple(frozenset(slot.split("/")) for slot in written[len(marks) :].split())
        return cls(slots, weights, ">" in marks, "=" in marks)

    @classmethod
    def read_all(cls, listed: str) -> tuple[Group, ...]:
        """Read a list of groups with | between them."""
        groups = (" ".join(re.sub(r"/\s+", "/", group).split()) for group in listed.split("|"))
        return tuple(cls.read(group) for group in groups if not group.startswith(";"))


class Hit(NamedTuple):
    """Hold where a group was found, and whether a word of it was mistyped."""

    number: int
    group: Group
    places: tuple[int, ...]
    mistyped: bool


SHORTEST_STEM = 4
# How many words may be between a pronoun and its verb: "me voy a matar".
PRONOUN_BEFORE = 4


@dataclass(frozen=True, slots=True)
class Forms:
    """Know which words of a language are forms of another."""

    same: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sounds: tuple[tuple[re.Pattern[str], str], ...] = ()
    pronouns: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()

    @classmethod
    def of(cls, words: DangerWords) -> Self:
        """Read the lists of a language."""
        meant: dict[str, tuple[str, ...]] = {}
        for known, _, typed in (entry.partition(":") for entry in words.same.split("|")):
            for word in typed.split():
                meant[word] = (*meant.get(word, ()), known.strip())
        pairs = (pair.split() for pair in words.sounds.split("|") if pair.strip())
        alike = tuple((re.compile(pair[0]), "".join(pair[1:])) for pair in pairs)
        return cls(meant, alike, tuple(words.pronouns.split()), tuple(words.infinitives.split()))

    def others(self, word: str) -> Iterator[str]:
        """Yield the words that a typed one is a form of."""
        yield from self.same.get(word, ())
        for pronoun in self.pronouns:
            if word.endswith(pronoun) and len(word) - len(pronoun) >= SHORTEST_STEM:
                yield word.removesuffix(pronoun)

    def with_pronouns(self, words: Sequence[str]) -> Iterator[str]:
        """Yield the last of some words, joined with the pronouns before it."""
        if self.verbs and words[-1].endswith(self.verbs):
            yield from (f"{words[-1]}{word}" for word in words[:-1] if word in self.pronouns)

    def sound(self, word: str) -> str:
        """Return how a word sounds."""
        for letters, sound in self.sounds:
            word = letters.sub(sound, word)
        return word


Fit = tuple[tuple[int, int], bool]
"""A group and its slot that a word fits, and whether it is mistyped."""


class Fits(dict[tuple[str, bool], tuple[list[Fit], list[Fit]]]):
    """Hold what the words of one text fit, so that each is looked up once."""


@dataclass(slots=True)
class Search:
    """Find groups in a clause, in one pass over its words."""

    groups: tuple[Group, ...]
    forms: Forms = field(default_factory=Forms)
    by_word: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    by_sound: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    near: NearWords = field(default_factory=lambda: NearWords(()))

    def __post_init__(self) -> None:
        for number, group in enumerate(self.groups):
            for place, slot in enumerate(group.slots):
                for word in slot:
                    self.by_word.setdefault(word, []).append((number, place))
        for word, slots in self.by_word.items() if self.forms.sounds else ():
            self.by_sound.setdefault(self.forms.sound(word), []).extend(slots)
        self.near = NearWords(self.by_word)

    def slots(self, word: str) -> list[tuple[int, int]]:
        """Return the groups and their slots that the word fits."""
        found = list(self.by_word.get(word, ()))
        for sign in _signs(word) if word[0].isdecimal() else ():
            found += self.by_word.get(sign, ())
        for other in self.forms.others(word):
            found += self.by_word.get(other, ())
        return found

    def sounding_like(self, word: str) -> list[tuple[int, int]]:
        """Return the slots of the words that sound like a misspelled one."""
        return self.by_sound.get(self.forms.sound(word), []) if self.by_sound else []

    def find(
        self, words: Sequence[tuple[str, bool]], joined: Sequence[str] = (), fits: Fits | None = None
    ) -> Iterator[Hit]:
        """Yield the hits in the words, each with whether it may be mistyped.

        `joined` has, for each word, the word that it makes together with the one before ("my self"). `fits` holds what
        this search has looked up in the same text before.
        """
        looked_up = Fits() if fits is None else fits
        seen: dict[int, dict[int, _Path]] = {}
        bare = [word for word, _ in words]
        for here, (word, may_err) in enumerate(words):
            with_others = [joined[here]] if joined and joined[here] else []
            with_others += self.forms.with_pronouns(bare[max(0, here - PRONOUN_BEFORE) : here + 1])
            if (word, may_err) not in looked_up:
                looked_up[word, may_err] = self._fitting(word, may_err)
            exact, mistyped = looked_up[word, may_err]
            made = [(slot, False) for other in with_others for slot in self.by_word.get(other, ())]
            fitting = (*exact, *made, *mistyped)
            for (number, slot), erred in sorted(fitting, key=_later_slot_first):
                group, paths = self.groups[number], seen.setdefault(number, {})
                path = _Path((here,), erred)
                if group.in_order and slot:
                    before = paths.get(slot - 1)
                    if before is None or not 0 < here - before.places[-1] <= BETWEEN + 1:
                        continue
                    path = _Path((*before.places, here), before.erred or erred)
                paths[slot] = path
                hit = self._complete(number, paths, here)
                if hit:
                    yield hit

    def _fitting(self, word: str, may_err: bool) -> tuple[list[Fit], list[Fit]]:
        """Return what a word fits, and what it fits if it is mistyped."""
        exact = self.slots(word)
        if may_err or exact:
            exact = [*exact, *self.sounding_like(word)]
        meant = self.near.of(word) if may_err and not exact else ()
        mistyped = [
            (slot, True)
            for each in meant
            for slot in self.by_word[each]
            if begins_alike(word, each) or self._has_more(slot)
        ]
        return [(slot, False) for slot in exact], mistyped

    def _has_more(self, slot: tuple[int, int]) -> bool:
        return len(self.groups[slot[0]].slots) > 1

    def _complete(self, number: int, paths: dict[int, _Path], here: int) -> Hit | None:
        group = self.groups[number]
        if group.in_order:
            path = paths.get(len(group.slots) - 1)
            is_new = path is not None and path.places[-1] == here
            return Hit(number, group, path.places, path.erred) if path and is_new else None
        if len(paths) < len(group.slots):
            return None
        places = tuple(sorted({path.places[0] for path in paths.values()}))
        if len(places) < len(group.slots) or here - places[0] >= len(group.slots) + SPARE:
            return None
        return Hit(number, group, places, any(path.erred for path in paths.values()))


class _Path(NamedTuple):
    """Hold where the words of a group were found so far."""

    places: tuple[int, ...]
    erred: bool


def _signs(word: str) -> Iterator[str]:
    return (sign for sign, fits in FIGURES.items() if fits.fullmatch(word))


def _later_slot_first(fit: tuple[tuple[int, int], bool]) -> int:
    return -fit[0][1]


YEAR = re.compile(r"(?:19|20)\d\d")
FROM_TEN_UP = re.compile(r"[1-9]\d{1,2}")
FIGURES = {"#": YEAR, "@": FROM_TEN_UP}
