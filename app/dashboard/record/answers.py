"""A record's answers as a page lists them: hidden, given, not given, or not to be opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.guard.language import page_language
from app.intake.answers import birthdate
from app.intake.questions import QUESTIONS
from app.records.answer_labels import label
from app.records.parts import Part, part_of
from app.store import Extra
from app.store.patient import OWN_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.store import Patient


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `text` is None when it is hidden or cannot be opened, and empty when it was not given."""

    key: str
    label: str
    text: str | None
    unreadable: bool = False

    @property
    def lines(self) -> list[str]:
        """Return the text line by line: each is of its own direction."""
        return self.text.splitlines() if self.text else []


def answers_of(patient: Patient, part: Part, shown: Collection[Part]) -> list[Answer]:
    """Return the answers of a part, in the order in which they were asked."""
    keys = [question.key for question in QUESTIONS if part_of(question.key) is part]
    if isinstance(patient.extra, Extra):
        keys += [key for key in patient.extra.answers if key not in keys and part_of(key) is part]
    return [_answer(patient, key, part in shown) for key in keys]


def in_words(key: str, text: str) -> str:
    """Return an answer as a page shows it: a birth date with its month in words."""
    return birthdate.words(text, page_language()) if key == "birth_date" else text


def unreadable_columns(patient: Patient) -> list[str]:
    """Return the names of the opened columns that no key of ours opens."""
    opened = {name: getattr(patient, name) for name in (*OWN_COLUMNS, "extra")}
    return [
        name for name, value in opened.items() if value is not None and not isinstance(value, str | Extra)
    ]


def _answer(patient: Patient, key: str, shown: bool) -> Answer:
    if not shown:
        return Answer(key, label(key), None)
    value = getattr(patient, key) if key in OWN_COLUMNS else _extra(patient, key)
    if not isinstance(value, str):
        return Answer(key, label(key), None, unreadable=True)
    return Answer(key, label(key), in_words(key, value))


def _extra(patient: Patient, key: str) -> str | None:
    return patient.extra.answers.get(key, "") if isinstance(patient.extra, Extra) else None
