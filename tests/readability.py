"""How hard a text is to read: the formulas of Flesch and Kincaid, and of Szigriszt for Spanish."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

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
