"""Read what a text says of danger, by groups of words that come together.

Each language lists groups of words in `cries`. A hit is sure or doubtful, or it is denied or past.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, Self

from app.intake.cries import Danger
from app.intake.cries.groups import Fits, Forms, Group, Hit, Search, Weight
from app.intake.keywords import MOST_READ, plain
from app.intake.lexicon import LEXICONS
from app.intake.near_words import NearWords

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.intake.cries import DangerWords


class Hearing(NamedTuple):
    """Say which danger was heard, whether for sure, and in which language."""

    danger: Danger
    sure: bool
    language: str
    now: bool = False
    """Whether a word says that it is happening now."""


class Verdict(StrEnum):
    """Name the strongest thing that the rules say of a text."""

    SILENT = "silent"
    DENIED = "denied"
    """What was hit is denied, past or a turn of speech."""
    DOUBTFUL = "doubtful"
    SURE = "sure"
    NOW = "now"
    """What is sure comes with a word that says that it is happening."""


class Said(NamedTuple):
    """Hold what the rules say of a text, in each language that is understood."""

    heard: tuple[Hearing, ...]
    verdict: Verdict


def read(clauses: Sequence[list[Word]]) -> Said:
    """Return what the rules say of a text, which `clauses` has divided."""
    hits = list(dict.fromkeys(heard for code in LEXICONS for heard in _listener(code).hear(clauses)))
    heard = tuple(hit for hit in hits if hit is not None)
    sure = [hit for hit in heard if hit.sure]
    if sure:
        return Said(heard, Verdict.NOW if any(hit.now for hit in sure) else Verdict.SURE)
    if heard:
        return Said(heard, Verdict.DOUBTFUL)
    return Said((), Verdict.DENIED if hits else Verdict.SILENT)


# A text is read in clauses, and a clause in segments: a "no" or a "last year" reaches no further.

ENDS = re.compile(r"[.;!?¿¡…\n。！？؟]+(?!\d)|\s[-–—]+\s")
PAUSES = re.compile(r"[,:/()，、]+(?!\d)")
RUN = re.compile(r"(\D)\1{2,}")
FIGURES_AS_LETTERS = str.maketrans("013457$@", "oieastsa")
SIGNS = {"🆘": " sos "}
# In a text of so few characters, exclamation marks and line ends do not end a clause: "Help! Please!"
SHORT = 32
SHOUTS = re.compile(r"[!¡\n]+")


class Word(NamedTuple):
    """Hold a word of the text, as it is compared, and the segment that it is in."""

    text: str
    segment: int


def clauses(text: str) -> list[list[Word]]:
    """Divide a text into clauses of plain words."""
    return list(_clauses(text[:MOST_READ]))


def _clauses(text: str) -> Iterator[list[Word]]:
    for sign, said in SIGNS.items():
        text = text.replace(sign, said)
    if len(text) <= SHORT:
        text = SHOUTS.sub(",", text)
    for clause in ENDS.split(text):
        segments = (plain(segment).split() for segment in PAUSES.split(clause))
        words = [Word(_evened(word), place) for place, segment in enumerate(segments) for word in segment]
        if words:
            yield words


def _from_first_segment(words: list[Word]) -> list[Word]:
    """Return words with their segments counted from that of the first."""
    first = words[0].segment
    return [Word(word.text, word.segment - first) for word in words]


def _evened(word: str) -> str:
    """Undo drawn-out letters ("heeelp") and figures for letters ("k1ll")."""
    is_mixed = not word.isalpha() and any(map(str.isdecimal, word)) and any(map(str.isalpha, word))
    if is_mixed:
        word = word.translate(FIGURES_AS_LETTERS)
    return RUN.sub(r"\1", word)


# How far a denial reaches.
REACH, REACH_IN_A_LIST = 4, 10
SHORTEST_JOINED = 6
SHORTEST_PART = 4
# A clause without an end is read in pieces, so that the work grows with its length and not with its square.
AT_ONCE, OVERLAP = 60, 12


@dataclass(frozen=True, slots=True)
class _Listener:
    """Listen in one language."""

    code: str
    words: _Known
    dangers: Search
    kinds: tuple[Danger, ...]
    history: Search
    at_once: Search
    known_words: frozenset[str]
    """Words of any language, which are not taken for typing errors."""

    def hear(self, clauses: Sequence[list[Word]]) -> Iterator[Hearing | None]:
        """Yield what is heard, and None for a hit that does not count.

        The same words say the same, so each piece is read once, and each word looked up once, however often they come.
        """
        total, heard, fits = sum(map(len, clauses)), set[tuple[object, ...]](), Fits()
        for clause in clauses:
            for part in self._parted(clause):
                words = [piece for word in part for piece in self._split(word)]
                alone = len(part) == total
                for start in range(0, len(words), AT_ONCE):
                    piece = _from_first_segment(words[start : start + AT_ONCE + OVERLAP])
                    if (key := (alone, *piece)) not in heard:
                        heard.add(key)
                        yield from self._hear_in(piece, fits, alone=alone)

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

    def _hear_in(self, words: list[Word], fits: Fits, *, alone: bool) -> Iterator[Hearing | None]:
        plain_words = [(word.text, word.text not in self.known_words) for word in words]
        joined = ["", *(self._joined(one.text, other.text) for one, other in pairwise(words))]
        hits = tuple(self.dangers.find(plain_words, joined, fits))
        if not hits:  # nearly every text has none, so its setting need not be read
            return
        exact = [(word.text, False) for word in words]
        setting = _Setting(
            words, self.words, tuple(self.history.find(exact)), tuple(self.at_once.find(exact)), alone
        )
        for hit in hits:
            sure = setting.judge(hit)
            is_now = bool(setting.at_once)
            yield (
                None
                if sure is None
                else Hearing(self.kinds[hit.number], sure and not hit.mistyped, self.code, is_now)
            )

    def _split(self, word: Word) -> list[Word]:
        """Split what was written as one word ("heartattack")."""
        known = self.dangers.by_word
        if word.text not in known and len(word.text) >= 2 * SHORTEST_PART:
            for at in range(SHORTEST_PART, len(word.text) - SHORTEST_PART + 1):
                if word.text[:at] in known and word.text[at:] in known:
                    return [Word(word.text[:at], word.segment), Word(word.text[at:], word.segment)]
        return [word]

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
    wills: frozenset[str]
    fillers: frozenset[str]
    near_fillers: NearWords

    @classmethod
    def of(cls, words: DangerWords) -> Self:
        """Read the lists of a language."""
        return cls(
            _single(words.denials),
            _single(words.doubts),
            _single(words.starts),
            _single(words.contrasts),
            _single(words.joins),
            _single(words.wills),
            _single(words.fillers),
            NearWords(words.fillers.split()),
        )


def _single(words: str) -> frozenset[str]:
    return frozenset(words.split())


@dataclass(frozen=True, slots=True)
class _Setting:
    """Judge a hit by the words around it."""

    words: Sequence[Word]
    known: _Known
    history: tuple[Hit, ...]
    at_once: tuple[Hit, ...]
    alone: bool

    def judge(self, hit: Hit) -> bool | None:
        """Return whether a hit is sure or doubtful; None if it does not count."""
        group = hit.group
        if group.in_order and len(self._segments(hit)) > 1:
            return None
        if (group.alone and not self._is_alone(hit)) or self.is_denied(hit):
            return None
        is_now = self._is_at_once(hit)
        is_weak = Weight.WEAK in group.weights
        if is_weak and not (is_now or self._is_alone(hit) or self._is_personal(hit)):
            return None
        past = self._past(hit, is_now=is_now)
        if past is Weight.SYMPTOM:
            return False if is_now and not is_weak else None
        if past is Weight.DOUBT and not is_now and Weight.EVENT not in group.weights:
            return None
        is_doubtful = is_weak or past is Weight.WEAK
        return Weight.DOUBT not in group.weights and (is_now or not is_doubtful)

    def _segments(self, hit: Hit) -> set[int]:
        return {self.words[place].segment for place in hit.places}

    def _is_alone(self, hit: Hit) -> bool:
        """Return whether the rest of the message says nothing more."""
        others = (word.text for place, word in enumerate(self.words) if place not in hit.places)
        return self.alone and all(
            word in self.known.fillers or self.known.near_fillers.of(word) for word in others
        )

    def _is_personal(self, hit: Hit) -> bool:
        """Return whether the hit is said of somebody ("my wife …", "she is …")."""
        here = self._segments(hit)
        return any(word.segment in here and word.text in self.known.starts for word in self.words)

    def _is_at_once(self, hit: Hit) -> bool:
        here = self._segments(hit)
        taken = {place for sign in self.history if sign.group.alone for place in sign.places}
        taken.update(hit.places)
        return any(self._segments(sign) & here and not set(sign.places) & taken for sign in self.at_once)

    def _past(self, hit: Hit, *, is_now: bool) -> Weight | None:
        """Return the strongest sign of the past that reaches the hit."""
        here, first = self._segments(hit), hit.places[0]
        starts_new = is_now or any(
            word.text in self.known.starts
            for place, word in enumerate(self.words)
            if word.segment == min(here) and place < first
        )
        is_weak = Weight.WEAK in hit.group.weights
        reaching = {
            next(iter(sign.group.weights), Weight.SYMPTOM)
            for sign in self.history
            if not set(sign.places) <= set(hit.places)
            and (not sign.group.alone or set(sign.places) & set(hit.places))
            and (
                self._segments(sign) & here
                or is_weak
                or (max(sign.places) < first and not starts_new and not self._is_told_before(sign, first))
                or self._is_afterthought(sign, here)
            )
        }
        return next(
            (weight for weight in (Weight.SYMPTOM, Weight.DOUBT, Weight.WEAK) if weight in reaching), None
        )

    def _is_told_before(self, sign: Hit, first: int) -> bool:
        """Return whether the hit says "no" or "can't" after a past tense."""
        begins = self.known.denials | self.known.wills
        return Weight.DOUBT in sign.group.weights and self.words[first].text in begins

    def _is_afterthought(self, sign: Hit, here: set[int]) -> bool:
        """Return whether the sign follows and says nothing else ("…, in 2015")."""
        segment = min(self._segments(sign))
        words = [word.text for word in self.words if word.segment == segment]
        return segment == max(here) + 1 and not any(word in self.known.starts for word in words)

    def is_denied(self, hit: Hit) -> bool:
        """Return whether a "no" reaches the hit."""
        within = range(hit.places[0], hit.places[-1])
        inside = any(self._denies(place) for place in within if place not in hit.places)
        says_no = any(self.words[place].text in self.known.denials for place in hit.places)
        after = not says_no and self._is_denied_after(hit.places[-1])
        return inside or after or self._is_denied_before(hit.places[0], says_no=says_no)

    def _denies(self, place: int) -> bool:
        """Return whether the word is a "no" that is not one of "not sure" or "no, …"."""
        if self.words[place].text not in self.known.denials or place + 1 >= len(self.words):
            return False
        following = self.words[place + 1]
        is_doubt = following.text in self.known.doubts or following.text in self.known.starts
        return following.segment == self.words[place].segment and not is_doubt

    def _is_denied_before(self, first: int, *, says_no: bool) -> bool:
        """Return whether a "no" before the hit reaches it.

        A "no" in an earlier segment does not reach a hit that says no.
        """
        segment = self.words[first].segment
        begins_again = self.words[first].text in self.known.wills
        for back in range(1, min(first, REACH_IN_A_LIST) + 1):
            place = first - back
            if (says_no or begins_again) and self.words[place].segment != segment:
                return False
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
    forms = Forms.of(words)
    return _Listener(
        code,
        _Known.of(words),
        Search(now + self_harm, forms),
        (Danger.NOW,) * len(now) + (Danger.SELF_HARM,) * len(self_harm),
        Search(Group.read_all(words.history)),
        Search(Group.read_all(words.at_once)),
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
