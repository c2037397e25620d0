"""What a question is called in the patient's own language."""

from __future__ import annotations

from app.intake.phrases import speak
from app.intake.questions import QUESTIONS, words_of


def title(key: str, language: str) -> str:
    """Return a question's title; the key for one that is asked no more."""
    question = next((question for question in QUESTIONS if question.key == key), None)
    return words_of(question, speak(language)).title if question else key
