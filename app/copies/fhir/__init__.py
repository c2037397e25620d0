"""Write a copy as FHIR R4B (4.3.0).

The bundle is a collection of what other systems read. Each of its resources has a plain function, from the copy to what
the bundle holds. The whole copy, with notes and each event, is the JSON one.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.copies.fhir.consent import consents
from app.copies.fhir.looks import looks
from app.copies.fhir.patient import patient
from app.copies.fhir.questionnaire import questionnaire, questionnaire_response
from app.copies.fhir.statements import allergies, medication_statements
from app.copies.record import Gathered
from app.fhir.elements import Resource, id_of, moment, present, text_of
from app.fhir.questionnaire import encoded


def provenance(copy: Gathered, others: Sequence[Resource]) -> Resource:
    """Return the resource: it is about every other one."""
    return present(
        resourceType="Provenance",
        id=str(id_of(copy.patient.id, "provenance")),
        target=[{"reference": f"urn:uuid:{each['id']}"} for each in others],
        recorded=moment(copy.at),
        agent=[{"who": {"display": text_of(copy.clinic.name) or "The clinic"}}],
    )


def write(copy: Gathered) -> bytes:
    """Return the file."""
    return encoded(bundle(copy))


def bundle(copy: Gathered) -> Resource:
    """Return the content of the file."""
    resources = [
        patient(copy),
        questionnaire(copy),
        questionnaire_response(copy),
        *consents(copy),
        *allergies(copy),
        *medication_statements(copy),
        *looks(copy),
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
