"""Words that are neither a name nor an address: "yes", "none", "thank you"."""

from __future__ import annotations

import unicodedata

from app.intake.keywords import Keyword, plain, plain_all
from app.intake.phrases import SHIPPED
from app.intake.words import Phrases


def is_bare(text: str) -> bool:
    """Return whether a text is only a yes, a no, NONE, DON'T KNOW or thanks.

    The words of every shipped language count.
    """
    typed = plain(text)
    if is_one_accented_letter(text):
        return False
    return any(is_bare_in(typed, phrases) for phrases in SHIPPED.values())


def is_one_accented_letter(text: str) -> bool:
    """Return whether a text is a letter like "Ỳ", which is a name."""
    typed = plain(text)
    return len(typed) == 1 and typed not in unicodedata.normalize("NFC", text).casefold()


def is_bare_in(typed: str, phrases: Phrases) -> bool:
    """Return the same for a plain text and one language."""
    lexicon = phrases.lexicon
    words = (
        lexicon.yes, lexicon.no, lexicon.courtesies, lexicon.keywords[Keyword.NONE], lexicon.keywords[Keyword.DONT_KNOW],
    )  # fmt: skip
    return any(typed in plain_all(spoken) for spoken in words)
