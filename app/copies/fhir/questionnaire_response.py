"""QuestionnaireResponse: every answer as it stands now. One that was not given has no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.copies.fhir.parts import Resource, id_of, moment, present, reference, urn
from app.copies.fhir.questionnaire import answer_of, questionnaire_id, words_of

if TYPE_CHECKING:
    from uuid import UUID

    from app.copies.gathering import Gathered


def response_id(copy: Gathered) -> UUID:
    """Return its id."""
    return id_of(copy.patient.id, "questionnaire-response")


def questionnaire_response(copy: Gathered) -> Resource:
    """Return the resource; `amended` once an answer was changed."""
    return present(
        resourceType="QuestionnaireResponse",
        id=str(response_id(copy)),
        language=copy.patient.language,
        questionnaire=urn(questionnaire_id(copy)),
        status="amended" if copy.earlier else "completed",
        subject=reference(copy.patient.id),
        authored=moment(copy.answered_at),
        item=[_item(copy, key, text) for key, text in copy.answers.items()],
    )


def _item(copy: Gathered, key: str, text: object) -> Resource:
    kind, said = answer_of(key, text)
    answer = [] if said is None else [{"valueDate" if kind == "date" else "valueString": said}]
    return present(linkId=key, text=words_of(copy, key), answer=answer)
