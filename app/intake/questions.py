"""What is asked, in order. A further question is one more entry here, and nothing else anywhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from app.intake.answers import TEXT
from app.intake.answers.dates import BIRTH_DATE
from app.intake.answers.names import ADDRESS, NAME
from app.intake.phrases import FALLBACK, speak

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.intake.answers import Reader
    from app.intake.words import Phrases, QuestionWords


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    `limit` is in characters. `health` keeps the answer out of every reply. `many` collects messages until DONE.
    `words` are given by language for a question that the language files do not know; English is enough.
    """

    key: str
    reader: Reader
    limit: int
    optional: bool = False
    health: bool = False
    many: bool = False
    words: Mapping[str, QuestionWords] = field(default_factory=dict, hash=False)


QUESTIONS: tuple[Question, ...] = (
    Question("name", NAME, 200),
    Question("birth_date", BIRTH_DATE, 100),
    Question("address", ADDRESS, 500),
    Question("medical_history", TEXT, 4000, health=True, many=True),
    Question("medications", TEXT, 4000, health=True, many=True),
)


def words_of(question: Question, phrases: Phrases) -> QuestionWords:
    """The question in a language; in English if that language has no words for it.

    Raises:
        KeyError: English has none either.
    """
    for language in (phrases, speak(FALLBACK)):
        found = language.questions.get(question.key) or question.words.get(language.code)
        if found:
            return found
    raise KeyError(question.key)


@lru_cache(maxsize=8)
def check(questions: tuple[Question, ...], steps: frozenset[str]) -> None:
    """Check once that a list can be asked.

    Raises:
        ValueError: no question, two of one key or of a step's name, or one without English words.
    """
    keys = {question.key for question in questions}
    if not keys or len(keys) != len(questions) or keys & steps:
        raise ValueError("questions need keys that are their own, and there must be one")
    for question in questions:
        try:
            words_of(question, speak(FALLBACK))
        except KeyError:
            raise ValueError(f"the question {question.key} has no English words") from None
