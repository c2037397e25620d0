"""Serve `/answering/<id>/remind`: remind somebody who is still answering."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.dashboard.unfinished import blueprint
from app.dashboard.unfinished.acts import not_answering, not_now, seen_version
from app.dashboard.unfinished.page import row_of
from app.guard.doors import May
from app.guard.forms import come_back, refill
from app.guard.session import actor, hold_member, signed_in
from app.reminders.rules import WhyNot, judge, remind
from app.services import current
from app.store.conversations import conversations, reminders, unfinished
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.web.clinic import clinic_in
from app.web.page import flash

_REMINDER_OPENED = TrailEvent(
    "conversation.reminder_opened", "Viewed what a reminder would say", TrailGroup.CONVERSATION
)

WORDS: Final[Mapping[WhyNot, str]] = {
    WhyNot.OFF: _l("Reminders are turned off in the settings."),
    WhyNot.STOPPED: _l("They have written STOP."),
    WhyNot.REFUSED: _l("They asked for no reminders."),
    WhyNot.FORGED: _l(
        "Something other than Anteroom changed in the database whether they want reminders. Tell the operator."
    ),
    WhyNot.ALARM: _l("They may need help now. Open the alarm first."),
    WhyNot.WITH_PERSON: _l("A colleague is writing with them."),
    WhyNot.NUMBER_CHANGED: _l("The number has a new owner."),
    WhyNot.NO_CHAT: _l("They answer on the private form, and get no reminder by e-mail. Call them."),
    WhyNot.NOT_OPEN: _l("They have not agreed to the privacy text, or no question is open."),
    WhyNot.REMINDED: _l("They were already reminded of this intake."),
    WhyNot.TOO_SOON: _l("They wrote less than an hour ago."),
    WhyNot.NO_ZONE: _l(
        "Reminders wait: nobody has confirmed the clinic’s time zone, so it may be night for them. An admin does that on the page Set up."
    ),
    WhyNot.QUIET: _l("Quiet hours: remind them when they are over."),
    WhyNot.WINDOW_CLOSED: _l(
        "They have not written for 24 hours, so WhatsApp takes only an approved template, and there is none. Call them."
    ),
}


@blueprint.get("/<uuid:conversation_id>/remind", door=signed_in(May.WORK_ON_PATIENTS))
def remind_page(conversation_id: UUID) -> ResponseReturnValue:
    """Show what a reminder would say, or why none can be sent."""
    return _page(conversation_id, refill().problems)


@blueprint.post("/<uuid:conversation_id>/remind", door=signed_in(May.WORK_ON_PATIENTS))
def remind_them(conversation_id: UUID) -> ResponseReturnValue:
    """Send the reminder, unless they have written since the page was loaded."""
    seen, services = seen_version(), current()
    with services.store.begin() as unit:
        hold_member(unit)
        held = conversations.hold(unit.db, conversation_id)
        is_same = held is not None and held.answering and held.version == seen
        clinic = clinic_in(unit, services.settings.clinic)
        now, mode = services.clock(), services.settings.intake_mode
        refused = remind(unit, clinic, held, actor(), now, mode) if held and is_same else None
    if not is_same:
        return not_now(conversation_id)
    if refused is not None:
        problems = {"form": str(WORDS[refused])}
        return come_back(problems) or _page(conversation_id, problems, HTTPStatus.CONFLICT)
    flash(_("The reminder is on its way."))
    return redirect(url_for("unfinished.unfinished_page"), HTTPStatus.SEE_OTHER)


def _page(
    conversation_id: UUID, problems: Mapping[str, str], status: HTTPStatus = HTTPStatus.OK
) -> ResponseReturnValue:
    services = current()
    with services.store.begin() as unit:
        hold_member(unit)
        found = unfinished.find(unit.db, conversation_id)
        held = conversations.hold(unit.db, conversation_id)
        if found is None or held is None:
            return not_answering(conversation_id)
        now, clinic = services.clock(), clinic_in(unit, services.settings.clinic)
        judged = judge(unit, clinic, held, now, services.settings.intake_mode)
        reminded = reminders.of(unit.db, [conversation_id]).get(conversation_id)
        audit.record(unit.db, actor(), _REMINDER_OPENED, "conversation", conversation_id, at=now)
    refused = isinstance(judged, WhyNot)
    return render_template(
        "dashboard/unfinished/remind.html",
        one=row_of(found, now, reminded),
        words="" if isinstance(judged, WhyNot) else judged.body,
        why_not=str(WORDS[judged]) if isinstance(judged, WhyNot) and not problems else "",
        refused=refused,
        problems=problems,
    ), status
