"""Read names in any script. Refuse only what cannot be a name."""

from __future__ import annotations

import re
import unicodedata

from app.intake.answers import TEXT, Accepted, Reader, ReaderContext, Reading, Rejected, too_long
from app.intake.keywords import FIRST_ACCENT, Keyword, plain, plain_all
from app.intake.phrases import SHIPPED
from app.intake.words import Phrases

# Words that answer another question, and are no name and no address: "yes", "none", "thank you".


def is_bare(text: str) -> bool:
    """Return whether a text is only a yes, a no, NONE, DON'T KNOW or thanks.

    The words of every shipped language count.
    """
    typed = plain(text)
    if len(typed) == 1 and typed not in unicodedata.normalize("NFC", text).casefold():
        return False  # one letter with an accent ("Ỳ") is a name
    return any(is_bare_in(typed, phrases) for phrases in SHIPPED.values())


def is_bare_in(typed: str, phrases: Phrases) -> bool:
    """Return the same for a plain text and one language."""
    lexicon = phrases.lexicon
    words = (
        lexicon.yes, lexicon.no, lexicon.courtesies, lexicon.keywords[Keyword.NONE], lexicon.keywords[Keyword.DONT_KNOW],
    )  # fmt: skip
    return any(typed in plain_all(spoken) for spoken in words)


MOST_LINES = 4
MOST_WORDS = 20
LONGEST_FIRST_NAME = 40
QUESTION_MARKS = ("?", "？", "؟")
# Given names (Arabic and Slavic, Catalan and Turkish) that mean "nothing" in some language: refused only there.
NAMES_TOO = frozenset({"nada", "nil"})
LINK = re.compile(r"://|\bwww\.|\w\.[a-z]{2,}/|\.(?:com|net|org)\b", re.IGNORECASE)
# Figures, punctuation, symbols, blanks and format characters are no name on their own.
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
    """Return the words that find a name without opening it.

    There are at most 20, each once, in order. Case and accents (marks of combining class 10 and over) are dropped, so
    that "nunez" finds "Núñez". Marks that spell the word stay (Devanagari vowel signs, virama and nukta; kana voicing).
    """
    spelled = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    bare = (char for char in spelled if unicodedata.combining(char) < FIRST_ACCENT)
    parted = "".join(char if unicodedata.category(char)[0] in "LMN" else " " for char in bare)
    return tuple(dict.fromkeys(parted.split()))[:MOST_WORDS]


def initial(name: str) -> str:
    """Return the first letter of a name as a capital, or "" if it has none."""
    first = next((char for char in unicodedata.normalize("NFC", name) if char.isalpha()), "")
    return first.upper()


def first_name(name: str) -> str:
    """Return the first word if it is plain enough for our bold sentence, else ""."""
    first = name.partition(" ")[0]
    return first if _is_plain(first) and len(first) <= LONGEST_FIRST_NAME else ""


def _is_plain(word: str) -> bool:
    return all(char in "'’-." or unicodedata.category(char)[0] in "LM" for char in word)


def _read(text: str, context: ReaderContext) -> Reading:
    because = _why_not(text, context.phrases)
    if because:
        return Rejected(because)
    name = " ".join(unicodedata.normalize("NFC", text).split())
    return too_long(name, context) or Accepted(name)


def _why_not(text: str, phrases: Phrases) -> str | None:
    """Return the first reason why the text is not a name."""
    reasons = (
        (len(text.splitlines()) > MOST_LINES, phrases.name_of_many_lines),
        (LINK.search(text), phrases.link_as_name),
        (all(unicodedata.category(char) in NOT_LETTERS for char in text), phrases.name_without_letters),
        (_is_greeting(text), phrases.greeting_as_name),
        (text.rstrip().endswith(QUESTION_MARKS), phrases.question_as_name),
        (_is_bare(text, phrases), phrases.bare_as_name),
    )
    return next((sentence for applies, sentence in reasons if applies), None)


def _is_greeting(text: str) -> bool:
    return any(plain(text) in plain_all(spoken.lexicon.greetings) for spoken in SHIPPED.values())


def _is_bare(text: str, phrases: Phrases) -> bool:
    typed = plain(text)
    return is_bare_in(typed, phrases) if typed in NAMES_TOO else is_bare(text)


def _show(value: str, _language: str) -> str:
    return value


NAME = Reader(_read, _show)


# An address is any text with a letter in it. A figure or a yes alone is the last answer, sent twice.


def _addresses_read(text: str, context: ReaderContext) -> Reading:
    if plain(text).isdecimal():
        return Rejected(context.phrases.figure_as_address)
    if is_bare(text):
        return Rejected(context.phrases.bare_as_address)
    return TEXT.read(text, context)


ADDRESS = Reader(_addresses_read, TEXT.show)
