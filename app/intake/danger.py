"""Hear in a message that a life is at risk, or that somebody may harm themselves.

Each language lists groups of words in `lexicon`. A sure hit is acted upon, and a doubtful one is asked about. What a
patient denies or tells of the past raises nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from enum import Enum
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Self

from app.intake.keywords import MOST_READ, plain
from app.intake.lexicon import LEXICONS
from app.intake.misspelt import NearWords, begins_alike
from app.intake.model import Danger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.intake.lexicon import DangerWords


@dataclass(frozen=True, slots=True)
class Hearing:
    """Say which danger was heard, whether for sure, and in which language."""

    danger: Danger
    sure: bool
    language: str


def hear(text: str, languages: Iterable[str]) -> Hearing | None:
    """Return the danger in a text.

    A sure hit counts more than a doubtful one, then self-harm more than the rest.
    """
    clauses = list(_clauses(text[:MOST_READ]))
    found = [heard for code in dict.fromkeys(languages) for heard in _listener(code).hear(clauses)]
    return max(found, key=lambda heard: (heard.sure, heard.danger is Danger.SELF_HARM), default=None)


# A text is read in clauses, and a clause in segments: a "no" or a "last year" reaches no further.

ENDS = re.compile(r"[.;!?¿¡…\n。！？؟]+(?!\d)|\s[-–—]+\s")
PAUSES = re.compile(r"[,:/()，、]+(?!\d)")
RUN = re.compile(r"(\D)\1{2,}")
FIGURES_AS_LETTERS = str.maketrans("013457$@", "oieastsa")
SIGNS = {"🆘": " sos "}


@dataclass(frozen=True, slots=True)
class Word:
    """Hold a word of the text, as it is compared, and the segment in which it stands."""

    text: str
    segment: int


def _clauses(text: str) -> Iterator[list[Word]]:
    for sign, said in SIGNS.items():
        text = text.replace(sign, said)
    for clause in ENDS.split(text):
        segments = (plain(segment).split() for segment in PAUSES.split(clause))
        words = [Word(_evened(word), place) for place, segment in enumerate(segments) for word in segment]
        if words:
            yield words


def _evened(word: str) -> str:
    """Undo drawn-out letters ("heeelp") and figures for letters ("k1ll")."""
    if any(char.isdecimal() for char in word) and any(char.isalpha() for char in word):
        word = word.translate(FIGURES_AS_LETTERS)
    return RUN.sub(r"\1", word)


# The notation of the lists.


class Weight(Enum):
    """Say how much a group of words counts."""

    SYMPTOM = ""
    """Lowered by a denial, and by what tells of the past."""
    EVENT = "!"
    """What has just happened is told in the past tense: only years ago lowers it."""
    WEAK = "?"
    """The name of an illness: it counts alone, or with a word for now."""
    DOUBT = "~"
    """Always asked about."""


SPARE = 4  # so many other words may stand among those of a group
BETWEEN = 1  # and so many between two that come in order


# Among the signs of the past, an unmarked one is years ago. A DOUBT is a past tense, which an event or a word for now
# overrules. A WEAK one ("sometimes") only makes a hit doubtful.


@dataclass(frozen=True, slots=True)
class Group:
    """Hold the words that must come together.

    Marks come first: a weight, `>` for "in this order", `=` for "and nothing else". Then comes one slot for each word,
    with `/` between choices and `*` for any ending. `#` is a year, and
    `@` a number from ten up.
    """

    slots: tuple[frozenset[str], ...]
    weight: Weight = Weight.SYMPTOM
    in_order: bool = False
    alone: bool = False

    @classmethod
    def read(cls, written: str) -> Group:
        """Read the notation."""
        marks, weight = written[: len(written) - len(written.lstrip("!?~>="))], Weight.SYMPTOM
        for mark in Weight:
            if mark.value and mark.value in marks:
                weight = mark
        slots = tuple(frozenset(slot.split("/")) for slot in written[len(marks) :].split())
        return cls(slots, weight, ">" in marks, "=" in marks)

    @classmethod
    def read_all(cls, listed: str) -> tuple[Group, ...]:
        """Read a list, a group a line."""
        lines = (line.strip() for line in listed.strip().splitlines())
        whole = "\n".join(line for line in lines if not line.startswith(";"))
        return tuple(map(cls.read, whole.replace("\n/", "/").replace("\n+", " ").splitlines()))


@dataclass(frozen=True, slots=True)
class Hit:
    """Hold where a group was found, and whether a word of it was mistyped."""

    number: int
    group: Group
    places: tuple[int, ...]
    mistyped: bool


@dataclass(slots=True)
class _Search:
    """Find groups in a clause, in one pass over its words."""

    groups: tuple[Group, ...]
    by_word: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    by_stem: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    near: NearWords = field(default_factory=lambda: NearWords(()))

    def __post_init__(self) -> None:
        for number, group in enumerate(self.groups):
            for place, slot in enumerate(group.slots):
                for word in slot:
                    index = self.by_stem if word.endswith("*") else self.by_word
                    index.setdefault(word.rstrip("*"), []).append((number, place))
        self.near = NearWords(self.by_word)

    def slots(self, word: str) -> list[tuple[int, int]]:
        """Return the groups and their slots that the word fits."""
        ends = range(2, len(word) + 1)
        stems = (slot for end in ends if (found := self.by_stem.get(word[:end])) for slot in found)
        signs = (sign for sign, fits in FIGURES.items() if fits.fullmatch(word))
        return [slot for known in (word, *signs) for slot in self.by_word.get(known, ())] + [*stems]

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


# How far a denial reaches.
REACH, REACH_IN_A_LIST = 4, 10
SHORTEST_JOINED = 6


@dataclass(frozen=True, slots=True)
class _Listener:
    """Listen in one language."""

    code: str
    words: _Known
    dangers: _Search
    kinds: tuple[Danger, ...]
    history: _Search
    at_once: _Search
    known_words: frozenset[str]
    """Words of any language that are no typing error."""

    def hear(self, clauses: Sequence[list[Word]]) -> Iterator[Hearing]:
        """Yield what is heard."""
        total = sum(map(len, clauses))
        for clause in clauses:
            for part in self._parted(clause):
                yield from self._hear_in(part, alone=len(part) == total)

    def _parted(self, clause: list[Word]) -> Iterator[list[Word]]:
        """Split a clause at "but", and give what follows an "and" a segment of its own."""
        part: list[Word] = []
        more = 0
        for word in clause:
            if word.text in self.words.contrasts:
                if part:
                    yield part
                part = []
                continue
            more += word.text in self.words.joins
            part.append(Word(word.text, word.segment + more))
        if part:
            yield part

    def _hear_in(self, words: list[Word], *, alone: bool) -> Iterator[Hearing]:
        plain_words = [(word.text, word.text not in self.known_words) for word in words]
        joined = ["", *(self._joined(one.text, other.text) for one, other in pairwise(words))]
        hits = list(self.dangers.find(plain_words, joined))
        if not hits:
            return
        exact = [(word.text, False) for word in words]
        setting = _Setting(
            words, self.words, tuple(self.history.find(exact)), tuple(self.at_once.find(exact)), alone
        )
        for hit in hits:
            sure = setting.judge(hit)
            if sure is not None:
                kind = self.kinds[hit.number]
                yield Hearing(kind, sure and not hit.mistyped, self.code)

    def _joined(self, one: str, other: str) -> str:
        both = one + other
        return both if len(both) >= SHORTEST_JOINED and both in self.dangers.by_word else ""


@dataclass(frozen=True, slots=True)
class _Known:
    """Hold the single words of a language that change what a hit means."""

    denials: frozenset[str]
    doubts: frozenset[str]
    starts: frozenset[str]
    contrasts: frozenset[str]
    joins: frozenset[str]
    fillers: frozenset[str]

    @classmethod
    def of(cls, words: DangerWords) -> Self:
        """Read the lists of a language."""
        return cls(*(frozenset(getattr(words, item.name).split()) for item in fields(cls)))


@dataclass(frozen=True, slots=True)
class _Setting:
    """Judge a hit by the words around it."""

    words: Sequence[Word]
    known: _Known
    history: tuple[Hit, ...]
    at_once: tuple[Hit, ...]
    alone: bool

    def judge(self, hit: Hit) -> bool | None:
        """Return whether a hit is sure, or None if it is nothing."""
        group = hit.group
        if group.in_order and len(self._segments(hit)) > 1:
            return None
        if (group.alone and not self._is_alone(hit)) or self._is_denied(hit):
            return None
        is_now = self._is_at_once(hit)
        if group.weight is Weight.WEAK and not is_now and not self._is_alone(hit):
            return None
        past = self._past(hit, is_now=is_now)
        if past is Weight.SYMPTOM:
            return False if is_now and group.weight is not Weight.WEAK else None
        if past is Weight.DOUBT and not is_now and group.weight is not Weight.EVENT:
            return None
        is_doubtful = group.weight is Weight.DOUBT or (group.weight is Weight.WEAK and not is_now)
        is_doubtful = is_doubtful or (past is Weight.WEAK and not is_now)
        return not is_doubtful

    def _segments(self, hit: Hit) -> set[int]:
        return {self.words[place].segment for place in hit.places}

    def _is_alone(self, hit: Hit) -> bool:
        """Return whether the rest of the message says nothing more."""
        others = (word.text for place, word in enumerate(self.words) if place not in hit.places)
        return self.alone and all(word in self.known.fillers for word in others)

    def _is_at_once(self, hit: Hit) -> bool:
        here = self._segments(hit)
        return any(
            self._segments(sign) & here and not set(sign.places) & set(hit.places) for sign in self.at_once
        )

    def _past(self, hit: Hit, *, is_now: bool) -> Weight | None:
        """Return the strongest sign of the past that reaches the hit."""
        here, first = self._segments(hit), hit.places[0]
        starts_new = is_now or any(
            word.text in self.known.starts
            for place, word in enumerate(self.words)
            if word.segment == min(here) and place < first
        )
        is_weak = hit.group.weight is Weight.WEAK
        reaching = [
            sign.group.weight
            for sign in self.history
            if not set(sign.places) <= set(hit.places)
            and (
                self._segments(sign) & here
                or is_weak
                or (max(sign.places) < first and not starts_new)
                or self._is_afterthought(sign, here)
            )
        ]
        return next(
            (weight for weight in (Weight.SYMPTOM, Weight.DOUBT, Weight.WEAK) if weight in reaching), None
        )

    def _is_afterthought(self, sign: Hit, here: set[int]) -> bool:
        """Return whether the sign follows and says nothing else ("…, in 2015")."""
        segment = min(self._segments(sign))
        words = [word.text for word in self.words if word.segment == segment]
        return segment == max(here) + 1 and not any(word in self.known.starts for word in words)

    def _is_denied(self, hit: Hit) -> bool:
        within = range(hit.places[0], hit.places[-1])
        inside = any(self._denies(place) for place in within if place not in hit.places)
        says_no = any(self.words[place].text in self.known.denials for place in hit.places)
        after = not says_no and self._is_denied_after(hit.places[-1])
        return inside or after or self._is_denied_before(hit.places[0])

    def _denies(self, place: int) -> bool:
        """Return whether the word is a "no" that is not one of "not sure" or "no, …"."""
        if self.words[place].text not in self.known.denials or place + 1 >= len(self.words):
            return False
        following = self.words[place + 1]
        is_doubt = following.text in self.known.doubts or following.text in self.known.starts
        return following.segment == self.words[place].segment and not is_doubt

    def _is_denied_before(self, first: int) -> bool:
        segment = self.words[first].segment
        for back in range(1, min(first, REACH_IN_A_LIST) + 1):
            place = first - back
            if self._denies(place):
                return True
            is_far = back >= REACH and self.words[place].segment == segment
            if is_far or self.words[place].text in self.known.starts:
                return False
        return False

    def _is_denied_after(self, last: int) -> bool:
        """Return whether a bare "no" follows ("chest pain: no")."""
        after = self.words[last + 1 : last + 3]
        if not after or after[0].text not in self.known.denials:
            return False
        return len(after) == 1 or after[1].segment != after[0].segment


@cache
def _listener(code: str) -> _Listener:
    words = LEXICONS[code].danger
    now, self_harm = Group.read_all(words.now), Group.read_all(words.self_harm)
    return _Listener(
        code,
        _Known.of(words),
        _Search(now + self_harm),
        (Danger.NOW,) * len(now) + (Danger.SELF_HARM,) * len(self_harm),
        _Search(Group.read_all(words.history)),
        _Search(Group.read_all(words.at_once)),
        _known_words(),
    )


@cache
def _known_words() -> frozenset[str]:
    return frozenset(word for lexicon in LEXICONS.values() for word in _all_words(lexicon.danger))


def _all_words(words: DangerWords) -> Iterator[str]:
    for listed in (words.now, words.self_harm, words.history, words.at_once):
        for group in Group.read_all(listed):
            yield from (word for slot in group.slots for word in slot)
    for known in (words.denials, words.starts, words.fillers, words.lookalikes):
        yield from known.split()
