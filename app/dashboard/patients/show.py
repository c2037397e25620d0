"""Show names in the list, for a reason, for a minute."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from flask import redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.dashboard.patients import blueprint
from app.dashboard.patients.address import asked_in, came_from, found_in
from app.dashboard.patients.names import NamesShown, names_of, show_names
from app.dashboard.patients.page import show_list
from app.dashboard.patients.search import show_found
from app.dashboard.record.tombstone import find_or_tombstone
from app.dashboard.shown import NAME, end, keep, read_reason, remember
from app.guard.doors import May
from app.guard.forms import come_back, posted_id
from app.guard.session import actor, current_session, hold_member, signed_in
from app.services import current
from app.store.staff import sessions
from app.store.trail import audit
from app.store.trail.events import Sight, TrailEvent, TrailGroup

_NAME_SHOWN = TrailEvent(
    "patients.name_shown", "Showed one name in the list: {reason}", TrailGroup.PATIENT, sight=Sight.IDENTITY
)
_NAMES_HIDDEN = TrailEvent("patients.names_hidden", "Hid names", TrailGroup.PATIENT)


@blueprint.post("/show", door=signed_in(May.SEE_PATIENTS))
def show() -> ResponseReturnValue:
    """Show one name on this page, or every name of this session, for a minute."""
    why = read_reason(request.form.get("reason", ""))
    if why is None:
        names, problems = names_of(current_session()), {"reason": _("Choose why names are shown.")}
        return come_back(problems, came_from()) or _same_page(
            names, problems, HTTPStatus.UNPROCESSABLE_ENTITY
        )
    now, details = current().clock(), {"reason": why}
    one = None if "all" in request.form else posted_id(request.form.get("id", ""))
    with current().store.begin() as unit:
        hold_member(unit)
        if one is None:
            show_names(unit, why)
        else:
            find_or_tombstone(unit, one)
            keep(unit, one, [NAME], why)
            audit.record(unit.db, actor(), _NAME_SHOWN, "patient", one, details, at=now)
    remember(why)
    return redirect(came_from() if one is None else f"{came_from()}#r-{one.hex}", HTTPStatus.SEE_OTHER)


@blueprint.post("/hide", door=signed_in(May.SEE_PATIENTS))
def hide() -> ResponseReturnValue:
    """Hide every name of this session again, and all that it shows of records."""
    with current().store.begin() as unit:
        hold_member(unit)
        sessions.show_names(unit.db, current_session().id, None, None)
        end(unit)
        audit.record(unit.db, actor(), _NAMES_HIDDEN, at=current().clock())
    return redirect(came_from(), HTTPStatus.SEE_OTHER)


def _same_page(
    names: NamesShown, problems: Mapping[str, str] | None = None, status: int = HTTPStatus.OK
) -> ResponseReturnValue:
    if number := found_in(request.form):
        return show_found(number, names, problems, status)
    return show_list(asked_in(request.form), names, problems, status)
