"""Show one export, which a second person approves here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final, NamedTuple
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound

from app.exports.form import blueprint
from app.exports.lifecycle import TAKEN_WITHIN, is_a_job, may_be_taken
from app.exports.protected import FETCH_FINISHED, is_ready
from app.exports.targets import Option, find_target
from app.exports.words import column_names, patients_in_words, state_in_words, target_name
from app.guard.forms import come_back, refill
from app.guard.session import actor, current_session, hold_member
from app.records.actors import Actors
from app.records.cells import UNREADABLE
from app.services import current
from app.store import Transaction
from app.store.exports import export_rows, exports
from app.store.exports.exports import Export
from app.store.staff import staff
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.work import jobs
from app.web.clinic import clinic_zone, reference
from app.web.page import flash
from app.web.questionnaire import questionnaire_within

_APPROVED = TrailEvent("export.approved", "Approved an export", TrailGroup.EXPORT)
_REFUSED = TrailEvent("export.refused", "Refused an export", TrailGroup.EXPORT)
_NOTHING: Final[Mapping[str, str]] = {}
_LAST_EVENTS: Final = 10
"""How many events of the trail are read to find the end of a fetch."""


@blueprint.get("/<uuid:export_id>", confirms=_l("Approve or download an export"))
def export_page(export_id: UUID) -> ResponseReturnValue:
    """Show what was asked for, and what became of it."""
    return show_export(export_id, refill().problems)


@blueprint.post("/<uuid:export_id>/approve")
def approve(export_id: UUID) -> ResponseReturnValue:
    """Approve an export. The member who asked for it may download it within a day."""
    services = current()
    now = services.clock()
    with services.store.begin() as unit:
        member = hold_member(unit)
        export = find(unit, export_id)
        if decided := exports.approve(unit.db, export_id, member.id, now):
            audit.record(unit.db, actor(), _APPROVED, "export", export_id, at=now)
    return _after_decision(
        export,
        decided=decided,
        said=_("Approved. The person who requested it can download it within a day."),
    )


@blueprint.post("/<uuid:export_id>/refuse")
def refuse(export_id: UUID) -> ResponseReturnValue:
    services = current()
    now = services.clock()
    with services.store.begin() as unit:
        member = hold_member(unit)
        export = find(unit, export_id)
        if decided := export.staff_id != member.id and exports.refuse(unit.db, export_id, member.id, now):
            audit.record(unit.db, actor(), _REFUSED, "export", export_id, at=now)
    return _after_decision(export, decided=decided, said=_("Refused. It stays on the list."))


def find(unit: Transaction, export_id: UUID) -> Export:
    """Return an export.

    Raises:
        NotFound: there is no export with this id.
    """
    export = exports.get(unit.db, export_id)
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
    return not_done(export.id, problem, HTTPStatus.CONFLICT)


def not_done(export_id: UUID, problem: str, status: HTTPStatus) -> ResponseReturnValue:
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
        job = jobs.get(unit.db, export.job_id) if export.job_id else None
        kind, word = state_in_words(export, job.state if job else None, now)
        waiting, mine = export.state == "waiting", export.staff_id == me.id
        shown: dict[str, Any] = {
            **about(unit, export),
            "kind": kind,
            "word": word,
            "steps": _history(unit, export),
            "patients": export_rows.count(unit.db, export.whom) if waiting else export.rows,
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
        options=asked_at_download(export),
    ), status


def asked_at_download(export: Export) -> list[Option]:
    target = find_target(export.target)
    return [option for option in target.options() if option.asked_at_download] if target else []


def about(unit: Transaction, export: Export) -> dict[str, Any]:
    """Return what pages say of an export."""
    people = {each.id: each for each in staff.all_members(unit.db)}
    return {
        "export": export,
        "reference": reference(export.id),
        "target": target_name(export.target),
        "reason": export.reason if isinstance(export.reason, str) else UNREADABLE,
        "who": Actors.of(unit).name(export.actor),
        "filters": patients_in_words(export.whom, people, clinic_zone(), questionnaire_within(unit)),
        "columns": column_names(export.chosen),
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
    for event in audit.about(unit.db, export.id, _LAST_EVENTS):
        if event.action == FETCH_FINISHED.code:
            return HistoryStep("ok", _("Downloaded"), event.at)
    return HistoryStep("warn", _("The file is no longer available. Request it again."))
