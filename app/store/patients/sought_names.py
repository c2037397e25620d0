"""Read a name that somebody looks for, and compare it with names on file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import combinations
from typing import Final, Protocol, TypeVar

from app.intake.answers.names import plain_words
from app.intake.ear import of_all
from app.intake.keywords import plain
from app.store.patients import fragments
from app.store.patients.nicknames import also_called, forms_of

Word = tuple[str, ...]
"""A word that was typed, and what else it may be on file: any of them will do."""
Words = tuple[Word, ...]
"""The words of a name, all of which have to be in it."""

_ABROAD: Final = frozenset(
    "herr frau hr fru frk mme mlle monsieur madame mademoiselle mevrouw meneer dhr mevr signor signora signore sig dott"
    " senhor senhora bay bayan ong ba anh chi pan pani sheikh hajj haji hajji ustad sayyid lady lord sister brother"
    " baby patient pt".split()
)
"""Titles of languages in which nobody is asked here."""
_ALSO_NAMES: Final = frozenset(
    "don dona ing sir rev pan ba bay anh chi ong hr lady sister baby pt hajj haji sayyid".split()
)
"""Titles that may be a name, or begin one."""
_ARTICLES: Final = frozenset(("el", "la"))
_WORD: Final = re.compile("[a-z0-9]+")
_VOWELS: Final = re.compile("[aeiouyhw]")
_SOUNDS: Final = (
    ("ph", "f"), ("ck", "k"), ("sch", "s"), ("sh", "s"), ("ch", "k"), ("cz", "k"), ("th", "t"), ("dh", "d"), ("kh", "k"),
    ("q", "k"), ("c", "k"), ("z", "s"), ("v", "f"), ("j", "g"), ("b", "p"), ("x", "ks"),
)  # fmt: skip
_CYRILLIC: Final = str.maketrans(
    {
        letter: latin
        for pair in "аa бb вv гg дd еe ёe жzh зz иi йi кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ъ ыy ь эe юyu яya іi їi єe ґg".split()
        for letter, latin in [(pair[0], pair[1:])]
    }
)
_FEWEST_SOUNDS: Final = 2
_PAIR: Final = 2
_ONE_SLIP: Final = 4
_TWO_SLIPS: Final = 7


class _HasName(Protocol):
    @property
    def name(self) -> object: ...


_Named = TypeVar("_Named", bound=_HasName)


@cache
def _titles() -> frozenset[str]:
    return of_all("titles") | _ABROAD


def readings(typed: str, *, with_forms: bool = False) -> tuple[Words, ...]:
    """Return the ways to read what was typed as a name, without titles.

    Bill may be William. With `with_forms`, William may also be Bill.
    """
    bare = without_titles(typed)
    texts = (bare,) if bare == typed or not _may_be_named(typed) else (typed, bare)
    found = (words for text in texts for words in fragments.readings(text))
    return tuple(
        dict.fromkeys(
            tuple((word, *also_called(word), *(forms_of(word) if with_forms else ())) for word in words)
            for words in found
        )
    )


def without_titles(typed: str) -> str:
    """Return a name without Mr, Sra. or Don; as it was typed if nothing else is in it."""
    written = typed.split()
    is_title = [plain(word) in _titles() for word in written]
    before = [
        plain(word) in _ARTICLES and any(is_title[place + 1 : place + 2])
        for place, word in enumerate(written)
    ]
    left = [word for word, *dropped in zip(written, is_title, before, strict=True) if not any(dropped)]
    return " ".join(left) if any(map(plain_words, left)) else typed


def _may_be_named(typed: str) -> bool:
    return any(plain(word) in _ALSO_NAMES for word in typed.split())


def fit(words: Words, name: str) -> bool:
    """Return whether each word, or another way of it, begins a part of the name."""
    known = fragments.starts(name)
    return all(any(start.startswith(way) for start in known for way in word) for word in words)


def nearly(typed: str) -> tuple[Words, ...]:
    """Return the words as one, and then without each of them, the shortest first."""
    words = readings(typed)[-1]
    if len(words) < _PAIR:
        return ()
    fewer = sorted(combinations(words, len(words) - 1), key=_letters, reverse=True)
    return (((_together(words),),), *fewer)


class NearName:
    """A name that may be typed with a slip of the finger, or as it sounds."""

    def __init__(self, typed: str) -> None:
        ways = (words for words in readings(typed, with_forms=True))
        self._ways = [[[_Likeness(way) for way in word] for word in words] for words in ways]
        self._whole = [_Likeness(_together(words)) for words in readings(typed)]

    def fits(self, name: str) -> bool:
        """Return whether every word that was typed is nearly in a name."""
        parts = _parts(name)
        whole = "".join(parts)
        return any(each.is_like(part) for each in self._whole for part in (*parts, whole)) or any(
            all(any(way.is_like(part) for way in word for part in parts) for word in words)
            for words in self._ways
        )

    def among(self, people: Iterable[_Named]) -> list[_Named]:
        """Return those whose names are nearly this one."""
        return [each for each in people if isinstance(each.name, str) and each.name and self.fits(each.name)]


def _letters(words: Words) -> int:
    return len(_together(words))


def _together(words: Words) -> str:
    return "".join(word[0] for word in words)


class _Likeness:
    """A word that was typed, and what a part of a name has to be like."""

    __slots__ = ("_allowed", "_first", "_last", "_length", "_sounds", "_word")

    def __init__(self, word: str) -> None:
        self._word, self._length = word, len(word)
        self._first, self._last = word[:1], word[-1:]
        self._allowed = 2 if self._length >= _TWO_SLIPS else 1 if self._length >= _ONE_SLIP else 0
        self._sounds = _sounds(word)

    def is_like(self, part: str) -> bool:
        """Return whether a part of a name is the word, with a slip in it or by its sound."""
        if part.startswith(self._word):
            return True
        if not self._allowed or (part[:1] != self._first and part[-1:] != self._last):
            return False
        if slips(self._word, part, self._allowed) <= self._allowed:
            return True
        return len(self._sounds) > _FEWEST_SOUNDS and self._sounds == _sounds(part)


def _parts(name: str) -> Sequence[str]:
    return _WORD.findall(name.lower()) if name.isascii() else plain_words(plain(name).translate(_CYRILLIC))


def _sounds(word: str) -> str:
    """Return a word's first letter and consonants, as they are heard."""
    for written, said in _SOUNDS:
        word = word.replace(written, said)
    return re.sub(r"(.)\1+", r"\1", word[:1] + _VOWELS.sub("", word[1:]))


def slips(one: str, other: str, most: int) -> int:
    """Count letters that are missing, added, wrong or swapped, up to `most` and one."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        above, row = row, [place] + [0] * len(other)
        for at, against in enumerate(other, start=1):
            row[at] = min(above[at] + 1, row[at - 1] + 1, above[at - 1] + (letter != against))
            if place > 1 and at > 1 and letter == other[at - 2] and one[place - 2] == against:
                row[at] = min(row[at], before[at - 2] + 1)
        if min(row) > most:
            return most + 1
        before = above
    return row[-1]
