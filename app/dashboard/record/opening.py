"""`/patients/<id>`: one patient. The page opens with everything hidden; each part is shown by its own button."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import request
from flask_babel import gettext as _

from app.dashboard.reasons import REASONS
from app.dashboard.record.page import Wanted, open_record, render_record
from app.dashboard.record.showing import asked_for, may_be_shown
from app.guard.doors import GuardedBlueprint
from app.guard.roles import May
from app.guard.signed_in import hold_member, signed_in
from app.services import current

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

blueprint = GuardedBlueprint(
    "record", __name__, door=signed_in(May.SEE_PATIENTS), url_prefix="/patients/<uuid:patient_id>"
)
_SEQUENCE: Final = re.compile(r"[0-9]{1,18}")


@blueprint.get("")
def record_page(patient_id: UUID) -> ResponseReturnValue:
    """Show the record with every answer hidden; `before` turns the pages of who looked."""
    before = request.args.get("before", "")
    wanted = Wanted(before=int(before) if _SEQUENCE.fullmatch(before) else None)
    with current().store.begin() as unit:
        page = open_record(unit, patient_id, wanted, "patient.opened")
    return render_record(page)


@blueprint.post("/show")
def show(patient_id: UUID) -> ResponseReturnValue:
    """Show the parts that were asked for, in the answer to this very request: no address shows them again."""
    parts, reason = asked_for(request.form.get("part", "")), request.form.get("reason", "")
    problems = {}
    if not parts:
        problems["part"] = _("Choose what to show.")
    if reason and reason not in REASONS:
        problems["reason"] = _("Choose one of the reasons.")
    may_be_shown(parts)
    wanted = Wanted() if problems else Wanted(parts, reason)
    with current().store.begin() as unit:
        hold_member(unit)
        page = open_record(unit, patient_id, wanted, "patient.opened" if problems else "patient.shown")
    return render_record(
        page, problems, status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    )
