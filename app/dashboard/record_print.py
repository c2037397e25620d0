"""Serve `/patients/<id>/print`: the record on paper, recorded like any other look."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.dashboard.record import Wanted, may_be_shown, open_record, render_record, what_every_page_knows
from app.guard.doors import GuardedBlueprint
from app.guard.roles import May
from app.guard.session import hold_member, signed_in
from app.records.vocabulary import Part
from app.services import current

blueprint = GuardedBlueprint(
    "record_print", __name__, door=signed_in(May.WORK_ON_PATIENTS), url_prefix="/patients/<uuid:patient_id>"
)


@blueprint.post("/print")
def print_view(patient_id: UUID) -> ResponseReturnValue:
    """Show the record for print with the ticked parts; the others stay hidden."""
    services = current()
    named = request.form.getlist("parts")
    if not set(named) <= set(Part):
        return _refused(patient_id)
    parts = tuple(part for part in Part if part in named)
    may_be_shown(parts)
    with services.store.begin() as unit:
        hold_member(unit)
        page = open_record(unit, patient_id, Wanted(parts), "patient.printed")
    return render_template(
        "dashboard/record_print.html", printed_at=services.clock(), page=page, **what_every_page_knows()
    )


def _refused(patient_id: UUID) -> ResponseReturnValue:
    with current().store.begin() as unit:
        hold_member(unit)
        page = open_record(unit, patient_id, Wanted(), "patient.opened")
    problems = {"form": _("Choose what to print from the list.")}
    return render_record(page, problems, status=HTTPStatus.UNPROCESSABLE_ENTITY)
