"""Name answers, languages, and why a copy is made."""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _

from app.intake.answered import show
from app.intake.phrases import SHIPPED, speak
from app.intake.questions import Question, words_of
from app.web.clinic import language
from app.web.feature import Words
from app.web.languages import page_language
from app.web.questionnaire import current_questionnaire


def label(key: str) -> str:
    """Return an answer's name in the page's language.

    One that no version of the questions asked is named by its key.
    """
    question = current_questionnaire().question(key)
    return label_of(question) if question else key


def label_of(question: Question) -> str:
    """Return what the answer to a question is called in the page's language."""
    return words_of(question, speak(page_language())).title or question.key


def in_words(key: str, text: str) -> str:
    """Return an answer as a page shows it: a birth date in words, "None stated"."""
    question = current_questionnaire().question(key)
    return shown_of(question, text) if question else text


def shown_of(question: Question, text: str) -> str:
    """Return the answer to a question as a page shows it."""
    return show(question, text, page_language())


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
