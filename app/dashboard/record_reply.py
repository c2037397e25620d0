"""Serve `/patients/<id>/reply` and `/handover`: staff write to a patient."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Final, cast
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.exceptions import BadRequest

from app.dashboard.record import (
    Again,
    Wanted,
    again,
    carry_out,
    open_record,
    reads_clinical_notes,
    render_record,
)
from app.dashboard.record_messages import (
    BLOCKED,
    BY_MAIL,
    CLOSED,
    NOBODY,
    OFFERED,
    mark_of,
    may_write,
    may_write_freely,
    reach_of,
    template_values,
)
from app.dashboard.record_notes import FOR_CLINICIANS
from app.dashboard.record_show import may_be_shown
from app.guard.doors import GuardedBlueprint, May
from app.guard.forms import come_back
from app.guard.session import actor, scripts_ask_for, signed_in
from app.intake.answers import clean
from app.intake.channel import units
from app.intake.keywords import is_blank
from app.records.vocabulary import Part
from app.services import current
from app.store import Member, NewMessage, Purpose, Transaction
from app.store.conversations import EMAIL, Reach
from app.store.outbound import LONGEST

blueprint = GuardedBlueprint(
    "record_reply", __name__, door=signed_in(May.WORK_ON_PATIENTS), url_prefix="/patients/<uuid:patient_id>"
)
_PLACE: Final = "h-talk-with"
REPEATED: Final = _l("You have just sent the same message. It is on its way, once.")
PERSON: Final = "person"
FORM: Final = "form"


@blueprint.post("/reply")
def reply(patient_id: UUID) -> ResponseReturnValue:
    """Send the patient free text or a template. What cannot be sent stays on the page.

    The form then pauses, so that their answer comes to the clinic.
    """
    if saved := request.form.get("saved"):
        return _with_saved(patient_id, saved)
    if name := request.form.get("template", ""):
        return _reply_by_template(patient_id, name)
    typed, is_clinical = request.form.get("text", ""), request.form.get("for") == FOR_CLINICIANS
    text = clean(typed)
    if is_clinical:
        may_be_shown([Part.HEALTH])

    def act(unit: Transaction, member: Member) -> str | Again:
        now, patient = current().clock(), unit.patients.get(patient_id, ())
        reach = reach_of(unit, patient) if patient else None
        blocked, _until = may_write_freely(reach, now)
        if blocked or reach is None:
            problem = {"reply": str(BLOCKED[blocked or NOBODY])}
            return again(unit, patient_id, problem, {"reply": typed}, HTTPStatus.CONFLICT)
        if problem_of := problem_of_reply(text):
            return again(unit, patient_id, {"reply": problem_of}, {"reply": typed})
        new = NewMessage(
            Purpose.REPLY,
            f"staff:{member.id}",
            conversation_id=reach.conversation_id,
            patient_id=patient_id,
            body=text,
            clinical=is_clinical,
        )
        if (message := _send(unit, new, reach, now, clinical=is_clinical)) is None:
            return str(REPEATED)
        details = {"message": message.hex} | ({"clinical": True} if is_clinical else {})
        unit.audit.record(actor(), "patient.message_written", "patient", patient_id, details, at=now)
        return str(_("The message is on its way."))

    return carry_out(patient_id, act, _PLACE)


def _reply_by_template(patient_id: UUID, name: str) -> ResponseReturnValue:
    """Send what WhatsApp has approved, in the patient's language.

    That is possible after 24 hours of silence too. A template says nothing about health, but the answer to it may.
    """
    is_clinical = reads_clinical_notes()

    def act(unit: Transaction, member: Member) -> str | Again:
        now, patient = current().clock(), unit.patients.get(patient_id, ())
        reach = reach_of(unit, patient) if patient else None
        blocked, _until = may_write(reach, now)
        if patient is None or reach is None or blocked not in {"", CLOSED}:
            problem = {"template": str(BLOCKED[blocked or NOBODY])}
            return again(unit, patient_id, problem, status=HTTPStatus.CONFLICT)
        template = unit.content.approved(name, patient.language) if name in OFFERED else None
        if template is None:
            problem = {"template": str(_("WhatsApp has not approved this message. Choose another one."))}
            return again(unit, patient_id, problem, status=HTTPStatus.CONFLICT)
        values = template_values(unit)
        new = NewMessage(
            Purpose.REPLY,
            f"staff:{member.id}",
            conversation_id=reach.conversation_id,
            patient_id=patient_id,
            body=template.shown(values),
            content_sid=template.sid,
            variables=template.filled(values),
        )
        if (message := _send(unit, new, reach, now, clinical=is_clinical)) is None:
            return str(REPEATED)
        details = {"message": message.hex, "template": name}
        unit.audit.record(actor(), "patient.template_written", "patient", patient_id, details, at=now)
        return str(_("The message is on its way."))

    return carry_out(patient_id, act, _PLACE)


def _send(unit: Transaction, new: NewMessage, reach: Reach, now: datetime, *, clinical: bool) -> UUID | None:
    """Pause the form, and send what a member writes.

    Return None if they have just sent the same. Pausing holds the conversation: of equal messages at once, the second
    waits here for the first, and then sees it.
    """
    unit.conversations.hand_over(reach.conversation_id, cast("UUID", new.patient_id), now, clinical=clinical)
    return None if unit.outbound.is_repeated(new, now) else unit.outbound.send(new, now)


@blueprint.post("/handover")
def hand_over(patient_id: UUID) -> ResponseReturnValue:
    """Take over the chat, or let it answer by itself again."""
    to, is_clinical = request.form.get("to", ""), request.form.get("for") == FOR_CLINICIANS
    if is_clinical:
        may_be_shown([Part.HEALTH])

    def act(unit: Transaction, _member: Member) -> str | Again:
        now, patient = current().clock(), unit.patients.get(patient_id, ())
        reach = reach_of(unit, patient) if patient else None
        if reach is not None and reach.channel == EMAIL:
            return again(unit, patient_id, {"form": str(BLOCKED[BY_MAIL])}, status=HTTPStatus.CONFLICT)
        if reach is None or to not in {PERSON, FORM}:
            problem = {"form": str(BLOCKED[NOBODY]) if reach is None else str(_("Choose what to do."))}
            return again(unit, patient_id, problem, status=HTTPStatus.CONFLICT)
        if to == PERSON:
            unit.conversations.hand_over(reach.conversation_id, patient_id, now, clinical=is_clinical)
        elif not unit.conversations.hand_back(reach.conversation_id):
            return str(_("The chat answers by itself already."))
        unit.audit.record(actor(), "patient.handed_over", "patient", patient_id, {"to": to}, at=now)
        if to == PERSON:
            return str(_("You have taken over the chat. Its questions pause for 24 hours."))
        return str(_("The chat answers by itself again."))

    return carry_out(patient_id, act, _PLACE)


def _with_saved(patient_id: UUID, saved: str) -> ResponseReturnValue:
    """Return to the record with a saved reply after what was typed."""
    typed = request.form.get("text", "").strip()
    try:
        reply_id = UUID(saved)
    except ValueError:
        raise BadRequest from None
    with current().store.read() as unit:
        reply = unit.saved_replies.get(reply_id)
    text = "\n".join(filter(None, (typed, reply.text if reply else None)))
    address = url_for("record.record_page", patient_id=patient_id)
    if (elsewhere := come_back({}, address, text=text)) is not None:
        return elsewhere
    with current().store.begin() as unit:
        page = open_record(unit, patient_id, Wanted(), "patient.opened")
    return render_record(page, values={"reply": text})


def problem_of_reply(text: str) -> str | None:
    """Return what is wrong with the words of a message, or None."""
    if is_blank(text):
        return str(_("Write the message first."))
    over = units(text) - LONGEST
    if over <= 0:
        return None
    too_long = ngettext(
        "The message is %(num)s character too long: at most %(limit)s.",
        "The message is %(num)s characters too long: at most %(limit)s.",
        over,
        limit=LONGEST,
    )
    return str(too_long)


@blueprint.get("/messages")
@scripts_ask_for
def mark(patient_id: UUID) -> ResponseReturnValue:
    """Tell a page whether there is something new to show, and nothing else."""
    with current().store.read() as unit:
        return {"mark": mark_of(unit, patient_id)}
