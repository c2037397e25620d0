"""Calls to make: a list above the patients, a page with the number, and a button."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Final
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from app.dashboard.patients import blueprint
from app.dashboard.person import last_digits
from app.guard.doors import May
from app.guard.forms import is_navigation
from app.guard.pace import count_shown
from app.guard.session import actor, hold_member, signed_in
from app.records.vocabulary import language_name
from app.services import current
from app.store import Transaction
from app.store.conversations import callbacks
from app.store.conversations.callbacks import ToCall
from app.store.trail import audit
from app.store.trail.events import Sight, TrailEvent, TrailGroup
from app.web.clinic import reference
from app.web.page import flash

_OPENED = TrailEvent(
    "callback.opened",
    "Viewed the number of someone who asked to be called",
    TrailGroup.REQUEST,
    sight=Sight.IDENTITY,
    says_why=True,
)
CALLED = TrailEvent("callback.done", "Called someone who asked for it", TrailGroup.REQUEST)

_CONVERSATION: Final = "conversation"


@dataclass(frozen=True, slots=True)
class CallRow:
    """Somebody to call, as far as the list may show them."""

    id: UUID
    patient_id: UUID | None
    reference: str
    """The record's; "" when nothing was handed in."""
    last_digits: str = field(repr=False)
    language: str
    since: datetime


def call_row(call: ToCall) -> CallRow:
    """Return a row without the number."""
    return CallRow(
        call.id,
        call.patient_id,
        reference(call.patient_id) if call.patient_id else "",
        last_digits(call.address) if isinstance(call.address, str) else "",
        language_name(call.language) if call.language else "",
        call.asked_at,
    )


@blueprint.get("/callbacks/<uuid:callback_id>", door=signed_in(May.WORK_ON_PATIENTS))
def callback_page(callback_id: UUID) -> ResponseReturnValue:
    """Show the number to call; the look is written down."""
    with current().store.begin() as unit:
        hold_member(unit)
        call = callbacks.get(unit.db, callback_id)
        if call is None:
            return _over()
        count_shown(unit, records=1)
        _audit(unit, _OPENED, call)
    number = call.address.rpartition(":")[2] if isinstance(call.address, str) else None
    return render_template("dashboard/patients/call.html", call=call_row(call), number=number)


def _over() -> ResponseReturnValue:
    """Redirect a browser that goes back to the page after the call was made.

    Raises:
        NotFound: the request is not from a browser that shows a page.
    """
    if not is_navigation():
        raise NotFound
    flash(_("Marked as called."))
    return redirect(url_for("patients.patients_page"), HTTPStatus.SEE_OTHER)


@blueprint.post("/callbacks/<uuid:callback_id>/done", door=signed_in(May.WORK_ON_PATIENTS))
def call_done(callback_id: UUID) -> ResponseReturnValue:
    """Mark the call as made, unless someone has done so before."""
    with current().store.begin() as unit:
        hold_member(unit)
        call = callbacks.get(unit.db, callback_id)
        done = call is not None and callbacks.mark_done(unit.db, callback_id, actor(), current().clock())
        if call is not None and done:
            _audit(unit, CALLED, call)
    flash(_("Marked as called.") if done else _("Someone else has already called."))
    return redirect(url_for("patients.patients_page"), HTTPStatus.SEE_OTHER)


def _audit(unit: Transaction, event: TrailEvent, call: ToCall) -> None:
    kind, subject = ("patient", call.patient_id) if call.patient_id else (_CONVERSATION, call.conversation_id)
    audit.record(unit.db, actor(), event, kind, subject, at=current().clock())
