"""The patient: who they are.

A birth date of which only an age is known is left to the answers: FHIR has no form for it. A name is one text as the
patient wrote it, and nobody guesses where its parts end.
"""

from __future__ import annotations

import re
from typing import Any, Final

from app.copies.record import Gathered
from app.fhir.elements import Resource, absent, date_of, present, text_of, urn
from app.store.conversations.conversations import MAILTO

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
        birthDate=date_of(copy.answers.get("birth_date")),
        address=_texts(copy.answers["address"]),
        contact=[{"telecom": number}] if copy.on_behalf and number else [],
        communication=[{"language": {"coding": [{"system": _LANGUAGES, "code": known.language}]}}],
    )


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
