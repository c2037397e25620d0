"""MedicationStatement: what the patient says to take, in their words, a line each. Whether they still do is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.copies.fhir.parts import Resource, id_of, moment, present, reference, text_of
from app.copies.fhir.questionnaire_response import response_id
from app.intake.answers.bare import is_bare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.copies.gathering import Gathered


def medication_statements(copy: Gathered) -> list[Resource]:
    """Return one resource a line; none for "none"."""
    return [_statement(copy, number, line) for number, line in enumerate(_lines(copy))]


def _lines(copy: Gathered) -> Iterator[str]:
    said = copy.answers["medications"]
    for line in said.splitlines() if isinstance(said, str) else ():
        text = text_of(line.strip())
        if text is not None and not is_bare(text):
            yield text


def _statement(copy: Gathered, number: int, line: str) -> Resource:
    return present(
        resourceType="MedicationStatement",
        id=str(id_of(copy.patient.id, f"medication {number}")),
        language=copy.patient.language,
        status="unknown",
        medicationCodeableConcept={"text": line},
        subject=reference(copy.patient.id),
        dateAsserted=moment(copy.answered_at),
        informationSource=None if copy.on_behalf else reference(copy.patient.id),
        derivedFrom=[reference(response_id(copy))],
    )
