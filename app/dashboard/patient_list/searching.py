"""`/patients/search`: by an exact number, a birth date, or words of a name. Posted: no address ever holds the text."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import render_template, request
from flask_babel import gettext as _

from app.dashboard.patient_list.columns import chosen_columns, sealed_columns
from app.dashboard.patient_list.looks import record_search
from app.dashboard.patient_list.names import NOBODYS, names_of
from app.dashboard.patient_list.page import around_the_list, today
from app.dashboard.patient_list.paging import PAGE
from app.dashboard.patient_list.rows import Row, read_rows
from app.dashboard.patient_list.sought import LONGEST, NotSought, Sought, read_sought
from app.guard.doors import GuardedBlueprint
from app.guard.roles import May
from app.guard.signed_in import current_session, hold_member, signed_in
from app.guard.words import day
from app.records.filters import Asked
from app.services import current
from app.store import PatientFilters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

    from app.dashboard.patient_list.names import NamesShown
    from app.store import Patient, Unit

blueprint = GuardedBlueprint(
    "patient_search", __name__, door=signed_in(May.SEE_PATIENTS), url_prefix="/patients/search"
)


@blueprint.post("")
def search() -> ResponseReturnValue:
    """Show who was found, names hidden unless the session shows them. A search is one event, by its kind."""
    return show_found(request.form.get("q", ""), names_of(current_session(), current().clock()))


def show_found(
    typed: str, names: NamesShown, problems: Mapping[str, str] | None = None, status: int = HTTPStatus.OK
) -> ResponseReturnValue:
    """Look for a text, and return the page of who was found."""
    sought = read_sought(typed, today())
    if isinstance(sought, NotSought):
        return _page(
            typed[:LONGEST], None, [], NOBODYS, {"q": sought.because}
        ), HTTPStatus.UNPROCESSABLE_ENTITY
    columns = chosen_columns(current_session().member.columns)
    told = dict(problems or {})
    with current().store.begin() as unit:
        hold_member(unit)
        found = _find(unit, sought, sealed_columns(columns))
        rows = read_rows(unit, found[:PAGE], columns, names, today())
        record_search(unit, sought.kind, rows, names)
    if names.only is not None and all(row.id != names.only for row in rows):
        told["form"], status = (
            _("This search no longer finds that record. No name was shown."),
            HTTPStatus.CONFLICT,
        )
    return _page(typed, sought, rows, names, told, more=len(found) > PAGE), status


def _find(unit: Unit, sought: Sought, columns: tuple[str, ...]) -> list[Patient]:
    """Return the newest who fit, one more than a page holds if there are so many."""
    patients, most = unit.patients, PAGE + 1
    if sought.kind == "name":
        return patients.find_by_name_word(" ".join(sought.values), most, columns)
    find = patients.find_by_birth_date if sought.kind == "birth_date" else patients.find_by_address
    found = {each.id: each for value in sought.values for each in find(value, most, columns)}
    return sorted(found.values(), key=lambda each: (each.created_at, each.id), reverse=True)[:most]


def _page(  # noqa: PLR0917  (what the page tells)
    typed: str,
    sought: Sought | None,
    rows: list[Row],
    names: NamesShown,
    problems: Mapping[str, str],
    more: bool = False,
) -> str:
    columns = chosen_columns(current_session().member.columns)
    asked = Asked({}, PatientFilters(), {})
    with current().store.read() as unit:
        shared: dict[str, Any] = around_the_list(unit, asked, columns, names)
    return render_template(
        "dashboard/patients_found.html",
        **shared,
        typed=typed,
        sought=sought,
        readings=_in_words(sought),
        rows=rows,
        more=more,
        problems=problems,
    )


def _in_words(sought: Sought | None) -> list[str]:
    """Return the days that were looked for, each with its month in words."""
    if sought is None or sought.kind != "birth_date":
        return []
    return [day(date.fromisoformat(value)) for value in sought.values]
