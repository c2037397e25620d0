"""`/patients/<id>/hold`: while a hold stands, nobody and no rule erases the record. A reason comes with it, sealed."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import redirect, render_template, request
from flask_babel import gettext as _

from app.dashboard.erasing.tombstone import find_or_tombstone, gone
from app.guard.doors import GuardedBlueprint
from app.guard.page import tell
from app.guard.roles import May
from app.guard.signed_in import actor, hold_member, recently_confirmed
from app.guard.words import reference
from app.intake.answers.text import clean, is_blank
from app.records.actors import Actors
from app.services import current
from app.store import NoSuchPatient

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from app.store import Unit

blueprint = GuardedBlueprint(
    "holding",
    __name__,
    door=recently_confirmed(May.ERASE_PATIENTS),
    url_prefix="/patients/<uuid:patient_id>/hold",
)
LONGEST_REASON: Final = 500


@blueprint.get("")
def hold_page(patient_id: UUID) -> ResponseReturnValue:
    """Say what a hold does, or who set the one that stands, and why. Of the patient, nothing is opened."""
    return _page(patient_id)


@blueprint.post("")
def hold(patient_id: UUID) -> ResponseReturnValue:
    """Put the record on hold; of two who do so at once, one is told that it is."""
    return _carry_out(patient_id, lifting=False)


@blueprint.post("/lift")
def lift(patient_id: UUID) -> ResponseReturnValue:
    """Lift the hold; of two who do so at once, one is told that it is done."""
    return _carry_out(patient_id, lifting=True)


def _carry_out(patient_id: UUID, *, lifting: bool) -> ResponseReturnValue:
    reason = clean(request.form.get("reason", ""))
    if problem := _problem_of(reason):
        return _page(patient_id, {"reason": problem}, reason), HTTPStatus.UNPROCESSABLE_ENTITY
    services = current()
    now = services.clock()
    try:
        with services.store.begin() as unit:
            hold_member(unit)
            find_or_tombstone(unit, patient_id)
            act = unit.holds.lift if lifting else unit.holds.set
            done = act(patient_id, reason, actor(), now)
            if done:
                action = "patient.hold_lifted" if lifting else "patient.held"
                unit.audit.record(actor(), action, "patient", patient_id, at=now)
    except NoSuchPatient:  # erased between the look and the act
        with services.store.read() as unit:
            raise gone(unit, patient_id) from None
    if not done:
        return _page(patient_id, {"form": _too_late(lifting=lifting)}, reason), HTTPStatus.CONFLICT
    tell(_("The hold is lifted.") if lifting else _("The record is on hold: nothing of it is erased."))
    return redirect(f"/patients/{patient_id}", HTTPStatus.SEE_OTHER)


def _too_late(*, lifting: bool) -> str:
    if lifting:
        return str(_("There is no hold to lift: somebody else was faster."))
    return str(_("The record is on hold already: somebody else was faster."))


def _problem_of(reason: str) -> str | None:
    if is_blank(reason):
        return str(_("Write why."))
    if len(reason) > LONGEST_REASON:
        return str(_("That is too long: %(limit)s characters fit.", limit=LONGEST_REASON))
    return None


def _page(patient_id: UUID, problems: dict[str, str] | None = None, typed: str = "") -> str:
    with current().store.begin() as unit:
        _look(unit, patient_id)
        standing = unit.holds.of(patient_id, opened=True)
        who = Actors.of(unit).name(standing.set_by) if standing else ""
    reason = standing.reason if standing else ""
    return render_template(
        "dashboard/hold.html",
        patient_id=patient_id,
        reference=reference(patient_id),
        hold=standing,
        who=who,
        why=reason if isinstance(reason, str) else None,
        typed=typed,
        longest=LONGEST_REASON,
        problems=problems or {},
    )


def _look(unit: Unit, patient_id: UUID) -> None:
    find_or_tombstone(unit, patient_id)
    details = {"page": "hold"}
    unit.audit.record(actor(), "patient.opened", "patient", patient_id, details, at=current().clock())
