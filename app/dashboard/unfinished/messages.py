"""Write to somebody who is still answering, and show what they wrote to a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from app.dashboard import reply as replies
from app.dashboard.record.notes import FOR_CLINICIANS
from app.dashboard.record.show import may_be_shown
from app.dashboard.reply import Receiver, Refused
from app.dashboard.unfinished import blueprint
from app.dashboard.unfinished.acts import not_now
from app.dashboard.unfinished.page import show_unfinished
from app.dashboard.unfinished.sender import show_sender, to_the_page
from app.dashboard.unfinished.talk import mark_in, note_shown, talk_of
from app.guard.doors import May
from app.guard.forms import come_back, posted_id
from app.guard.pace import count_shown, may_show
from app.guard.session import hold_member, scripts_ask_for, signed_in
from app.intake.answers import clean
from app.intake.keywords import is_blank
from app.records.parts import Part
from app.services import current
from app.store import Transaction
from app.store.conversations import conversations
from app.store.patients import patients
from app.web.page import flash

PLACE: Final = "h-talk-with"


@blueprint.get("/<uuid:conversation_id>/messages", door=signed_in(May.WORK_ON_PATIENTS))
@scripts_ask_for
def mark(conversation_id: UUID) -> ResponseReturnValue:
    """Tell a page whether there is something new to show, and nothing else."""
    with current().store.read() as unit:
        return {"mark": mark_in(unit, conversation_id)}


@blueprint.post("/<uuid:conversation_id>/messages", door=signed_in(May.WORK_ON_PATIENTS))
def show_messages(conversation_id: UUID) -> ResponseReturnValue:
    """Write down that the messages are shown. The page that follows shows them."""
    with current().store.begin() as unit:
        hold_member(unit)
        found = conversations.get(unit.db, conversation_id)
        if found is None or not found.answering:
            raise NotFound
        count_shown(unit, records=1)
        note_shown(unit, conversation_id)
    return to_the_page(conversation_id, PLACE)


@blueprint.post("/<uuid:conversation_id>/reply", door=signed_in(May.WORK_ON_PATIENTS))
def reply(conversation_id: UUID) -> ResponseReturnValue:
    """Send free text, a message once more, or a template, and stay on the page.

    The intake goes on, and what they write to the clinic stands on the page as well.
    """
    typed, is_clinical = request.form.get("text", ""), request.form.get("for") == FOR_CLINICIANS
    if saved := request.form.get("saved"):
        text = replies.with_saved(typed, saved)
        return _come_back(conversation_id, {}, HTTPStatus.OK, text=text)
    if name := request.form.get("template", ""):
        return _write(conversation_id, lambda unit, to: replies.by_template(unit, to, name))
    if (again := request.form.get("again")) is not None:
        failed = posted_id(again)
        return _write(
            conversation_id, lambda unit, to: replies.once_more(unit, to, failed), keeps=not is_blank(typed)
        )
    if is_clinical:
        may_be_shown([Part.HEALTH])
    text = clean(typed)
    return _write(
        conversation_id, lambda unit, to: replies.free_text(unit, to, text, typed, clinical=is_clinical)
    )


def _write(
    conversation_id: UUID, send: Callable[[Transaction, Receiver], str | Refused], *, keeps: bool = False
) -> ResponseReturnValue:
    """Send something in one transaction, if they have not handed in meanwhile.

    The conversation is held, so a message by which they hand in comes before, or after. `keeps` leaves what is typed on
    the page though something else was sent.
    """
    intake = posted_id(request.form.get("intake", ""))
    with current().store.begin() as unit:
        hold_member(unit)
        held = conversations.hold(unit.db, conversation_id)
        to = talk_of(unit, held).receiver if held is not None and held.answering else None
        is_on_file = to is None and patients.get(unit.db, intake, ()) is not None
        outcome = None if to is None or to.about != intake else send(unit, to)
        if isinstance(outcome, Refused) and outcome.is_overtaken and may_show(unit, records=1):
            note_shown(unit, conversation_id)
    if outcome is None:
        return _handed_in(intake) if is_on_file else not_now(conversation_id)
    if isinstance(outcome, Refused):
        return _come_back(conversation_id, outcome.problems, outcome.status)
    flash(outcome, place=PLACE)
    if keeps:
        return _come_back(conversation_id, {}, HTTPStatus.OK)
    return to_the_page(conversation_id, PLACE)


def _handed_in(patient_id: UUID) -> ResponseReturnValue:
    """Lead to the record that the intake has become, with what was typed."""
    problems = {
        "reply": _("Not sent: they have handed in their answers meanwhile. You can send it from here.")
    }
    record = url_for("record.record_page", patient_id=patient_id)
    return come_back(problems, record) or (show_unfinished(problems), HTTPStatus.CONFLICT)


def _come_back(
    conversation_id: UUID, problems: Mapping[str, str], status: HTTPStatus, **more: str
) -> ResponseReturnValue:
    """Return to the page with what was typed."""
    page = url_for("unfinished.conversation_page", conversation_id=conversation_id)
    values = {**request.form.to_dict(), **more}
    return come_back(problems, page, **more) or show_sender(conversation_id, problems, values, status)
