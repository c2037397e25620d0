"""What was asked, and every answer as it stands now.

Both are in the patient's language. A question that was not answered has no answer.
"""

from __future__ import annotations

import json
from typing import Final
from uuid import UUID, uuid5

from app.copies.fhir.patient import birth_date
from app.copies.record import Gathered, title
from app.fhir.elements import Resource, id_of, moment, present, reference, text_of, urn
from app.intake.questions import written_out

_LONG: Final = ("medical_history", "allergies", "medications")
_QUESTIONS: Final = UUID("6a6d9a0e-6d0f-4c52-9a2b-6d1e0f5b7c11")
"""What ids of questionnaires are made with."""


def questionnaire_id(copy: Gathered) -> UUID:
    """Return its id: the same for all who are asked the same in one language.

    So others can map it.
    """
    language = copy.patient.language
    asked = [(key, answer_of(key, said, language)[0]) for key, said in copy.answers.items()]
    return uuid5(_QUESTIONS, json.dumps([language, asked]))


def questionnaire(copy: Gathered) -> Resource:
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
            {
                "linkId": key,
                "text": words_of(copy, key),
                "type": answer_of(key, said, copy.patient.language)[0],
            }
            for key, said in copy.answers.items()
        ],
    )


def words_of(copy: Gathered, key: str) -> str:
    """Return what a question is called."""
    return text_of(title(key, copy.patient.language)) or key


def answer_of(key: str, said: object, language: str) -> tuple[str, str | None]:
    """Return the type of a question and its answer.

    A known birth date is a date; where only an age is known, it is a text.
    """
    if key == "birth_date" and (day := birth_date(said)) is not None:
        return "date", day
    shown = written_out(key, said, language) if isinstance(said, str) else said
    return "text" if key in _LONG else "string", text_of(shown)


def response_id(copy: Gathered) -> UUID:
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
    kind, said = answer_of(key, text, copy.patient.language)
    answer = [] if said is None else [{"valueDate" if kind == "date" else "valueString": said}]
    return present(linkId=key, text=words_of(copy, key), answer=answer)
