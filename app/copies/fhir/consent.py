"""Consents: what was decided about which privacy text, and when.

The text is named by its version and its digest, and attached.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Final

from app.copies.record import Gathered
from app.fhir.elements import Resource, coded, id_of, moment, present, reference, text_of
from app.store.conversations.consents import Consent

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
