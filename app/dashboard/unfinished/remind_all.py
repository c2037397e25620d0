"""Serve `/answering/remind`: remind everybody who fell silent at once."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from werkzeug.exceptions import BadRequest

from app.dashboard.unfinished import blueprint
from app.dashboard.unfinished.acts import VERSION
from app.dashboard.unfinished.page import LISTED, MOST_REMINDED, row_of
from app.dashboard.unfinished.remind import WORDS
from app.guard.doors import May
from app.guard.forms import posted_id
from app.guard.session import actor, hold_member, signed_in
from app.reminders.rules import may_be_reminded, remind, why_nobody
from app.services import current
from app.store.conversations import conversations, reminders, unfinished
from app.store.trail import audit
from app.web.clinic import clinic_in
from app.web.page import flash


@blueprint.get("/remind", door=signed_in(May.WORK_ON_PATIENTS))
def remind_all_page() -> ResponseReturnValue:
    """Say who would be reminded, and ask."""
    services = current()
    now = services.clock()
    with services.store.begin() as unit:
        hold_member(unit)
        clinic = clinic_in(unit, services.settings.clinic)
        people = unfinished.some(unit.db, may_be_reminded(unit, clinic, now, MOST_REMINDED))
        reminded = reminders.of(unit.db, [each.id for each in people])
        audit.record(unit.db, actor(), LISTED, details={"conversations": len(people)}, at=now)
    why_not = why_nobody(clinic, now)
    return render_template(
        "dashboard/unfinished/remind_all.html",
        people=[row_of(each, now, reminded.get(each.id)) for each in people],
        why_not=WORDS[why_not] if why_not else "",
    )


@blueprint.post("/remind", door=signed_in(May.WORK_ON_PATIENTS))
def remind_all() -> ResponseReturnValue:
    """Remind each who has not written since the page was loaded, and count the others."""
    posted = [_read(text) for text in request.form.getlist("one")[:MOST_REMINDED]]
    sent = sum(_remind(conversation, version) for conversation, version in dict.fromkeys(posted))
    left = len(posted) - sent
    said = [ngettext("%(num)s reminder is on its way.", "%(num)s reminders are on their way.", sent)]
    if left:
        said.append(
            ngettext(
                "%(num)s person was not reminded: they have written since, or may not be.",
                "%(num)s people were not reminded: they have written since, or may not be.",
                left,
            )
        )
    flash(" ".join(map(str, said)), warns=bool(left))
    return redirect(url_for("unfinished.unfinished_page"), HTTPStatus.SEE_OTHER)


def _remind(conversation_id: UUID, seen: int) -> bool:
    """Remind one in a transaction of their own, so that nobody waits for fifty."""
    services = current()
    now, mode = services.clock(), services.settings.intake_mode
    with services.store.begin() as unit:
        hold_member(unit)
        held = conversations.hold(unit.db, conversation_id)
        if held is None or not held.answering or held.version != seen:
            return False
        clinic = clinic_in(unit, services.settings.clinic)
        return remind(unit, clinic, held, actor(), now, mode) is None


def _read(text: str) -> tuple[UUID, int]:
    """Return a conversation, and the version of it that the page showed.

    Raises:
        BadRequest: no page has such a field.
    """
    written, _apart, version = text.partition("~")
    if not VERSION.fullmatch(version):
        raise BadRequest
    return posted_id(written), int(version)
