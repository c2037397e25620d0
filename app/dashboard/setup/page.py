"""Show what is set up, what comes next, and how Anteroom knows."""

from __future__ import annotations

from typing import Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import BadRequest

from app.checks import DOCTOR
from app.checks.profile import lines
from app.dashboard.setup import blueprint
from app.dashboard.setup.law import law_row
from app.dashboard.setup.samples import MANY
from app.dashboard.setup.state import ATTESTED, setup_state
from app.dashboard.setup.steps import steps
from app.guard.doors import May
from app.guard.session import actor, hold_member, signed_in
from app.services import current
from app.store.clinic import milestones
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.web.feature import Words
from app.web.page import flash

_ATTESTED = TrailEvent("setup.attested", "Confirmed a set-up step: {step}", TrailGroup.SETTINGS)
STEPS: Final = Words(
    "step",
    {
        "backup": _l("Backup made and tested"),
        "whatsapp_terms": _l("WhatsApp and health data"),
    },
)


@blueprint.get("", door=signed_in(May.CHANGE_SETTINGS))
def setup_page() -> ResponseReturnValue:
    """Show every step with its proof."""
    state = setup_state(current(), request.host)
    to_try, to_begin = steps(state)
    every = [*to_try, *to_begin]
    return render_template(
        "dashboard/setup/page.html",
        to_try=to_try,
        to_begin=to_begin,
        done=sum(step.done for step in every),
        next_step=next((step for step in every if not step.done), None),
        has_samples=state.has_samples,
        may_add=not state.has_samples and not state.settings.production,
        many=MANY,
        doctor=DOCTOR,
        law=current().settings.compliance.profile.name,
        law_rows=[law_row(line) for line in lines(current())],
    )


@blueprint.post("/attest", door=signed_in(May.CHANGE_SETTINGS))
def attest() -> ResponseReturnValue:
    """Record that a member confirms a step that Anteroom cannot check."""
    services, name = current(), request.form.get("name", "")
    if name not in ATTESTED:
        raise BadRequest
    with services.store.begin() as unit:
        hold_member(unit)
        milestones.mark(unit.db, name, actor(), services.clock())
        audit.record(unit.db, actor(), _ATTESTED, details={"step": name}, at=services.clock())
    flash(_("Confirmed. You will be asked again in 30 days."))
    return redirect(url_for("setup.setup_page", _anchor="next"), 303)
