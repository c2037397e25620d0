"""Words that answer some other question, and are nobody's name and nowhere's address: "yes", "none", "thank you"."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from app.intake.keywords import Keyword
from app.intake.phrases import SHIPPED
from app.intake.spelling import plain, plain_all

if TYPE_CHECKING:
    from app.intake.words import Phrases


def is_bare(text: str) -> bool:
    """Whether the text is a yes, a no, a NONE, a DON'T KNOW or a "thank you" of any shipped language, and no more."""
    typed = plain(text)
    if len(typed) == 1 and typed not in unicodedata.normalize("NFC", text).casefold():
        return False  # one letter with an accent ("Ỳ") is a name
    return any(is_bare_in(typed, phrases) for phrases in SHIPPED.values())


def is_bare_in(typed: str, phrases: Phrases) -> bool:
    """The same for a plain text and one language."""
    keywords = phrases.keywords
    words = (
        phrases.yes, phrases.no, phrases.courtesies, keywords[Keyword.NONE], keywords[Keyword.DONT_KNOW],
    )  # fmt: skip
    return any(typed in plain_all(spoken) for spoken in words)
