"""Write to a patient from their record, take over the chat, and give it back."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final, cast
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.dashboard.reach import BLOCKED, BY_MAIL, CLOSED, NOBODY, may_write, may_write_freely, reach_of
from app.dashboard.record import blueprint
from app.dashboard.record.acts import Again, again, carry_out, problem_of_words
from app.dashboard.record.notes import FOR_CLINICIANS, reads_clinical_notes
from app.dashboard.record.page import Wanted, open_record, render_record
from app.dashboard.record.show import SHOWN, may_be_shown
from app.dashboard.record.thread import NONE_SEEN, OFFERED, mark_of, template_values
from app.dashboard.shown import keep_if_allowed
from app.guard.doors import May
from app.guard.forms import come_back, posted_id
from app.guard.session import actor, scripts_ask_for, signed_in
from app.intake.answers import clean
from app.intake.channel import units
from app.intake.keywords import is_blank
from app.records.parts import Part
from app.services import current
from app.store import Transaction
from app.store.conversations import conversations
from app.store.conversations.conversations import EMAIL, Reach
from app.store.messages import contents, outbound
from app.store.messages.new_message import LONGEST, NewMessage, Purpose
from app.store.messages.saved_replies import SavedReply
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
REPEATED: Final = _l("You have just sent the same message. It is on its way, once.")
PERSON: Final = "person"
FORM: Final = "form"


@blueprint.post("/reply", door=signed_in(May.WORK_ON_PATIENTS))
def reply(patient_id: UUID) -> ResponseReturnValue:
    """Send the patient free text, a message once more, or a template.

    What cannot be sent stays on the page. The form then pauses, so that their answer comes to the clinic.
    """
    if saved := request.form.get("saved"):
        return _with_saved(patient_id, saved)
    if name := request.form.get("template", ""):
        return _reply_by_template(patient_id, name)
    if (failed := request.form.get("again")) is not None:
        return _send_again(patient_id, posted_id(failed))
    typed, is_clinical = request.form.get("text", ""), request.form.get("for") == FOR_CLINICIANS
    text = clean(typed)
    if is_clinical:
        may_be_shown([Part.HEALTH])

    def act(unit: Transaction, member: Member) -> str | Again:
        now, patient = current().clock(), patients.get(unit.db, patient_id, ())
        reach = reach_of(unit, patient) if patient else None
        blocked, _until = may_write_freely(reach, now)
        if blocked or reach is None:
            problem = {"reply": str(BLOCKED[blocked or NOBODY])}
            return again(unit, patient_id, problem, {"reply": typed}, HTTPStatus.CONFLICT)
        if problem_of := problem_of_reply(text):
            return again(unit, patient_id, {"reply": problem_of}, {"reply": typed})
        return _send_words(unit, member, reach, patient_id, text, clinical=is_clinical)

    return carry_out(patient_id, act, _PLACE)


def _send_again(patient_id: UUID, failed: UUID) -> ResponseReturnValue:
    """Send the words of a message that did not arrive.

    The answer is for those who may read the message. What is being typed stays on the page.
    """
    typed, outcomes = request.form.get("text", ""), list[str | Again]()

    def act(unit: Transaction, member: Member) -> str | Again:
        now, patient = current().clock(), patients.get(unit.db, patient_id, ())
        reach, message = reach_of(unit, patient) if patient else None, outbound.get(unit.db, failed)
        blocked, _until = may_write_freely(reach, now)
        is_theirs = message is not None and message.patient_id == patient_id and message.failed
        if message is None or not is_theirs or (message.clinical and not reads_clinical_notes()):
            problem = str(_("This message cannot be sent again. Write a new one."))
        elif blocked or reach is None:
            problem = str(BLOCKED[blocked or NOBODY])
        elif message.purpose != Purpose.REPLY or not (message.is_genuine and isinstance(message.body, str)):
            problem = str(_("This message cannot be sent again. Write a new one."))
        else:
            return _send_words(unit, member, reach, patient_id, message.body, clinical=message.clinical)
        return again(unit, patient_id, {"reply": problem}, {"reply": typed}, HTTPStatus.CONFLICT)

    def noted(unit: Transaction, member: Member) -> str | Again:
        outcomes.append(act(unit, member))
        return outcomes[-1]

    answer = carry_out(patient_id, noted, _PLACE)
    is_kept = is_blank(typed) or isinstance(outcomes[-1], Again)
    return (
        answer if is_kept else come_back({}, url_for("record.record_page", patient_id=patient_id)) or answer
    )


def _reply_by_template(patient_id: UUID, name: str) -> ResponseReturnValue:
    """Send what WhatsApp has approved, in the patient's language.

    That is possible after 24 hours of silence too. A template says nothing about health, but the answer to it may: it is
    for those who read the last reply.
    """

    def act(unit: Transaction, member: Member) -> str | Again:
        now, patient = current().clock(), patients.get(unit.db, patient_id, ())
        reach = reach_of(unit, patient) if patient else None
        blocked, _until = may_write(reach, now)
        if patient is None or reach is None or blocked not in {"", CLOSED}:
            problem = {"template": str(BLOCKED[blocked or NOBODY])}
            return again(unit, patient_id, problem, status=HTTPStatus.CONFLICT)
        template = contents.approved(unit.db, name, patient.language) if name in OFFERED else None
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
        is_clinical = reads_clinical_notes() and outbound.is_last_reply_clinical(unit.db, patient_id)
        return _send(unit, new, reach, _TEMPLATE_WRITTEN, {"template": name}, clinical=is_clinical)

    return carry_out(patient_id, act, _PLACE)


def _send_words(
    unit: Transaction, member: Member, reach: Reach, patient_id: UUID, text: str, *, clinical: bool
) -> str | Again:
    new = NewMessage(
        Purpose.REPLY,
        f"staff:{member.id}",
        conversation_id=reach.conversation_id,
        patient_id=patient_id,
        body=text,
        clinical=clinical,
    )
    return _send(unit, new, reach, _WRITTEN, {"clinical": True} if clinical else {}, clinical=clinical)


def _send(
    unit: Transaction,
    new: NewMessage,
    reach: Reach,
    event: TrailEvent,
    details: Mapping[str, object],
    *,
    clinical: bool,
) -> str | Again:
    """Send what a member writes, and pause the form.

    The conversation is held, so the second of two sees the first. Nothing is sent that the member has just sent. Nor is it if a colleague has replied since the reply that the member says
    they have seen, in `seen`, or in `after` once they were told: then they decide.
    """
    now, patient_id = current().clock(), cast("UUID", new.patient_id)
    conversations.hold(unit.db, reach.conversation_id)
    if outbound.is_repeated(unit.db, new, now):
        return str(REPEATED)
    if seen := request.form.get("after") or request.form.get("seen", ""):
        last = None if seen == NONE_SEEN else posted_id(seen)
        message = outbound.send_unless_overtaken(unit.db, new, now, last)
    else:  # a page of before, or another program
        message = outbound.send(unit.db, new, now)
    if message is None:
        return _overtaken(unit, patient_id, seen)
    conversations.hand_over(unit.db, reach.conversation_id, patient_id, now, clinical=clinical)
    audit.record(unit.db, actor(), event, "patient", patient_id, {"message": message.hex, **details}, at=now)
    return str(_("The message is on its way."))


def _overtaken(unit: Transaction, patient_id: UUID, seen: str) -> Again:
    """Return the page with the colleague's reply on it, and with what was typed."""
    if keep_if_allowed(unit, patient_id, [Part.NOTES]):
        details = {"parts": [Part.NOTES.value]}
        audit.record(unit.db, actor(), SHOWN, "patient", patient_id, details, at=current().clock())
    problem = {"reply": str(_("Not sent: a colleague has replied meanwhile. Read it, then decide."))}
    typed = {"reply": request.form.get("text", ""), "for": request.form.get("for", ""), "seen": seen}
    return again(unit, patient_id, problem, typed, HTTPStatus.CONFLICT)


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


def _with_saved(patient_id: UUID, saved: str) -> ResponseReturnValue:
    """Return to the record with a saved reply after what was typed."""
    typed, reply_id = request.form.get("text", "").strip(), posted_id(saved)
    with current().store.read() as unit:
        reply = unit.db.get(SavedReply, reply_id)
        saved_text = reply.text if reply else ""
    text = "\n".join(filter(None, (typed, saved_text if isinstance(saved_text, str) else "")))
    address = url_for("record.record_page", patient_id=patient_id)
    if (elsewhere := come_back({}, address, text=text)) is not None:
        return elsewhere
    with current().store.begin() as unit:
        page = open_record(unit, patient_id, Wanted(), RECORD_OPENED)
    return render_record(page, values={"reply": text})


def problem_of_reply(text: str) -> str | None:
    """Return what is wrong with the words of a message, or None."""
    over = units(text) - LONGEST
    too_long = ngettext(
        "The message is %(num)s character too long: at most %(limit)s.",
        "The message is %(num)s characters too long: at most %(limit)s.",
        over,
        limit=LONGEST,
    )
    return problem_of_words(text, _("Write the message first."), too_long if over > 0 else None)


@blueprint.get("/messages", door=signed_in(May.WORK_ON_PATIENTS))
@scripts_ask_for
def mark(patient_id: UUID) -> ResponseReturnValue:
    """Tell a page whether there is something new to show, and nothing else."""
    with current().store.read() as unit:
        return {"mark": mark_of(unit, patient_id)}
