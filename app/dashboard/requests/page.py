"""`/requests`: what patients have asked for, the first due first. References only: of the patients, nothing is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import render_template, request

from app.dashboard.requests.showing import shown
from app.guard.doors import GuardedBlueprint
from app.guard.roles import May
from app.guard.signed_in import actor, signed_in
from app.records.actors import Actors
from app.services import current

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = GuardedBlueprint("requests", __name__, door=signed_in(May.SEE_PATIENTS), url_prefix="/requests")
_MOST: Final = 50
_CLOSED: Final = "closed"


@blueprint.get("")
def requests_page() -> ResponseReturnValue:
    """Show what is open, or with `state=closed` what was answered last; the look is written down with whom it was about."""
    services = current()
    is_closed = request.args.get("state") == _CLOSED
    with services.store.begin() as unit:
        listed = unit.rights.closed_ones(_MOST) if is_closed else unit.rights.open_ones(_MOST)
        patients = [each.patient_id for each in listed]
        details = {"requests": len(listed)}
        unit.audit.record(actor(), "requests.listed", details=details, at=services.clock(), mentions=patients)
        requests = shown(listed, Actors.of(unit))
    return render_template(
        "dashboard/requests.html", requests=requests, closed=is_closed, has_more=len(listed) == _MOST
    )
