"""Write a copy as FHIR R4B (4.3.0).

Each resource has a plain function, from the copy to what the bundle holds.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid5

from app.copies.record import Gathered, title
from app.intake.answers.dates import A_YEAR, DAY
from app.intake.answers.names import is_bare
from app.intake.questions import written_out
from app.store.conversations.consents import Consent
from app.store.conversations.conversations import MAILTO

# What FHIR's resources are made of: strings within its rules, references, moments.

Resource = dict[str, Any]
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""A string in FHIR has no control characters but tabs and line ends. The copy in JSON has them all."""
_REPLACED: Final = "\N{REPLACEMENT CHARACTER}"


def text_of(value: object) -> str | None:
    """Return a text as FHIR's `string`; None for anything else and for blanks."""
    if not isinstance(value, str) or not value.strip():
        return None
    return _FORBIDDEN.sub(_REPLACED, value)


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


# Consent: what was decided about which privacy text, and when. The text is named by its version and its
# digest, and attached.

_SCOPE: Final = coded(
    "http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy", "Privacy Consent"
)
_CATEGORY: Final = coded("http://loinc.org", "59284-0", "Consent Document")


def consents(copy: Gathered) -> list[Resource]:
    """Return one resource for each decision, oldest first."""
    return [_consent(copy, number, each) for number, each in enumerate(copy.consents)]


def _consent(copy: Gathered, number: int, each: Consent) -> Resource:
    given = each.decision == "given"
    by = "Somebody on behalf of the patient" if each.on_behalf else None
    return present(
        resourceType="Consent",
        id=str(id_of(copy.patient.id, f"consent {number}")),
        language=each.language,
        status="active" if given else "rejected",
        scope=_SCOPE,
        category=[_CATEGORY],
        patient=reference(copy.patient.id),
        dateTime=moment(each.decided_at),
        performer=[{"display": by}] if by else [],
        organization=[{"display": text_of(copy.clinic.name)}] if text_of(copy.clinic.name) else [],
        policyRule={"text": f"Privacy text {each.version}, SHA-256 {each.text_hash}"},
        sourceAttachment=_text(each),
        provision={"type": "permit" if given else "deny"},
    )


def _text(each: Consent) -> Resource | None:
    """Return the text that it was about, if that was kept."""
    if each.text is None:
        return None
    return {
        "contentType": "text/plain; charset=utf-8",
        "language": each.language,
        "data": b64encode(each.text.encode()).decode(),
        "title": f"Privacy text {each.version}",
    }


# Patient: who they are. A birth date of which only an age is known is left to the answers: FHIR has no
# form for it. A name is one text as the patient wrote it, and nobody guesses where its parts end.

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


# Provenance: who put the copy together, and when.


def provenance(copy: Gathered, others: Sequence[Resource]) -> Resource:
    """Return the resource: it is about every other one."""
    return present(
        resourceType="Provenance",
        id=str(id_of(copy.patient.id, "provenance")),
        target=[{"reference": f"urn:uuid:{each['id']}"} for each in others],
        recorded=moment(copy.at),
        agent=[{"who": {"display": text_of(copy.clinic.name) or "The clinic"}}],
    )


# Questionnaire: what was asked, in the patient's language.

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


# QuestionnaireResponse: every answer as it stands now. One that was not given has no answer.


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


# MedicationStatement: what the patient says to take, in their words, a line each. Whether they still do
# is not known.


def medication_statements(copy: Gathered) -> list[Resource]:
    """Return one resource a line; none for "none"."""
    return [_statement(copy, number, line) for number, line in enumerate(_lines(copy, "medications"))]


def _lines(copy: Gathered, key: str) -> Iterator[str]:
    said = copy.answers.get(key)
    for line in said.splitlines() if isinstance(said, str) else ():
        text = text_of(line.strip())
        if text is not None and not is_bare(text):
            yield text


def _statement(copy: Gathered, number: int, line: str) -> Resource:
    return present(
        resourceType="MedicationStatement",
        id=str(id_of(copy.patient.id, f"medication {number}")),
        language=copy.patient.language,
        status="unknown",
        medicationCodeableConcept={"text": line},
        subject=reference(copy.patient.id),
        dateAsserted=moment(copy.answered_at),
        informationSource=None if copy.on_behalf else reference(copy.patient.id),
        derivedFrom=[reference(response_id(copy))],
    )


# AllergyIntolerance: what the patient says, in their words, a line each. Nobody has confirmed it.

_ALLERGY: Final = "http://terminology.hl7.org/CodeSystem/allergyintolerance"


def allergies(copy: Gathered) -> list[Resource]:
    """Return one resource a line; none for "none"."""
    return [_allergy(copy, number, line) for number, line in enumerate(_lines(copy, "allergies"))]


def _allergy(copy: Gathered, number: int, line: str) -> Resource:
    return present(
        resourceType="AllergyIntolerance",
        id=str(id_of(copy.patient.id, f"allergy {number}")),
        language=copy.patient.language,
        clinicalStatus=coded(f"{_ALLERGY}-clinical", "active", "Active"),
        verificationStatus=coded(f"{_ALLERGY}-verification", "unconfirmed", "Unconfirmed"),
        code={"text": line},
        patient=reference(copy.patient.id),
        recordedDate=moment(copy.answered_at),
        asserter=None if copy.on_behalf else reference(copy.patient.id),
    )


# The bundle: a collection of what other systems read. The whole copy, with notes and who looked, is the
# JSON one.


def write(copy: Gathered) -> bytes:
    """Return the file."""
    return json.dumps(bundle(copy), ensure_ascii=False, indent=2).encode()


def bundle(copy: Gathered) -> Resource:
    """Return the content of the file."""
    resources = [
        patient(copy),
        questionnaire(copy),
        questionnaire_response(copy),
        *consents(copy),
        *allergies(copy),
        *medication_statements(copy),
    ]
    resources.append(provenance(copy, resources))
    return present(
        resourceType="Bundle",
        id=str(id_of(copy.patient.id, "bundle")),
        language=copy.patient.language,
        type="collection",
        timestamp=moment(copy.at),
        entry=[{"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in resources],
    )
