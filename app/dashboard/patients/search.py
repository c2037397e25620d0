"""Search by reference, number, name or birth date, and show who was found.

The text is posted, and kept, sealed, with the session. The address of the results holds only the number of the search, so
the page can be reloaded, and a browser can go back to it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.dashboard.invitations.page import row_of
from app.dashboard.patients import blueprint
from app.dashboard.patients.columns import all_columns, chosen_columns, sealed_columns
from app.dashboard.patients.everybody import Everybody, look_for
from app.dashboard.patients.found_words import counted, days_of, matched, tried
from app.dashboard.patients.names import NOBODYS, NamesShown, around_names, names_of, show_names, with_single
from app.dashboard.patients.query import LONGEST, SearchQuery, read_search_query
from app.dashboard.patients.rows import PAGE, read_rows
from app.dashboard.patients.talk_rows import talk_row
from app.dashboard.patients.trail import SEARCHED_BY, record_search
from app.dashboard.shown import read_reason, remember
from app.guard.doors import May, allows
from app.guard.forms import is_navigation, refill
from app.guard.session import current_session, hold_member, signed_in
from app.records.actors import Actors
from app.records.filters import Asked
from app.services import current
from app.store import Transaction
from app.store.conversations.invitations import SHOWN_FOR
from app.store.patients.patient_filters import PatientFilters
from app.store.staff import questions
from app.web.clinic import clinic_country, clinics_today

_HIGHEST: Final = 10**6


@blueprint.post("/search", door=signed_in(May.SEE_PATIENTS))
def search() -> ResponseReturnValue:
    """Keep the search with the session, and redirect to its results.

    With a reason, names are shown there for a minute.
    """
    typed = request.form.get("q", "")[: LONGEST + 1]
    why = read_reason(request.form.get("why", ""))
    with current().store.begin() as unit:
        hold_member(unit)
        number = questions.keep(unit.db, current_session().id, typed)
        if why is not None:
            show_names(unit, why)
    if why is not None:
        remember(why)
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
    today, country = clinics_today(), clinic_country()
    with current().store.begin() as unit:
        hold_member(unit)
        typed = questions.get(unit.db, current_session().id, min(number, _HIGHEST))
        query = None if typed is None else read_search_query(typed, today, country)
        if isinstance(query, SearchQuery):
            columns = chosen_columns(current_session().member.columns)
            everybody = look_for(unit, query, sealed_columns(columns), current().clock())
            if query.is_whole and everybody.is_one_record:
                record_search(unit, query.kinds, (), everybody)
                return _to(url_for("record.record_page", patient_id=everybody.records[0].id))
            names = with_single(unit, names)
            answer = _answer(unit, query, everybody, columns, names)
    if typed is None or query is None:
        return _page("", number, NOBODYS, {}), HTTPStatus.OK
    if isinstance(query, SearchQuery):
        return _page(typed, number, names, problems or {}, **answer), status
    bad = _page(typed[:LONGEST], number, names, {"q": query.because})
    # For a browser this is a page in its history, not the answer to a form.
    return bad, HTTPStatus.OK if is_navigation() else HTTPStatus.UNPROCESSABLE_ENTITY


def queue_of_found(number: int) -> str:
    """Return the `queue` with which a record's address says that this search found it."""
    return f"found.{number}"


def find_again(unit: Transaction, number: int) -> list[UUID]:
    """Return the patients whom a kept search of this session finds now, newest first."""
    typed = questions.get(unit.db, current_session().id, min(number, _HIGHEST))
    query = read_search_query(typed, clinics_today(), clinic_country()) if typed is not None else None
    if not isinstance(query, SearchQuery):
        return []
    everybody = look_for(unit, query, (), current().clock())
    return [each.id for each in (everybody.records or everybody.near.records)[:PAGE]]


def _answer(
    unit: Transaction,
    query: SearchQuery,
    everybody: Everybody,
    columns: Collection[str],
    names: NamesShown,
) -> dict[str, Any]:
    """Record the look, and return what the page says of whom it found."""
    some = everybody.near if everybody.is_nobody else everybody
    rows = read_rows(unit, some.records[:PAGE], columns, names, clinics_today())
    talks = [talk_row(each, names, clinics_today()) for each in some.talks[:PAGE]]
    actors = Actors.of(unit) if everybody.invited else None
    record_search(unit, query.kinds, [*rows, *talks], everybody)
    return {
        "query": query,
        "kinds": [str(SEARCHED_BY[kind]) for kind in query.kinds],
        "readings": days_of(query),
        "nobody": everybody.is_nobody,
        "counted": counted(everybody),
        "tried": tried(query) if everybody.is_nobody else (),
        "born_alone": any(each.born and not each.name for each in query.meanings),
        "compared": everybody.near.compared,
        "rows": rows,
        "talks": talks,
        "invited": [row_of(each, actors) for each in everybody.invited[:PAGE]] if actors else [],
        "people": [*rows, *talks],
        "matched": matched(everybody),
        "more": len(everybody.records) > PAGE,
    }


def _page(typed: str, number: int, names: NamesShown, problems: Mapping[str, str], **more: Any) -> str:
    columns: Collection[str] = chosen_columns(current_session().member.columns)
    return render_template(
        "dashboard/patients/found.html",
        **around_names(names),
        asked=Asked({}, PatientFilters(), {}),
        columns={name: all_columns()[name] for name in columns},
        may_invite=allows(current_session().member.role, May.WORK_ON_PATIENTS),
        days=SHOWN_FOR.days,
        typed=typed,
        found_number=number,
        found_queue=queue_of_found(number),
        problems=problems,
        **more,
    )
