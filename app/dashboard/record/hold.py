"""Show how long a record is kept, and put it on hold.

While a record is on hold, no member and no rule can erase it. The reason is kept with the hold, sealed.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.dashboard.record import blueprint
from app.dashboard.record.page import OpenRecord, section
from app.dashboard.record.tombstone import find_or_tombstone, gone
from app.dashboard.retention.words import span
from app.guard.doors import May
from app.guard.forms import come_back, is_refilled, refill
from app.guard.session import actor, hold_member, recently_confirmed
from app.intake.answers import clean
from app.intake.keywords import is_blank
from app.records.actors import Actors
from app.retention.rules import class_of, days, kept_until, rules_in
from app.services import current
from app.store import NoSuchPatient, Transaction
from app.store.patients import legal_holds
from app.store.patients.record_marks import ON_HOLD
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.web.clinic import reference
from app.web.page import flash

_HELD = TrailEvent("patient.held", "Put the record on hold", TrailGroup.PATIENT)
_HOLD_LIFTED = TrailEvent("patient.hold_lifted", "Lifted the hold on the record", TrailGroup.PATIENT)
_HOLD_OPENED = TrailEvent(
    "patient.opened", "Opened the page of the record’s hold", TrailGroup.PATIENT, page="hold"
)


@section
def time_kept(record: OpenRecord) -> dict[str, Any]:
    """Read until when the record is kept, since when that counts, and any hold."""
    unit, patient = record.unit, record.patient
    rules = rules_in(unit, current().settings.retention)
    kind = class_of(patient.status)
    until = kept_until(kind, patient.updated_at, rules)
    hold = legal_holds.of(unit.db, patient.id) if ON_HOLD in record.marks else None
    length = span(days(kind, rules))
    untouched = patient.updated_at == patient.created_at
    kept = {
        "until": until,
        "over": until <= record.now,
        "held_back": record.contents.held_back,
        "since": _("%(span)s after it was received", span=length)
        if untouched
        else _("%(span)s after it was last changed", span=length),
        "hold": hold,
        "held_by": record.actors.name(hold.set_by) if hold else "",
    }
    return {"kept": kept}


_NOTHING: Final[Mapping[str, str]] = {}
LONGEST_REASON: Final = 500


@blueprint.get(
    "/hold", door=recently_confirmed(May.ERASE_PATIENTS), confirms=_l("Hold a record, or lift a hold")
)
def hold_page(patient_id: UUID) -> ResponseReturnValue:
    """Show what a hold does, or who set it and why. Nothing of the patient is opened."""
    typed = refill()
    return _hold_page(patient_id, typed.problems, typed.fields.get("reason", ""))


@blueprint.post("/hold", door=recently_confirmed(May.ERASE_PATIENTS))
@is_refilled
def hold(patient_id: UUID) -> ResponseReturnValue:
    """Put the record on hold; of two who do so at once, one is told that it is."""
    return _carry_out(patient_id, lifting=False)


@blueprint.post("/hold/lift", door=recently_confirmed(May.ERASE_PATIENTS))
@is_refilled
def lift(patient_id: UUID) -> ResponseReturnValue:
    """Lift the hold; of two who do so at once, one is told that it is done."""
    return _carry_out(patient_id, lifting=True)


def _carry_out(patient_id: UUID, *, lifting: bool) -> ResponseReturnValue:
    """Set or lift the hold for the posted reason, and return to the record."""
    reason = clean(request.form.get("reason", ""))
    problems = _problem_of(reason)
    if problems:
        return come_back(problems) or (
            _hold_page(patient_id, problems, reason),
            HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    services = current()
    now = services.clock()
    try:
        with services.store.begin() as unit:
            hold_member(unit)
            find_or_tombstone(unit, patient_id)
            act = legal_holds.lift if lifting else legal_holds.add
            done = act(unit.db, patient_id, reason, actor(), now)
            if done:
                event = _HOLD_LIFTED if lifting else _HELD
                audit.record(unit.db, actor(), event, "patient", patient_id, at=now)
    except NoSuchPatient:  # erased between the look and the act
        with services.store.read() as unit:
            raise gone(unit, patient_id) from None
    if not done:
        problems = {"form": _too_late(lifting=lifting)}
        return come_back(problems) or (_hold_page(patient_id, problems, reason), HTTPStatus.CONFLICT)
    flash(_("The hold is lifted.") if lifting else _("The record is on hold. It can’t be erased."))
    return redirect(url_for("record.record_page", patient_id=patient_id), HTTPStatus.SEE_OTHER)


def _too_late(*, lifting: bool) -> str:
    if lifting:
        return str(_("Someone else has already lifted the hold."))
    return str(_("Someone else has already put the record on hold."))


def _problem_of(reason: str) -> dict[str, str]:
    if is_blank(reason):
        return {"reason": _("Write why.")}
    if len(reason) > LONGEST_REASON:
        return {"reason": _("That is too long: at most %(limit)s characters.", limit=LONGEST_REASON)}
    return {}


def _hold_page(patient_id: UUID, problems: Mapping[str, str] = _NOTHING, typed: str = "") -> str:
    with current().store.begin() as unit:
        _hold_look(unit, patient_id)
        standing = legal_holds.with_reason(unit.db, patient_id)
        who = Actors.of(unit).name(standing.set_by) if standing else ""
    reason = standing.reason if standing else ""
    return render_template(
        "dashboard/record/hold.html",
        patient_id=patient_id,
        reference=reference(patient_id),
        hold=standing,
        who=who,
        why=reason if isinstance(reason, str) else None,
        typed=typed,
        longest=LONGEST_REASON,
        problems=problems,
    )


def _hold_look(unit: Transaction, patient_id: UUID) -> None:
    find_or_tombstone(unit, patient_id)
    audit.record(unit.db, actor(), _HOLD_OPENED, "patient", patient_id, at=current().clock())
