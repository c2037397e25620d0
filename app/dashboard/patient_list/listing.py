"""`/patients`: who has handed in an intake, newest first."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import redirect, request
from flask_babel import gettext as _

from app.dashboard.patient_list.columns import kept_columns
from app.dashboard.patient_list.names import NOBODYS, names_of
from app.dashboard.patient_list.page import show_list
from app.guard.clinic import clinic_zone
from app.guard.doors import GuardedBlueprint
from app.guard.live import is_live, scripts_ask_for
from app.guard.page import tell
from app.guard.roles import May
from app.guard.signed_in import current_session, hold_member, signed_in
from app.records.filters import Asked, read_asked
from app.services import current

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

blueprint = GuardedBlueprint("patients", __name__, door=signed_in(May.SEE_PATIENTS), url_prefix="/patients")


@blueprint.get("")
@scripts_ask_for
def patients_page() -> ResponseReturnValue:
    """Show a page of the list; the look is written down in the same transaction.

    What a page loads by itself has no names: the request that hides them may be on its way.
    """
    asked = asked_in(request.args)
    names = NOBODYS if is_live() else names_of(current_session(), current().clock())
    return show_list(asked, names, status=HTTPStatus.BAD_REQUEST if asked.problems else HTTPStatus.OK)


@blueprint.post("/columns")
def choose_columns() -> ResponseReturnValue:
    """Keep which columns this member sees, or that they have no choice of their own any more."""
    chosen = None if "reset" in request.form else kept_columns(request.form.getlist("columns"))
    with current().store.begin() as unit:
        unit.staff.set_columns(hold_member(unit).id, chosen)
    tell(_("The columns are kept for you."))
    return redirect(asked_in(request.form).here(), HTTPStatus.SEE_OTHER)


def asked_in(fields: Mapping[str, str]) -> Asked:
    """Return what these fields ask the list for."""
    return read_asked(fields, current_session().member.id, clinic_zone())
