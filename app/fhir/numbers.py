"""Read a number: its unit, its bounds, its decimals."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from app.fhir import urls
from app.fhir.element import Element
from app.fhir.notes import Done
from app.fhir.spoken import LONGEST_LABEL, Voice
from app.intake.definition import Item

_LONGEST_UNIT: Final = 40
_MOST_DECIMALS: Final = 4
_BOUND: Final = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,4})?")
_USUAL_DECIMALS: Final = 2
"""Of a number that says nothing of its decimals, and is not whole."""


def number(voice: Voice, each: Element, link_id: str, type_: str, item: Item) -> Item:
    """Return the item with what the file says of its number."""
    unit, labels = _unit(voice, each, link_id)
    return msgspec.structs.replace(
        item,
        unit=unit,
        unit_labels=labels,
        least=_bound(voice, each, link_id, (urls.LEAST, urls.LEAST_QUANTITY)),
        most=_bound(voice, each, link_id, (urls.MOST, urls.MOST_QUANTITY)),
        decimals=_decimals(voice, each, link_id, 0 if type_ == "integer" else _USUAL_DECIMALS),
    )


def _unit(voice: Voice, each: Element, link_id: str) -> tuple[str, dict[str, str]]:
    """Return the code of the first unit, and what people call it."""
    found = [*each.extensions(urls.UNIT), *each.extensions(urls.UNIT_OPTION)]
    units: list[tuple[str, dict[str, str]]] = []
    for extension in found:
        coding = extension.only("valueCoding")
        system, code = (coding.take(name, str) for name in ("system", "code"))
        labels = voice.read(coding, "display", link_id, LONGEST_LABEL)
        if system not in {None, urls.UCUM}:
            voice.notes.add(link_id, f"unit of {system}", Done.RENAMED)
        if (code or labels) and (code, labels) not in units:
            units.append(((code or "")[:_LONGEST_UNIT], labels))
    for code, labels in units[1:]:
        if code != units[0][0]:
            voice.notes.add(link_id, f"unit {code or next(iter(labels.values()), '')}", Done.LEFT_OUT)
    return units[0] if units else ("", {})


def _bound(voice: Voice, each: Element, link_id: str, names: tuple[str, ...]) -> str:
    """Return a bound as it is written: the decimals that it has are kept."""
    for name in names:
        if (found := each.extension(name)) is None:
            continue
        quantity = found.taken("valueQuantity")
        if quantity:
            for beside in ("unit", "system", "code"):
                quantity.take_any(beside)
        value = (quantity or found).number(*(("value",) if quantity else ("valueInteger", "valueDecimal")))
        if value is not None and _BOUND.fullmatch(text := str(value)):
            return text
        voice.notes.add(link_id, name.rpartition("/")[2], Done.LEFT_OUT)
    return ""


def _decimals(voice: Voice, each: Element, link_id: str, usual: int) -> int:
    found = each.extension(urls.DECIMALS)
    said = found.take("valueInteger", int) if found else None
    if said is not None and not 0 <= said <= _MOST_DECIMALS:
        voice.notes.add(link_id, "maxDecimalPlaces", Done.SHORTENED)
        return _MOST_DECIMALS
    return usual if said is None else said
