"""What a paper is: questions, and for each an answer, or who has to give it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from app.evidence.facts import Facts


class Blank(NamedTuple):
    """An answer that no software can know."""

    who: str
    """The person who has to give it, as in “the controller”."""
    what: str
    """What they have to say, as a sentence."""


Statement = str | Callable[[Facts], str]
"""A sentence, or a function that says it of an installation; "" where there is nothing to say."""
Answer = str | Blank


class Question(NamedTuple):
    """What a paper asks."""

    id: str
    """Its number in the paper, or in the law."""
    asked: str
    answer: Callable[[Facts], Answer] | Blank


class Section(NamedTuple):
    title: str
    questions: tuple[Question, ...]


class Paper(NamedTuple):
    """A paper by name, and the law or the scheme that asks for it."""

    code: str
    title: str
    source: str
    sections: tuple[Section, ...]
    notice: str = ""
    """What has to be said of the source, such as its licence."""

    def answered(self, facts: Facts) -> Iterator[tuple[Section, Question, Answer]]:
        """Yield every question in order, with its answer."""
        for section in self.sections:
            for question in section.questions:
                answer = question.answer
                yield section, question, answer if isinstance(answer, Blank) else answer(facts)


def told(*statements: Statement) -> Callable[[Facts], str]:
    """Return the answer that consists of these statements, a paragraph each."""

    def answer(facts: Facts) -> str:
        found = (each if isinstance(each, str) else each(facts) for each in statements)
        return "\n\n".join(filter(None, found))

    return answer


def listed(*lines: str) -> str:
    """Return a list, without the lines that are empty."""
    return "\n".join(f"- {line}" for line in lines if line)
