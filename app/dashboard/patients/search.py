"""Search by reference, number, name or birth date, and show who was found.

The text is posted, and kept, sealed, with the session. The address of the results holds only the number of the search, so
the page can be reloaded, and a browser can go back to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.dashboard.patients import blueprint
from app.dashboard.patients.columns import chosen_columns, sealed_columns
from app.dashboard.patients.names import NOBODYS, NamesShown, names_of, with_single
from app.dashboard.patients.page import around_the_list
from app.dashboard.patients.query import LONGEST, BadQuery, SearchQuery, read_search_query
from app.dashboard.patients.rows import PAGE, Row, read_rows
from app.dashboard.patients.trail import record_search
from app.guard.doors import May
from app.guard.forms import is_navigation, refill
from app.guard.session import current_session, hold_member, signed_in
from app.records.filters import Asked
from app.services import current
from app.store import Transaction
from app.store.patients import patient_search
from app.store.patients.patient import Patient
from app.store.patients.patient_filters import PatientFilters
from app.store.staff import questions
from app.web.clinic import clinic_country, clinics_today, day

KINDS: Final[Mapping[str, str]] = {
    "reference": _l("reference"),
    "number": _l("number"),
    "birth_date": _l("date of birth"),
    "name": _l("name"),
}
"""Code -> what a search was by."""
_HIGHEST: Final = 10**6


@blueprint.post("/search", door=signed_in(May.SEE_PATIENTS))
def search() -> ResponseReturnValue:
    """Keep the search with the session, and redirect to its results."""
    typed = request.form.get("q", "")[: LONGEST + 1]
    with current().store.begin() as unit:
        hold_member(unit)
        number = questions.keep(unit.db, current_session().id, typed)
    return _to(url_for("patients.found", number=number))


def _to(address: str) -> ResponseReturnValue:
    return redirect(address, HTTPStatus.SEE_OTHER)


@blueprint.get("/found", door=signed_in(May.SEE_PATIENTS))
def latest() -> ResponseReturnValue:
    """Redirect to the results of the last search."""
    with current().store.read() as unit:
        number = questions.latest(unit.db, current_session().id)
    return _to(url_for("patients.patients_page") if number is None else url_for(".found", number=number))


@blueprint.get("/found/<int:number>", door=signed_in(May.SEE_PATIENTS))
def found(number: int) -> ResponseReturnValue:
    """Show who was found, with names hidden unless the session shows them.

    Each look is one event, by the kind of the search.
    """
    return show_found(number, names_of(current_session()), refill().problems)


def show_found(
    number: int, names: NamesShown, problems: Mapping[str, str] | None = None, status: int = HTTPStatus.OK
) -> ResponseReturnValue:
    """Look for what was searched, and return the page of who was found.

    The only match of a whole reference or a whole number is shown at once.
    """
    with current().store.read() as unit:
        typed = questions.get(unit.db, current_session().id, min(number, _HIGHEST))
    if typed is None:
        return _page("", None, number, [], NOBODYS, {}), HTTPStatus.OK
    query = read_search_query(typed, clinics_today(), clinic_country())
    if isinstance(query, BadQuery):
        bad = _page(typed[:LONGEST], None, number, [], NOBODYS, {"q": query.because})
        # For a browser this is a page in its history, not the answer to a form.
        return bad, HTTPStatus.OK if is_navigation() else HTTPStatus.UNPROCESSABLE_ENTITY
    columns = chosen_columns(current_session().member.columns)
    with current().store.begin() as unit:
        hold_member(unit)
        names = with_single(unit, names)
        some = _find(unit, query, sealed_columns(columns))
        if query.is_whole and len(some) == 1:
            record_search(unit, query.kinds, (), found=1)
            return _to(url_for("record.record_page", patient_id=some[0].id))
        rows = read_rows(unit, some[:PAGE], columns, names, clinics_today())
        record_search(unit, query.kinds, rows)
    more = len(some) > PAGE
    return _page(typed, query, number, rows, names, problems or {}, more=more), status


def _find(unit: Transaction, query: SearchQuery, columns: tuple[str, ...]) -> list[Patient]:
    """Return the newest matches, at most one more than a page holds."""
    most = PAGE + 1
    found: list[Patient] = []
    if query.reference:
        found += patient_search.by_reference(unit.db, query.reference, most, columns)
    if query.numbers:
        found += patient_search.by_number(unit.db, query.numbers, most, columns)
    for born in query.days:
        found += patient_search.by_birth_date(unit.db, born, most, columns)
    if query.name:
        found += patient_search.by_name(unit.db, query.name, most, columns)
    each = {patient.id: patient for patient in found}
    return sorted(each.values(), key=lambda patient: (patient.created_at, patient.id), reverse=True)[:most]


def queue_of_found(number: int) -> str:
    """Return the `queue` with which a record's address says that this search found it."""
    return f"found.{number}"


def find_again(unit: Transaction, number: int) -> list[UUID]:
    """Return the patients whom a kept search of this session finds now, newest first."""
    typed = questions.get(unit.db, current_session().id, min(number, _HIGHEST))
    query = read_search_query(typed, clinics_today(), clinic_country()) if typed is not None else None
    return [each.id for each in _find(unit, query, ())[:PAGE]] if isinstance(query, SearchQuery) else []


def _page(  # noqa: PLR0917  (what the page tells)
    typed: str,
    query: SearchQuery | None,
    number: int,
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
        "dashboard/patients/found.html",
        **shared,
        typed=typed,
        found_number=number,
        found_queue=queue_of_found(number),
        query=query,
        kinds=[str(KINDS[kind]) for kind in query.kinds] if query else [],
        readings=[day(date.fromisoformat(each)) for each in query.days] if query else [],
        rows=rows,
        more=more,
        problems=problems,
    )
