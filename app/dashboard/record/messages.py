"""Write to a patient from their record, take over the chat, and give it back."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Final
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.dashboard import reply as replies
from app.dashboard.reach import BLOCKED, BY_MAIL, NOBODY, reach_of
from app.dashboard.record import blueprint
from app.dashboard.record.acts import Again, again, carry_out
from app.dashboard.record.notes import FOR_CLINICIANS
from app.dashboard.record.page import Wanted, open_record, render_record
from app.dashboard.record.show import SHOWN, may_be_shown
from app.dashboard.record.thread import mark_in
from app.dashboard.reply import Receiver, Refused
from app.dashboard.shown import keep_if_allowed
from app.guard.doors import May
from app.guard.forms import come_back, posted_id
from app.guard.session import actor, scripts_ask_for, signed_in
from app.intake.answers import clean
from app.intake.keywords import is_blank
from app.records.parts import Part
from app.services import current
from app.store import Transaction
from app.store.conversations import conversations
from app.store.conversations.conversations import EMAIL
from app.store.patients import patients
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.trail.recorded import RECORD_OPENED

_WRITTEN = TrailEvent("patient.message_written", "Wrote a message to the patient", TrailGroup.PATIENT)
_TEMPLATE_WRITTEN = TrailEvent(
    "patient.template_written", "Sent the patient an approved message: {template}", TrailGroup.PATIENT
)
_HANDED_OVER = TrailEvent(
    "patient.handed_over", "Took over the chat, or let it answer by itself again", TrailGroup.PATIENT
)

_PLACE: Final = "h-talk-with"
PERSON: Final = "person"
FORM: Final = "form"


@blueprint.post("/reply", door=signed_in(May.WORK_ON_PATIENTS))
def reply(patient_id: UUID) -> ResponseReturnValue:
    """Send the patient free text, a message once more, or a template.

    What cannot be sent stays on the page. The form then pauses, so that their answer comes to the clinic.
    """
    typed, is_clinical = request.form.get("text", ""), request.form.get("for") == FOR_CLINICIANS
    if saved := request.form.get("saved"):
        return _with_saved(patient_id, replies.with_saved(typed, saved))
    if name := request.form.get("template", ""):
        return _write(patient_id, lambda unit, to: replies.by_template(unit, to, name))
    if (failed := request.form.get("again")) is not None:
        return _send_again(patient_id, posted_id(failed))
    if is_clinical:
        may_be_shown([Part.HEALTH])
    text = clean(typed)
    return _write(patient_id, lambda unit, to: replies.free_text(unit, to, text, typed, clinical=is_clinical))


def _write(patient_id: UUID, send: Callable[[Transaction, Receiver], str | Refused]) -> ResponseReturnValue:
    def act(unit: Transaction, _member: Member) -> str | Again:
        return _said(unit, patient_id, send(unit, _receiver(unit, patient_id)))

    return carry_out(patient_id, act, _PLACE)


def _receiver(unit: Transaction, patient_id: UUID) -> Receiver:
    patient = patients.get(unit.db, patient_id, ())
    reach = reach_of(unit, patient) if patient else None
    language = patient.language if patient else ""
    subject = ("patient", patient_id)
    return Receiver(patient_id, reach, language, patient_id, subject, _WRITTEN, _TEMPLATE_WRITTEN)


def _said(unit: Transaction, patient_id: UUID, outcome: str | Refused) -> str | Again:
    """Return the page if nothing was sent: with a colleague's reply shown on it."""
    if isinstance(outcome, str):
        return outcome
    if outcome.is_overtaken and keep_if_allowed(unit, patient_id, [Part.NOTES]):
        details = {"parts": [Part.NOTES.value]}
        audit.record(unit.db, actor(), SHOWN, "patient", patient_id, details, at=current().clock())
    return again(unit, patient_id, outcome.problems, outcome.values, outcome.status)


def _send_again(patient_id: UUID, failed: UUID) -> ResponseReturnValue:
    """Send the words of a message that did not arrive. What is typed stays."""
    typed, outcomes = request.form.get("text", ""), list[str | Refused]()

    def send(unit: Transaction, to: Receiver) -> str | Refused:
        outcomes.append(replies.once_more(unit, to, failed))
        return outcomes[-1]

    answer = _write(patient_id, send)
    is_kept = is_blank(typed) or isinstance(outcomes[-1], Refused)
    return (
        answer if is_kept else come_back({}, url_for("record.record_page", patient_id=patient_id)) or answer
    )


@blueprint.post("/handover", door=signed_in(May.WORK_ON_PATIENTS))
def hand_over(patient_id: UUID) -> ResponseReturnValue:
    """Take over the chat, or let it answer by itself again."""
    to, is_clinical = request.form.get("to", ""), request.form.get("for") == FOR_CLINICIANS
    if is_clinical:
        may_be_shown([Part.HEALTH])

    def act(unit: Transaction, _member: Member) -> str | Again:
        now, patient = current().clock(), patients.get(unit.db, patient_id, ())
        reach = reach_of(unit, patient) if patient else None
        if reach is not None and reach.channel == EMAIL:
            return again(unit, patient_id, {"form": str(BLOCKED[BY_MAIL])}, status=HTTPStatus.CONFLICT)
        if reach is None or to not in {PERSON, FORM}:
            problem = {"form": str(BLOCKED[NOBODY]) if reach is None else str(_("Choose what to do."))}
            return again(unit, patient_id, problem, status=HTTPStatus.CONFLICT)
        if to == PERSON:
            conversations.hand_over(unit.db, reach.conversation_id, patient_id, now, clinical=is_clinical)
        elif not conversations.hand_back(unit.db, reach.conversation_id):
            return str(_("The chat answers by itself already."))
        audit.record(unit.db, actor(), _HANDED_OVER, "patient", patient_id, {"to": to}, at=now)
        if to == PERSON:
            return str(_("You have taken over the chat. Its questions pause for 24 hours."))
        return str(_("The chat answers by itself again."))

    return carry_out(patient_id, act, _PLACE)


def _with_saved(patient_id: UUID, text: str) -> ResponseReturnValue:
    """Return to the record with a saved reply after what was typed."""
    address = url_for("record.record_page", patient_id=patient_id)
    if (elsewhere := come_back({}, address, text=text)) is not None:
        return elsewhere
    with current().store.begin() as unit:
        page = open_record(unit, patient_id, Wanted(), RECORD_OPENED)
    return render_record(page, values={"reply": text})


@blueprint.get("/messages", door=signed_in(May.WORK_ON_PATIENTS))
@scripts_ask_for
def mark(patient_id: UUID) -> ResponseReturnValue:
    """Tell a page whether there is something new to show, and nothing else."""
    with current().store.read() as unit:
        return {"mark": mark_in(unit, patient_id)}
