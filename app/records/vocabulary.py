"""Name answers, languages, and why a copy is made."""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _

from app.intake.phrases import SHIPPED, speak
from app.intake.questions import QUESTIONS, words_of
from app.web.clinic import language
from app.web.feature import Words
from app.web.languages import page_language


def label(key: str) -> str:
    """Return an answer's name in the page's language.

    An answer that is no longer asked is named by its key.
    """
    question = next((question for question in QUESTIONS if question.key == key), None)
    return words_of(question, speak(page_language())).title if question else key


# Why a copy of a record is made. It is a code, never free text, because the trail cannot be erased.

COPY_REASONS: Final = Words(
    "copy_reason",
    {
        "access": _("The patient asked for a copy"),
        "portability": _("The patient moves to another clinic"),
        "authority": _("A court or authority asked for it"),
        "other": _("Another reason"),
    },
)


LANGUAGES: Final = tuple(SHIPPED)
"""The codes of the languages in which patients can answer."""


def language_name(code: str) -> str:
    """Return the name of a language with a capital, or its code if it has none."""
    name = language_within(code)
    return name[:1].upper() + name[1:]


def language_within(code: str) -> str:
    """Return a language's name within a sentence, where Spanish has no capital.

    Outside a page it is in English.
    """
    return language(code)
