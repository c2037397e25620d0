"""Begin an export: it leaves with the response, or waits for a job or a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Final, NamedTuple
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.exports.connection import http10_problem
from app.exports.custody import described
from app.exports.download import stream_response
from app.exports.form import blueprint, form_with_error, refuse_form
from app.exports.lifecycle import begin_or_queue, is_a_job
from app.exports.limits import concurrency_problem, next_allowed_at
from app.exports.request import ExportRequest, read_form
from app.exports.targets import all_targets
from app.guard.session import actor, hold_member
from app.services import current
from app.store import Transaction
from app.store.exports import export_rows, exports
from app.store.exports.exports import Export
from app.store.staff import staff
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.web.clinic import clinic_in, current_clinic, time_of_day
from app.web.feature import Words
from app.web.page import flash

_ASKED = TrailEvent(
    "export.asked", "Asked for an export to {target}: {columns} of {patients} patients", TrailGroup.EXPORT
)
TARGETS: Final = Words("target", {code: target.label for code, target in all_targets().items()})


class Begun(NamedTuple):
    """A recorded export, and the job that does it, if any.

    Without a job, this request streams it, unless it waits for approval.
    """

    export: Export
    job_id: UUID | None
    people: Mapping[UUID, Member]


@blueprint.post("")
def create(target: str = "") -> ResponseReturnValue:  # noqa: ARG001  (the form is read with it)
    """Export what the form asks for, unless something is wrong with it."""
    wanted = read_form().validated()
    if wanted.problems:
        return refuse_form(wanted)
    if wanted.target.file is not None and (wrong := http10_problem()):
        return form_with_error(wanted, wrong, HTTPStatus.HTTP_VERSION_NOT_SUPPORTED)
    now = current().clock()
    with current().store.read() as unit:
        extent = export_rows.extent(unit.db, wanted.asked.filters, now, now)
    begun = _begin(wanted, extent.patients, now)
    if not isinstance(begun, Begun):
        return form_with_error(wanted, begun, HTTPStatus.TOO_MANY_REQUESTS)
    if begun.export.state == "waiting":
        flash(_("Someone else must approve it. Then come back to this page within a day to download it."))
        return redirect(url_for("exports.export_page", export_id=begun.export.id), HTTPStatus.SEE_OTHER)
    if begun.job_id is not None:
        return redirect(url_for("jobs.job_page", job_id=begun.job_id, watch=1), HTTPStatus.SEE_OTHER)
    return stream_response(begun.export, begun.people, extent.until, now, wanted.options)


# Each target has its own endpoint. If one endpoint had a default target, `url_for` would send the form there.
for _code in all_targets():
    blueprint.add_url_rule(
        f"/{_code}", f"create_{_code}", create, methods=["POST"], defaults={"target": _code}
    )


def _begin(wanted: ExportRequest, patients: int, now: datetime) -> Begun | str:
    """Record the export and its job, or return why the member may not begin it now."""
    services = current()
    with services.store.begin() as unit:
        member = hold_member(unit)
        if (until := next_allowed_at(unit, member, services)) is not None:
            return _too_many_begun(until)
        needs_approval = clinic_in(unit, services.settings.clinic).export_approval
        new = _new(wanted, member, needs_approval=needs_approval)
        waits = needs_approval or is_a_job(new)
        if not waits and (problem := concurrency_problem(unit, member, now)):
            return problem
        export = _stored(unit, exports.ask(unit.db, new, now))
        if waits:
            details = {**described(export), "patients": patients}
            audit.record(unit.db, actor(), _ASKED, "export", export.id, details, at=now)
        job_id = None if needs_approval else begin_or_queue(unit, export, patients, now)
        return Begun(export, job_id, {each.id: each for each in staff.all_members(unit.db)})


def _too_many_begun(until: datetime) -> str:
    return str(
        _(
            "You have started %(most)s exports within an hour, the most allowed. You can start the next one at %(time)s.",
            most=current_clinic().exports_per_hour,
            time=time_of_day(until),
        )
    )


def _new(wanted: ExportRequest, member: Member, *, needs_approval: bool) -> Export:
    new = Export.wanted(
        target=wanted.target.code,
        staff_id=member.id,
        actor=actor(),
        reason=wanted.reason,
        columns=wanted.keys,
        filters=wanted.asked.filters,
        needs_approval=needs_approval,
    )
    wanted.target.complete(new, wanted.options)
    return new


def _stored(unit: Transaction, export_id: UUID) -> Export:
    export = exports.get(unit.db, export_id)
    if export is None:
        raise LookupError("the export that this transaction has written cannot be found")
    return export
