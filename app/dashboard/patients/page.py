"""Show the list of patients, who waits for somebody first, and record the look.

Of those who wait the first few stand above the others; a link leads to all of them. So however much waits, whoever opens the
page sees the newest records too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.dashboard.alerts import alerts_for
from app.dashboard.patients import blueprint
from app.dashboard.patients.address import address_of, asked_in
from app.dashboard.patients.calls import CallRow
from app.dashboard.patients.columns import all_columns, chosen_columns, sealed_columns
from app.dashboard.patients.names import NOBODYS, NamesShown, around_names, names_of, with_single
from app.dashboard.patients.news import mark_of_list
from app.dashboard.patients.rows import PAGE, Row, count_or_more, read_rows
from app.dashboard.patients.tally import UNFOLDED, Tally, tabs_of, tally_of
from app.dashboard.patients.trail import record_list
from app.dashboard.patients.views import views_for
from app.guard.doors import May, allows
from app.guard.forms import refill
from app.guard.pace import SEE_MORE
from app.guard.session import current_session, hold_member, is_live, scripts_ask_for, signed_in
from app.records.asked_list import (
    EVERY,
    FLAG_NAMES,
    ORDERS,
    SORTS,
    flags_open_to,
    looked_up,
    order_in,
    sorted_by,
    turned,
    write_spot,
)
from app.records.chosen_ids import write_ids
from app.records.filters import Asked, listed_choices
from app.records.queue import write_queue
from app.records.status import STATUSES
from app.records.vocabulary import LANGUAGES, language_name
from app.services import current
from app.store import Transaction
from app.store.patients import patient_lists
from app.store.patients.allergies import MOST
from app.store.patients.patient import Patient
from app.store.patients.patient_flags import ALLERGY, CALL, FIRST
from app.store.patients.patient_lists import WAITS, Order
from app.store.staff import staff
from app.web.clinic import clinics_today


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, with the addresses of its neighbours."""

    patients: list[Patient]
    """Those who wait come first."""
    newer_url: str | None
    older_url: str | None

    @property
    def is_first(self) -> bool:
        """Whether nobody is newer: new intakes appear here."""
        return self.newer_url is None


@dataclass(frozen=True, slots=True)
class Sorting:
    """Where a column's heading leads, and which way it orders the list now."""

    url: str
    direction: str = ""


@blueprint.get("", door=signed_in(May.SEE_PATIENTS), confirms=SEE_MORE)
@scripts_ask_for
def patients_page() -> ResponseReturnValue:
    """Show a page of the list; the look is written down in the same transaction.

    A request that a script sends gets no names, because the request that hides them may be on its way.
    """
    asked = asked_in(request.args)
    names = NOBODYS if is_live() else names_of(current_session())
    return show_list(
        asked, names, refill().problems, HTTPStatus.BAD_REQUEST if asked.problems else HTTPStatus.OK
    )


def show_list(
    asked: Asked, names: NamesShown, problems: Mapping[str, str] | None = None, status: int = HTTPStatus.OK
) -> ResponseReturnValue:
    """Return the requested page with these names shown, and record the look."""
    services = current()
    columns = chosen_columns(current_session().member.columns)
    with services.store.begin() as unit:
        hold_member(unit)
        names, asked = with_single(unit, names), looked_up(unit, asked)
        order, tally = order_in(unit, asked), tally_of(unit, asked)
        page = read_page(unit, asked, order, sealed_columns(columns), tally)
        rows = read_rows(unit, page.patients, columns, names, clinics_today())
        record_list(unit, rows)
        shared = around_the_list(unit, asked, columns, names)
        views = views_for(unit, asked)
    counts = tally.counts
    stretches = {each.id: order.spot(each).stretch for each in page.patients}
    strangers = (tally.strangers if asked.filters.flag else tally.few_strangers) if page.is_first else []
    asked_at = {each.id: each.call_asked_at for each in page.patients if each.call_asked_at}
    first = _who_waits(rows, stretches, strangers, asked_at)
    return render_template(
        "dashboard/patients/page.html",
        **shared,
        waiting_new=counts.new,
        waiting_shown=count_or_more(counts.new),
        waiting_since=counts.new_since,
        everybody=rows,
        first=first,
        first_count=count_or_more(tally.waiting_here),
        more_first=0 if asked.filters.flag else max(0, tally.waiting_here - len(first)),
        all_first_url=address_of(asked, flag=FIRST),
        rows=[row for row in rows if stretches[row.id] not in WAITS],
        others_count=count_or_more(tally.listed - counts.here.of(asked.filters.status)),
        calls_of={each.patient_id: each for each in tally.calls if each.patient_id},
        tabs=tabs_of(asked, tally),
        nobody_at_all=not counts.by_status.get(""),
        newer_url=page.newer_url,
        older_url=page.older_url,
        first_url=address_of(asked),
        every_url=url_for("patients.patients_page", status=EVERY),
        may_save=bool(asked.view),
        problems={**asked.problems, **(problems or {})},
        news_url=url_for("patients.news", **asked.with_changes())
        if page.is_first
        and not asked.problems
        and asked.filters.flag != ALLERGY  # each look opens health data
        else None,
        mark=mark_of_list(counts.newest, counts.unread, counts.news, len(tally.calls)),
        queue=write_queue(asked.fields),
        all_ids=write_ids(row.id for row in rows),
        shown_count=sum(row.shown for row in rows),
        some_sealed=any(row.sealed or not row.readable for row in rows),
        most_looked_through=MOST,
        sorting=_sorting(asked),
        saved=views,
        statuses=STATUSES,
    ), status


def read_page(unit: Transaction, asked: Asked, order: Order, columns: Collection[str], tally: Tally) -> Page:
    """Return the requested page; the first one, when fewer than a page are before it.

    The first page of a list that is not narrowed to a flag has a few of those who wait. Others have the others alone.
    """
    filters, at = asked.filters, asked.older_than or asked.newer_than
    waiting = WAITS if at else tally.counts.here.stretches(filters.status)
    is_folded = not filters.flag and not (at and at.stretch in WAITS)
    listed = replace(order, first=() if is_folded else waiting)
    if asked.newer_than is not None:
        before = patient_lists.before(unit.db, PAGE + 1, listed, asked.newer_than, columns, filters)
        if len(before) > PAGE:
            return _page(asked, order, before[1:], more_newer=True, more_older=True)
    place, few = asked.older_than, []
    if is_folded and place is None and waiting:
        alone, room = replace(order, first=waiting, stretches=()), UNFOLDED - len(tally.few_strangers)
        few = patient_lists.after(unit.db, room, alone, None, columns, filters)
    most = PAGE - len(few)
    found = patient_lists.after(unit.db, most + 1, listed, place, columns, filters)
    return _page(asked, order, few + found[:most], more_newer=place is not None, more_older=len(found) > most)


def _who_waits(
    rows: list[Row],
    stretches: Mapping[UUID, str],
    strangers: list[CallRow],
    asked_at: Mapping[UUID, datetime],
) -> list[Row | CallRow]:
    """Return who waits: emergencies, calls (the longest waiting first), and news."""

    def place(row: Row | CallRow) -> tuple[int, float]:
        if isinstance(row, CallRow):
            return WAITS.index(CALL), row.since.timestamp()
        stretch = stretches[row.id]
        return WAITS.index(stretch), asked_at[row.id].timestamp() if stretch == CALL else 0

    waiting = [row for row in rows if stretches[row.id] in WAITS]
    return sorted([*waiting, *strangers], key=place)


def _page(asked: Asked, order: Order, patients: list[Patient], *, more_newer: bool, more_older: bool) -> Page:
    first_page = address_of(asked) if more_newer else None
    return Page(
        patients,
        address_of(asked, after=write_spot(order, patients[0])) if more_newer and patients else first_page,
        address_of(asked, before=write_spot(order, patients[-1])) if more_older else None,
    )


def _sorting(asked: Asked) -> dict[str, Sorting]:
    now, turned_round = sorted_by(asked), asked.sort.startswith("-")
    falls = (now == "received") != turned_round
    return {
        name: Sorting(
            address_of(asked, sort=turned(asked, name)),
            ("descending" if falls else "ascending") if name == now else "",
        )
        for name in SORTS
    }


def around_the_list(
    unit: Transaction, asked: Asked, columns: tuple[str, ...], names: NamesShown
) -> dict[str, Any]:
    """Return what the tools around the list of patients need."""
    people = [each for each in staff.all_members(unit.db) if allows(each.role, May.SEE_PATIENTS)]
    is_first, known = asked.filters.flag == FIRST, all_columns()
    return {
        "alerts": alerts_for(unit, current_session().member),
        "asked": asked,
        "columns": {name: str(known[name]) for name in columns},
        "all_columns": known,
        "choices": listed_choices(),
        "languages": {code: language_name(code) for code in LANGUAGES},
        "people": [each for each in people if each.id != current_session().member.id],
        "flag_names": {flag: FLAG_NAMES[flag] for flag in flags_open_to(current_session().member.role)},
        "filtered": len(
            asked.narrows.keys() - ({"status", "due", "flag"} if is_first else {"status", "due"})
        ),
        "orders": ORDERS,
        **around_names(names),
    }
