"""What an answer is called, for staff."""

from __future__ import annotations

from app.guard.language import page_language
from app.intake.phrases import speak
from app.intake.questions import QUESTIONS, words_of


def label(key: str) -> str:
    """Return how a page names an answer, in the page's language; the key for one that is asked no more."""
    question = next((question for question in QUESTIONS if question.key == key), None)
    return words_of(question, speak(page_language())).title if question else key
