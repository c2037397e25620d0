"""`POST /exports/csv|xlsx|sheets`: something is to be taken out. It leaves, or waits for a job or for a second person."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import redirect
from flask_babel import gettext as _

from app.exports.asking import CSV, SHEETS, XLSX, in_form
from app.exports.custody import described
from app.exports.limits import held_up_until, too_many_at_once
from app.exports.page import hindered, sheet_id, show_form
from app.exports.proceeding import go_ahead, is_a_job
from app.exports.streaming import leaving
from app.exports.wire import what_is_wrong_with_it
from app.guard.clinic import clinic_profile, profile_in
from app.guard.doors import GuardedBlueprint
from app.guard.page import tell
from app.guard.roles import May
from app.guard.signed_in import actor, hold_member, recently_confirmed
from app.guard.words import time_of_day
from app.services import current
from app.store import NewExport

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from app.exports.asking import Asking
    from app.store import Export, Member, Unit

blueprint = GuardedBlueprint(
    "exports_sending", __name__, door=recently_confirmed(May.EXPORT), url_prefix="/exports"
)


@dataclass(frozen=True, slots=True)
class Begun:
    """An export that was written down, and what does it: this request, when neither a job nor a person is waited for."""

    export: Export
    job_id: UUID | None
    people: Mapping[UUID, Member]


@blueprint.post("")
@blueprint.post("/csv", defaults={"target": CSV})
@blueprint.post("/xlsx", defaults={"target": XLSX})
@blueprint.post("/sheets", defaults={"target": SHEETS})
def send(target: str = "") -> ResponseReturnValue:  # noqa: ARG001  (the form is read with it)
    """Take out what the form asks for, unless something is wrong with it."""
    asking = in_form().judged(sheet_id())
    if asking.problems:
        return show_form(asking, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if asking.target != SHEETS and (wrong := what_is_wrong_with_it()):
        return hindered(asking, wrong, HTTPStatus.HTTP_VERSION_NOT_SUPPORTED)
    now = current().clock()
    with current().store.read() as unit:
        extent = unit.export_rows.extent(asking.asked.filters, now, now)
    begun = _begin(asking, extent.patients, now)
    if not isinstance(begun, Begun):
        return hindered(asking, begun, HTTPStatus.TOO_MANY_REQUESTS)
    if begun.export.state == "waiting":
        tell(_("Somebody else has to approve it. Then come back to this page within a day, and go on."))
        return redirect(f"/exports/{begun.export.id}", HTTPStatus.SEE_OTHER)
    if begun.job_id is not None:
        return redirect(f"/jobs/{begun.job_id}?watch=1", HTTPStatus.SEE_OTHER)
    return leaving(begun.export, begun.people, extent.until, now, bom=asking.bom)


def _begin(asking: Asking, patients: int, now: datetime) -> Begun | str:
    """Write it down, and with it what is to come of it; or return why this member may not begin another now."""
    services = current()
    with services.store.begin() as unit:
        member = hold_member(unit)
        if (until := held_up_until(unit, member, services)) is not None:
            return _too_many_begun(until)
        needs_approval = profile_in(unit, services.settings.clinic).export_approval
        new = _new(asking, member, needs_approval=needs_approval)
        waits = needs_approval or is_a_job(new)
        if not waits and (said := too_many_at_once(unit, member, now)):
            return said
        export = _written(unit, unit.exports.ask(new, now))
        if waits:
            details = {**described(export), "patients": patients}
            unit.audit.record(actor(), "export.asked", "export", export.id, details, at=now)
        job_id = None if needs_approval else go_ahead(unit, export, patients, now)
        return Begun(export, job_id, {each.id: each for each in unit.staff.list()})


def _too_many_begun(until: datetime) -> str:
    return str(
        _(
            "You have begun %(most)s exports within an hour, and more are not allowed. The next can begin at %(time)s.",
            most=clinic_profile().exports_per_hour,
            time=time_of_day(until),
        )
    )


def _new(asking: Asking, member: Member, *, needs_approval: bool) -> NewExport:
    return NewExport(
        target=asking.target,
        staff_id=member.id,
        actor=actor(),
        reason=asking.reason,
        columns=asking.keys,
        filters=asking.asked.filters,
        needs_approval=needs_approval,
        protected=asking.protected,
        passphrase=asking.passphrase or None,
        sheet_id=sheet_id() if asking.target == SHEETS else None,
    )


def _written(unit: Unit, export_id: UUID) -> Export:
    export = unit.exports.get(export_id)
    if export is None:
        raise LookupError("an export that this transaction has written is not there")
    return export
