"""Make what is asked of patients from what a clinic has defined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

from app.intake.answers.kinds import limit_of, reader_of
from app.intake.answers.texts import TEXT
from app.intake.definition import SHIPPED_KEYS, AnswerKind, Definition, Item, ReadBy, Wording
from app.intake.phrases import FALLBACK, speak
from app.intake.progress import Progress
from app.intake.questions import QUESTIONS, Question, words_of
from app.intake.words import QuestionWords

FIRST: Final = 1
"""The version of the questions that every clinic begins with."""
_CARERS: Final = tuple(question for question in QUESTIONS if question.of_carer)
_SHIPPED: Final = {question.key: question for question in QUESTIONS if not question.of_carer}


_ALL_FIT: Final = frozenset[str]()


@dataclass(frozen=True, slots=True, eq=False)  # each is itself: a message looks up what belongs to it
class Questionnaire:
    """Hold one published version of what a clinic asks. It never changes."""

    version: int
    definition: Definition
    questions: tuple[Question, ...] = field(init=False)
    """What is asked, in order, and of a carer first. Whether it is asked of this person is decided for each."""
    limited: tuple[Item, ...] = field(init=False, repr=False)
    """Those that are asked only of some, by an answer or their visit. Notes are among them."""
    notes: Mapping[str, Question] = field(init=False, repr=False)
    """What is said and asks nothing, by key."""
    deciding: frozenset[str] = field(init=False, repr=False)
    """The keys of the questions whose answers decide what else is asked."""
    _known: Mapping[str, Question] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        made = {item.key: question_of(item) for item in self.definition.items if item.asks}
        order = [item.key for item in self.definition.items if item.asks and not item.is_off]
        made |= _in_place(made, order)
        asked = tuple(made[key] for key in order)
        said = tuple(item for item in self.definition.items if not item.is_off)
        limited = tuple(item for item in said if item.only_if or item.visits)
        object.__setattr__(self, "questions", (*_CARERS, *asked))
        object.__setattr__(self, "limited", limited)
        object.__setattr__(self, "notes", {item.key: _note(item) for item in said if not item.asks})
        deciding = frozenset(item.only_if.key for item in self.definition.items if item.only_if)
        object.__setattr__(self, "deciding", deciding)
        object.__setattr__(self, "_known", {**{each.key: each for each in _CARERS}, **made})

    def question(self, key: str) -> Question | None:
        """Return the question with this key, even if it is no longer asked."""
        return self._known.get(key)

    def __getitem__(self, key: str) -> Question:
        return self._known[key]

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


def is_for(item: Item, progress: Progress) -> bool:
    """Return whether an item belongs to this visit, and its condition holds.

    What is on file stays even if the answer that it hung on is not known here.
    """
    person, condition = progress.on_file, item.only_if
    is_on_file = person is not None and item.key in person.answered
    if item.visits and progress.visit not in item.visits and not is_on_file:
        return False
    if condition is None:
        return True
    said = progress.answers.get(condition.key) or (person.chosen.get(condition.key) if person else None)
    return is_on_file if said is None else not set(condition.codes).isdisjoint(said.splitlines())


@lru_cache(maxsize=256)
def asked_of(
    asked: Questionnaire, left_out: tuple[str, ...], *, of_other: bool, unfit: frozenset[str] = _ALL_FIT
) -> tuple[Question, ...]:
    """Return the questions of one intake, in order.

    `left_out` are the keys of those that the clinic does not ask, and `unfit` are those of which a condition does not
    hold. What hangs on a question that is not asked is not asked either.
    """
    listed, left = [], {*unfit}
    for question in asked.questions:
        condition = question.item.only_if if question.item else None
        is_left = (
            question.key in left
            or (question.of_carer and not of_other)
            or (question.removable and question.key in left_out)
            or (condition is not None and condition.key in left)
        )
        if is_left:
            left.add(question.key)
        else:
            listed.append(question)
    return tuple(listed)


def asked_for(
    asked: Questionnaire, left_out: tuple[str, ...], progress: Progress, *, of_other: bool
) -> tuple[Question, ...]:
    """Return what this person is asked, in order.

    It may depend on their visit, and on their answers.
    """
    limited = asked.limited
    unfit = frozenset(item.key for item in limited if not is_for(item, progress)) if limited else _ALL_FIT
    return asked_of(asked, left_out, of_other=of_other, unfit=unfit)


def begun_with(progress: Progress, asked: Questionnaire) -> Progress:
    """Return the progress with the version that its intake has begun with."""
    has_begun = progress.patient is not None and progress.consent is not None
    version = (progress.asked_version or asked.version) if has_begun else 0
    return progress if version == progress.asked_version else replace(progress, asked_version=version)


def titled(answers: Mapping[str, str], language: str | None, asked: Questionnaire) -> str:
    """Return answers in one text, each after its question's title."""
    phrases = speak(language or FALLBACK)
    known = {key: question for key in answers if (question := asked.question(key))}
    titles = {key: words_of(question, phrases).title for key, question in known.items()}
    return "\n".join(f"{titles.get(key, key)}: {text}" for key, text in answers.items())


def question_of(item: Item) -> Question:
    """Return what is asked of patients for an item. A shipped one keeps its reader."""
    words = {language: _words(wording) for language, wording in item.words.items()}
    if item.is_shipped:
        return replace(_SHIPPED[item.key], words=words) if words else _SHIPPED[item.key]
    return Question(
        item.key,
        reader_of(item),
        limit_of(item),
        optional=not item.required,
        health=item.about_health,
        rows=tuple(column.key for column in item.columns),
        words=words,
        item=item,
    )


def _in_place(made: Mapping[str, Question], order: Sequence[str]) -> dict[str, Question]:
    """Return the shipped questions that lean on what is not after them.

    Only a name before a birth date may be told together with it, and only the last question may say that it is the last.
    """
    changed = {}
    if "name" in made and ("name", "birth_date") not in pairwise(order):
        changed["name"] = replace(made["name"], part=None)
    if "reason" in order[:-1]:
        changed["reason"] = replace(made["reason"], is_last=False)
    return changed


def _note(item: Item) -> Question:
    """Return a note as a question that is only said."""
    words = {language: _said(wording) for language, wording in item.words.items()}
    return Question(item.key, TEXT, item.longest, optional=True, health=False, words=words, item=item)


def _said(wording: Wording) -> QuestionWords:
    head = f"*{wording.label}*" if wording.label else ""
    said, other = (
        "\n".join(filter(None, (head, text, wording.hint)))
        for text in (wording.ask, wording.ask_of_other or wording.ask)
    )
    return QuestionWords(wording.label, wording.label, said, ask_of_other=other)


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
