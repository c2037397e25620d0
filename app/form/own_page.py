"""Say what the page of a clinic's own question shows besides its fields."""

from __future__ import annotations

from dataclasses import dataclass

from app.form import own_fields
from app.intake.answers.choice import label_of
from app.intake.answers.quantity import quantity
from app.intake.definition import AnswerKind
from app.intake.phrases import speak
from app.intake.questions import Question


@dataclass(frozen=True, slots=True)
class OwnPage:
    """Hold the words of one question in the patient's language."""

    choices: tuple[tuple[str, str], ...]
    """Each code with its words."""
    columns: tuple[tuple[str, str, bool], ...]
    """Each column's key with its words, and whether it may be left out."""
    unit: str
    is_whole: bool
    """Whether a number has no decimals."""
    may_be_none: bool
    is_optional: bool


def own_page(question: Question, language: str) -> OwnPage | None:
    """Return what the page shows; None for a question that ships."""
    item = question.item
    if item is None:
        return None
    is_number = item.kind is AnswerKind.NUMBER
    return OwnPage(
        tuple((code, question.reader.show(code, language)) for code in item.codes),
        tuple(
            (each.key, label_of(each.labels, language, each.key), not each.required) for each in item.columns
        ),
        quantity(item).unit_in(speak(language)) if is_number and item.unit else "",
        not item.decimals,
        own_fields.may_be_none(item),
        not item.required,
    )
