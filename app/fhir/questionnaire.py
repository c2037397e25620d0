"""Write what a clinic asks as a FHIR Questionnaire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec

from app.fhir import urls
from app.fhir.elements import Resource, moment, present, text_of
from app.fhir.words import Texts, asks_of, in_language, labels_of, primitive, shipped_words, translations
from app.intake.definition import (
    YES,
    AnswerKind,
    Choice,
    Condition,
    Definition,
    Item,
    Score,
    Visit,
    decimal,
)
from app.intake.phrases import FALLBACK
from app.intake.questionnaire import Questionnaire

MEDIA_TYPE: Final = "application/fhir+json"
ID: Final = "anteroom"
_STRING: Final = 255
"""The most characters of what FHIR calls a string. A longer answer is a text."""
_TYPES: Final[Mapping[AnswerKind, str]] = {
    AnswerKind.ONE: "choice",
    AnswerKind.SEVERAL: "choice",
    AnswerKind.YES_NO: "boolean",
    AnswerKind.DATE: "date",
    AnswerKind.LIST: "group",
    AnswerKind.NOTE: "display",
}
_REPEATS: Final = (AnswerKind.SEVERAL, AnswerKind.LIST)
CARERS: Final = ("carer_name", "carer_relation")
"""The keys of what is asked of somebody who answers for another person. It belongs to no definition."""


class Publication(NamedTuple):
    """Say where a questionnaire belongs, and in which language it is first."""

    base: str
    """The clinic's public address, without a slash at its end."""
    clinic: str
    at: datetime | None = None
    language: str = FALLBACK
    is_draft: bool = False


def encoded(resource: Resource) -> bytes:
    """Return a resource as JSON. Numbers keep the decimals that they have."""
    return msgspec.json.format(_ENCODER.encode(resource))


_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")


def questionnaire(asked: Questionnaire, of: Publication) -> Resource:
    """Return the resource, also with what is no longer asked, hidden."""
    definition = asked.definition
    return present(
        resourceType="Questionnaire",
        id=ID,
        language=of.language,
        extension=[
            _own(of, urls.FORMAT, valueInteger=urls.OUR_FORMAT),
            *(_visit(of, visit) for visit in definition.visits),
            *(_score(of, score) for score in definition.scores),
        ],
        url=urls.canonical(of.base),
        version=str(asked.version),
        name="Anteroom",
        title=text_of(of.clinic),
        status="draft" if of.is_draft else "active",
        subjectType=["Patient"],
        date=of.at and moment(of.at),
        publisher=text_of(of.clinic),
        item=[
            *(_carers(of, key) for key in CARERS),
            *(_item(of, definition, item) for item in definition.items),
        ],
    )


def type_of(item: Item) -> str:
    """Return what FHIR calls the kind of an item."""
    match item.kind:
        case AnswerKind.TEXT:
            return "text" if item.longest > _STRING else "string"
        case AnswerKind.NUMBER if item.unit or item.unit_labels:
            return "quantity"
        case AnswerKind.NUMBER:
            return "decimal" if item.decimals else "integer"
        case kind:
            return _TYPES[kind]


def column_id(item: Item, column: str) -> str:
    """Return the linkId of a column of a list."""
    return f"{item.key}.{column}"


def hint_id(item: Item) -> str:
    """Return the linkId of an item's hint, which no key can be."""
    return f"{item.key}-hint"


def _own(of: Publication, name: str, **value: Any) -> Resource:
    return present(url=urls.own(of.base, name), **value)


def _own_texts(of: Publication, name: str, texts: Texts) -> list[Resource]:
    return translations(urls.own(of.base, name), texts)


def _visit(of: Publication, visit: Visit) -> Resource:
    parts = [{"url": "code", "valueCode": visit.code}, *translations("label", visit.labels)]
    return _own(of, urls.VISIT, extension=parts)


def _score(of: Publication, score: Score) -> Resource:
    return _own(
        of,
        urls.SCORE,
        extension=[
            {"url": "key", "valueCode": score.key},
            *translations("label", score.labels),
            *({"url": "of", "valueString": key} for key in score.of),
        ],
    )


def _carers(of: Publication, key: str) -> Resource:
    words = shipped_words(key)
    return present(
        extension=[
            _own(of, urls.OF_CARER, valueBoolean=True),
            *_label(of, {code: said.title for code, said in words.items()}),
        ],
        linkId=key,
        **primitive("text", {code: said.ask for code, said in words.items()}, of.language),
        type="string",
    )


def _label(of: Publication, labels: Texts) -> Iterator[Resource]:
    """Yield SDC's short text, and an extension of ours for other languages."""
    if said := text_of(labels.get(of.language)):
        yield {"url": urls.LABEL, "valueString": said}
    yield from _own_texts(
        of, urls.OWN_LABEL, {code: text for code, text in labels.items() if code != of.language}
    )


def _item(of: Publication, definition: Definition, item: Item) -> Resource:
    return present(
        extension=list(_extensions(of, item)),
        linkId=item.key,
        **primitive("text", asks_of(item), of.language),
        type=type_of(item),
        **_condition(of, definition, item.only_if),
        required=item.required if item.asks else None,
        repeats=True if item.kind in _REPEATS else None,
        maxLength=item.longest if item.kind is AnswerKind.TEXT else None,
        answerOption=[_option(of, item, choice) for choice in item.choices],
        item=[*_hint(of, item), *_columns(of, item)] if item.asks else None,
    )


def _extensions(of: Publication, item: Item) -> Iterator[Resource]:
    yield from _label(of, labels_of(item))
    others = {code: words.ask_of_other for code, words in item.words.items()}
    yield from _own_texts(of, urls.ASK_OF_OTHER, others)
    if not item.asks:
        yield from _own_texts(of, urls.NOTE_HINT, _hints(item))
    if item.is_off:
        yield {"url": urls.HIDDEN, "valueBoolean": True}
    yield _own(of, urls.ABOUT_HEALTH, valueBoolean=item.about_health)
    yield _own(of, urls.READ_BY, valueCode=item.read_by.value)
    if item.is_listed:
        yield _own(of, urls.LISTED, valueBoolean=True)
    for visit in item.visits:
        yield _own(of, urls.VISIT, valueCode=visit)
    if item.kind is AnswerKind.NUMBER:
        yield from _number(of, item)


def _number(of: Publication, item: Item) -> Iterator[Resource]:
    unit = present(
        system=urls.UCUM if item.unit else None,
        code=text_of(item.unit),
        **primitive("display", item.unit_labels, of.language),
    )
    if unit:
        yield {"url": urls.UNIT_OPTION, "valueCoding": unit}
        bounds = (urls.LEAST_QUANTITY, urls.MOST_QUANTITY)
    else:
        bounds = (urls.LEAST, urls.MOST)
    measured = present(system=urls.UCUM, code=item.unit) if item.unit else {}
    for url, text in zip(bounds, (item.least, item.most), strict=True):
        bound = decimal(text)
        if bound is not None and unit:
            yield {"url": url, "valueQuantity": {"value": bound, **measured}}
        elif bound is not None:
            is_whole = not item.decimals and "." not in text
            yield {"url": url, **({"valueInteger": int(bound)} if is_whole else {"valueDecimal": bound})}
    if type_of(item) != "integer":
        yield {"url": urls.DECIMALS, "valueInteger": item.decimals}


def _condition(of: Publication, definition: Definition, only_if: Condition | None) -> Resource:
    """Return when an item is asked: if one answer is any of some."""
    if only_if is None:
        return {}
    on = definition.item(only_if.key)
    is_yes_no = on is not None and on.kind is AnswerKind.YES_NO
    answers: list[Resource] = [
        {"answerBoolean": code == YES}
        if is_yes_no
        else {"answerCoding": {"system": urls.code_system(of.base, only_if.key), "code": code}}
        for code in only_if.codes
    ]
    return {
        "enableWhen": [{"question": only_if.key, "operator": "=", **answer} for answer in answers],
        **({"enableBehavior": "any"} if len(answers) > 1 else {}),
    }


def _option(of: Publication, item: Item, choice: Choice) -> Resource:
    return present(
        extension=[
            *([] if choice.points is None else [{"url": urls.POINTS, "valueDecimal": choice.points}]),
            *(_also(of, language, words) for language, words in choice.also.items()),
        ],
        valueCoding=coding(of, item, choice),
    )


def coding(of: Publication, item: Item, choice: Choice) -> Resource:
    """Return an answer that can be chosen."""
    return {
        "system": urls.code_system(of.base, item.key),
        "code": choice.code,
        **primitive("display", choice.labels, of.language),
    }


def _also(of: Publication, language: str, words: tuple[str, ...]) -> Resource:
    return _own(of, urls.ALSO, extension=in_language(language, *words))


def _hints(item: Item) -> Texts:
    return {code: words.hint for code, words in item.words.items()}


def _hint(of: Publication, item: Item) -> Iterator[Resource]:
    """Yield the hint as what FHIR calls help."""
    if said := primitive("text", _hints(item), of.language):
        control = {"coding": [{"system": urls.CONTROLS, "code": "help"}]}
        yield {
            "extension": [{"url": urls.ITEM_CONTROL, "valueCodeableConcept": control}],
            "linkId": hint_id(item),
            **said,
            "type": "display",
        }


def _columns(of: Publication, item: Item) -> Iterator[Resource]:
    for column in item.columns:
        yield {
            "linkId": column_id(item, column.key),
            **primitive("text", column.labels, of.language),
            "type": "string",
            "required": column.required,
            "maxLength": item.longest,
        }
