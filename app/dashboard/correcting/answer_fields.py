"""The answers of a record as fields of a form: which ones a member may correct, and how long each may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.dashboard.record.answers import in_words
from app.intake.answers.text import TEXT
from app.intake.questions import QUESTIONS, Question
from app.records.answer_labels import label
from app.records.parts import Part, part_of
from app.store import Extra
from app.store.patient import OWN_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from app.store import Patient

_EXTRA: Final = "extra"
_ONE_LINE: Final = ("name", "birth_date")
_MANY_LINES: Final = 1000
_ASKED: Final = {question.key: question for question in QUESTIONS}


@dataclass(frozen=True, slots=True)
class AnswerField:
    """One answer in a form. `lines` is how high its box is; 1 is a box of one line."""

    question: Question
    label: str
    lines: int

    @property
    def key(self) -> str:
        """The answer's key, which is also the field's name."""
        return self.question.key

    def show(self, value: str) -> str:
        """Return the text that the box holds for a stored value: a birth date in words, all else as it is."""
        return in_words(self.key, value)


def columns_of(parts: Collection[Part]) -> tuple[str, ...]:
    """Return the columns to open for a form of these parts, and no other: `extra` may hold answers about health."""
    own = tuple(key for key in OWN_COLUMNS if part_of(key) in parts)
    return (*own, _EXTRA) if Part.HEALTH in parts else own


def keys_of(parts: Collection[Part], answers: Iterable[str]) -> tuple[str, ...]:
    """Return the answers that belong in such a form: all that are asked, and all others that there are."""
    return tuple(key for key in dict.fromkeys((*_ASKED, *answers)) if part_of(key) in parts)


def answers_of(patient: Patient, parts: Collection[Part]) -> dict[str, str]:
    """Return the answers of these parts that could be opened, by key; empty where none was given."""
    values = {name: getattr(patient, name) for name in columns_of(parts)}
    return _answers({name: text for name, text in values.items() if isinstance(text, str | Extra)}, parts)


def answers_in(snapshot: Mapping[str, str], parts: Collection[Part]) -> dict[str, str]:
    """Return the same of a kept version."""
    kept = {name: text for name, text in snapshot.items() if name in columns_of(parts)}
    return _answers(
        {name: Extra.load(text) if name == _EXTRA else text for name, text in kept.items()}, parts
    )


def field_of(key: str) -> AnswerField:
    """Return the field of an answer, whether or not it is still asked."""
    question = _ASKED.get(key) or Question(key, TEXT, limit=4000, optional=True, health=True)
    lines = 1 if key in _ONE_LINE else 3 if question.limit < _MANY_LINES else 6
    return AnswerField(question, label(key), lines)


def _answers(values: Mapping[str, str | Extra], parts: Collection[Part]) -> dict[str, str]:
    found = {name: value for name, value in values.items() if isinstance(value, str)}
    extra = values.get(_EXTRA)
    if isinstance(extra, Extra):
        found |= {key: "" for key in keys_of(parts, extra.answers) if key not in OWN_COLUMNS}
        found |= extra.answers
    return found
