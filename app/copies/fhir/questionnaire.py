"""Questionnaire: what was asked, in the patient's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.copies.fhir.parts import Resource, id_of, moment, present, text_of, urn
from app.copies.titles import title

if TYPE_CHECKING:
    from uuid import UUID

    from app.copies.gathering import Gathered

_LONG: Final = ("medical_history", "medications")


def questionnaire_id(copy: Gathered) -> UUID:
    """Return its id: each patient has their own, for questions change."""
    return id_of(copy.patient.id, "questionnaire")


def questionnaire(copy: Gathered) -> Resource:
    """Return the resource."""
    own = questionnaire_id(copy)
    return present(
        resourceType="Questionnaire",
        id=str(own),
        language=copy.patient.language,
        url=urn(own),
        status="active",
        subjectType=["Patient"],
        date=moment(copy.at),
        publisher=text_of(copy.clinic.name),
        item=[
            {"linkId": key, "text": words_of(copy, key), "type": "text" if key in _LONG else "string"}
            for key in copy.answers
        ],
    )


def words_of(copy: Gathered, key: str) -> str:
    """Return what a question is called."""
    return text_of(title(key, copy.patient.language)) or key
