"""Let the member who asked for an export download it, once that is possible."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import NamedTuple
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from app.exports.connection import http10_problem
from app.exports.custody import NotWanted
from app.exports.download import stream_response
from app.exports.form import blueprint
from app.exports.lifecycle import begin_or_queue, is_a_job, may_be_taken
from app.exports.limits import LIMIT_WINDOW, concurrency_problem, next_allowed_at
from app.exports.one import asked_at_download, find, not_done
from app.exports.protected import begin_fetch, fetch_response, is_ready
from app.guard.session import current_session, hold_member
from app.services import current
from app.store import Transaction
from app.store.exports import export_rows
from app.store.exports.exports import Export
from app.store.staff import staff
from app.store.staff.staff import Member
from app.web.clinic import time_of_day


class Obstacle(NamedTuple):
    """Why an export cannot be downloaded now."""

    said: str
    status: HTTPStatus


class Download(NamedTuple):
    """An export that this request streams, or for which it queued a job."""

    export: Export
    ready: bool
    job_id: UUID | None
    people: Mapping[UUID, Member]


@blueprint.post("/<uuid:export_id>/download")
def download(export_id: UUID) -> ResponseReturnValue:
    """Download an approved export, or a workbook that is ready.

    Only the person who requested it can.
    """
    services = current()
    now = services.clock()
    with services.store.read() as unit:
        extent = export_rows.extent(unit.db, _own_export(unit, export_id).whom, now, now)
    try:
        taken = _begin_download(export_id, extent.patients, now)
    except NotWanted:  # somebody was quicker
        taken = _no_longer_available()
    if isinstance(taken, Obstacle):
        return not_done(export_id, taken.said, taken.status)
    if taken.ready:
        return fetch_response(taken.export, now)
    if taken.job_id is not None:
        return redirect(url_for("jobs.job_page", job_id=taken.job_id, watch=1), HTTPStatus.SEE_OTHER)
    options = {option.name: request.form.get(option.name, "") for option in asked_at_download(taken.export)}
    return stream_response(taken.export, taken.people, extent.until, now, options)


def _begin_download(export_id: UUID, patients: int, now: datetime) -> Download | Obstacle:
    """Begin the download, or return why it cannot begin.

    Raises:
        NotWanted: the export was begun, stopped or given up meanwhile.
    """
    with current().store.begin() as unit:
        member = hold_member(unit)
        export = _own_export(unit, export_id)
        ready, job_id = is_ready(unit, export), None
        hindrance = _obstacle(unit, export, member, now, ready=ready)
        if hindrance is not None:
            return hindrance
        if not ready:
            job_id = begin_or_queue(unit, export, patients, now)
        elif not begin_fetch(unit, export, now):
            return Obstacle(_("It is already being downloaded."), HTTPStatus.CONFLICT)
        return Download(export, ready, job_id, {each.id: each for each in staff.all_members(unit.db)})


def _own_export(unit: Transaction, export_id: UUID) -> Export:
    """Return an export that this member asked for; nobody may download another's."""
    export = find(unit, export_id)
    if export.staff_id != current_session().member.id:
        raise NotFound
    return export


def _obstacle(
    unit: Transaction, export: Export, member: Member, now: datetime, *, ready: bool
) -> Obstacle | None:
    """Return why a locked member may not download an export now, if so.

    `ready` says that a job has made its workbook.
    """
    if not ready and not may_be_taken(export, now):
        return _no_longer_available()
    if ready or not is_a_job(export):
        if wrong := http10_problem():
            return Obstacle(wrong, HTTPStatus.HTTP_VERSION_NOT_SUPPORTED)
        if problem := concurrency_problem(unit, member, now):
            return Obstacle(problem, HTTPStatus.TOO_MANY_REQUESTS)
    # An export that was requested within the hour was counted then.
    counted = ready or now - export.asked_at < LIMIT_WINDOW
    until = None if counted else next_allowed_at(unit, member, current())
    if until is None:
        return None
    problem = _(
        "You have started as many exports as are allowed within an hour. Download this one after %(time)s.",
        time=time_of_day(until),
    )
    return Obstacle(problem, HTTPStatus.TOO_MANY_REQUESTS)


def _no_longer_available() -> Obstacle:
    return Obstacle(_("This export can’t be downloaded now. See its status below."), HTTPStatus.CONFLICT)
