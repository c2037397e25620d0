"""Tell whether a text speaks of health.

A name or an address that does is asked again, because reception reads them.
"""

from __future__ import annotations

import re

from app.intake.ear import of_all
from app.intake.keywords import plain

DOSE = re.compile(
    r"\b\d+([.,]\d+)? ?(mg|mcg|µg|μg|ug|ml|iu|ui|puffs?|mgs|miligramos|milligrams)\b", re.IGNORECASE
)
# An ending counts in a word of this length only: "Academia" is an address.
LONG_WORD = 9


def speaks_of_health(text: str) -> bool:
    """Return whether a text names an illness, a medicine or a dose, in any language."""
    words = plain(text).split()
    return (
        DOSE.search(text) is not None
        or any(
            word in of_all("illness_words", "medicine_words") and word not in of_all("names_too")
            for word in words
        )
        or any(len(word) >= LONG_WORD and word.endswith(tuple(of_all("health_endings"))) for word in words)
    )


ALLERGIC = ("allerg", "alerg", "anaphyla", "anafila")


def kinds(text: str) -> frozenset[str]:
    """Return of which questions about health a text's words are, by their keys."""
    words = plain(text).split()
    found = {
        "allergies": any(word.startswith(ALLERGIC) for word in words),
        "medical_history": any(
            word in of_all("illness_words") and not word.startswith(ALLERGIC) for word in words
        ),
        "medications": DOSE.search(text) is not None
        or any(word in of_all("medicine_words") for word in words),
    }
    return frozenset(key for key, applies in found.items() if applies)
