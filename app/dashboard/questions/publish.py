"""Publish the draft, after what changes was shown and a fresh code was given."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from app.dashboard.fields import count_in
from app.dashboard.questions import blueprint, edits
from app.dashboard.questions.advice import advice_on
from app.dashboard.questions.difference import TOLD, Change, changes, keys_of, together
from app.dashboard.questions.draft import Opened, opened
from app.guard.doors import May
from app.guard.forms import come_back, refill
from app.guard.session import actor, hold_member, recently_confirmed
from app.intake.questionnaire import FIRST, Questionnaire
from app.services import current
from app.store import Transaction
from app.store.clinic import questionnaires
from app.store.conversations import unfinished
from app.store.trail import audit
from app.store.trail.recorded import QUESTIONS_PUBLISHED
from app.web.clinic import current_clinic
from app.web.page import flash

_LATE = "late"


@blueprint.get("/publish", door=recently_confirmed(May.CHANGE_SETTINGS), confirms=_l("Publish the questions"))
def publish_page() -> ResponseReturnValue:
    """Show what the draft changes, and what follows from it."""
    return _page(is_late=_LATE in refill().fields)


@blueprint.post("/publish", door=recently_confirmed(May.CHANGE_SETTINGS))
def publish() -> ResponseReturnValue:
    """Publish the draft, if it is still as it was shown."""
    new = _publish(request.form)
    if new is None:
        return come_back({}, **{_LATE: "1"}) or _page(is_late=True)
    flash(
        _(
            "Version %(version)s is in use. People who began before finish with the version that they began.",
            version=new.version,
        )
    )
    return redirect(url_for("questions.questions_page"), HTTPStatus.SEE_OTHER)


def _publish(sent: MultiDict[str, str]) -> Questionnaire | None:
    """Publish the draft that was shown; None if it is another one now."""
    services = current()
    with services.store.begin() as unit:
        hold_member(unit)
        at = opened(unit)
        seen = (count_in(sent, "version"), count_in(sent, "after"))
        found = changes(at.asked.definition, at.definition)
        if (
            at.held is None
            or seen != (at.version, at.asked.version)
            or not found
            or any(each.blocks for each in advice_on(at))
        ):
            return None
        return put_in_force(unit, at, keys_of(found), by=actor(), now=services.clock())


def put_in_force(
    unit: Transaction, at: Opened, keys: list[str], *, by: str, now: datetime
) -> Questionnaire | None:
    """Publish the draft; None if another version came first."""
    new = questionnaires.publish(unit.db, at.asked.version, at.definition, by, now)
    if new:
        details = {"version": new.version, "questions": keys, "kept_as": new.version - FIRST}
        audit.record(unit.db, by, QUESTIONS_PUBLISHED, details=details, at=now)
    return new


def _page(*, is_late: bool) -> ResponseReturnValue:
    with current().store.read() as unit:
        at, answering = opened(unit), unfinished.count(unit.db)
    found = changes(at.asked.definition, at.definition)
    if at.held is None or not found:
        flash(_("There is nothing to publish."))
        return redirect(url_for("questions.questions_page"), HTTPStatus.SEE_OTHER)
    advice = advice_on(at)
    left_out = current_clinic().left_out
    before, after = (edits.count(each, left_out) for each in (at.asked.definition, at.definition))
    page = render_template(
        "dashboard/questions/publish.html",
        at=at,
        version=at.asked.version + 1,
        differences=together(found),
        told=TOLD,
        is_late=is_late,
        answering=answering,
        asked=after,
        more=after - before,
        columns=[each.key for each in found if each.change is Change.NEW],
        off=[each.label for each in found if each.change is Change.OFF],
        found=advice,
        blocked=any(each.blocks for each in advice),
    )
    return (page, HTTPStatus.CONFLICT) if is_late and request.method == "POST" else page
