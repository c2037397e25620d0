"""Serve `POST /exports/<target>` and `/exports/<id>`.

An export leaves with the response, or waits for a job or for a second person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final, NamedTuple
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from app.exports.custody import (
    LIMIT_WINDOW,
    TAKEN_WITHIN,
    NotWanted,
    begin_or_queue,
    concurrency_problem,
    described,
    is_a_job,
    may_be_taken,
    next_allowed_at,
)
from app.exports.download import (
    FETCH_FINISHED,
    begin_fetch,
    fetch_response,
    http10_problem,
    is_ready,
    stream_response,
)
from app.exports.form import form_with_error, refuse_form
from app.exports.request import ExportRequest, read_form
from app.exports.targets import Option, all_targets, find_target
from app.exports.words import column_names, patients_in_words, state_in_words, target_name
from app.guard.doors import GuardedBlueprint, May
from app.guard.forms import come_back, refill
from app.guard.session import actor, current_session, hold_member, recently_confirmed
from app.records.cells import UNREADABLE
from app.records.vocabulary import Actors
from app.services import current
from app.store import Export, Member, NewExport, Transaction
from app.store.events import TrailEvent, TrailGroup
from app.web.clinic import clinic_profile, clinic_zone, profile_in, reference, time_of_day
from app.web.feature import Words
from app.web.page import flash

blueprint = GuardedBlueprint(
    "export_create", __name__, door=recently_confirmed(May.EXPORT), url_prefix="/exports"
)
_ASKED = TrailEvent(
    "export.asked", "Asked for an export to {target}: {columns} of {patients} patients", TrailGroup.EXPORT
)
_APPROVED = TrailEvent("export.approved", "Approved an export", TrailGroup.EXPORT)
_REFUSED = TrailEvent("export.refused", "Refused an export", TrailGroup.EXPORT)
TARGETS: Final = Words("target", {code: target.label for code, target in all_targets().items()})


@dataclass(frozen=True, slots=True)
class Begun:
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
        extent = unit.export_rows.extent(wanted.asked.filters, now, now)
    begun = _begin(wanted, extent.patients, now)
    if not isinstance(begun, Begun):
        return form_with_error(wanted, begun, HTTPStatus.TOO_MANY_REQUESTS)
    if begun.export.state == "waiting":
        flash(_("Someone else must approve it. Then come back to this page within a day to download it."))
        return redirect(url_for("export.export_page", export_id=begun.export.id), HTTPStatus.SEE_OTHER)
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
        needs_approval = profile_in(unit, services.settings.clinic).export_approval
        new = _new(wanted, member, needs_approval=needs_approval)
        waits = needs_approval or is_a_job(new)
        if not waits and (problem := concurrency_problem(unit, member, now)):
            return problem
        export = _stored(unit, unit.exports.ask(new, now))
        if waits:
            details = {**described(export), "patients": patients}
            unit.audit.record(actor(), _ASKED, "export", export.id, details, at=now)
        job_id = None if needs_approval else begin_or_queue(unit, export, patients, now)
        return Begun(export, job_id, {each.id: each for each in unit.staff.list()})


def _too_many_begun(until: datetime) -> str:
    return str(
        _(
            "You have started %(most)s exports within an hour, the most allowed. You can start the next one at %(time)s.",
            most=clinic_profile().exports_per_hour,
            time=time_of_day(until),
        )
    )


def _new(wanted: ExportRequest, member: Member, *, needs_approval: bool) -> NewExport:
    new = NewExport(
        target=wanted.target.code,
        staff_id=member.id,
        actor=actor(),
        reason=wanted.reason,
        columns=wanted.keys,
        filters=wanted.asked.filters,
        needs_approval=needs_approval,
    )
    return wanted.target.complete(new, wanted.options)


def _stored(unit: Transaction, export_id: UUID) -> Export:
    export = unit.exports.get(export_id)
    if export is None:
        raise LookupError("the export that this transaction has written cannot be found")
    return export


# `/exports/<id>`: one export. A second person approves it here.

approval = GuardedBlueprint(
    "export",
    __name__,
    door=recently_confirmed(May.EXPORT),
    url_prefix="/exports/<uuid:export_id>",
)
_NOTHING: Final[Mapping[str, str]] = {}
_LAST_EVENTS: Final = 10
"""How many events of the trail are read to find the end of a fetch."""


@approval.get("")
def export_page(export_id: UUID) -> ResponseReturnValue:
    """Show what was asked for, and what became of it."""
    return show_export(export_id, refill().problems)


@approval.post("/approve")
def approve(export_id: UUID) -> ResponseReturnValue:
    """Approve an export. The member who asked for it may download it within a day."""
    services = current()
    now = services.clock()
    with services.store.begin() as unit:
        member = hold_member(unit)
        export = find(unit, export_id)
        if decided := unit.exports.approve(export_id, member.id, now):
            unit.audit.record(actor(), _APPROVED, "export", export_id, at=now)
    return _after_decision(
        export,
        decided=decided,
        said=_("Approved. The person who requested it can download it within a day."),
    )


@approval.post("/refuse")
def refuse(export_id: UUID) -> ResponseReturnValue:
    """Refuse an export."""
    services = current()
    now = services.clock()
    with services.store.begin() as unit:
        member = hold_member(unit)
        export = find(unit, export_id)
        if decided := export.staff_id != member.id and unit.exports.refuse(export_id, member.id, now):
            unit.audit.record(actor(), _REFUSED, "export", export_id, at=now)
    return _after_decision(export, decided=decided, said=_("Refused. It stays on the list."))


def find(unit: Transaction, export_id: UUID) -> Export:
    """Return an export.

    Raises:
        NotFound: there is no export with this id.
    """
    export = unit.exports.get(export_id)
    if export is None:
        raise NotFound
    return export


def _after_decision(export: Export, *, decided: bool, said: str) -> ResponseReturnValue:
    if decided:
        flash(said)
        return redirect(url_for("exports.exports_page"), HTTPStatus.SEE_OTHER)
    if export.staff_id == current_session().member.id:
        problem = _("You requested it yourself, so someone else must decide.")
    else:
        problem = _("Someone has already decided.")
    return _not_done(export.id, problem, HTTPStatus.CONFLICT)


def _not_done(export_id: UUID, problem: str, status: HTTPStatus) -> ResponseReturnValue:
    problems = {"form": problem}
    return come_back(problems) or show_export(export_id, problems, status)


def show_export(
    export_id: UUID, problems: Mapping[str, str] = _NOTHING, status: HTTPStatus = HTTPStatus.OK
) -> ResponseReturnValue:
    """Return the page of an export, with what could not be done."""
    services, me = current(), current_session().member
    now = services.clock()
    with services.store.read() as unit:
        export = find(unit, export_id)
        job = unit.outbox.get(export.job_id) if export.job_id else None
        kind, word = state_in_words(export, job.state if job else None, now)
        waiting, mine = export.state == "waiting", export.staff_id == me.id
        shown: dict[str, Any] = {
            **about(unit, export),
            "kind": kind,
            "word": word,
            "steps": _history(unit, export),
            "patients": unit.export_rows.count(export.filters) if waiting else export.rows,
            "ready": mine and is_ready(unit, export),
        }
    return render_template(
        "exports/export.html",
        **shown,
        problems=problems,
        may_decide=waiting and not mine,
        may_take=mine and may_be_taken(export, now),
        waits_for_somebody=waiting and mine,
        until=(export.approved_at or export.asked_at) + TAKEN_WITHIN,
        is_a_job=is_a_job(export),
        options=_asked_at_download(export),
    ), status


def _asked_at_download(export: Export) -> list[Option]:
    target = find_target(export.target)
    return [option for option in target.options() if option.asked_at_download] if target else []


def about(unit: Transaction, export: Export) -> dict[str, Any]:
    """Return what pages say of an export."""
    people = {each.id: each for each in unit.staff.list()}
    return {
        "export": export,
        "reference": reference(export.id),
        "target": target_name(export.target),
        "reason": export.reason if isinstance(export.reason, str) else UNREADABLE,
        "who": Actors.of(unit).name(export.actor),
        "filters": patients_in_words(export.filters, people, clinic_zone()),
        "columns": column_names(export.columns),
    }


class HistoryStep(NamedTuple):
    """Something that happened to an export: the kind of its glyph, what, and when."""

    kind: str
    said: str
    at: datetime | None = None


def _history(unit: Transaction, export: Export) -> list[HistoryStep]:
    actors = Actors.of(unit)
    steps = [HistoryStep("ok", _("Requested by %(name)s", name=actors.name(export.actor)), export.asked_at)]
    if export.approved_at is not None:
        name = actors.name(f"staff:{export.approved_by}")
        refused = export.state == "refused"
        said = _("Refused by %(name)s", name=name) if refused else _("Approved by %(name)s", name=name)
        steps.append(HistoryStep("warn" if refused else "ok", said, export.approved_at))
    if export.started_at is not None:
        steps.append(HistoryStep("ok", _("Started"), export.started_at))
    ends = {
        "done": ("ok", _("The workbook was made") if export.protected else _("Completed")),
        "broken": ("warn", _("Stopped early")),
        "cancelled": ("warn", _("Stopped")),
    }
    if export.finished_at is not None and export.state in ends:
        steps.append(HistoryStep(*ends[export.state], export.finished_at))
    if export.state == "done" and export.protected:
        steps.append(_file_status(unit, export))
    return steps


def _file_status(unit: Transaction, export: Export) -> HistoryStep:
    """Return what became of a workbook with a passphrase, once it is made."""
    if is_ready(unit, export):
        return HistoryStep("ok", _("Ready to download"))
    for event in unit.audit.about(export.id, _LAST_EVENTS):
        if event.action == FETCH_FINISHED.code:
            return HistoryStep("ok", _("Downloaded"), event.at)
    return HistoryStep("warn", _("The file is no longer available. Request it again."))


# `POST /exports/<id>/download`: the member who asked for an export downloads it, once it is approved or its workbook
# is ready.

download_blueprint = GuardedBlueprint(
    "export_download",
    __name__,
    door=recently_confirmed(May.EXPORT),
    url_prefix="/exports/<uuid:export_id>",
)


class Obstacle(NamedTuple):
    """Why an export cannot be downloaded now."""

    said: str
    status: HTTPStatus


@dataclass(frozen=True, slots=True)
class Download:
    """An export that this request streams, or for which it queued a job."""

    export: Export
    ready: bool
    job_id: UUID | None
    people: Mapping[UUID, Member]


@download_blueprint.post("/download")
def download(export_id: UUID) -> ResponseReturnValue:
    """Download an approved export, or a workbook that is ready.

    Only the person who requested it can.
    """
    services = current()
    now = services.clock()
    with services.store.read() as unit:
        extent = unit.export_rows.extent(_own_export(unit, export_id).filters, now, now)
    try:
        taken = _begin_download(export_id, extent.patients, now)
    except NotWanted:  # somebody was quicker
        taken = _no_longer_available()
    if isinstance(taken, Obstacle):
        return _not_done(export_id, taken.said, taken.status)
    if taken.ready:
        return fetch_response(taken.export, now)
    if taken.job_id is not None:
        return redirect(url_for("jobs.job_page", job_id=taken.job_id, watch=1), HTTPStatus.SEE_OTHER)
    options = {option.name: request.form.get(option.name, "") for option in _asked_at_download(taken.export)}
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
        return Download(export, ready, job_id, {each.id: each for each in unit.staff.list()})


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
