"""Make what is asked of patients from what a clinic has defined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from app.intake.answers.texts import TEXT
from app.intake.definition import SHIPPED_KEYS, AnswerKind, Definition, Item, ReadBy, Wording
from app.intake.questions import QUESTIONS, Question
from app.intake.words import QuestionWords

FIRST: Final = 1
"""The version of the questions that every clinic begins with."""
_CARERS: Final = tuple(question for question in QUESTIONS if question.of_carer)
_SHIPPED: Final = {question.key: question for question in QUESTIONS if not question.of_carer}


@dataclass(frozen=True, slots=True, eq=False)  # each is itself: a message looks up what belongs to it
class Questionnaire:
    """Hold one published version of what a clinic asks. It never changes."""

    version: int
    definition: Definition
    questions: tuple[Question, ...] = field(init=False)
    """What is asked, in order, and of a carer first. Whether it is asked of this person is decided for each."""
    _known: Mapping[str, Question] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        made = {item.key: question_of(item) for item in self.definition.items if item.asks}
        asked = tuple(made[item.key] for item in self.definition.items if item.asks and not item.is_off)
        object.__setattr__(self, "questions", (*_CARERS, *asked))
        object.__setattr__(self, "_known", {**{each.key: each for each in _CARERS}, **made})

    def question(self, key: str) -> Question | None:
        """Return the question with this key, even if it is no longer asked."""
        return self._known.get(key)

    @property
    def known(self) -> tuple[Question, ...]:
        """Return every question that was ever asked, in order."""
        return tuple(self._known.values())

    def is_open(self, key: str) -> bool:
        """Return whether reception may read the answer.

        One that nobody knows may be about health.
        """
        question = self._known.get(key)
        return question is not None and question.is_open


def question_of(item: Item) -> Question:
    """Return what is asked of patients for an item. A shipped one keeps its reader."""
    words = {language: _words(wording) for language, wording in item.words.items()}
    if item.is_shipped:
        return replace(_SHIPPED[item.key], words=words) if words else _SHIPPED[item.key]
    return Question(
        item.key,
        TEXT,
        item.longest,
        optional=not item.required,
        health=item.about_health,
        words=words,
        item=item,
    )


def _words(wording: Wording) -> QuestionWords:
    ask, other = (
        "\n".join(filter(None, (text, wording.hint))) if text else ""
        for text in (wording.ask, wording.ask_of_other)
    )
    return QuestionWords(wording.label, wording.label, ask, ask_of_other=other)


def _shipped_item(key: str) -> Item:
    question = _SHIPPED[key]
    return Item(
        key,
        AnswerKind.DATE if key == "birth_date" else AnswerKind.TEXT,
        about_health=question.health,
        read_by=ReadBy.CLINICIANS if question.health else ReadBy.EVERYONE,
        longest=question.limit,
    )


SHIPPED: Final = Questionnaire(FIRST, Definition(tuple(map(_shipped_item, SHIPPED_KEYS))))
"""What is asked until a clinic publishes questions of its own."""
