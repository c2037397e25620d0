"""What the patient says of medications and allergies, in their words, a line each.

Nobody has confirmed it, and whether they still take a medication is not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.copies.fhir.questionnaire import response_id
from app.copies.record import Gathered
from app.fhir.elements import Resource, coded, id_of, moment, present, reference, text_of
from app.intake.answers.bare_words import is_bare


def medication_statements(copy: Gathered) -> list[Resource]:
    """Return one resource a line; none for "none"."""
    return [_statement(copy, number, line) for number, line in enumerate(_lines(copy, "medications"))]


def _lines(copy: Gathered, key: str) -> Iterator[str]:
    said = copy.answers.get(key)
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


_ALLERGY: Final = "http://terminology.hl7.org/CodeSystem/allergyintolerance"


def allergies(copy: Gathered) -> list[Resource]:
    """Return one resource a line; none for "none"."""
    return [_allergy(copy, number, line) for number, line in enumerate(_lines(copy, "allergies"))]


def _allergy(copy: Gathered, number: int, line: str) -> Resource:
    return present(
        resourceType="AllergyIntolerance",
        id=str(id_of(copy.patient.id, f"allergy {number}")),
        language=copy.patient.language,
        clinicalStatus=coded(f"{_ALLERGY}-clinical", "active", "Active"),
        verificationStatus=coded(f"{_ALLERGY}-verification", "unconfirmed", "Unconfirmed"),
        code={"text": line},
        patient=reference(copy.patient.id),
        recordedDate=moment(copy.answered_at),
        asserter=None if copy.on_behalf else reference(copy.patient.id),
    )
