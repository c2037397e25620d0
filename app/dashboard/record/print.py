"""Serve `/patients/<id>/print`: the record on paper, recorded like any other look."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.dashboard.record import blueprint
from app.dashboard.record.acts import again, answer_again
from app.dashboard.record.page import Wanted, open_record, what_every_page_knows
from app.dashboard.record.show import may_be_shown, show_parts
from app.guard.doors import May
from app.guard.session import hold_member, signed_in
from app.records.parts import Part
from app.services import current
from app.store.trail.events import Sight, TrailEvent, TrailGroup
from app.store.trail.recorded import RECORD_OPENED

_PRINTED = TrailEvent("patient.printed", "Printed the record: {parts}", TrailGroup.PATIENT, sight=Sight.LEFT)


@blueprint.post("/print", door=signed_in(May.WORK_ON_PATIENTS))
def print_record(patient_id: UUID) -> ResponseReturnValue:
    """Show the ticked parts for a minute, write the print down, and go to its view."""
    named = request.form.getlist("parts")
    if not set(named) <= set(Part):
        return _refused(patient_id)
    parts = tuple(part for part in Part if part in named)
    may_be_shown(parts)
    with current().store.begin() as unit:
        hold_member(unit)
        show_parts(unit, patient_id, parts, _PRINTED)
    address = url_for("record.print_view", patient_id=patient_id, parts=[part.value for part in parts])
    return redirect(address, HTTPStatus.SEE_OTHER)


@blueprint.get("/print", door=signed_in(May.WORK_ON_PATIENTS))
def print_view(patient_id: UUID) -> ResponseReturnValue:
    """Show the record for print, with the ticked parts that this session still shows."""
    services = current()
    only = tuple(part for part in Part if part in request.args.getlist("parts"))
    with services.store.begin() as unit:
        page = open_record(unit, patient_id, Wanted(only), RECORD_OPENED)
    return render_template(
        "dashboard/record/print.html", printed_at=services.clock(), page=page, **what_every_page_knows()
    )


def _refused(patient_id: UUID) -> ResponseReturnValue:
    problems = {"form": _("Choose what to print from the list.")}
    with current().store.begin() as unit:
        hold_member(unit)
        refused = again(unit, patient_id, problems)
    return answer_again(patient_id, refused)
