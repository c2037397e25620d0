"""The request that a correction answers: closed in the transaction that corrects the record, unless the box is unticked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.guard.signed_in import actor
from app.services import current
from app.store.rights import OPEN

if TYPE_CHECKING:
    from uuid import UUID

    from app.store import RightsRequest, Unit

KIND: Final = "correction"
FIELD: Final = "answers_request"


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the form of a record's answers: the request that it may answer, and whether the record rests."""

    asked: RightsRequest | None
    at_rest: bool


def around(unit: Unit, patient_id: UUID) -> Around:
    """Return it, as it is in this transaction."""
    return Around(asked_for(unit, patient_id), unit.restrictions.in_force(patient_id) is not None)


def asked_for(unit: Unit, patient_id: UUID) -> RightsRequest | None:
    """Return the patient's open request for a correction, if there is one."""
    requests = unit.rights.of(patient_id)
    return next((each for each in requests if each.kind == KIND and each.state == OPEN), None)


def answer(unit: Unit, patient_id: UUID, request_id: str) -> None:
    """Say that the request of this id is done. One that is not open, or is no such request, is left alone."""
    asked = asked_for(unit, patient_id)
    if asked is None or str(asked.id) != request_id:
        return
    now = current().clock()
    if unit.rights.finish(patient_id, asked.id, actor(), now):
        details = {"request_kind": KIND}
        unit.audit.record(actor(), "request.done", "patient", patient_id, details, at=now)
