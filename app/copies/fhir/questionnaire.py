"""Questionnaire: what was asked, in the patient's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.copies.fhir.parts import Resource, id_of, moment, present, text_of, urn
from app.copies.fhir.patient import birth_date
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
            {"linkId": key, "text": words_of(copy, key), "type": answer_of(key, said)[0]}
            for key, said in copy.answers.items()
        ],
    )


def words_of(copy: Gathered, key: str) -> str:
    """Return what a question is called."""
    return text_of(title(key, copy.patient.language)) or key


def answer_of(key: str, said: object) -> tuple[str, str | None]:
    """Return the type of a question and its answer: a birth date that is known is a date, one of an age only a text."""
    if key == "birth_date" and (day := birth_date(said)) is not None:
        return "date", day
    return "text" if key in _LONG else "string", text_of(said)
