"""Find groups of words that come together in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from app.intake.misspelt import NearWords, begins_alike

# The notation of the lists.


class Weight(Enum):
    """Say how much a group of words counts."""

    SYMPTOM = ""
    """Lowered by a denial, and by what tells of the past."""
    EVENT = "!"
    """What has just happened is told in the past tense: only years ago lowers it."""
    WEAK = "?"
    """The name of an illness: it counts alone, or with a person or a word for now."""
    DOUBT = "~"
    """Always asked about. It may be an event as well."""


SPARE = 4  # so many other words may stand among those of a group
BETWEEN = 1  # and so many between two that come in order


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


@dataclass(frozen=True, slots=True)
class Hit:
    """Hold where a group was found, and whether a word of it was mistyped."""

    number: int
    group: Group
    places: tuple[int, ...]
    mistyped: bool


@dataclass(slots=True)
class Search:
    """Find groups in a clause, in one pass over its words."""

    groups: tuple[Group, ...]
    by_word: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    near: NearWords = field(default_factory=lambda: NearWords(()))

    def __post_init__(self) -> None:
        for number, group in enumerate(self.groups):
            for place, slot in enumerate(group.slots):
                for word in slot:
                    self.by_word.setdefault(word, []).append((number, place))
        self.near = NearWords(self.by_word)

    def slots(self, word: str) -> list[tuple[int, int]]:
        """Return the groups and their slots that the word fits."""
        signs = (sign for sign, fits in FIGURES.items() if fits.fullmatch(word))
        return [slot for known in (word, *signs) for slot in self.by_word.get(known, ())]

    def find(self, words: Sequence[tuple[str, bool]], joined: Sequence[str] = ()) -> Iterator[Hit]:
        """Yield the hits in the words, each with whether it may be mistyped.

        `joined` are the words that each makes with the one before, if it makes one ("my self").
        """
        seen: dict[int, dict[int, _Path]] = {}
        for here, (word, may_err) in enumerate(words):
            fitting = self._fitting(word, may_err, joined[here] if joined else "")
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

    def _fitting(self, word: str, may_err: bool, joined: str) -> Iterator[tuple[tuple[int, int], bool]]:
        exact = self.slots(word)
        yield from ((slot, False) for slot in exact)
        if joined:
            yield from ((slot, False) for slot in self.by_word.get(joined, ()))
        if may_err and not exact:
            for meant in self.near.of(word):
                is_alike = begins_alike(word, meant)
                yield from ((slot, True) for slot in self.by_word[meant] if is_alike or self._has_more(slot))

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


@dataclass(frozen=True, slots=True)
class _Path:
    """Hold where the words of a group were found so far."""

    places: tuple[int, ...]
    erred: bool


def _later_slot_first(fit: tuple[tuple[int, int], bool]) -> int:
    return -fit[0][1]


YEAR = re.compile(r"(?:19|20)\d\d")
FROM_TEN_UP = re.compile(r"[1-9]\d{1,2}")
FIGURES = {"#": YEAR, "@": FROM_TEN_UP}
