"""`POST /exports/<id>/download`: whoever asked for an export takes what was approved, or fetches what is ready."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from flask import redirect, request
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from app.exports.approving import find, show_export
from app.exports.custody import NotWanted
from app.exports.fetching import begin_fetch, fetching, is_ready
from app.exports.limits import WINDOW, held_up_until, too_many_at_once
from app.exports.proceeding import go_ahead, is_a_job, may_be_taken
from app.exports.streaming import leaving
from app.exports.wire import what_is_wrong_with_it
from app.guard.doors import GuardedBlueprint
from app.guard.roles import May
from app.guard.signed_in import current_session, hold_member, recently_confirmed
from app.guard.words import time_of_day
from app.services import current

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from app.store import Export, Member, Unit

blueprint = GuardedBlueprint(
    "exports_taking",
    __name__,
    door=recently_confirmed(May.EXPORT),
    url_prefix="/exports/<uuid:export_id>",
)


class Hindrance(NamedTuple):
    """Why an export cannot be taken now."""

    said: str
    status: HTTPStatus


@dataclass(frozen=True, slots=True)
class Taken:
    """An export that this request takes, or has a job do."""

    export: Export
    ready: bool
    job_id: UUID | None
    people: Mapping[UUID, Member]


@blueprint.post("/download")
def download(export_id: UUID) -> ResponseReturnValue:
    """Take what was approved, or fetch a workbook that is ready. Only whoever asked for it can."""
    services = current()
    now = services.clock()
    with services.store.read() as unit:
        extent = unit.export_rows.extent(_own(unit, export_id).filters, now, now)
    try:
        taken = _take(export_id, extent.patients, now)
    except NotWanted:  # somebody was quicker
        taken = _over()
    if isinstance(taken, Hindrance):
        return show_export(export_id, {"form": taken.said}, taken.status)
    if taken.ready:
        return fetching(taken.export, now)
    if taken.job_id is not None:
        return redirect(f"/jobs/{taken.job_id}?watch=1", HTTPStatus.SEE_OTHER)
    return leaving(taken.export, taken.people, extent.until, now, bom=request.form.get("bom", "") != "no")


def _take(export_id: UUID, patients: int, now: datetime) -> Taken | Hindrance:
    """Begin it, unless something is in the way.

    Raises:
        NotWanted: it was begun, stopped or given up meanwhile.
    """
    with current().store.begin() as unit:
        member = hold_member(unit)
        export = _own(unit, export_id)
        ready, job_id = is_ready(unit, export), None
        hindrance = _hindrance(unit, export, member, now, ready=ready)
        if hindrance is not None:
            return hindrance
        if not ready:
            job_id = go_ahead(unit, export, patients, now)
        elif not begin_fetch(unit, export, now):
            return Hindrance(_("It is being fetched already."), HTTPStatus.CONFLICT)
        return Taken(export, ready, job_id, {each.id: each for each in unit.staff.list()})


def _own(unit: Unit, export_id: UUID) -> Export:
    """Return an export of this member's; another's is none that they can take."""
    export = find(unit, export_id)
    if export.staff_id != current_session().member.id:
        raise NotFound
    return export


def _hindrance(unit: Unit, export: Export, member: Member, now: datetime, *, ready: bool) -> Hindrance | None:
    if not ready and not may_be_taken(export, now):
        return _over()
    if ready or not is_a_job(export):
        if wrong := what_is_wrong_with_it():
            return Hindrance(wrong, HTTPStatus.HTTP_VERSION_NOT_SUPPORTED)
        if said := too_many_at_once(unit, member, now):
            return Hindrance(said, HTTPStatus.TOO_MANY_REQUESTS)
    # One that was asked for within the hour was counted then.
    counted = ready or now - export.asked_at < WINDOW
    until = None if counted else held_up_until(unit, member, current())
    if until is None:
        return None
    said = _(
        "You have begun as many exports as are allowed within an hour. Take it after %(time)s.",
        time=time_of_day(until),
    )
    return Hindrance(said, HTTPStatus.TOO_MANY_REQUESTS)


def _over() -> Hindrance:
    return Hindrance(_("It cannot be taken now. Below stands what became of it."), HTTPStatus.CONFLICT)
