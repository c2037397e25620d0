"""`/exports`: the form of what is to be taken out, and what was before. Nobody's answers are opened to draw it."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import render_template, request
from werkzeug.datastructures import MultiDict

from app.exports import history, presets
from app.exports.asking import SHEETS, TARGETS, Asking, in_form
from app.exports.columns import GROUP_NAMES, RECORD_ID, Group, allowed
from app.exports.wording import columns_in_short
from app.guard.clinic import clinic_profile
from app.guard.doors import GuardedBlueprint
from app.guard.roles import May, allows
from app.guard.signed_in import CONFIRMED_FOR, current_session, recently_confirmed
from app.records.cursor import read_cursor
from app.records.language_names import LANGUAGES, language_name
from app.records.statuses import STATUSES
from app.services import current

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from flask.typing import ResponseReturnValue

    from app.exports.columns import Column
    from app.store import Unit

blueprint = GuardedBlueprint("exports", __name__, door=recently_confirmed(May.EXPORT), url_prefix="/exports")


@blueprint.get("")
def exports_page() -> ResponseReturnValue:
    """Show the form, with nothing that identifies anybody ticked; the address may narrow it to some patients."""
    return show_form(Asking.read(next(iter(_targets())), MultiDict(request.args)))


@blueprint.post("/form")
def form_again() -> ResponseReturnValue:
    """Draw the form as it was typed: with a count of whom it is about, or begun from a preset."""
    asking = in_form()
    if start := request.form.get("start", ""):
        return show_form(presets.begun_from(start, asking))
    if asking.asked.problems:
        return show_form(asking, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    with current().store.read() as unit:
        counted = unit.export_rows.count(asking.asked.filters)
    return show_form(asking, counted=counted)


def show_form(
    asking: Asking, *, counted: int | None = None, status: int = HTTPStatus.OK
) -> ResponseReturnValue:
    """Return the page with this form."""
    before = read_cursor(request.args.get("before", ""))
    with current().store.read() as unit:
        lines, older = history.page_of(unit, before)
        around: dict[str, Any] = {
            "own_presets": unit.export_presets.list(current_session().member.id),
            "people": [each for each in unit.staff.list() if allows(each.role, May.WORK_ON_PATIENTS)],
            "sheet": _sheet(unit),
            "waiting": history.waiting_for(unit, current_session().member),
        }
    return render_template(
        "exports/page.html",
        **around,
        asking=asking,
        asked=asking.asked,
        problems=asking.problems,
        counted=counted,
        targets=_targets(),
        built_in=presets.BUILT_IN,
        groups=_groups(),
        statuses={code: each.label for code, each in STATUSES.items()},
        languages={code: language_name(code) for code in LANGUAGES},
        needs_approval=clinic_profile().export_approval,
        most=clinic_profile().exports_per_hour,
        confirmed_until=_confirmed_until(),
        history=lines,
        older_url=older,
        newer_url="/exports" if before else None,
    ), status


def hindered(asking: Asking, said: str, status: HTTPStatus) -> ResponseReturnValue:
    """Return the page with the form as it was sent, and why it is not done now."""
    return show_form(replace(asking, problems={"form": said}), status=status)


def sheet_id() -> str:
    """Return the spreadsheet that rows are pushed to; empty when this clinic has none."""
    google = current().settings.google
    return google.sheet_id if google else ""


def _targets() -> Mapping[str, str]:
    return {code: name for code, name in TARGETS.items() if code != SHEETS or sheet_id()}


def _groups() -> dict[str, list[Column]]:
    """Return the columns that this member may take out, by what they tell; the reference, which always goes, is left out."""
    columns = [each for each in allowed(current_session().member.role) if each is not RECORD_ID]
    in_order = (Group.IDENTITY, Group.HEALTH, Group.RECORD)
    return {str(GROUP_NAMES[group]): [each for each in columns if each.group is group] for group in in_order}


def _sheet(unit: Unit) -> dict[str, Any] | None:
    if not (sheet := sheet_id()):
        return None
    last = unit.exports.last_done(SHEETS, sheet)
    return {
        "id": sheet,
        "rows": unit.sheets.count(sheet),
        "last": last,
        "columns": last and columns_in_short(last.columns),
    }


def _confirmed_until() -> datetime | None:
    confirmed_at = current_session().confirmed_at
    return confirmed_at and confirmed_at + CONFIRMED_FOR
