"""Serve `/exports`: the form and the earlier exports.

The page opens no answers.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound

from app.exports.columns import GROUP_NAMES, RECORD_ID, ExportColumn, Group, allowed, current_columns
from app.exports.history import history_page, waiting_for
from app.exports.presets import BUILT_IN, start_from_preset
from app.exports.request import ExportRequest, read_form
from app.exports.targets import Target, all_targets
from app.guard.doors import GuardedBlueprint, May, allows
from app.guard.forms import come_back, refill
from app.guard.session import (
    CONFIRMED_FOR,
    actor,
    current_session,
    hold_member,
    recently_confirmed,
    scripts_ask_for,
)
from app.intake.keywords import is_blank
from app.records.cursor import read_cursor
from app.records.filters import listed_choices
from app.records.status import STATUSES
from app.records.vocabulary import LANGUAGES, language_name
from app.services import current
from app.store.exports import export_presets as presets
from app.store.exports import export_rows
from app.store.exports.export_presets import ExportPreset, presets_of
from app.store.staff import staff
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.web.clinic import current_clinic
from app.web.feature import NavigationEntry
from app.web.page import flash

_PRESET_SAVED = TrailEvent("preset.saved", "Saved an export preset: {columns}", TrailGroup.EXPORT)
_PRESET_FORGOTTEN = TrailEvent("preset.forgotten", "Deleted an export preset", TrailGroup.EXPORT)


blueprint = GuardedBlueprint("exports", __name__, door=recently_confirmed(May.EXPORT), url_prefix="/exports")
IN_NAVIGATION = NavigationEntry(
    "exports.exports_page",
    _l("Exports"),
    "exports",
    May.EXPORT,
    90,
    "approvals",
    _l("to approve"),
    also=("jobs.jobs_page",),
)


@blueprint.get("", confirms=_l("Export patients"))
@scripts_ask_for
def exports_page() -> ResponseReturnValue:
    """Show the form with no identifying column ticked.

    The address may narrow it to some patients.
    """
    if not (sent := refill()).fields:
        return show_form(ExportRequest.read(next(iter(_offered())), MultiDict(request.args)))
    wanted = ExportRequest.read(sent.fields.get("target", ""), sent.fields)
    if sent.problems:
        return show_form(replace(wanted, problems=sent.problems))
    return _show_again(wanted, sent.fields.get("start", ""))


@blueprint.post("/form")
def form_again() -> ResponseReturnValue:
    """Show the form again: with the number of patients, or started from a preset."""
    elsewhere = come_back({}, url_for("exports.exports_page"))
    return elsewhere or _show_again(read_form(), request.form.get("start", ""))


def _show_again(wanted: ExportRequest, start: str) -> ResponseReturnValue:
    if start:
        return show_form(start_from_preset(start, wanted))
    if wanted.asked.problems:
        is_new = request.method == "POST"
        return show_form(wanted, status=HTTPStatus.UNPROCESSABLE_ENTITY if is_new else HTTPStatus.OK)
    with current().store.read() as unit:
        counted = export_rows.count(unit.db, wanted.asked.filters)
        left_out = export_rows.count_restricted(unit.db, wanted.asked.filters)
    return show_form(wanted, counted=counted, left_out=left_out)


def show_form(
    wanted: ExportRequest, *, counted: int | None = None, left_out: int = 0, status: int = HTTPStatus.OK
) -> ResponseReturnValue:
    """Return the page with this form."""
    before = read_cursor(request.args.get("before", ""))
    with current().store.read() as unit:
        lines, older = history_page(unit, before)
        around: dict[str, Any] = {
            "own_presets": presets_of(unit.db, current_session().member.id),
            "people": [
                each for each in staff.all_members(unit.db) if allows(each.role, May.WORK_ON_PATIENTS)
            ],
            "facts": {target.label: facts for target in _offered().values() if (facts := target.facts(unit))},
            "waiting": waiting_for(unit, current_session().member),
        }
    return render_template(
        "exports/page.html",
        **around,
        wanted=wanted,
        asked=wanted.asked,
        problems=wanted.problems,
        counted=counted,
        left_out=left_out,
        targets=_offered(),
        built_in=BUILT_IN,
        groups=_groups(),
        choices=listed_choices(),
        statuses={code: each.label for code, each in STATUSES.items()},
        languages={code: language_name(code) for code in LANGUAGES},
        needs_approval=current_clinic().export_approval,
        most=current_clinic().exports_per_hour,
        confirmed_until=_confirmed_until(),
        history=lines,
        older_url=older,
        newer_url=url_for("exports.exports_page") if before else None,
    ), status


def form_with_error(wanted: ExportRequest, problem: str, status: HTTPStatus) -> ResponseReturnValue:
    """Return the page with the form as it was sent, and why nothing was exported."""
    return refuse_form(replace(wanted, problems={"form": problem}), status)


def refuse_form(
    wanted: ExportRequest, status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY
) -> ResponseReturnValue:
    """Return the page with the form as it was sent, and what is wrong with it."""
    address = url_for("exports.exports_page")
    elsewhere = come_back(wanted.problems, address, target=wanted.target.code)
    return elsewhere or show_form(wanted, status=status)


def _offered() -> dict[str, Target]:
    """Return the targets that are set up here."""
    settings = current().settings
    return {code: target for code, target in all_targets().items() if target.is_set_up(settings)}


def _groups() -> dict[str, list[ExportColumn]]:
    """Return the columns that this member may export, by group.

    The reference is left out: it is always exported.
    """
    role = current_session().member.role
    columns = [each for each in allowed(role, current_columns()) if each is not RECORD_ID]
    in_order = (Group.IDENTITY, Group.HEALTH, Group.RECORD)
    return {str(GROUP_NAMES[group]): [each for each in columns if each.group is group] for group in in_order}


def _confirmed_until() -> datetime | None:
    confirmed_at = current_session().confirmed_at
    return confirmed_at and confirmed_at + CONFIRMED_FOR


LONGEST_NAME: Final = 40


@blueprint.post("/presets")
def save_preset() -> ResponseReturnValue:
    """Save the target, patients and columns of the form as a preset."""
    wanted, name = read_form(), request.form.get("preset", "").strip()
    problems = dict(wanted.problems)
    if is_blank(name) or len(name) > LONGEST_NAME or not name.isprintable():
        problems["preset"] = _("Enter a name of at most %(most)s characters.", most=LONGEST_NAME)
    if not problems and not _keep(wanted, name):
        problems["preset"] = _("You’ve reached the limit. Delete one first.")
    if problems:
        return refuse_form(replace(wanted, problems=problems))
    flash(_("Saved. You can start the form from it."))
    return redirect(url_for("exports.exports_page"), HTTPStatus.SEE_OTHER)


@blueprint.post("/presets/<uuid:preset_id>/forget")
def forget_preset(preset_id: UUID) -> ResponseReturnValue:
    """Delete one of this member's presets."""
    services = current()
    with services.store.begin() as unit:
        member = hold_member(unit)
        if not presets.forget(unit.db, preset_id, member.id):
            raise NotFound
        audit.record(unit.db, actor(), _PRESET_FORGOTTEN, "preset", preset_id, at=services.clock())
    flash(_("Deleted."))
    return redirect(url_for("exports.exports_page"), HTTPStatus.SEE_OTHER)


def _keep(wanted: ExportRequest, name: str) -> bool:
    services = current()
    now = services.clock()
    with services.store.begin() as unit:
        member = hold_member(unit)
        preset = ExportPreset(
            staff_id=member.id,
            name=name,
            target=wanted.target.code,
            columns=list(wanted.keys),
            filters=dict(wanted.asked.narrows),
            created_at=now,
        )
        if is_kept := presets.save(unit.db, preset):
            details = {"target": wanted.target.code, "columns": list(wanted.keys)}
            audit.record(unit.db, actor(), _PRESET_SAVED, "preset", preset.id, details, at=now)
    return is_kept
