"""Erase everything of a patient, after a fresh code, a reason and the reference."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.dashboard.record import blueprint
from app.dashboard.record.tombstone import REASONS, find_or_tombstone, gone
from app.guard.doors import May
from app.guard.forms import come_back, refill
from app.guard.session import actor, hold_member, recently_confirmed
from app.records.erasure import erase as erase_patient
from app.services import Services, current
from app.store import Forged, Transaction
from app.store.patients import patient_notes
from app.store.patients.legal_holds import OnHold
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.web.clinic import reference
from app.web.page import flash

_ERASE_OPENED = TrailEvent(
    "patient.opened", "Opened the page that erases the record", TrailGroup.PATIENT, page="erase"
)

_NOTHING: Final[Mapping[str, str]] = {}
_LONGEST_ECHO: Final = 200


@blueprint.get("/erase", door=recently_confirmed(May.ERASE_PATIENTS), confirms=_l("Erase a patient"))
def erase_page(patient_id: UUID) -> ResponseReturnValue:
    """Say what goes and what stays. Of the patient, nothing is opened."""
    with current().store.begin() as unit:
        notes = _look(unit, patient_id)
    typed = refill()
    return _page(patient_id, notes, typed.problems, typed.values)


@blueprint.post("/erase", door=recently_confirmed(May.ERASE_PATIENTS))
def erase(patient_id: UUID) -> ResponseReturnValue:
    """Erase the patient; of two who do so at once, one is told that it is done."""
    services = current()
    typed = {name: request.form.get(name, "")[:_LONGEST_ECHO] for name in ("reason", "reference")}
    problems = _problems(patient_id, typed)
    if problems and (elsewhere := come_back(problems)) is not None:
        return elsewhere
    try:
        with services.store.begin() as unit:
            hold_member(unit)
            if problems:
                notes = _look(unit, patient_id)
            else:
                _erase(unit, patient_id, typed["reason"])
    except (OnHold, Forged) as refusal:
        problems = {"form": _held() if isinstance(refusal, OnHold) else _hold_forged()}
        if (elsewhere := come_back(problems)) is not None:
            return elsewhere
        with services.store.begin() as unit:
            notes = _look(unit, patient_id)
        return _page(patient_id, notes, problems, typed), HTTPStatus.CONFLICT
    if problems:
        return _page(patient_id, notes, problems, typed), HTTPStatus.UNPROCESSABLE_ENTITY
    services.store.scrub()
    _tell(services, reference(patient_id))
    return redirect(url_for("record.record_page", patient_id=patient_id), 303)


def _tell(services: Services, record: str) -> None:
    if services.store.journal.trouble() is None:
        flash(_("Record %(reference)s was erased.", reference=record))
        return
    sentence = _(
        "Record %(reference)s was erased, but is not in the erasure journal yet: until it is, restoring an older backup "
        "would bring it back. Tell the operator.",
        reference=record,
    )
    flash(sentence, warns=True)


def _held() -> str:
    return str(_("The record is on hold. Lift the hold on its page before erasing anything."))


def _hold_forged() -> str:
    return str(
        _(
            "A legal hold was changed in the database by something other than Anteroom. Nothing can be erased until the "
            "operator has put it back with: flask db remove-forged"
        )
    )


def _erase(unit: Transaction, patient_id: UUID, reason: str) -> None:
    now = current().clock()
    if not erase_patient(unit, patient_id, reason, actor(), now):
        raise gone(unit, patient_id)


def _look(unit: Transaction, patient_id: UUID) -> int:
    """Record a look at the page, and return how many notes would go."""
    find_or_tombstone(unit, patient_id)
    audit.record(unit.db, actor(), _ERASE_OPENED, "patient", patient_id, at=current().clock())
    return patient_notes.count(unit.db, patient_id)


def _problems(patient_id: UUID, typed: Mapping[str, str]) -> dict[str, str]:
    problems = {}
    if typed["reason"] not in REASONS:
        problems["reason"] = _("Choose why the patient is erased.")
    if typed["reference"].strip().casefold() != reference(patient_id):
        problems["reference"] = _(
            "Type the reference as shown here: %(reference)s.", reference=reference(patient_id)
        )
    return problems


def _page(
    patient_id: UUID, notes: int, problems: Mapping[str, str] = _NOTHING, typed: Mapping[str, str] = _NOTHING
) -> str:
    return render_template(
        "dashboard/record/erase.html",
        patient_id=patient_id,
        notes=notes,
        reference=reference(patient_id),
        reasons=REASONS,
        problems=problems,
        typed=typed,
        at_twilio=current().settings.twilio.api is not None,
    )
