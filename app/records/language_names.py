"""What a patient's language is called, in the language of the page."""

from __future__ import annotations

from typing import Final

from flask_babel import get_locale

from app.intake.phrases import SHIPPED

LANGUAGES: Final = tuple(SHIPPED)
"""The codes of the languages in which patients can answer."""


def language_name(code: str) -> str:
    """Return the name of a language as a label begins with it; the code itself when it has none."""
    name = language_within(code)
    return name[:1].upper() + name[1:]


def language_within(code: str) -> str:
    """Return the same as it stands within a sentence: Spanish writes it small. The code, where nobody reads a page."""
    locale = get_locale()
    return str(locale.languages.get(code, code)) if locale else code
