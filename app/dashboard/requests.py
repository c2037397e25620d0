"""List what patients ask for by law, the first due first, by reference only."""

from __future__ import annotations

from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.dashboard.request_words import shown
from app.guard.doors import GuardedBlueprint, May
from app.guard.session import actor, signed_in
from app.records.actors import Actors
from app.services import current
from app.store.patients import rights_requests
from app.store.trail import audit
from app.store.trail.events import Counted, TrailEvent, TrailGroup
from app.web.feature import NavigationEntry

blueprint = GuardedBlueprint("requests", __name__, door=signed_in(May.SEE_PATIENTS), url_prefix="/requests")
IN_NAVIGATION = NavigationEntry(
    "requests.requests_page", _l("Requests"), "requests", May.SEE_PATIENTS, 60, "requests", _l("open")
)
_LISTED = TrailEvent(
    "requests.listed",
    Counted("requests", "Viewed one patient request", "Viewed patient requests ({requests})"),
    TrailGroup.REQUEST,
)
_MOST: Final = 50
_CLOSED: Final = "closed"


@blueprint.get("")
def requests_page() -> ResponseReturnValue:
    """Show open requests, or with `state=closed` the answered; record the look."""
    services = current()
    is_closed = request.args.get("state") == _CLOSED
    with services.store.begin() as unit:
        listed = (
            rights_requests.closed_ones(unit.db, _MOST)
            if is_closed
            else rights_requests.open_ones(unit.db, _MOST)
        )
        patients = [each.patient_id for each in listed]
        details = {"requests": len(listed)}
        audit.record(unit.db, actor(), _LISTED, details=details, at=services.clock(), mentions=patients)
        requests = shown(listed, Actors.of(unit))
    return render_template(
        "dashboard/requests.html", requests=requests, closed=is_closed, has_more=len(listed) == _MOST
    )
