"""Show where one sender is, and their number for a reason and for a minute."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from app.dashboard.shown import SHOWN_FOR, reads_clinical_notes
from app.dashboard.thread import said_of
from app.dashboard.unfinished import blueprint
from app.dashboard.unfinished.acts import not_answering
from app.dashboard.unfinished.page import NUMBER_REASONS, row_of
from app.dashboard.unfinished.talk import talk_of, thread_with
from app.guard.doors import May
from app.guard.forms import come_back, come_back_with_typed, refill
from app.guard.pace import count_shown
from app.guard.session import actor, hold_member, scripts_ask_for, signed_in
from app.records.vocabulary import language_name
from app.services import current
from app.store.conversations import conversations, reminders, unfinished
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.trail.events import Sight, TrailEvent, TrailGroup
from app.store.work import alarms

_OPENED = TrailEvent("conversation.opened", "Viewed an unfinished intake", TrailGroup.CONVERSATION)
_SHOWN = TrailEvent(
    "conversation.number_shown",
    "Showed the number of someone still answering: {number_reason}",
    TrailGroup.CONVERSATION,
    sight=Sight.IDENTITY,
)


@blueprint.get("/<uuid:conversation_id>", door=signed_in(May.WORK_ON_PATIENTS))
@scripts_ask_for
def conversation_page(conversation_id: UUID) -> ResponseReturnValue:
    """Show where one sender is, and for a minute what was asked for.

    That is their number, or what was written with them.
    """
    typed = refill()
    return show_sender(conversation_id, typed.problems, typed.values)


@blueprint.post("/<uuid:conversation_id>/number", door=signed_in(May.WORK_ON_PATIENTS))
def show_number(conversation_id: UUID) -> ResponseReturnValue:
    """Write down why the number is shown. The page that follows shows it."""
    why = request.form.get("reason", "")
    if why not in NUMBER_REASONS:
        problems = {"reason": _("Choose why you look.")}
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return come_back(problems) or show_sender(conversation_id, problems, status=status)
    with current().store.begin() as unit:
        hold_member(unit)
        if unfinished.find(unit.db, conversation_id) is None:
            raise NotFound
        count_shown(unit, records=1)
        details = {"number_reason": why}
        audit.record(unit.db, actor(), _SHOWN, "conversation", conversation_id, details, at=current().clock())
    return to_the_page(conversation_id)


def to_the_page(conversation_id: UUID, place: str | None = None) -> ResponseReturnValue:
    """Redirect to a place on the page of one sender, with what was being typed there."""
    page = url_for("unfinished.conversation_page", conversation_id=conversation_id)
    there = page if place is None else f"{page}#{place}"
    return come_back_with_typed(page) or redirect(there, HTTPStatus.SEE_OTHER)


def show_sender(
    conversation_id: UUID,
    problems: Mapping[str, str],
    values: Mapping[str, str] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> ResponseReturnValue:
    """Show the page of one sender, with a form that comes back to it."""
    now = current().clock()
    with current().store.begin() as unit:
        hold_member(unit)
        found = unfinished.find(unit.db, conversation_id, named=True)
        held = conversations.get(unit.db, conversation_id) if found else None
        if found is None or held is None:
            return not_answering(conversation_id)
        talk = talk_of(unit, held)
        thread = thread_with(unit, conversation_id, talk.receiver) if talk.receiver else None
        alarmed = alarms.waits_in(unit.db, conversation_id)
        reminded = reminders.of(unit.db, [conversation_id]).get(conversation_id)
        shown = audit.page(
            unit.db, AuditFilters(_SHOWN.code, actor(), now - SHOWN_FOR, subject_id=conversation_id), 1
        )
        audit.record(unit.db, actor(), _OPENED, "conversation", conversation_id, at=now)
    until = shown[0].at + SHOWN_FOR if shown else now
    left = max(0, int((until - now).total_seconds()))
    address = found.address if isinstance(found.address, str) and left else ""
    number = address.rpartition(":")[2]
    return render_template(
        "dashboard/unfinished/sender.html",
        one=row_of(found, now, reminded),
        alarmed=alarmed,
        number=number if number.startswith("+") else "",
        seconds_left=left,
        tens_left=max(10, left // 10 * 10),
        shown_until=until if number else None,
        reason=shown[0].details.get("number_reason", "") if shown else "",
        reasons=NUMBER_REASONS,
        talk=talk,
        page=said_of(thread) if thread else None,
        may_read_health=reads_clinical_notes(),
        language_name=language_name,
        problems=problems,
        values=values or {},
    ), status
