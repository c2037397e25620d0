"""Say what was found in the draft, with the field that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from app.dashboard.questions.draft import Opened
from app.intake.lint.fault import Finding
from app.records.findings import judged, told
from app.services import current
from app.web.clinic import current_clinic
from app.web.languages import page_language

_FIELDS: Final[Mapping[str, str]] = {
    "no_words_for_carer": "ask_of_other",
    "no_label": "label",
    "label_too_long": "label",
    "label_twice": "label",
    "of_another_kind": "kind",
    "kind_changed": "kind",
    "health_changed": "about_health",
    "health_not_sealed": "about_health",
    "identity_not_sealed": "about_health",
    "open_answer": "about_health",
    "readers_changed": "read_by",
    "unsealed_by_law": "read_by",
    "bounds_crossed": "least",
    "no_unit": "unit",
    "unit_changed": "unit",
    "unit_without_words": "unit",
}
"""Fault -> the field to mend it in; without one it is the question's words."""
_OF_ROWS: Final = ("choice", "code", "column", "button", "title", "too_few")
_OF_CONDITION: Final = "condition"
_BY_LANGUAGE: Final = ("ask", "ask_of_other", "label")


class Advice(NamedTuple):
    """A finding in words."""

    key: str
    """The question that it is about; "" if it is about none."""
    field: str
    sentence: str
    mend: str
    blocks: bool


def advice_on(at: Opened) -> list[Advice]:
    """Return what was found in the draft, and what blocks publishing first."""
    if at.held is None:
        return []
    found = judged(at.definition, at.asked.definition, current_clinic(), current().settings)
    return [Advice(each.key, _field(each), *told(each), each.blocks) for each in found]


def _field(finding: Finding) -> str:
    if finding.code.startswith(_OF_CONDITION):
        return "only_if"
    if finding.code not in _FIELDS and finding.code.startswith(_OF_ROWS):
        return "column-rows" if finding.code.startswith("column") else "choice-rows"
    name = _FIELDS.get(finding.code, "ask")
    return f"{name}_{finding.language or page_language()}" if name in _BY_LANGUAGE else name
