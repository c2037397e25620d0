"""Names of FHIR's extensions, and of our own."""

from __future__ import annotations

from typing import Final

_CORE: Final = "http://hl7.org/fhir/StructureDefinition/"
_SDC: Final = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
TRANSLATION: Final = f"{_CORE}translation"
HIDDEN: Final = f"{_CORE}questionnaire-hidden"
ITEM_CONTROL: Final = f"{_CORE}questionnaire-itemControl"
UNIT: Final = f"{_CORE}questionnaire-unit"
UNIT_OPTION: Final = f"{_CORE}questionnaire-unitOption"
ENTRY_FORMAT: Final = f"{_CORE}entryFormat"
LEAST: Final = f"{_CORE}minValue"
MOST: Final = f"{_CORE}maxValue"
DECIMALS: Final = f"{_CORE}maxDecimalPlaces"
POINTS: Final = f"{_CORE}ordinalValue"
WEIGHT: Final = f"{_CORE}itemWeight"
"""What later releases call an ordinal value."""
LEAST_QUANTITY: Final = f"{_SDC}minQuantity"
MOST_QUANTITY: Final = f"{_SDC}maxQuantity"
LABEL: Final = f"{_SDC}shortText"
CALCULATED: Final = f"{_SDC}calculatedExpression"
ABSENT: Final = f"{_CORE}data-absent-reason"
RENDERED: Final = f"{_CORE}rendered-value"

CONTROLS: Final = "http://hl7.org/fhir/questionnaire-item-control"
UCUM: Final = "http://unitsofmeasure.org"

FORMAT: Final = "format"
"""Our own extensions. This one says that a Questionnaire is ours."""
OUR_FORMAT: Final = 1
OF_CARER: Final = "of-carer"
ABOUT_HEALTH: Final = "about-health"
READ_BY: Final = "read-by"
LISTED: Final = "listed"
OWN_LABEL: Final = "label"
ASK_OF_OTHER: Final = "ask-of-other"
NOTE_HINT: Final = "hint"
VISIT: Final = "visit"
SCORE: Final = "score"
ALSO: Final = "also"
_OWN: Final = "/fhir/StructureDefinition/anteroom-"


def own(base: str, name: str) -> str:
    """Return the URL of an extension of ours, at the address of a clinic."""
    return f"{base}{_OWN}{name}"


def own_name(url: str) -> str | None:
    """Return the name of an extension of ours, whichever clinic wrote it."""
    _, found, name = url.partition(_OWN)
    return name if found else None


def canonical(base: str) -> str:
    """Return the canonical URL of what a clinic asks."""
    return f"{base}/fhir/Questionnaire/anteroom"


def code_system(base: str, key: str) -> str:
    """Return the system of the codes of one question's answers."""
    return f"{base}/fhir/CodeSystem/anteroom/{key}"
