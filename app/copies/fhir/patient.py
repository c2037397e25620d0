"""The patient: who they are.

A birth date of which only an age is known is left to the answers: FHIR has no form for it. A name is one text as the
patient wrote it, and nobody guesses where its parts end.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from app.copies.record import Gathered
from app.fhir.elements import Resource, present, text_of, urn
from app.intake.answers.birth_date import A_YEAR, DAY
from app.store.conversations.conversations import MAILTO

_ABSENT: Final = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"

_NUMBER: Final = re.compile(r"(?P<channel>[a-z]+:)?(?P<e164>\+[1-9][0-9]{6,14})")
_URI: Final = "urn:ietf:rfc:3986"
_LANGUAGES: Final = "urn:ietf:bcp:47"


def patient(copy: Gathered) -> Resource:
    """Return the resource.

    A number from which someone else answered is a contact's, not the patient's.
    """
    known = copy.patient
    number = telecom(copy.address)
    return present(
        resourceType="Patient",
        id=str(known.id),
        language=known.language,
        identifier=[{"system": _URI, "value": urn(known.id)}],
        name=[each | _PARTS for each in _texts(copy.answers["name"])],
        _gender=absent("not-asked"),
        telecom=[] if copy.on_behalf else number,
        birthDate=birth_date(copy.answers["birth_date"]),
        address=_texts(copy.answers["address"]),
        contact=[{"telecom": number}] if copy.on_behalf and number else [],
        communication=[{"language": {"coding": [{"system": _LANGUAGES, "code": known.language}]}}],
    )


def birth_date(value: object) -> str | None:
    """Return a birth date as FHIR's `date`: a day or a year; None for anything else."""
    if not isinstance(value, str) or not value.isascii():
        return None
    if A_YEAR.fullmatch(value):
        return value if int(value) else None
    if not DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return None


def absent(why: str) -> Resource:
    """Return what stands in place of a value that is not there."""
    return {"extension": [{"url": _ABSENT, "valueCode": why}]}


_PARTS: Final = {"_family": absent("unknown"), "_given": [absent("unknown")]}


def _texts(value: object) -> list[Resource]:
    text = text_of(value)
    return [] if text is None else [{"text": text}]


def telecom(address: object) -> list[dict[str, Any]]:
    """Return a channel address as FHIR's ContactPoint.

    Where the address has a phone number, it is the number, which others can call.
    """
    text = text_of(address)
    if text is None:
        return []
    number = _NUMBER.fullmatch(text)
    if number is None:
        is_mail = text.startswith(MAILTO)
        return [{"system": "email" if is_mail else "other", "value": text.removeprefix(MAILTO)}]
    return [{"system": "phone" if number["channel"] else "sms", "value": number["e164"]}]
