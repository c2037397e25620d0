"""What FHIR's resources are made of: strings, references, moments."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid5

from app.fhir.urls import ABSENT, RENDERED

Resource = dict[str, Any]
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""A string in FHIR has no control characters but tabs and line ends. The copy in JSON has them all."""
_DATE: Final = re.compile(r"(?!0000)[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?P<day>-[0-9]{2})?)?")
_REPLACED: Final = "\N{REPLACEMENT CHARACTER}"


def text_of(value: object) -> str | None:
    """Return a text as FHIR's `string`; None for anything else and for blanks."""
    if not isinstance(value, str) or not value.strip():
        return None
    return _FORBIDDEN.sub(_REPLACED, value)


def date_of(value: object) -> str | None:
    """Return a day, a month or a year as FHIR's `date`; None for anything else."""
    found = _DATE.fullmatch(value) if isinstance(value, str) else None
    if found is None or not found["day"]:
        return found and found[0]
    try:
        return date.fromisoformat(found[0]).isoformat()
    except ValueError:
        return None


def absent(why: str, rendered: str | None = None) -> Resource:
    """Return what takes the place of a value that is not there, or is a text."""
    told = [{"url": RENDERED, "valueString": rendered}] if rendered else []
    return {"extension": [{"url": ABSENT, "valueCode": why}, *told]}


def present(**elements: Any) -> Resource:
    """Return the elements that have a value: FHIR knows no null and no empty list."""
    return {
        _name(name): value for name, value in elements.items() if value is not None and value not in ([], {})
    }


def urn(of: UUID) -> str:
    """Return an id as a URI."""
    return f"urn:uuid:{of}"


def id_of(patient_id: UUID, what: str) -> UUID:
    """Return the id of something that belongs to a patient: the same in every copy."""
    return uuid5(patient_id, what)


def reference(of: UUID) -> Resource:
    """Return a reference to another entry of the bundle."""
    return {"reference": urn(of)}


def moment(value: datetime) -> str:
    """Return an instant, with its zone."""
    return value.isoformat(timespec="milliseconds")


def coded(system: str, code: str, words: str) -> Resource:
    """Return a CodeableConcept of one code."""
    return {"coding": [{"system": system, "code": code, "display": words}]}


def _name(name: str) -> str:
    return name.rstrip("_")
