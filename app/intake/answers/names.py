"""Names, in any script. A name is its owner's: refuse only what cannot be one."""

from __future__ import annotations

import re
import unicodedata

from app.intake.answers.reading import Asking, Reader, Reading, Refused, Taken
from app.intake.answers.text import too_long
from app.intake.phrases import SHIPPED
from app.intake.spelling import FIRST_ACCENT, plain, plain_all

MOST_LINES = 4
MOST_WORDS = 20
LONGEST_FIRST_NAME = 40
LINK = re.compile(r"://|\bwww\.|\w\.[a-z]{2,}/|\.(?:com|net|org)\b", re.IGNORECASE)
# Figures, punctuation, symbols, blanks and format characters: alone, they are nobody's name.
NOT_LETTERS = frozenset(
    {
        "Nd",
        "No",
        "Pc",
        "Pd",
        "Pe",
        "Pf",
        "Pi",
        "Po",
        "Ps",
        "Sc",
        "Sk",
        "Sm",
        "So",
        "Zs",
        "Zl",
        "Zp",
        "Cc",
        "Cf",
        "Mn",
        "Me",
    }
)


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name to find it by, without opening it: at most 20, each once, in order.

    Without case and accents (marks of combining class 10 and over), so that "Núñez" is found by "nunez"; signs
    that spell the word stay (Devanagari vowel signs, virama and nukta; kana voicing).
    """
    spelled = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    bare = (char for char in spelled if unicodedata.combining(char) < FIRST_ACCENT)
    parted = "".join(char if unicodedata.category(char)[0] in "LMN" else " " for char in bare)
    return tuple(dict.fromkeys(parted.split()))[:MOST_WORDS]


def initial(name: str) -> str:
    """The first letter of a name, in capitals; "" for a name without one."""
    first = next((char for char in unicodedata.normalize("NFC", name) if char.isalpha()), "")
    return first.upper()


def first_name(name: str) -> str:
    """The first word, if it is plain enough to stand inside our own bold sentence; else ""."""
    first = name.partition(" ")[0]
    return first if _is_plain(first) and len(first) <= LONGEST_FIRST_NAME else ""


def _is_plain(word: str) -> bool:
    return all(char in "'’-." or unicodedata.category(char)[0] in "LM" for char in word)


def _read(text: str, asking: Asking) -> Reading:
    phrases = asking.phrases
    if len(text.splitlines()) > MOST_LINES:
        return Refused(phrases.name_of_many_lines)
    if LINK.search(text):
        return Refused(phrases.link_as_name)
    if all(unicodedata.category(char) in NOT_LETTERS for char in text):
        return Refused(phrases.name_without_letters)
    if any(plain(text) in plain_all(spoken.greetings) for spoken in SHIPPED.values()):
        return Refused(phrases.greeting_as_name)
    name = " ".join(unicodedata.normalize("NFC", text).split())
    return too_long(name, asking) or Taken(name)


def _show(value: str, _language: str) -> str:
    return value


NAME = Reader(_read, _show)
