"""`/patients/<id>/erase`: everything of a patient goes, for good. A fresh code, a reason and the typed reference come before."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import redirect, render_template, request
from flask_babel import gettext as _

from app.dashboard.erasing.reasons import REASONS
from app.dashboard.erasing.tombstone import find_or_tombstone, gone
from app.guard.doors import GuardedBlueprint
from app.guard.page import tell
from app.guard.roles import May
from app.guard.signed_in import actor, hold_member, recently_confirmed
from app.guard.words import reference
from app.records.erasing import erase as erase_patient
from app.services import current
from app.store import OnHold

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from app.services import Services
    from app.store import Unit

blueprint = GuardedBlueprint(
    "erasing", __name__, door=recently_confirmed(May.ERASE_PATIENTS), url_prefix="/patients"
)
_NOTHING: Final[Mapping[str, str]] = {}
_LONGEST_ECHO: Final = 200


@blueprint.get("/<uuid:patient_id>/erase")
def erase_page(patient_id: UUID) -> ResponseReturnValue:
    """Say what goes and what stays. Of the patient, nothing is opened."""
    with current().store.begin() as unit:
        _look(unit, patient_id)
    return _page(patient_id)


@blueprint.post("/<uuid:patient_id>/erase")
def erase(patient_id: UUID) -> ResponseReturnValue:
    """Erase the patient; of two who do so at once, one is told that it is done."""
    services = current()
    typed = {name: request.form.get(name, "")[:_LONGEST_ECHO] for name in ("reason", "reference")}
    problems = _problems(patient_id, typed)
    try:
        with services.store.begin() as unit:
            hold_member(unit)
            if problems:
                _look(unit, patient_id)
            else:
                _erase(unit, patient_id, typed["reason"])
    except OnHold:
        with services.store.begin() as unit:
            _look(unit, patient_id)
        return _page(patient_id, {"form": _held()}, typed), HTTPStatus.CONFLICT
    if problems:
        return _page(patient_id, problems, typed), HTTPStatus.UNPROCESSABLE_ENTITY
    services.store.scrub()
    _tell(services, reference(patient_id))
    return redirect("/patients", 303)


def _tell(services: Services, record: str) -> None:
    if services.store.journal.trouble() is None:
        tell(_("Record %(reference)s was erased.", reference=record))
        return
    said = _(
        "Record %(reference)s was erased, but is not in the erasure journal yet: until it is, restoring an older backup "
        "would bring it back. Tell the operator.",
        reference=record,
    )
    tell(said, warns=True)


def _held() -> str:
    return str(_("The record is on hold. Lift the hold on its page before anything of it is erased."))


def _erase(unit: Unit, patient_id: UUID, reason: str) -> None:
    now = current().clock()
    if not erase_patient(unit, patient_id, reason, actor(), now):
        raise gone(unit, patient_id)


def _look(unit: Unit, patient_id: UUID) -> None:
    find_or_tombstone(unit, patient_id)
    details = {"page": "erase"}
    unit.audit.record(actor(), "patient.opened", "patient", patient_id, details, at=current().clock())


def _problems(patient_id: UUID, typed: Mapping[str, str]) -> dict[str, str]:
    problems = {}
    if typed["reason"] not in REASONS:
        problems["reason"] = _("Choose why the patient is erased.")
    if typed["reference"].strip().casefold() != reference(patient_id):
        problems["reference"] = _(
            "Type the reference as it stands here: %(reference)s.", reference=reference(patient_id)
        )
    return problems


def _page(
    patient_id: UUID, problems: Mapping[str, str] = _NOTHING, typed: Mapping[str, str] = _NOTHING
) -> str:
    return render_template(
        "dashboard/erase.html",
        patient_id=patient_id,
        reference=reference(patient_id),
        reasons=REASONS,
        problems=problems,
        typed=typed,
        at_twilio=current().settings.twilio.api is not None,
    )
