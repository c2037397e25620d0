"""Define a question, and list the shipped ones in order.

A clinic's own are made of what it has defined: see `app/intake/questionnaire.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from app.intake.answers import Accepted, Reader, ReaderContext, Reading, named_and_related
from app.intake.answers.addresses import ADDRESS
from app.intake.answers.birth_date import BIRTH_DATE
from app.intake.answers.named_and_born import name_and_birth_date
from app.intake.answers.names import NAME
from app.intake.answers.texts import CODES, TEXT, coded
from app.intake.definition import AnswerKind, Item
from app.intake.phrases import FALLBACK, speak
from app.intake.words import Phrases, QuestionWords

Parting = Callable[[str, ReaderContext], tuple[Accepted, Reading] | None]


_GROWING = frozenset({AnswerKind.TEXT, AnswerKind.LIST})


@dataclass(frozen=True, slots=True, eq=False)  # each is itself: a message looks lists of them up many times
class Question:
    """Describe one question."""

    key: str
    reader: Reader
    limit: int
    """The most characters of an answer."""
    optional: bool = False
    """Whether patients may skip it."""
    health: bool = False
    """Whether the answer is about health.

    Replies repeat it in the list before it is sent, if the clinic wants that, and else only if the patient asks to see it.
    """
    many: bool = False
    """Whether the answer may list several things, and more may be added to it later."""
    of_carer: bool = False
    """Whether it is about the sender, and asked first of somebody who answers for another person."""
    removable: bool = False
    """Whether the clinic may leave it out."""
    recalls: bool = False
    """Whether the answer tells what once happened, so that danger counts in it only if it is happening now."""
    part: Parting | None = None
    """Splits a message that answers this question and the next one."""
    wish: bool = False
    """Whether the answer says what somebody wants of the clinic, so that it may be a question or a request."""
    is_last: bool = True
    """Whether its shipped text may say that it is the last."""
    rows: tuple[str, ...] = ()
    """The fields of each row, if the answer is a list on the form's pages."""
    words: Mapping[str, QuestionWords] = field(default_factory=dict)
    """Language -> the clinic's own texts. An empty one of a shipped question means the shipped text."""
    item: Item | None = None
    """What the clinic has defined, if it is a question of its own."""

    @property
    def grows(self) -> bool:
        """Return whether more of the answer may come later, in other words."""
        return self.item.kind in _GROWING if self.item else self.health

    @property
    def is_open(self) -> bool:
        """Return whether reception may read the answer."""
        return self.item.is_open if self.item else not self.health


QUESTIONS: tuple[Question, ...] = (
    Question("name", NAME, 200, part=name_and_birth_date),
    Question("birth_date", BIRTH_DATE, 100),
    Question("address", ADDRESS, 500),
    Question("medical_history", TEXT, 4000, health=True, many=True),
    Question(
        *("allergies", TEXT, 2000),
        health=True,
        many=True,
        removable=True,
        recalls=True,
        rows=("name", "reaction"),
    ),
    Question("medications", TEXT, 4000, health=True, many=True, rows=("name", "dose", "often")),
    Question("reason", TEXT, 1000, health=True, removable=True, wish=True),
    Question("carer_name", NAME, 200, of_carer=True, part=named_and_related.part),
    Question("carer_relation", named_and_related.RELATION, 100, of_carer=True),
)
_READERS: Mapping[str, Reader] = {question.key: question.reader for question in QUESTIONS}
REMOVABLE: tuple[str, ...] = tuple(question.key for question in QUESTIONS if question.removable)
"""The questions that a clinic may leave out."""


@lru_cache(maxsize=512)
def words_of(question: Question, phrases: Phrases, *, of_other: bool = False) -> QuestionWords:
    """Return the texts of a question, in English or any language if this has none.

    With `of_other` they are about another person than the sender, unless the question is about the carer.
    """
    texts = (_texts(question, language) for language in (phrases, speak(FALLBACK)))
    asking = (found for found in (*texts, *question.words.values()) if found and found.ask)
    found = next(asking, QuestionWords("", "", question.key))
    title = found.title or question.key
    mention = phrases.own_mention.format(title=title) if question.item else found.mention
    found = found._replace(title=title, mention=mention)
    if not question.is_last:
        found = found.before_others()
    return found.of_other() if of_other and not question.of_carer else found


def _texts(question: Question, language: Phrases) -> QuestionWords | None:
    """Return the clinic's texts, and the shipped ones where it has none."""
    own, shipped = question.words.get(language.code), language.questions.get(question.key)
    if own is None or shipped is None:
        return own or shipped
    asked = own._replace(ask_of_other=own.ask_of_other or own.ask) if own.ask else own
    both = dict.fromkeys(("both", "both_of_other", "not_last", "not_last_of_other"), "") if own.ask else {}
    kept = {name: text for name, text in asked._asdict().items() if text and name != "mention"}
    return shipped._replace(**both, **kept)


def show(key: str, value: str, language: str) -> str:
    """Write a stored answer as people read it, whether or not it is still asked."""
    return _READERS.get(key, TEXT).show(value, language)


def written_out(key: str, value: str, language: str) -> str:
    """Write a stored answer for other programs: codes in words, a birth date as it is."""
    return writer_of(key)(value, language)


def writer_of(key: str) -> Callable[[str, str], str]:
    """Return a function that writes out an answer to the question in a language."""
    return _unchanged if key == "birth_date" else _READERS.get(key, TEXT).show


def _unchanged(value: str, _language: str) -> str:
    return value


LONGEST = max(question.limit for question in QUESTIONS)


def joined(limit: int, earlier: str, added: str) -> str | None:
    """Return an answer with an addition after it, or None if there is no room.

    If the earlier answer says that there is nothing, the addition replaces it.
    """
    # `coded` reads what earlier versions kept as it was typed.
    is_nothing = not earlier or coded(earlier) in CODES.values()
    whole = added if is_nothing else f"{earlier}\n{added}"
    return whole if len(whole) <= limit else None
