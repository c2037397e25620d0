"""Erase a patient for good, and show the tombstone that is left."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from http import HTTPStatus
from typing import Final
from uuid import UUID

from flask import Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound

from app.guard.doors import GuardedBlueprint, May
from app.guard.forms import come_back, is_navigation, is_refilled, refill
from app.guard.session import actor, hold_member, recently_confirmed
from app.intake.answers import clean
from app.intake.keywords import is_blank
from app.records.vocabulary import Actors
from app.records.vocabulary import erase as erase_patient
from app.services import Services, current
from app.store import Erasure, Forged, NoSuchPatient, OnHold, Patient, Transaction
from app.web.clinic import reference
from app.web.page import flash

# Why a patient may be erased. The code goes into the audit trail, the sentence onto the page.

REASONS: Final[Mapping[str, str]] = {
    "patient_asked": _l("The patient asked for it"),
    "wrong_number": _l("Wrong number, or not our patient"),
    "duplicate": _l("Duplicate of another record"),
    "test_entry": _l("Test entry"),
    "other": _l("Another reason"),
}
BY_ITSELF: Final[Mapping[str, str]] = {"retention": _l("Its retention period ended")}
"""The reasons that nobody chooses."""


# What is left where a patient was erased: when, by whom and why, and nothing of the person.


class RecordErased(Exception):
    """The record of a request was erased; raised in a transaction, to undo it."""

    def __init__(self, erasure: Erasure) -> None:
        super().__init__()
        self.erasure = erasure


def init_tombstones(app: Flask) -> None:
    """Answer every request about an erased record with its tombstone."""
    app.register_error_handler(RecordErased, _answer)


def find_or_tombstone(unit: Transaction, patient_id: UUID, columns: Collection[str] = ()) -> Patient:
    """Return the patient, with only these columns opened.

    Raises:
        RecordErased: there was one; the request is answered with a page that says so, status 410.
        NotFound: there never was.
    """
    found = unit.patients.get(patient_id, columns)
    if found is None:
        raise gone(unit, patient_id)
    return found


def gone(unit: Transaction, patient_id: UUID) -> RecordErased | NotFound:
    """Return what to raise about a record that was erased, or that never was."""
    erasure = unit.erasures.find(patient_id)
    return NotFound() if erasure is None else RecordErased(erasure)


def _answer(error: RecordErased) -> ResponseReturnValue:
    erasure = error.erasure
    if request.method == "POST" and is_navigation():
        flash(_("Nothing you just sent was saved."), warns=True)
        return redirect(url_for("record.record_page", patient_id=erasure.patient_id), HTTPStatus.SEE_OTHER)
    with current().store.read() as unit:
        by, scrub = Actors.of(unit).name(erasure.actor), unit.scrubs.of(erasure.patient_id)
    page = render_template(
        "dashboard/erased.html",
        reference=reference(erasure.patient_id),
        at=erasure.at,
        by=by,
        reason={**REASONS, **BY_ITSELF}.get(erasure.reason, erasure.reason),
        scrub=scrub,
        by_hand=current().settings.twilio.api is None,
        unsaved=request.method == "POST",
    )
    return page, HTTPStatus.GONE


# `/patients/<id>/erase`: everything of a patient goes, for good. A fresh code, a reason and the typed
# reference come before.

blueprint = GuardedBlueprint(
    "erase", __name__, door=recently_confirmed(May.ERASE_PATIENTS), url_prefix="/patients"
)
_NOTHING: Final[Mapping[str, str]] = {}
_LONGEST_ECHO: Final = 200


@blueprint.get("/<uuid:patient_id>/erase")
def erase_page(patient_id: UUID) -> ResponseReturnValue:
    """Say what goes and what stays. Of the patient, nothing is opened."""
    with current().store.begin() as unit:
        notes = _look(unit, patient_id)
    typed = refill()
    return _page(patient_id, notes, typed.problems, typed.values)


@blueprint.post("/<uuid:patient_id>/erase")
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
    return redirect(url_for("patients.patients_page"), 303)


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
    details = {"page": "erase"}
    unit.audit.record(actor(), "patient.opened", "patient", patient_id, details, at=current().clock())
    return unit.notes.count(patient_id)


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
        "dashboard/erase.html",
        patient_id=patient_id,
        notes=notes,
        reference=reference(patient_id),
        reasons=REASONS,
        problems=problems,
        typed=typed,
        at_twilio=current().settings.twilio.api is not None,
    )


# `/patients/<id>/hold`: while a record is on hold, no member and no rule can erase it. The reason is kept with the
# hold, sealed.

hold_blueprint = GuardedBlueprint(
    "hold",
    __name__,
    door=recently_confirmed(May.ERASE_PATIENTS),
    url_prefix="/patients/<uuid:patient_id>/hold",
)
LONGEST_REASON: Final = 500


@hold_blueprint.get("")
def hold_page(patient_id: UUID) -> ResponseReturnValue:
    """Show what a hold does, or who set it and why. Nothing of the patient is opened."""
    typed = refill()
    return _hold_page(patient_id, typed.problems, typed.fields.get("reason", ""))


@hold_blueprint.post("")
@is_refilled
def hold(patient_id: UUID) -> ResponseReturnValue:
    """Put the record on hold; of two who do so at once, one is told that it is."""
    return _carry_out(patient_id, lifting=False)


@hold_blueprint.post("/lift")
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
            act = unit.holds.lift if lifting else unit.holds.set
            done = act(patient_id, reason, actor(), now)
            if done:
                action = "patient.hold_lifted" if lifting else "patient.held"
                unit.audit.record(actor(), action, "patient", patient_id, at=now)
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
        problems=problems,
    )


def _hold_look(unit: Transaction, patient_id: UUID) -> None:
    find_or_tombstone(unit, patient_id)
    details = {"page": "hold"}
    unit.audit.record(actor(), "patient.opened", "patient", patient_id, details, at=current().clock())
