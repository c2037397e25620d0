"""The bundle: a collection of what other systems read. The whole copy, with notes and who looked, is the JSON one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app.copies.fhir.consent import consents
from app.copies.fhir.medication_statement import medication_statements
from app.copies.fhir.parts import Resource, id_of, moment, present
from app.copies.fhir.patient import patient
from app.copies.fhir.provenance import provenance
from app.copies.fhir.questionnaire import questionnaire
from app.copies.fhir.questionnaire_response import questionnaire_response

if TYPE_CHECKING:
    from app.copies.gathering import Gathered


def write(copy: Gathered) -> bytes:
    """Return the file."""
    return json.dumps(bundle(copy), ensure_ascii=False, indent=2).encode()


def bundle(copy: Gathered) -> Resource:
    """Return what stands in the file."""
    resources = [
        patient(copy),
        questionnaire(copy),
        questionnaire_response(copy),
        *consents(copy),
        *medication_statements(copy),
    ]
    resources.append(provenance(copy, resources))
    return present(
        resourceType="Bundle",
        id=str(id_of(copy.patient.id, "bundle")),
        language=copy.patient.language,
        type="collection",
        timestamp=moment(copy.at),
        entry=[{"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in resources],
    )
