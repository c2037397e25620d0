"""See that every message names a way to a person: the phone number, or HELP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.intake.keywords import Keyword

if TYPE_CHECKING:
    from app.intake.model import Clinic
    from app.intake.words import Phrases


def signed(text: str, clinic: Clinic, phrases: Phrases) -> str:
    """Return the text with a way to a person, in one more line if it names none."""
    return text if is_signed(text, clinic, phrases) else f"{text}\n\n{phrases.to_a_person}"


def is_signed(text: str, clinic: Clinic, phrases: Phrases) -> bool:
    """Return whether the text names the clinic's phone number or HELP."""
    word = phrases.lexicon.keywords[Keyword.HELP][0]
    return clinic.phone in text or f"*{word}*" in text
