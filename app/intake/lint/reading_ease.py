"""Measure how hard a text is to read.

The formulas are those of Flesch and Kincaid for English, and of Szigriszt for Spanish.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

SENTENCE = re.compile(r"[.!?:\n]+")
WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
# Lists, figures and the words to type are no measure of the sentences around them.
NOT_READ = re.compile(r"^\*\d+\* .*$|\*[^*\n]*\*|\{[^}]*\}|\+?\d[\d ./-]*", re.MULTILINE)


def grade(text: str) -> float:
    """Return the school grade of an English text (Flesch–Kincaid).

    Grade 6 is read at 11 to 12 years.
    """
    words, sentences = parts(text)
    syllables = sum(map(_english_syllables, words))
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def ease(text: str) -> float:
    """Return how easily a Spanish text is read (Szigriszt-Pazos).

    65 and more is "fairly easy" on the INFLESZ scale.
    """
    words, sentences = parts(text)
    syllables = sum(map(_spanish_syllables, words))
    return 206.835 - 62.3 * syllables / len(words) - len(words) / sentences


@cache
def parts(text: str) -> tuple[list[str], int]:
    """Return the words that are read, and the number of sentences."""
    read = NOT_READ.sub(" ", text)
    sentences = [words for part in SENTENCE.split(read) if (words := WORD.findall(part))]
    return [word for words in sentences for word in words], len(sentences)


@cache
def _english_syllables(word: str) -> int:
    spelled = word.casefold()
    found = len(re.findall(r"[aeiouy]+", spelled))
    is_silent = re.search(r"[^aeiouyl]e(?:d|s)?$", spelled) and not re.search(
        r"(?:[td]ed|[sxzc]es|shes|ches|ges)$", spelled
    )
    return max(1, found - bool(is_silent))


@cache
def _spanish_syllables(word: str) -> int:
    """Count vowels, and count those that are said together once."""
    spelled = unicodedata.normalize("NFC", word.casefold())
    said = re.sub(r"(?<=[gq])u(?=[eiéí])", "", spelled)
    return max(1, len(re.findall(r"[iuü]?[aeoáéó][iuy]?(?![aeoáéóíú])|[iuü]?[aeoáéó]|[íú]|[iuü]+|y$", said)))


_YEARS: Final = ((80, 5), (65, 7), (50, 9), (35, 11))
"""Least ease -> the school year of those who read so, by the scales of Szigriszt and INFLESZ."""
_UNIVERSITY: Final = 13
_LONG: Final = {"en": (_english_syllables, 3), "es": (_spanish_syllables, 4)}
"""Language -> how syllables are counted, and how many make a word long."""


def school_year(text: str, language: str) -> int | None:
    """Return the school year in which a text is read, or None in other languages.

    In year 7 people are 11 to 12 years old.
    """
    if not parts(text)[0]:
        return None
    if language == "en":
        return min(_UNIVERSITY, max(1, round(grade(text)) + 1))
    if language == "es":
        found = ease(text)
        return next((year for least, year in _YEARS if found >= least), _UNIVERSITY)
    return None


def long_words(text: str, language: str) -> tuple[str, ...]:
    """Return the words of a text that make it hard to read, the longest first."""
    count, least = _LONG[language]
    words = dict.fromkeys(word for word in parts(text)[0] if count(word) >= least)
    return tuple(sorted(words, key=count, reverse=True)[:3])
