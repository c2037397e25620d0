"""`/patients/show` and `/patients/hide`: names in the list, for a reason, for a minute."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import UUID

from flask import redirect, request
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from app.dashboard.patient_list.listing import asked_in
from app.dashboard.patient_list.names import NOBODYS, SHOWN_FOR, NamesShown, names_of
from app.dashboard.patient_list.page import show_list
from app.dashboard.patient_list.searching import show_found
from app.dashboard.reasons import read_reason
from app.guard.doors import GuardedBlueprint
from app.guard.live import is_live, scripts_ask_for
from app.guard.roles import May
from app.guard.signed_in import actor, current_session, hold_member, signed_in
from app.services import current

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

blueprint = GuardedBlueprint(
    "patient_names", __name__, door=signed_in(May.SEE_PATIENTS), url_prefix="/patients"
)


@blueprint.post("/show")
def show() -> ResponseReturnValue:
    """Show one name on this page, or every name on all pages of this session, for a minute."""
    why = read_reason(request.form.get("reason", ""))
    if why is None:
        names = names_of(current_session(), current().clock())
        return _same_page(
            names, {"reason": _("Choose why names are shown.")}, HTTPStatus.UNPROCESSABLE_ENTITY
        )
    until = current().clock() + SHOWN_FOR
    if "all" not in request.form:
        return _same_page(NamesShown(until, why, _patient_id(request.form.get("id", ""))))
    with current().store.begin() as unit:
        hold_member(unit)
        unit.sessions.show_names(current_session().id, until, why)
        unit.audit.record(actor(), "patients.names_shown", details={"reason": why}, at=current().clock())
    return _back(NamesShown(until, why))


@blueprint.post("/hide")
@scripts_ask_for
def hide() -> ResponseReturnValue:
    """Hide every name again: pressed, or sent by a page that nobody looks at any more."""
    with current().store.begin() as unit:
        hold_member(unit)
        unit.sessions.hide_names(current_session().id)
        unit.audit.record(actor(), "patients.names_hidden", at=current().clock())
    return ("", HTTPStatus.NO_CONTENT) if is_live() else _back(NOBODYS)


def _back(names: NamesShown) -> ResponseReturnValue:
    """Return to the list; or, since no address holds what was looked for, show again what was found."""
    if "q" in request.form:
        return _same_page(names)
    return redirect(asked_in(request.form).here(), HTTPStatus.SEE_OTHER)


def _same_page(
    names: NamesShown, problems: Mapping[str, str] | None = None, status: int = HTTPStatus.OK
) -> ResponseReturnValue:
    if "q" in request.form:
        return show_found(request.form["q"], names, problems, status)
    return show_list(asked_in(request.form), names, problems, status)


def _patient_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadRequest from None
