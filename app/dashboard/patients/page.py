"""Show the list of patients, newest first, and record the look."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.dashboard.alarms.band import band_of
from app.dashboard.alerts import alerts_for
from app.dashboard.patients import blueprint
from app.dashboard.patients.address import address_of, asked_in
from app.dashboard.patients.calls import call_row
from app.dashboard.patients.columns import COLUMNS, chosen_columns, sealed_columns
from app.dashboard.patients.names import NOBODYS, NamesShown, names_of, with_single
from app.dashboard.patients.news import mark_of_list
from app.dashboard.patients.rows import MOST_COUNTED, PAGE, count_or_more, read_rows
from app.dashboard.patients.trail import record_list
from app.dashboard.patients.views import views_for
from app.dashboard.shown import REASONS, remembered
from app.guard.doors import May, allows
from app.guard.forms import refill
from app.guard.pace import SEE_MORE
from app.guard.session import current_session, hold_member, is_live, scripts_ask_for, signed_in
from app.records.asked_list import (
    FLAG_NAMES,
    ORDERS,
    SORTS,
    TODAY,
    flags_open_to,
    order_in,
    sorted_by,
    turned,
    with_allergies,
    write_spot,
)
from app.records.chosen_ids import write_ids
from app.records.filters import Asked
from app.records.queue import write_queue
from app.records.status import STATUSES
from app.records.vocabulary import LANGUAGES, language_name
from app.services import current
from app.store import Transaction
from app.store.conversations import callbacks, unfinished
from app.store.patients import patient_lists, patients
from app.store.patients.allergies import MOST
from app.store.patients.patient import Patient
from app.store.patients.patient_flags import ALARM, ALLERGY, NEWS
from app.store.patients.patient_lists import Order
from app.store.staff import staff
from app.store.work import news
from app.web.clinic import clinics_today, to_clinic_time


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, with the addresses of its neighbours."""

    patients: list[Patient]
    newer_url: str | None
    older_url: str | None

    @property
    def is_first(self) -> bool:
        """Whether nobody is newer: new intakes appear here."""
        return self.newer_url is None


@dataclass(frozen=True, slots=True)
class Tab:
    """A status with its number of patients; "" is every status."""

    url: str
    label: str
    count: str
    current: bool


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
        names, asked = with_single(unit, names), with_allergies(unit, asked)
        order = order_in(unit, asked)
        page = read_page(unit, asked, order, sealed_columns(columns))
        stretches = [order.spot(each).stretch for each in page.patients]
        rows = read_rows(unit, page.patients, columns, names, clinics_today())
        record_list(unit, rows)
        shared = around_the_list(unit, asked, columns, names) | band_of(unit)
        tabs, views = _tabs(unit, asked), views_for(unit, asked)
        still_answering = count_or_more(unfinished.count(unit.db))
        calls = callbacks.all_waiting(unit.db) if page.is_first else []
        newest, unread = (
            patients.newest(unit.db, asked.filters),
            patients.unread(unit.db, 1, (), asked.filters),
        )
        mark = mark_of_list(newest, unread, callbacks.count_waiting(unit.db))
    return render_template(
        "dashboard/patients/page.html",
        **shared,
        everybody=rows,
        alarmed=[row for row, stretch in zip(rows, stretches, strict=True) if stretch == ALARM],
        news=[row for row, stretch in zip(rows, stretches, strict=True) if stretch == NEWS],
        rows=[row for row, stretch in zip(rows, stretches, strict=True) if stretch not in {ALARM, NEWS}],
        calls=[call_row(each) for each in calls],
        tabs=tabs,
        answering=still_answering,
        newer_url=page.newer_url,
        older_url=page.older_url,
        first_url=address_of(asked),
        problems={**asked.problems, **(problems or {})},
        news_url=url_for("patients.news", **asked.with_changes())
        if page.is_first
        and not asked.problems
        and asked.filters.flag != ALLERGY  # each look opens health data
        else None,
        mark=mark,
        queue=write_queue(asked.fields),
        write_ids=write_ids,
        most_looked_through=MOST,
        sorting=_sorting(asked),
        saved=views,
        statuses=STATUSES,
    ), status


def read_page(unit: Transaction, asked: Asked, order: Order, columns: Collection[str]) -> Page:
    """Return the requested page; the first one, when fewer than a page are before it."""
    filters = asked.filters
    if asked.newer_than is not None:
        before = patient_lists.before(unit.db, PAGE + 1, order, asked.newer_than, columns, filters)
        if len(before) > PAGE:
            return _page(asked, order, before[1:], more_newer=True, more_older=True)
    place = asked.older_than
    found = patient_lists.after(unit.db, PAGE + 1, order, place, columns, filters)
    return _page(asked, order, found[:PAGE], more_newer=place is not None, more_older=len(found) > PAGE)


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
    """Return what the tools around a list of patients need, found or not."""
    people = [each for each in staff.all_members(unit.db) if allows(each.role, May.SEE_PATIENTS)]
    waiting, since = news.new_records(unit.db, MOST_COUNTED)
    return {
        "waiting_new": waiting,
        "waiting_shown": count_or_more(waiting),
        "waiting_since": since,
        "alerts": alerts_for(unit, current_session().member),
        "asked": asked,
        "columns": {name: COLUMNS[name] for name in columns},
        "all_columns": COLUMNS,
        "languages": {code: language_name(code) for code in LANGUAGES},
        "people": [each for each in people if each.id != current_session().member.id],
        "reasons": REASONS,
        "flag_names": {flag: FLAG_NAMES[flag] for flag in flags_open_to(current_session().member.role)},
        "filtered": len(asked.narrows.keys() - {"status", "due"}),
        "orders": ORDERS,
        **_until(names),
    }


def _until(names: NamesShown) -> dict[str, Any]:
    """Return when names are hidden again: in words, seconds, and tens of seconds."""
    if names.until is None:
        return {"shown_until": None, "why": remembered()}
    left = (names.until - current().clock()).total_seconds()
    return {
        "shown_until": f"{to_clinic_time(names.until):%H:%M:%S}",
        "seconds_left": max(0, int(left)),
        "tens_left": max(10, min(60, int(left) // 10 * 10)),
        "why": names.why,
    }


def _tabs(unit: Transaction, asked: Asked) -> list[Tab]:
    counts = patients.counts(unit.db, asked.filters, MOST_COUNTED)
    some_unbounded = any(count >= MOST_COUNTED for status, count in counts.items() if status)
    everybody = count_or_more(MOST_COUNTED if some_unbounded else counts.get("", 0))
    chosen, due = asked.filters.status, asked.filters.due_by
    how_many_due = count_or_more(patients.count_due(unit.db, clinics_today(), asked.filters, MOST_COUNTED))
    of_a_status = [
        Tab(
            address_of(asked, status=code, due=""),
            str(status.label),
            count_or_more(counts.get(code, 0)),
            chosen == code and not due,
        )
        for code, status in STATUSES.items()
    ]
    return [
        Tab(address_of(asked, status="", due=""), _("All"), everybody, not (chosen or due)),
        of_a_status[0],
        Tab(address_of(asked, status="", due=TODAY), _("Due today"), how_many_due, due is not None),
        *of_a_status[1:],
    ]
