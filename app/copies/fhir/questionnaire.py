"""What was asked, and every answer as it stands now.

The questionnaire is the clinic's own, at its canonical address and in the version that was asked. A question that was not
answered has no answer, and one that somebody declined to answer says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid5

from app.copies.record import Gathered
from app.fhir import questionnaire as asked_in
from app.fhir import urls
from app.fhir.elements import Resource, absent, date_of, id_of, moment, present, reference, text_of
from app.fhir.questionnaire import Publication
from app.intake.answered import typed
from app.intake.answers.kinds import DECLINED
from app.intake.answers.texts import NONE_STATED, NOT_KNOWN
from app.intake.definition import AnswerKind, Item
from app.intake.questions import Question
from app.store.patients.patient import Opened

_QUESTIONS: Final = UUID("6a6d9a0e-6d0f-4c52-9a2b-6d1e0f5b7c11")
"""What ids of questionnaires are made with."""
_WHY: Final = {NOT_KNOWN: "asked-unknown", DECLINED: "asked-declined", NONE_STATED: "not-applicable"}
_AS_TEXT: Final = "as-text"
_COMPLEX: Final = ("valueCoding", "valueQuantity")


def questionnaire(copy: Gathered) -> Resource:
    """Return the resource, first in the patient's language.

    Its id is the same for all who were asked this version, so others can map it.
    """
    resource = asked_in.questionnaire(copy.asked, _publication(copy))
    return {**resource, "id": str(uuid5(_QUESTIONS, _canonical(copy)))}


def _publication(copy: Gathered) -> Publication:
    return Publication(copy.public_url, copy.clinic.name, language=copy.patient.language)


def _canonical(copy: Gathered) -> str:
    return f"{urls.canonical(copy.public_url)}|{copy.asked.version}"


def response_id(copy: Gathered) -> UUID:
    return id_of(copy.patient.id, "questionnaire-response")


def questionnaire_response(copy: Gathered) -> Resource:
    """Return the resource; `amended` once an answer was changed."""
    return present(
        resourceType="QuestionnaireResponse",
        id=str(response_id(copy)),
        language=copy.patient.language,
        questionnaire=_canonical(copy),
        status="amended" if copy.earlier else "completed",
        subject=reference(copy.patient.id),
        authored=moment(copy.answered_at),
        item=[item for key, said in copy.answers.items() for item in _items(copy, key, said)],
    )


def _items(copy: Gathered, key: str, said: Opened) -> Iterator[Resource]:
    """Yield the item of an answer: a list has one for each row."""
    question = copy.question(key)
    item = question.item if question else None
    head = {"linkId": key, "text": text_of(copy.words(key)) or key}
    if question and item and item.kind is AnswerKind.LIST and isinstance(said, str):
        rows = list(_rows(copy, item, typed(question, said)))
        nothing = [] if rows else [{**head, **absent(_WHY.get(said, _AS_TEXT), copy.shown(key, said))}]
        yield from ({**head, "item": cells} for cells in rows)
        yield from nothing
    else:
        yield present(**head, answer=list(_answers(copy, key, question, said)))


def _rows(copy: Gathered, item: Item, rows: object) -> Iterator[list[Resource]]:
    for row in rows if isinstance(rows, tuple) else ():
        cells = [
            present(
                linkId=asked_in.column_id(item, column.key),
                text=text_of(column.labels.get(copy.patient.language)),
                answer=[{"valueString": said}],
            )
            for column, cell in zip(item.columns, row, strict=False)
            if (said := text_of(cell))
        ]
        if cells:
            yield cells


def _answers(copy: Gathered, key: str, question: Question | None, said: Opened) -> Iterator[Resource]:
    """Yield the answers of a question, of the type that the questionnaire says."""
    shown = text_of(copy.shown(key, said))
    if not isinstance(said, str) or shown is None:
        return
    name = _value_of(question)
    value = typed(question, said) if question else said
    if name == "valueString":
        yield {name: shown}
    elif value is None or value == () or (values := list(_values(copy, question, name, value))) == []:
        why = _WHY.get(said, _AS_TEXT)
        instead = absent(why, shown)
        yield {name if name in _COMPLEX else f"_{name}": instead}
    else:
        yield from ({name: each} for each in values)


def _value_of(question: Question | None) -> str:
    """Return what FHIR calls the value of an answer."""
    item = question.item if question else None
    if question is None or (item is None and question.key != "birth_date"):
        return "valueString"
    match asked_in.type_of(item) if item else "date":
        case "choice":
            return "valueCoding"
        case "string" | "text":
            return "valueString"
        case kind:
            return f"value{kind.title()}"


def _values(copy: Gathered, question: Question | None, name: str, value: object) -> Iterator[object]:
    """Yield the values of an answer; none for what is of another type."""
    item = question.item if question else None
    if name == "valueDate":
        told = value.isoformat() if isinstance(value, date) else date_of(value)
        yield from () if told is None else (told,)
    elif item is None:
        return
    elif name == "valueCoding":
        codes = value if isinstance(value, tuple) else (value,)
        chosen = {choice.code: choice for choice in item.choices}
        yield from (
            asked_in.coding(_publication(copy), item, chosen[code]) for code in codes if code in chosen
        )
    elif name == "valueBoolean" and isinstance(value, bool):
        yield value
    elif isinstance(value, Decimal):
        yield from _numbers(copy, item, name, value)


def _numbers(copy: Gathered, item: Item, name: str, value: Decimal) -> Iterator[object]:
    if name == "valueQuantity":
        unit = item.unit_labels.get(copy.patient.language) or item.unit
        yield present(
            value=value,
            unit=text_of(unit),
            system=urls.UCUM if item.unit else None,
            code=text_of(item.unit),
        )
    elif name == "valueDecimal":
        yield value
    elif value == value.to_integral_value():
        yield int(value)
