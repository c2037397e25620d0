"""`/patients/news`: whether somebody has come since. The page asks four times a minute, while it is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from werkzeug.exceptions import BadRequest

from app.guard.clinic import clinic_zone
from app.guard.doors import GuardedBlueprint
from app.guard.live import scripts_ask_for
from app.guard.roles import May
from app.guard.signed_in import current_session, signed_in
from app.records.filters import read_asked
from app.services import current

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = GuardedBlueprint(
    "patient_news", __name__, door=signed_in(May.SEE_PATIENTS), url_prefix="/patients/news"
)


@blueprint.get("")
@scripts_ask_for
def news() -> ResponseReturnValue:
    """Tell the id of the newest patient under these filters, and nothing else of anybody.

    No look is written down, for nothing of a patient is read or told: an id that differs from the page's own says
    that the list has changed. What the page then loads is a look at the list, and is written down as one.
    """
    asked = read_asked(request.args, current_session().member.id, clinic_zone())
    if asked.problems:
        raise BadRequest
    with current().store.read() as unit:
        newest = unit.patients.newest(asked.filters)
    return {"mark": newest.hex if newest else ""}
