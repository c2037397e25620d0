"""`/setup`: what is done, what comes next, and how Anteroom knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from app.dashboard.setup.checks import steps
from app.dashboard.setup.checks.step import DOCTOR
from app.dashboard.setup.reality import ATTESTED, look
from app.guard.doors import GuardedBlueprint
from app.guard.page import tell
from app.guard.roles import May
from app.guard.signed_in import actor, hold_member, signed_in
from app.services import current

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = GuardedBlueprint("setup", __name__, door=signed_in(May.CHANGE_SETTINGS), url_prefix="/setup")


@blueprint.get("")
def setup_page() -> ResponseReturnValue:
    """Show every step with its proof."""
    found = steps(look(current(), request.host))
    done = sum(step.done for step in found)
    next_step = next((index for index, step in enumerate(found) if not step.done), None)
    return render_template("dashboard/setup.html", steps=found, done=done, next_step=next_step, doctor=DOCTOR)


@blueprint.post("/attest")
def attest() -> ResponseReturnValue:
    """Keep that this member says a step is done, which Anteroom cannot see by itself."""
    services, name = current(), request.form.get("name", "")
    if name not in ATTESTED:
        raise BadRequest
    with services.store.begin() as unit:
        hold_member(unit)
        unit.milestones.mark(name, actor(), services.clock())
        unit.audit.record(actor(), "setup.attested", details={"step": name}, at=services.clock())
    tell(_("Confirmed. You are asked again in 30 days."))
    return redirect("/setup", 303)
