"""Looks at the record: who of which role got what, and when.

Staff are named by their role. What left in a file has the code of an export, and all else that of a look at a record.
"""

from __future__ import annotations

from typing import Final

from app.copies.record import Gathered
from app.fhir.elements import Resource, id_of, moment, present, reference, text_of
from app.records.own_log import Look
from app.records.sights import Seen

_DICOM: Final = "http://dicom.nema.org/resources/ontology/DCM"
_EXPORT: Final = {"system": _DICOM, "code": "110106", "display": "Export"}
_PATIENT_RECORD: Final = {"system": _DICOM, "code": "110110", "display": "Patient Record"}
_PARTS: Final = {
    Seen.ALLERGY: "that there is an allergy",
    Seen.IDENTITY: "identity",
    Seen.MESSAGES: "notes and messages",
    Seen.HEALTH: "health answers",
    Seen.FILE: "a copy outside",
}


def looks(copy: Gathered) -> list[Resource]:
    """Return one resource for each look, oldest first."""
    return [_look(copy, number, each) for number, each in enumerate(copy.looks)]


def _look(copy: Gathered, number: int, each: Look) -> Resource:
    role = copy.by(each.actor)
    return present(
        resourceType="AuditEvent",
        id=str(id_of(copy.patient.id, f"look {number}")),
        type=_EXPORT if Seen.FILE in each.parts else _PATIENT_RECORD,
        action="R",
        recorded=moment(each.at),
        outcome="0",
        agent=[{"role": [{"text": role}], "who": {"display": role}, "requestor": True}],
        source={"observer": {"display": text_of(copy.clinic.name) or "The clinic"}},
        entity=[
            {
                "what": reference(copy.patient.id),
                "description": ", ".join(_PARTS[part] for part in Seen if part in each.parts),
            }
        ],
    )
